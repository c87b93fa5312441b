"""The manifest: every file by its hash, nothing of this machine."""

from __future__ import annotations

import hashlib
import json

import pytest

from dossier import builders
from testban.dossier import FolderError, hash_outputs, write_manifest


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "finding.json").write_bytes(b"{}\n")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a b.svg").write_bytes(b"<svg/>")
    return tmp_path


def test_every_file_but_itself_is_there_with_its_hash_and_size(folder):
    finding = builders.finding()
    content = json.loads(write_manifest(folder, finding).read_text())
    assert content["outputs"] == {
        "figures/a b.svg": {"bytes": 6, "sha256": hashlib.sha256(b"<svg/>").hexdigest()},
        "finding.json": {"bytes": 3, "sha256": hashlib.sha256(b"{}\n").hexdigest()},
    }
    assert content["inputs"] == {"arrivals.csv": "a" * 64, "stations.csv": "b" * 64}
    assert content["parameters"] == finding.provenance.parameters
    assert content["version"] == "0.1.0"


def test_writing_it_again_changes_nothing(folder):
    first = write_manifest(folder, builders.finding()).read_bytes()
    assert write_manifest(folder, builders.finding()).read_bytes() == first


def test_it_names_no_path_of_this_machine(folder):
    assert str(folder) not in write_manifest(folder, builders.finding()).read_text()


def test_one_changed_byte_changes_the_hash(folder):
    before = hash_outputs(folder)
    (folder / "finding.json").write_bytes(b"{ }\n"[:3])
    assert hash_outputs(folder)["finding.json"] != before["finding.json"]


def test_keys_are_sorted_at_every_depth(folder):
    def check(value):
        if isinstance(value, dict):
            assert list(value) == sorted(value)
            for inner in value.values():
                check(inner)

    check(json.loads(write_manifest(folder, builders.finding()).read_text()))


def test_a_link_out_of_the_folder_is_refused_by_name(folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("not yours")
    (folder / "innocent.txt").symlink_to(secret)
    with pytest.raises(FolderError, match=r"innocent\.txt"):
        write_manifest(folder, builders.finding())


def test_an_absent_folder_is_refused_by_name(tmp_path):
    with pytest.raises(FolderError, match="nowhere"):
        write_manifest(tmp_path / "nowhere", builders.finding())
