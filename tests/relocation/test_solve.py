"""Relative location on events with known places, and what its ellipses hold."""

from __future__ import annotations

import numpy as np
import pytest

from synthetic_path_readings import make_path_readings
from testban.relocation.independent_readings import PathReadings
from testban.relocation.solve import Anchors, relocate

M, MS = 1e-3, 1e-3  # in km and s


class TestRelocate:
    def test_exact_times_and_slownesses_give_exact_places(self) -> None:
        readings, slowness, station, places = make_path_readings(np.random.default_rng(3), noise_s=0.0)
        found = relocate(readings, slowness, events=12, station=station)
        assert np.abs(found.position_km - (places - places.mean(axis=0))).max() < 0.1 * M

    def test_known_places_calibrate_a_distorted_model(self) -> None:
        readings, slowness, station, places = make_path_readings(np.random.default_rng(4), distortion=0.15)
        known = np.arange(0, 12, 2)
        anchors = Anchors(known, places[known], 1 * M)
        found = relocate(readings, slowness, events=12, station=station, anchors=anchors)
        free = relocate(readings, slowness, events=12, station=station)
        miss = np.hypot(*(found.position_km - places)[1::2].T)
        loose = np.hypot(*(free.position_km - (places - places.mean(axis=0)))[1::2].T)
        assert np.sqrt(np.mean(miss**2)) < 15 * M
        assert np.sqrt(np.mean(miss**2)) < np.sqrt(np.mean(loose**2))

    def test_ellipses_of_events_beside_known_ones_hold_nine_in_ten(self) -> None:
        inside, total = 0, 0
        for seed in range(20):
            readings, slowness, station, places = make_path_readings(
                np.random.default_rng(100 + seed), distortion=0.15
            )
            known = np.arange(0, 12, 2)
            found = relocate(
                readings,
                slowness,
                events=12,
                station=station,
                anchors=Anchors(known, places[known], 1 * M),
            )
            for k in range(1, 12, 2):
                spread = found.covariance_km2[2 * k : 2 * k + 2, 2 * k : 2 * k + 2]
                off = found.position_km[k] - places[k]
                inside += int(off @ np.linalg.solve(spread, off) < 4.605)
                total += 1
        assert 0.82 < inside / total < 0.98

    def test_one_reading_80_ms_late_moves_nothing_much(self) -> None:
        readings, slowness, station, places = make_path_readings(np.random.default_rng(5), noise_s=0.001)
        time = readings.time_s.copy()
        time[17] += 0.08
        late = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        found = relocate(late, slowness, events=12, station=station)
        assert found.weight[17] < 0.05
        assert np.hypot(*(found.position_km - (places - places.mean(axis=0))).T).max() < 12 * M

    def test_uncertain_slownesses_widen_far_events_most(self) -> None:
        readings, slowness, station, places = make_path_readings(np.random.default_rng(6))
        found = relocate(readings, slowness, events=12, station=station)
        away = np.hypot(*(places - places.mean(axis=0)).T)
        size = [np.trace(found.covariance_km2[2 * k : 2 * k + 2, 2 * k : 2 * k + 2]) for k in range(12)]
        assert np.corrcoef(away**2, size)[0, 1] > 0.9

    @pytest.mark.parametrize("seed", [7, 8])
    def test_rotating_everything_rotates_the_answer(self, seed: int) -> None:
        readings, slowness, station, _ = make_path_readings(np.random.default_rng(seed))
        turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
        found = relocate(readings, slowness, events=12, station=station)
        turned = relocate(readings, slowness @ turn.T, events=12, station=station)
        assert np.allclose(turned.position_km, found.position_km @ turn.T, atol=0.1 * M)


class TestWhatChangesNothing:
    def test_moving_the_known_places_moves_the_answer(self) -> None:
        readings, slowness, station, places = make_path_readings(np.random.default_rng(9), distortion=0.1)
        known, far = np.arange(0, 12, 2), np.array([3.0, -2.0])
        found = relocate(
            readings, slowness, events=12, station=station, anchors=Anchors(known, places[known], 1 * M)
        )
        moved = relocate(
            readings, slowness, events=12, station=station, anchors=Anchors(known, places[known] + far, 1 * M)
        )
        assert np.allclose(moved.position_km - far, found.position_km, atol=0.1 * M)

    def test_origin_times_and_path_constants_change_no_place(self) -> None:
        rng = np.random.default_rng(10)
        readings, slowness, station, _ = make_path_readings(rng)
        time = readings.time_s + rng.normal(0.0, 50.0, 12)[readings.event]
        time += rng.normal(0.0, 500.0, 12)[readings.path]
        later = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        found = relocate(readings, slowness, events=12, station=station)
        again = relocate(later, slowness, events=12, station=station)
        assert np.allclose(again.position_km, found.position_km, atol=0.1 * M)

    def test_order_of_readings_changes_no_place_and_no_ellipse(self) -> None:
        rng = np.random.default_rng(11)
        readings, slowness, station, _ = make_path_readings(rng)
        order = rng.permutation(len(readings))
        mixed = PathReadings(
            readings.event[order],
            readings.path[order],
            readings.constant[order],
            readings.time_s[order],
            readings.pair_sd_s[order],
            0.0,
        )
        found = relocate(readings, slowness, events=12, station=station)
        again = relocate(mixed, slowness, events=12, station=station)
        assert np.allclose(again.position_km, found.position_km, atol=0.1 * M)
        assert np.allclose(again.covariance_km2, found.covariance_km2, rtol=1e-3, atol=1e-9)
