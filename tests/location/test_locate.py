"""Location on the networks of the six tests, on laws that hold for any network, and on bad input."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.cases import load_case, read_case
from testban.geodesy import geodesic
from testban.location import NotLocatedError, locate
from testban.location.predict import predict
from testban.location.readings import make_readings
from testban.model import Arrival, Solution, Station

KM, S = 1.0, 1.0
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def ring(latitude: float, longitude: float, distances_deg: list[float]) -> tuple[Station, ...]:
    """Stations around a place, at distances that go round."""
    from testban.geodesy import destination

    azimuths = np.arange(len(distances_deg)) * 360.0 / len(distances_deg) + 7.0
    lat, lon = destination(latitude, longitude, np.array(distances_deg), azimuths)
    return tuple(
        Station(id=f"S{number:02d}", latitude=float(a), longitude=float(b))
        for number, (a, b) in enumerate(zip(lat, lon, strict=True))
    )


def exact_arrivals(
    stations: tuple[Station, ...], latitude: float, longitude: float, phase: str = "P"
) -> tuple[Arrival, ...]:
    """Arrivals without error from a surface source."""
    blank = [Arrival(id=one.id, station=one.id, phase=phase, time=EPOCH) for one in stations]
    readings, _ = make_readings(stations, blank)
    assert readings is not None
    times = predict(readings, latitude_deg=latitude, longitude_deg=longitude, depth_km=0.0).time_s
    return tuple(
        one.model_copy(update={"time": EPOCH + timedelta(seconds=float(time))})
        for one, time in zip(readings.arrivals, times, strict=True)
    )


def distance_km(solution: Solution, latitude: float, longitude: float) -> float:
    origin = solution.origin
    return float(geodesic(origin.latitude, origin.longitude, latitude, longitude)[0])


class TestExactTimes:
    @settings(max_examples=6, deadline=None)
    @given(latitude=st.floats(-85.0, 85.0), longitude=st.floats(-180.0, 180.0))
    def test_source_is_found_anywhere_without_a_guess(self, latitude: float, longitude: float) -> None:
        stations = ring(latitude, longitude, [25, 40, 55, 70, 85, 30, 50, 65, 80, 45])
        solution = locate(stations, exact_arrivals(stations, latitude, longitude))
        assert distance_km(solution, latitude, longitude) < 0.1 * KM
        assert abs((solution.origin.time - EPOCH).total_seconds()) < 0.05 * S

    @pytest.mark.parametrize("place", [(89.9, 10.0), (-89.9, 0.0), (10.0, 180.0), (-20.0, -179.99)])
    def test_poles_and_date_line_are_places_like_others(self, place: tuple[float, float]) -> None:
        stations = ring(*place, [25, 40, 55, 70, 85, 30, 50, 65])
        assert distance_km(locate(stations, exact_arrivals(stations, *place)), *place) < 0.1 * KM

    def test_one_reading_82_s_late_does_not_move_the_source(self) -> None:
        stations = ring(41.0, 129.0, [25, 40, 55, 70, 85, 30, 50, 65, 80, 45])
        arrivals = list(exact_arrivals(stations, 41.0, 129.0))
        arrivals[3] = arrivals[3].model_copy(update={"time": arrivals[3].time + timedelta(seconds=82)})
        solution = locate(stations, arrivals)
        assert distance_km(solution, 41.0, 129.0) < 0.5 * KM
        assert [one.id for one in solution.not_used] == [arrivals[3].id]
        assert "+82" in solution.not_used[0].reason or "+81" in solution.not_used[0].reason

    def test_order_of_arrivals_does_not_matter(self) -> None:
        stations = ring(30.0, 50.0, [25, 40, 55, 70, 85, 30])
        arrivals = exact_arrivals(stations, 30.0, 50.0)
        assert locate(stations, arrivals).origin == locate(stations, arrivals[::-1]).origin


class TestSmallNetworks:
    @pytest.mark.parametrize("place", [(35.0, 9.7), (-12.2, 44.4)])
    def test_event_inside_a_small_network_is_found(self, place: tuple[float, float]) -> None:
        stations = ring(*place, [0.5, 0.6, 0.8, 1.1, 1.4, 1.8, 1.9, 1.2])
        assert distance_km(locate(stations, exact_arrivals(stations, *place)), *place) < 1.0 * KM

    def test_few_far_stations_do_not_make_an_event_deep(self) -> None:
        stations = ring(35.1, 10.7, [13.9, 18.7, 25.1, 25.9, 35.4, 53.5, 41.0])
        solution = locate(stations, exact_arrivals(stations, 35.1, 10.7))
        assert solution.origin.depth_km.value == 0.0

    def test_azimuth_of_a_beam_with_a_wrong_slowness_is_not_trusted(self) -> None:
        stations = ring(79.5, 2.7, [3.0, 46.0, 34.0, 73.0, 80.0])
        arrivals = list(exact_arrivals(stations, 79.5, 2.7))

        def moved_km(slowness: float) -> float:
            beam = {"back_azimuth_deg": 100.0, "slowness_s_per_deg": slowness}
            errors = {"back_azimuth_sd_deg": 5.0, "slowness_sd_s_per_deg": 0.5}
            near = arrivals[0].model_copy(update={**beam, **errors})
            return distance_km(locate(stations, [near, *arrivals[1:]]), 79.5, 2.7)

        assert moved_km(4.0) < moved_km(13.7)


class TestPackagedTests:
    @pytest.mark.parametrize(
        ("case", "limit_km"),
        [("dprk-2006", 6.0), ("dprk-2016-01", 6.0), ("dprk-2017", 15.0)],
    )
    def test_near_truth_lies_in_the_ellipse(self, case: str, limit_km: float) -> None:
        observed, truth = load_case(case), read_case(case).published["position"]
        solution = locate(observed.stations, observed.arrivals)
        origin = solution.origin
        distance, azimuth = geodesic(origin.latitude, origin.longitude, truth["latitude"], truth["longitude"])
        turn = np.radians(azimuth - origin.ellipse.strike_deg)
        along, across = distance * np.cos(turn), distance * np.sin(turn)
        assert distance < limit_km * KM
        assert (along / origin.ellipse.major_km) ** 2 + (across / origin.ellipse.minor_km) ** 2 < 1.0
        assert origin.ellipse.area_km2 < 1500.0

    def test_resolute_82_s_late_is_named_and_not_used(self) -> None:
        observed = load_case("dprk-2017")
        solution = locate(observed.stations, observed.arrivals)
        assert [one.id for one in solution.not_used] == ["RES/P"]
        residual = next(one for one in solution.arrivals if one.id == "RES/P")
        assert not residual.defining
        assert residual.residual_s == pytest.approx(82.0, abs=2.0 * S)

    def test_unresolved_depth_is_fixed_and_says_so(self) -> None:
        observed = load_case("dprk-2017")
        depth = locate(observed.stations, observed.arrivals).origin.depth_km
        assert depth.fixed
        assert depth.value == 0.0
        assert "allow the surface" in depth.reason


class TestCorrelatedErrors:
    def test_more_stations_in_one_place_do_not_shrink_the_ellipse_for_ever(self) -> None:
        far = ring(41.0, 129.0, [30, 45, 60, 75, 35, 50])
        rng = np.random.default_rng(3)
        cluster = tuple(
            Station(
                id=f"C{number:02d}",
                latitude=36.0 + rng.uniform(-0.3, 0.3),
                longitude=138.0 + rng.uniform(-0.3, 0.3),
            )
            for number in range(40)
        )
        few = (*far, *cluster[:4])
        many = (*far, *cluster)
        area_few = locate(few, exact_arrivals(few, 41.0, 129.0)).origin.ellipse.area_km2
        area_many = locate(many, exact_arrivals(many, 41.0, 129.0)).origin.ellipse.area_km2
        # Independent errors would shrink the area by sqrt(40 / 4) or so.
        assert area_many > 0.5 * area_few


class TestBadInput:
    def test_two_arrivals_are_too_few(self) -> None:
        stations = ring(0.0, 0.0, [30, 60])
        with pytest.raises(NotLocatedError, match="2 of at least 4 defining observations"):
            locate(stations, exact_arrivals(stations, 0.0, 0.0))

    def test_no_arrivals_say_so(self) -> None:
        with pytest.raises(NotLocatedError, match="no arrivals"):
            locate((), ())

    def test_one_site_is_not_a_network(self) -> None:
        stations = tuple(Station(id=f"S{n}", latitude=10.0, longitude=10.0) for n in range(5))
        arrivals = [Arrival(id=one.id, station=one.id, phase="P", time=EPOCH) for one in stations]
        with pytest.raises(NotLocatedError, match="1 of at least 3 station sites"):
            locate(stations, arrivals)

    def test_stations_in_a_line_leave_the_side_open(self) -> None:
        stations = tuple(Station(id=f"S{n}", latitude=0.0, longitude=5.0 * n) for n in range(7))
        arrivals = exact_arrivals(stations, 12.0, 14.0)
        with pytest.raises(NotLocatedError, match=r"two places fit equally well|not constrained"):
            locate(stations, arrivals)

    def test_station_without_coordinates_is_named(self) -> None:
        stations = ring(20.0, 20.0, [25, 40, 55, 70, 85, 30])
        arrivals = exact_arrivals(stations, 20.0, 20.0)
        solution = locate(stations[:-1], arrivals)
        assert "has no coordinates" in solution.not_used[0].reason

    def test_phase_that_does_not_define_is_named(self) -> None:
        stations = ring(20.0, 20.0, [25, 40, 55, 70, 85, 30])
        arrivals = (
            *exact_arrivals(stations, 20.0, 20.0),
            Arrival(id="x", station="S00", phase="XYZ", time=EPOCH),
        )
        solution = locate(stations, arrivals)
        assert [one.reason for one in solution.not_used] == ["phase XYZ does not define a location"]

    def test_times_without_a_common_source_are_refused(self) -> None:
        stations = ring(20.0, 20.0, [25, 40, 55, 70, 85, 30, 50, 60, 75, 35])
        rng = np.random.default_rng(5)
        arrivals = [
            Arrival(
                id=one.id,
                station=one.id,
                phase="P",
                time=EPOCH + timedelta(seconds=float(rng.uniform(0, 3000))),
            )
            for one in stations
        ]
        with pytest.raises(NotLocatedError):
            locate(stations, arrivals)

    def test_second_reading_of_a_phase_is_named(self) -> None:
        stations = ring(20.0, 20.0, [25, 40, 55, 70, 85, 30])
        arrivals = list(exact_arrivals(stations, 20.0, 20.0))
        late = arrivals[0].model_copy(update={"id": "again", "time": arrivals[0].time + timedelta(seconds=4)})
        solution = locate(stations, [*arrivals, late])
        assert [one.id for one in solution.not_used] == ["again"]
