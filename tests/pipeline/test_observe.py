"""What a user may point at."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from testban.model import BadInputError
from testban.pipeline import observe

CASES = Path(str(files("testban.cases")))


def test_packaged_case_by_name() -> None:
    assert observe("dprk-2006")[0].id == "dprk-2006"


def test_case_folder_of_the_same_form(tmp_path: Path) -> None:
    shutil.copytree(CASES / "dprk-2009", tmp_path / "mine")
    assert observe(str(tmp_path / "mine"))[0].arrivals == observe("dprk-2009")[0].arrivals


def test_csv_of_arrivals_with_a_station_file() -> None:
    folder = CASES / "dprk-2016-09"
    found = observe(str(folder / "arrivals.csv"), stations_path=folder / "stations.csv")
    assert len(found[0].arrivals) == 86
    assert found[0].external == ()


@pytest.mark.parametrize("target", ["no-such-case", "/no/such/file.csv"])
def test_what_is_not_there_is_named(target: str) -> None:
    with pytest.raises(BadInputError, match="no such file"):
        observe(target)


@pytest.mark.parametrize("option", ["stations", "responses"])
def test_a_case_does_not_pass_over_an_option_in_silence(option: str) -> None:
    with pytest.raises(BadInputError, match=f"leave out --{option}"):
        observe("dprk-2006", **{f"{option}_path": CASES / "dprk-2006" / "stations.csv"})


def test_arrivals_do_not_pass_over_responses_in_silence() -> None:
    with pytest.raises(BadInputError, match="leave out --responses"):
        observe(str(CASES / "dprk-2006" / "arrivals.csv"), responses_path=CASES / "dprk-2006")


def test_folder_without_a_case_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=tmp_path.name):
        observe(str(tmp_path))
