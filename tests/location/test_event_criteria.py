"""Event definition criteria: what counts, and what is missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from testban.location import EventCriteria, meet_criteria, named_criteria
from testban.model import Arrival, ArrivalResidual

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def reading(station: str, phase: str, *, beam: bool = False, late_s: float = 0.0) -> Arrival:
    values = {"back_azimuth_deg": 10.0, "slowness_s_per_deg": 6.0} if beam else {}
    moment = EPOCH + timedelta(seconds=late_s)
    return Arrival(id=f"{station}/{phase}", station=station, phase=phase, time=moment, **values)


def fit(arrival: Arrival, *, defining: bool = True) -> ArrivalResidual:
    return ArrivalResidual(
        id=arrival.id, station=arrival.station, phase=arrival.phase, time=arrival.time, distance_deg=30.0,
        azimuth_deg=0.0, predicted_s=370.0, residual_s=0.1, sd_s=1.0, weight=1.0, defining=defining,
    )  # fmt: skip


def criteria(**changes: object) -> EventCriteria:
    return named_criteria()["idc-reb"].model_copy(update=changes)


def test_two_arrays_and_a_third_station_meet_the_idc_criteria() -> None:
    read = [reading("A1", "P", beam=True), reading("A2", "P", beam=True), reading("B", "P", beam=True)]
    answer = meet_criteria([fit(one) for one in read], read, criteria(arrays=("A1", "A2")))
    assert answer.meets
    assert answer.weight == pytest.approx(2 * 1.8 + 1.4)


def test_three_times_alone_are_too_little() -> None:
    read = [reading(name, "P") for name in "ABC"]
    answer = meet_criteria([fit(one) for one in read], read, criteria())
    assert not answer.meets
    assert answer.missed == ("weighted count 3 of defining observations, at least 4.6 is asked for",)


def test_readings_that_do_not_define_and_stations_that_are_not_primary_do_not_count() -> None:
    read = [reading(name, "P") for name in "ABCD"]
    fits = [fit(one, defining=one.station != "A") for one in read]
    answer = meet_criteria(fits, read, criteria(primary=("A", "B", "C")))
    assert answer.stations == 2
    assert answer.weight == pytest.approx(2.0)


def test_second_p_of_a_station_counts_as_another_phase() -> None:
    read = [reading("A", "Pn"), reading("A", "Pg", late_s=5.0), reading("A", "Sn", late_s=60.0)]
    answer = meet_criteria([fit(one) for one in read], read, criteria())
    assert answer.stations == 1
    assert answer.weight == pytest.approx(1.0 + 0.7 + 0.7)


def test_unverified_numbers_are_said() -> None:
    answer = meet_criteria([], [], criteria())
    assert "the numbers of these criteria are unverified" in answer.notes


def test_negative_weight_is_refused() -> None:
    given = criteria().model_dump()
    given["weights"]["first_p"] = -1.0
    with pytest.raises(ValidationError):
        EventCriteria.model_validate(given)
