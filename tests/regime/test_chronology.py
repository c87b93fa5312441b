"""The chronology: order, zones, and conflicts that are shown."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.regime.chronology import LANES, load_chronology, match, select, span_of
from testban.regime.chronology_figure import chronology_svg
from testban.regime.errors import LawDateError, UnknownNameError
from testban.regime.register import load_register

# Origin times of the six tests in the catalogue of the USGS, to the second.
USGS = (
    "2006-10-09T01:35:28",
    "2009-05-25T00:54:43",
    "2013-02-12T02:57:51",
    "2016-01-06T01:30:01",
    "2016-09-09T00:30:01",
    "2017-09-03T03:30:01",
)


def by_id(identifier: str):
    return next(event for event in load_chronology() if event.id == identifier)


def test_the_six_tests_stand_at_their_origin_times():
    tests = [event.span.starts.replace(tzinfo=None) for event in select(kind="tests")]
    for found, published in zip(tests, USGS, strict=True):
        assert abs(found - datetime.fromisoformat(published)) <= timedelta(seconds=1)


def test_entries_are_in_order_and_identifiers_unique():
    events = load_chronology()
    assert [event.span.starts for event in events] == sorted(event.span.starts for event in events)
    assert len({event.id for event in events}) == len(events)


def test_every_kind_has_a_lane():
    assert {event.kind for event in load_chronology()} <= {kind for kinds in LANES.values() for kind in kinds}


def test_everything_related_is_in_the_register():
    register = load_register()
    for event in load_chronology():
        for name in event.related:
            assert name in register.entries or name in register.instruments, (event.id, name)


def test_every_resolution_of_the_register_is_on_the_line():
    titles = " ".join(event.title for event in load_chronology())
    for instrument in load_register().instruments.values():
        if instrument.kind in ("resolution", "presidential statement", "draft"):
            assert instrument.symbol in titles


def test_adoption_dates_agree_with_the_register():
    for event in select(kind="resolutions"):
        for instrument in load_register().instruments.values():
            if event.title.startswith(f"{instrument.symbol}:"):
                assert event.when == instrument.adopted.isoformat()


@pytest.mark.parametrize("identifier", ["2016-02-07-satellite-launch", "2017-07-04-icbm-launch"])
def test_twelve_hour_clock_errors_are_shown(identifier):
    conflicts = [found for found in by_id(identifier).disagreements if found.conflict]
    assert len(conflicts) == 1
    assert "12-hour clock" in conflicts[0].comparison


def test_second_of_september_in_new_york_is_the_third_in_utc():
    (found,) = by_id("2017-09-03-nuclear-test").disagreements
    assert not found.conflict
    assert found.reading.reader == "S/RES/2375 (2017)"


def test_a_stated_date_matches_within_one_day():
    assert [event.id for event in match(date(2017, 9, 2), kind="tests")] == ["2017-09-03-nuclear-test"]
    assert match(date(2017, 9, 1), kind="tests") == ()


def test_selection_includes_both_ends():
    found = select(starts=date(2017, 9, 3), ends=date(2017, 9, 11))
    assert [event.id for event in found] == ["2017-09-03-nuclear-test", "2017-09-11-resolution"]


def test_a_year_without_a_day_is_in_every_part_of_it():
    assert "1994-contact" in [e.id for e in select(starts=date(1994, 5, 1), ends=date(1994, 5, 2))]


def test_reversed_dates_are_refused():
    with pytest.raises(LawDateError, match="lies before --from"):
        select(starts=date(2017, 1, 2), ends=date(2017, 1, 1))


def test_unknown_kind_names_the_near_one():
    with pytest.raises(UnknownNameError, match="did you mean vetoes"):
        select(kind="vetos")


def test_the_drawing_is_the_same_every_time_and_needs_no_network():
    events = select(starts=date(2016, 1, 1), ends=date(2017, 12, 31))
    svg = chronology_svg(events)
    assert svg == chronology_svg(events)
    assert "<image" not in svg
    assert "<script" not in svg
    assert "2017-09-03-nuclear-test" in svg


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["+00:00", "-04:00", "+08:30", "+09:00"])
)
@settings(deadline=None, max_examples=60)
def test_a_day_is_24_hours_in_every_zone(day, zone):
    span = span_of(day.isoformat(), "", zone)
    assert span.ends - span.starts == timedelta(days=1)
