"""The command line of the main job: exit codes, the envelope, 80 columns."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from testban.cli.main import run

CASES = Path(str(files("testban.cases")))


def test_summary_fits_80_columns_and_names_the_dossier(example: tuple[str, Path]) -> None:
    text, folder = example
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "build/dprk-2017/dossier.html" in text
    names = {path.name for path in folder.iterdir()}
    written = {"finding.json", "event.quakeml.xml", "bulletin.ims.txt", "dossier.html"}
    written |= {"manifest.json", "ro-crate-metadata.json"}
    assert names == written | {"inputs"}


def test_json_is_one_envelope(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", "dprk-2006", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert set(content) == {"schema", "command", "status", "result", "warnings", "errors"}
    assert (content["command"], content["status"]) == ("assess", "answered")
    assert content["result"]["schema_version"] == "testban.finding/2"


def test_as_of_sets_the_date_of_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", "dprk-2006", "--as-of", "2018-01-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["as_of"] == "2018-01-01"


class TestPrior:
    PRIOR = "explosion=0.5,earthquake=0.4,collapse=0.1"

    def test_is_in_the_finding_the_terminal_and_the_page(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["assess", "dprk-2017", "--prior", self.PRIOR, "--out", str(tmp_path / "d")]) == 0
        text = " ".join(capsys.readouterr().out.split())
        words = "before the data: explosion 50 %, earthquake 40 %, collapse 10 % (given by the user)"
        assert words in text
        content = json.loads((tmp_path / "d" / "finding.json").read_text())
        hypotheses = content["events"][0]["hypotheses"]
        assert hypotheses["prior"] == {"explosion": 0.5, "earthquake": 0.4, "collapse": 0.1}
        assert hypotheses["prior_basis"] == "given by the user"
        assert content["provenance"]["parameters"]["prior"] == self.PRIOR
        assert "given by the user" in (tmp_path / "d" / "dossier.html").read_text()

    def test_is_shown_where_the_answer_depends_on_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["assess", "dprk-2017", "--prior", "explosion=0.01,earthquake=0.94,collapse=0.05"]) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert "insufficient data" in text
        assert "before the data: explosion 1 %, earthquake 94 %, collapse 5 % (given by the user)" in text

    def test_zero_leaves_with_2_and_the_reason(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["assess", "dprk-2017", "--prior", "explosion=0.5,earthquake=0.5,collapse=0"]) == 2
        assert "collapse has probability 0, which no evidence could ever raise" in capsys.readouterr().err


def test_event_not_located_leaves_with_1_and_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (CASES / "dprk-2017" / "arrivals.csv").read_text().splitlines()
    (tmp_path / "two.csv").write_text("\n".join(lines[:3]) + "\n")
    stations = str(CASES / "dprk-2017" / "stations.csv")
    assert run(["assess", str(tmp_path / "two.csv"), "--stations", stations, "--json"]) == 1
    printed = capsys.readouterr()
    assert "not located, because 2 of at least 4 defining observations" in printed.err
    content = json.loads(printed.out)
    assert content["status"] == "not answered"
    assert content["result"]["events"] == []


def test_missing_file_leaves_with_2_and_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", "/no/such/file", "--json"]) == 2
    printed = capsys.readouterr()
    assert "/no/such/file" in printed.err
    assert json.loads(printed.out)["status"] == "bad input"


def test_wrong_option_leaves_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", "dprk-2017", "--no-such-option"]) == 2
    assert "no-such-option" in capsys.readouterr().err


def test_impossible_date_leaves_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", "dprk-2017", "--as-of", "2017-02-30"]) == 2
    assert "2017-02-30" in capsys.readouterr().err


def test_cases_are_listed_with_what_they_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cases", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["result"]
    assert [row["arrivals"] for row in rows if row["id"] == "dprk-2017"] == [49]


def test_folder_that_is_not_there_is_named_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "check", "/no/such/folder", "--json"]) == 2
    printed = capsys.readouterr()
    assert "/no/such/folder" in printed.err
    assert json.loads(printed.out)["status"] == "bad input"
