"""Outside data sets: each with an origin, a licence as stated and a hash that what lies here has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from validation.sources import load_sources, state, tree_sha256

SETS = load_sources()


@pytest.mark.parametrize("entry", SETS, ids=[entry["path"] for entry in SETS])
def test_every_set_says_where_it_comes_from(entry: dict[str, Any]) -> None:
    assert entry["what"]
    assert entry["licence"]
    assert re.fullmatch("[0-9a-f]{64}", entry["sha256"])
    for origin in entry["origin"]:
        assert origin["repository"].startswith("https://")
        assert re.fullmatch("[0-9a-f]{40}", origin["commit"])
        assert origin["take"]


def test_what_lies_here_is_what_was_measured_against(shared: Path) -> None:
    small = [entry for entry in SETS if entry["path"] not in ("norway", "dprk/waveforms", "tables/gms")]
    assert {state(entry, shared) for entry in small} == {"here, the same"}


def test_a_changed_an_added_and_a_renamed_file_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.csv").write_bytes(b"1")
    before = tree_sha256(tmp_path / "a")
    (tmp_path / "a" / "PROVENANCE.md").write_text("notes")
    assert tree_sha256(tmp_path / "a") == before
    (tmp_path / "a" / "x.csv").rename(tmp_path / "a" / "y.csv")
    renamed = tree_sha256(tmp_path / "a")
    (tmp_path / "a" / "z.csv").write_bytes(b"2")
    assert len({before, renamed, tree_sha256(tmp_path / "a")}) == 3
    assert state({"path": "a", "sha256": before}, tmp_path) == "here, NOT the same"
    assert state({"path": "b", "sha256": before}, tmp_path) == "absent"
    assert state({"path": "a", "sha256": before}, None) == "absent"
