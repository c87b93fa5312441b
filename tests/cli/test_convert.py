"""The command that converts."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from testban.cli.main import run

ARRIVALS = Path(str(files("testban.cases"))) / "dprk-2017" / "arrivals.csv"


def test_arrivals_become_quakeml_and_come_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["convert", str(ARRIVALS), str(tmp_path / "a.xml"), "--to", "quakeml"]) == 0
    assert run(["convert", str(tmp_path / "a.xml"), str(tmp_path / "b.csv"), "--to", "csv", "--json"]) == 0
    printed = capsys.readouterr().out
    content = json.loads(printed[printed.index("{") :])
    assert content["status"] == "answered"
    assert len((tmp_path / "b.csv").read_text().splitlines()) == 50


def test_unknown_format_leaves_with_2_and_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["convert", str(ARRIVALS), str(tmp_path / "a.xyz"), "--to", "xyz"]) == 2
    assert "xyz" in capsys.readouterr().err


def test_absent_file_leaves_with_2_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["convert", str(tmp_path / "none.txt"), str(tmp_path / "a.csv")]) == 2
    assert "none.txt" in capsys.readouterr().err


def test_input_of_which_nothing_is_left_leaves_with_2_and_names_the_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nan.csv").write_text("station,phase,time\nMDJ,Pn,nan\nTJN,Pn,2017-02-30T00:00:00Z\n")
    assert run(["convert", str(tmp_path / "nan.csv"), str(tmp_path / "a.xml")]) == 2
    printed = capsys.readouterr()
    assert "nan.csv line 2" in printed.err
    assert not (tmp_path / "a.xml").exists()
