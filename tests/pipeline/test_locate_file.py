"""A bulletin of many events: criteria, and other processes that change nothing."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from testban.cases import load_case
from testban.location import named_criteria
from testban.model import BadInputError, SeismicObservations, Solution
from testban.pipeline import locate_file
from testban.pipeline.criteria_file import find_criteria
from testban.pipeline.locate_file import local_pool, locate_events


@pytest.fixture(scope="module")
def bulletin() -> list[SeismicObservations]:
    first, empty = load_case("dprk-2006"), load_case("dprk-2017")
    return [first, empty.model_copy(update={"arrivals": empty.arrivals[:2]})]


def test_events_come_in_order_whoever_locates_them(bulletin: list[SeismicObservations]) -> None:
    alone = locate_events(bulletin)
    done: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        together = locate_events(bulletin, executor=pool, progress=done.append)
    assert together == alone
    assert done == [1, 2]
    assert [one["status"] for one in alone] == ["located", "not located"]


class Broken(Executor):
    """Processes that die before they answer."""

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        raise BrokenProcessPool("a process was killed")


def test_executor_that_breaks_down_loses_nothing(bulletin: list[SeismicObservations]) -> None:
    assert locate_events(bulletin[1:], executor=Broken()) == locate_events(bulletin[1:])


def test_event_in_which_something_fails_says_why_and_the_others_are_located(
    bulletin: list[SeismicObservations], monkeypatch: pytest.MonkeyPatch
) -> None:
    quality = locate_file._quality

    def failing_at_one(solution: Solution) -> dict[str, Any]:
        if solution.origin.time.year == 2006:
            raise ZeroDivisionError("division by zero")
        return quality(solution)

    monkeypatch.setattr(locate_file, "_quality", failing_at_one)
    failed, located = locate_events([bulletin[0], load_case("dprk-2017")])
    assert failed["status"] == "not located"
    assert failed["reason"].startswith("failed: ZeroDivisionError")
    assert located["status"] == "located"


def test_few_events_start_no_processes() -> None:
    with local_pool(5) as pool:
        assert pool is None


def test_event_that_misses_the_criteria_is_located_and_says_why(bulletin: list[SeismicObservations]) -> None:
    asked = named_criteria()["idc-reb"].model_copy(update={"least_weight": 1000.0})
    event, _ = locate_events(bulletin, criteria=asked)
    assert event["status"] == "located"
    assert event["meets_criteria"] is False
    assert "at least 1000 is asked for" in event["criteria"]["missed"][0]


class TestCriteriaFile:
    def test_own_file_is_read(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.yaml"
        file.write_text(
            "least_stations: 4\nleast_weight: 5\nweights: {first_p: 1, other_phase: 0}\n"
            "source: my network\nverified: true\n",
            encoding="utf-8",
        )
        assert find_criteria(str(file)).least_stations == 4

    def test_unknown_name_lists_the_known_ones(self) -> None:
        with pytest.raises(BadInputError, match="idc-reb"):
            find_criteria("nonsense")

    def test_missing_field_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.yaml"
        file.write_text("least_stations: 4\n", encoding="utf-8")
        with pytest.raises(BadInputError, match="least_weight"):
            find_criteria(str(file))
