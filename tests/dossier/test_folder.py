"""A dossier takes the place of an earlier one and of nothing else."""

from __future__ import annotations

import pytest

from dossier import builders
from testban.dossier import FolderError, move_into, write_manifest


def made(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    write_manifest(folder, builders.finding())
    return folder


def names_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_files_of_an_earlier_dossier_give_way(tmp_path):
    move_into(made(tmp_path / "a", "finding.json", "inputs/old/arrivals.csv"), tmp_path / "out")
    move_into(made(tmp_path / "b", "finding.json", "inputs/new.csv"), tmp_path / "out")
    assert names_in(tmp_path / "out") == ["finding.json", "inputs/new.csv", "manifest.json"]
    assert not (tmp_path / "out" / "inputs" / "old").exists()


def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("mine")
    with pytest.raises(FolderError, match=r"thesis\.tex"):
        move_into(made(tmp_path / "a", "finding.json"), out)
    assert names_in(out) == ["thesis.tex"]


def test_an_earlier_input_that_was_edited_is_not_thrown_away(tmp_path):
    out = tmp_path / "out"
    move_into(made(tmp_path / "a", "inputs/arrivals.csv"), out)
    (out / "inputs" / "arrivals.csv").write_text("corrected by hand")
    with pytest.raises(FolderError, match=r"arrivals\.csv"):
        move_into(made(tmp_path / "b", "finding.json"), out)
    assert (out / "inputs" / "arrivals.csv").read_text() == "corrected by hand"


def test_a_link_in_the_folder_is_refused(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "finding.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(FolderError, match="link"):
        move_into(made(tmp_path / "a", "finding.json"), out)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"files": 3}', b'{"files": {"../x": {"sha256": "a"}}}'])
def test_a_broken_earlier_manifest_is_replaced(tmp_path, content):
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_bytes(content)
    move_into(made(tmp_path / "a", "finding.json"), out)
    assert names_in(out) == ["finding.json", "manifest.json"]
