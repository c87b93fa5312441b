"""What a finding leaves in a folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from testban.cases import load_case
from testban.model import BadInputError, Finding
from testban.pipeline import assess, write_finding


@pytest.fixture(scope="module")
def finding() -> Finding:
    return assess([load_case("dprk-2017")])


def test_manifest_hashes_every_file_written(finding: Finding, tmp_path: Path) -> None:
    written = write_finding(finding, tmp_path / "a")
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text())
    listed = manifest["files"]
    for path in written:
        if path.name != "manifest.json":
            assert listed[path.name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert len(manifest["inputs"]) == len(finding.provenance.inputs)


def test_writing_twice_gives_the_same_bytes(finding: Finding, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_finding(finding, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_nothing_written_names_this_machine(finding: Finding, tmp_path: Path) -> None:
    for path in write_finding(finding, tmp_path / "a"):
        assert str(tmp_path).encode() not in path.read_bytes()


def test_folder_that_is_a_file_is_refused_by_name(finding: Finding, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(BadInputError, match="taken"):
        write_finding(finding, tmp_path / "taken")
