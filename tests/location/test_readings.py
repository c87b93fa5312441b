"""Arrivals and stations as arrays, and what cannot define a location."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from testban.location.readings import make_readings
from testban.model import Arrival, Station

EPOCH = datetime(2020, 1, 1, 3, 30, 1, tzinfo=UTC)
STATIONS = (
    Station(id="AAA", latitude=10.0, longitude=20.0, elevation_m=1500.0),
    Station(id="BBB", latitude=-30.0, longitude=170.0),
)


def arrival(station: str, phase: str, after_s: float, **read: float) -> Arrival:
    time = EPOCH + timedelta(seconds=after_s)
    return Arrival(id=f"{station}/{phase}/{after_s:g}", station=station, phase=phase, time=time, **read)


def test_arrivals_are_ordered_by_time_and_counted_from_a_whole_second() -> None:
    readings, not_used = make_readings(STATIONS, [arrival("BBB", "P", 9.75), arrival("AAA", "P", 0.25)])
    assert not_used == ()
    assert readings is not None
    assert readings.epoch == EPOCH
    assert readings.time_s.tolist() == [0.25, 9.75]
    assert readings.latitude_deg.tolist() == [10.0, -30.0]
    assert readings.longitude_deg.tolist() == [20.0, 170.0]
    assert readings.elevation_m.tolist() == [1500.0, 0.0]
    assert readings.moment(9.75) == readings.arrivals[1].time
    assert len(readings) == 2


def test_the_time_zone_of_a_reading_changes_nothing() -> None:
    there = arrival("AAA", "P", 0.5)
    local = there.model_copy(update={"time": there.time.astimezone(timezone(timedelta(hours=9)))})
    first, second = (make_readings(STATIONS, [one])[0] for one in (there, local))
    assert first is not None
    assert second is not None
    assert (first.epoch, first.time_s.tolist()) == (second.epoch, second.time_s.tolist())


@pytest.mark.parametrize(("phases", "sd_s"), [
    ("P Pn", 0.3), ("Pg Pb PKP PKPdf PKPbc PKPab", 0.5), ("PcP pP", 0.6), ("Pdiff sP", 0.8),
    ("S Sn Sg Sb", 1.0), ("Lg", 1.5),
])  # fmt: skip
def test_a_reading_that_names_no_error_has_that_of_its_phase(phases: str, sd_s: float) -> None:
    for phase in phases.split():
        readings, _ = make_readings(STATIONS, [arrival("AAA", phase, 0.0)])
        assert readings is not None
        assert readings.sd_s.tolist() == [sd_s]


def test_what_a_reading_says_of_its_errors_counts() -> None:
    read = {"time_sd_s": 0.07, "back_azimuth_deg": 40.0, "slowness_s_per_deg": 8.0}
    with_errors = {"back_azimuth_sd_deg": 3.0, "slowness_sd_s_per_deg": 0.2}
    readings, _ = make_readings(
        STATIONS, [arrival("AAA", "P", 0.0, **read), arrival("BBB", "P", 1.0, **read, **with_errors)]
    )
    assert readings is not None
    assert readings.sd_s.tolist() == [0.07, 0.07]
    assert readings.back_azimuth_deg.tolist() == [40.0, 40.0]
    assert readings.back_azimuth_sd_deg.tolist() == [15.0, 3.0]
    assert readings.slowness_s_per_deg.tolist() == [8.0, 8.0]
    assert readings.slowness_sd_s_per_deg.tolist() == [1.5, 0.2]


def test_what_was_not_read_is_not_a_number() -> None:
    readings, _ = make_readings(STATIONS, [arrival("AAA", "P", 0.0)])
    assert readings is not None
    assert np.isnan([readings.back_azimuth_deg[0], readings.slowness_s_per_deg[0]]).all()


def test_of_two_readings_of_one_phase_the_earlier_is_used() -> None:
    given = [arrival("AAA", "P", 4.0), arrival("AAA", "P", 2.0), arrival("AAA", "S", 9.0)]
    readings, not_used = make_readings(STATIONS, given)
    assert readings is not None
    assert [one.id for one in readings.arrivals] == ["AAA/P/2", "AAA/S/9"]
    assert [one.id for one in not_used] == ["AAA/P/4"]
    assert "the earlier one is used" in not_used[0].reason


def test_each_arrival_that_cannot_define_a_location_has_its_reason() -> None:
    readings, not_used = make_readings(STATIONS, [arrival("CCC", "P", 0.0), arrival("AAA", "LR", 1.0)])
    assert readings is None
    assert [one.reason for one in not_used] == [
        "station CCC has no coordinates",
        "phase LR does not define a location",
    ]
