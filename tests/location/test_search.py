"""Starting points: found for exact times anywhere, and the pieces against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthetic_arrivals import readings_at
from testban.geodesy import geodesic
from testban.location.search import (
    _distinct,
    _globe,
    _median,
    _misfit,
    _on_curve,
    _patch,
    _spread_over,
    starting_points,
)

KM = 1.0
DISTANCES = np.array([28.0, 45.0, 60.0, 75.0, 88.0, 35.0])
AZIMUTHS = np.array([5.0, 70.0, 120.0, 190.0, 250.0, 310.0])


class TestStartingPoints:
    @settings(max_examples=4, deadline=None, derandomize=True)
    @given(latitude=st.floats(-89.0, 89.0), longitude=st.floats(-180.0, 180.0))
    def test_the_first_lies_near_the_source_anywhere(self, latitude: float, longitude: float) -> None:
        readings = readings_at((latitude, longitude), DISTANCES, AZIMUTHS)
        first = starting_points(readings, depth_km=0.0)[0]
        assert geodesic(*first, latitude, longitude)[0] < 25.0 * KM

    def test_an_event_inside_a_small_network_is_found(self) -> None:
        readings = readings_at((35.0, 9.7), DISTANCES / 60.0, AZIMUTHS, phase="Pg")
        first = starting_points(readings, depth_km=0.0)[0]
        assert geodesic(*first, 35.0, 9.7)[0] < 12.0 * KM

    def test_a_gross_error_does_not_move_the_first(self) -> None:
        late = np.array([0.0, 0.0, 82.0, 0.0, 0.0, 0.0])
        readings = readings_at((10.0, 50.0), DISTANCES, AZIMUTHS, late_s=late)
        assert geodesic(*starting_points(readings, depth_km=0.0)[0], 10.0, 50.0)[0] < 30.0 * KM

    def test_at_most_six_that_are_a_degree_apart(self) -> None:
        readings = readings_at((10.0, 50.0), DISTANCES[:3], AZIMUTHS[:3])
        places = starting_points(readings, depth_km=0.0)
        assert 1 < len(places) <= 6
        for number, place in enumerate(places):
            assert all(geodesic(*place, *other)[0] > 110.0 * KM for other in places[:number])

    def test_only_the_readings_asked_for_count(self) -> None:
        late = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 400.0])
        readings = readings_at((10.0, 50.0), DISTANCES, AZIMUTHS, late_s=late)
        among = np.arange(6) < 5
        assert geodesic(*starting_points(readings, depth_km=0.0, among=among)[0], 10.0, 50.0)[0] < 25.0 * KM


class TestPieces:
    def test_medians_of_rows_ignore_what_is_not_a_number(self) -> None:
        values = np.random.default_rng(1).normal(size=(40, 7))
        values[np.random.default_rng(2).uniform(size=values.shape) < 0.4] = np.nan
        values[0] = np.nan
        assert _median(values)[0] == 0.0
        assert _median(values)[1:] == pytest.approx(np.nan_to_num(np.nanmedian(values[1:], axis=1)))

    def test_between_points_of_a_curve_it_runs_straight(self) -> None:
        curve = np.random.default_rng(3).normal(size=20)
        place = np.array([0.0, 0.25, 7.5, 18.9, 19.0])
        assert _on_curve(place, curve) == pytest.approx(np.interp(place, np.arange(20.0), curve))

    def test_points_of_the_globe_lie_evenly(self) -> None:
        latitude, longitude = _globe(6.0)
        assert latitude.size == pytest.approx(4.0 * np.pi / np.radians(6.0) ** 2, abs=1.0)
        phi, turn = np.radians(latitude), np.radians(longitude)
        points = np.column_stack([np.cos(phi) * np.cos(turn), np.cos(phi) * np.sin(turn), np.sin(phi)])
        assert np.abs(points.mean(axis=0)).max() < 0.01
        nearest = np.degrees(
            np.arccos(np.clip(points @ points.T - 2.0 * np.eye(latitude.size), -1.0, 1.0))
        ).min(axis=1)
        assert 4.0 < nearest.min() <= nearest.max() < 7.0

    @pytest.mark.parametrize("place", [(40.0, 179.9), (89.0, 0.0), (-90.0, 10.0)])
    def test_a_patch_stays_on_the_globe_around_its_place(self, place: tuple[float, float]) -> None:
        latitude, longitude = _patch(*place, 3.0)
        assert latitude.size == 81
        assert (np.abs(latitude) <= 90.0).all()
        assert (np.abs(longitude) <= 180.0).all()
        assert geodesic(latitude[40], longitude[40], *place)[0] < 0.1 * KM

    def test_the_misfit_is_the_sum_of_residuals_around_their_median_up_to_a_ceiling(self) -> None:
        late = np.array([0.0, 1.0, -2.0, 0.0, 100.0, 0.0])
        readings = readings_at((10.0, 50.0), DISTANCES, AZIMUTHS, late_s=late)
        found = _misfit(readings, np.arange(6), np.array([10.0]), np.array([50.0]), 0.0, "ak135")
        assert found[0] == pytest.approx(1.0 + 2.0 + 20.0, abs=2.5)  # without ellipticity

    def test_many_readings_are_thinned_evenly_and_other_phases_wait(self) -> None:
        rng = np.random.default_rng(4)
        many = readings_at((10.0, 50.0), rng.uniform(30.0, 80.0, 150), rng.uniform(0.0, 360.0, 150))
        chosen = _spread_over(many, np.ones(150, dtype=bool))
        assert (chosen[0], chosen[-1], chosen.size) == (0, 149, 60)
        assert set(np.diff(chosen)) <= {2, 3}
        some = readings_at(
            (10.0, 50.0), DISTANCES, AZIMUTHS, phase=["P", "pP", "P", "PcP", "S", "P"], depth_km=100.0
        )
        assert _spread_over(some, np.ones(6, dtype=bool)).tolist() == [0, 2, 4, 5]
        assert _spread_over(some, np.array([0, 1, 0, 1, 0, 0], dtype=bool)).tolist() == [1, 3]

    def test_of_places_close_to_each_other_the_best_is_kept(self) -> None:
        latitude, longitude = np.array([0.0, 0.2, 5.0, 5.1, 40.0]), np.zeros(5)
        misfit = np.array([3.0, 2.0, 1.0, 1.5, 9.0])
        assert _distinct(latitude, longitude, misfit, 1.0) == [2, 1, 4]
