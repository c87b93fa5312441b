"""Magnitudes of a bulletin: one mb and one Ms, as values of others."""

from __future__ import annotations

import pytest

from testban.bulletins.observations import to_observations
from testban.bulletins.records import BulletinEvent, PublishedMagnitude
from testban.bulletins.station_table import StationTable


def external(*magnitudes: tuple[str, float, str], **more) -> dict[str, tuple[float, str]]:
    rows = tuple(
        PublishedMagnitude(event_id="1", kind=kind, magnitude=value, author=author, **more)
        for kind, value, author in magnitudes
    )
    event = BulletinEvent(id="1", magnitudes=rows)
    made = to_observations(event, StationTable(stations=()), source="b.txt", inputs=())
    return {one.name: (one.value, one.source) for one in made.external}


def test_both_come_from_one_author_where_one_gives_both() -> None:
    found = external(("mb", 4.3, "NEIC"), ("mb", 4.1, "ISC"), ("MS", 3.6, "ISC"))
    assert found == {"mb": (4.1, "ISC, in b.txt"), "ms": (3.6, "ISC, in b.txt")}


def test_the_first_is_taken_where_no_author_gives_both() -> None:
    found = external(("mb", 4.3, "NEIC"), ("mb", 4.1, "ISC"), ("Ms", 3.6, "MOS"))
    assert found == {"mb": (4.3, "NEIC, in b.txt"), "ms": (3.6, "MOS, in b.txt")}


@pytest.mark.parametrize("kind", ["MB", "mbLg", "mb1", "ML", "Ms7", "Mw", ""])
def test_other_scales_are_not_taken_for_mb_or_ms(kind: str) -> None:
    assert external((kind, 4.3, "ISC")) == {}


@pytest.mark.parametrize("value", [-9.0, 99.9])
def test_impossible_values_are_no_magnitudes(value: float) -> None:
    assert external(("mb", value, "ISC")) == {}


def test_a_bound_is_no_magnitude() -> None:
    assert external(("mb", 4.3, "ISC"), bound="<") == {}


def test_an_absent_author_is_said() -> None:
    assert external(("mb", 4.3, ""))["mb"][1].startswith("its author is not named")
