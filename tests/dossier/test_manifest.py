"""The manifest: every file by its hash, nothing of this machine, one form only."""

from __future__ import annotations

import hashlib
import json
import platform

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier import builders
from testban.dossier import FolderError, Recipe, RefusedError, hash_files, read_manifest, write_manifest
from testban.dossier.manifest import canonical

HASH = "0" * 64


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "finding.json").write_bytes(b"{}\n")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a b.svg").write_bytes(b"<svg/>")
    return tmp_path


def content_of(path):
    return json.loads(path.read_bytes())


def test_every_file_but_itself_is_there_with_its_hash_and_size(folder):
    finding = builders.finding()
    content = content_of(write_manifest(folder, finding))
    assert content["files"] == {
        "figures/a b.svg": {"bytes": 6, "sha256": hashlib.sha256(b"<svg/>").hexdigest()},
        "finding.json": {"bytes": 3, "sha256": hashlib.sha256(b"{}\n").hexdigest()},
    }
    assert [row["name"] for row in content["inputs"]] == ["arrivals.csv", "stations.csv"]
    assert content["parameters"] == finding.provenance.parameters
    assert content["software"]["version"] == "0.1.0"
    assert content["signer"] is None


def test_it_says_with_what_the_finding_was_made(folder):
    content = content_of(write_manifest(folder, builders.finding()))["environment"]
    assert {"numpy", "scipy", "obspy"} <= set(content["libraries"])
    assert platform.python_version() in content["python"]


def test_it_names_no_host_user_or_folder_of_this_machine(folder):
    text = write_manifest(folder, builders.finding()).read_text()
    assert str(folder) not in text
    assert not platform.node() or platform.node() not in text


def test_writing_it_again_changes_nothing(folder):
    first = write_manifest(folder, builders.finding()).read_bytes()
    assert write_manifest(folder, builders.finding()).read_bytes() == first


def test_it_reads_back_with_recipe_and_signer(folder):
    recipe = Recipe(observations="inputs", as_of=builders.finding().as_of, level=0.95)
    path = write_manifest(folder, builders.finding(), recipe=recipe, signer="ed25519:x")
    manifest = read_manifest(path.read_bytes())
    assert manifest.recipe.as_of == recipe.as_of
    assert manifest.recipe.level == 0.95
    assert manifest.signer == "ed25519:x"


def test_one_changed_byte_changes_the_hash(folder):
    before = hash_files(folder)
    (folder / "finding.json").write_bytes(b"{ }\n"[:3])
    assert hash_files(folder)["finding.json"] != before["finding.json"]


def test_keys_are_sorted_at_every_depth(folder):
    def check(value):
        if isinstance(value, dict):
            assert list(value) == sorted(value)
            for inner in value.values():
                check(inner)

    check(content_of(write_manifest(folder, builders.finding())))


class TestRefused:
    def test_a_link_out_of_the_folder_by_name(self, folder, tmp_path_factory):
        secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
        secret.write_text("not yours")
        (folder / "innocent.txt").symlink_to(secret)
        with pytest.raises(FolderError, match=r"innocent\.txt"):
            write_manifest(folder, builders.finding())

    def test_an_absent_folder_by_name(self, tmp_path):
        with pytest.raises(FolderError, match="nowhere"):
            write_manifest(tmp_path / "nowhere", builders.finding())

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "cannot be read"),
            (b"\xff\xfe", "cannot be read"),
            (b"[]\n", "schema None"),
            (b'{"schema_version": "testban.manifest/9"}', "testban.manifest/9"),
            (b'{"schema_version": NaN}', "cannot be read"),
            (b"[" * 200_000, "nested too deep"),
            (b" " * 16_777_217, "are allowed"),
        ],
    )
    def test_what_is_no_manifest(self, data, reason):
        with pytest.raises(RefusedError, match=reason):
            read_manifest(data)

    def test_a_key_given_twice(self, folder):
        data = write_manifest(folder, builders.finding()).read_bytes()
        twice = data.replace(b'"signer": null', b'"signer": "ed25519:x",\n "signer": null')
        with pytest.raises(RefusedError, match="canonical"):
            read_manifest(twice)

    def test_a_field_nobody_knows(self, folder):
        content = content_of(write_manifest(folder, builders.finding())) | {"note": "trust me"}
        with pytest.raises(RefusedError, match="note"):
            read_manifest(canonical(content))

    @settings(max_examples=60, deadline=None)
    @given(data=st.binary(max_size=300))
    def test_any_bytes_are_refused_with_a_reason_and_nothing_else(self, data):
        with pytest.raises(RefusedError):
            read_manifest(data)
