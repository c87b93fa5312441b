"""Readings from pairs of events: times that close, errors that are shared out."""

from __future__ import annotations

import numpy as np

from synthetic_path_readings import make_path_readings
from testban.relocation.independent_readings import PathReadings, connected_events, readings_from_pairs
from testban.relocation.solve import relocate

MS = 1e-3  # in s


class TestReadingsFromPairs:
    def test_pairs_that_close_give_back_the_readings(self) -> None:
        time = np.random.default_rng(1).standard_normal(9)
        first, second = np.triu_indices(9, 1)
        made = readings_from_pairs(first, second, np.zeros(first.size, int), time[second] - time[first])
        assert np.allclose(made.time_s, time - time.mean(), atol=1e-9)
        assert made.closure_s < 1e-9
        assert made.pair_sd_s.max() < 1e-6

    def test_one_wild_pair_among_many_is_outvoted(self) -> None:
        rng = np.random.default_rng(2)
        time = rng.standard_normal(12)
        first, second = np.triu_indices(12, 1)
        lag = time[second] - time[first] + 1e-3 * rng.standard_normal(first.size)
        lag[5] += 3.0
        made = readings_from_pairs(first, second, np.zeros(first.size, int), lag)
        assert np.abs(made.time_s - (time - time.mean())).max() < 5 * MS

    def test_pairs_in_both_directions_change_nothing(self) -> None:
        first, second, lag = np.array([0, 1]), np.array([1, 2]), np.array([1.0, 2.0])
        path = np.zeros(2, int)
        once = readings_from_pairs(first, second, path, lag)
        both = readings_from_pairs(
            np.concatenate([first, second]),
            np.concatenate([second, first]),
            np.zeros(4, int),
            np.concatenate([lag, -lag]),
        )
        assert np.allclose(once.time_s, both.time_s)

    def test_events_no_pair_joins_have_constants_of_their_own(self) -> None:
        made = readings_from_pairs(np.array([0, 2]), np.array([1, 3]), np.zeros(2, int), np.array([1.0, 5.0]))
        assert made.constant.tolist() == [0, 0, 1, 1]
        assert connected_events(made.event, made.constant, 4).tolist() == [0, 0, 1, 1]


class TestUncertainPairs:
    def test_a_lag_of_known_error_counts_less(self) -> None:
        first, second, lag = np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([0.0, 0.1, 0.0])
        sd = np.array([0.001, 0.1, 0.001])
        made = readings_from_pairs(first, second, np.zeros(3, int), lag, sd_s=sd)
        assert abs(made.time_s[2] - made.time_s[0]) < 1 * MS

    def test_variances_of_lags_are_shared_out_to_their_readings(self) -> None:
        variance = np.array([1.0, 4.0, 9.0, 2.0]) * 1e-6
        first, second = np.triu_indices(4, 1)
        sd = np.sqrt(variance[first] + variance[second])
        made = readings_from_pairs(first, second, np.zeros(6, int), np.zeros(6), sd_s=sd)
        assert np.allclose(made.pair_sd_s**2, variance, rtol=1e-3)

    def test_errors_the_lags_bring_are_not_counted_again_as_scatter(self) -> None:
        rng = np.random.default_rng(14)
        readings, slowness, station, _ = make_path_readings(rng, events=10, noise_s=0.0)
        time = readings.time_s + 0.01 * rng.standard_normal(len(readings))
        known = PathReadings(
            readings.event, readings.path, readings.constant, time, np.full(len(readings), 0.01), 0.0
        )
        found = relocate(known, slowness, events=10, station=station)
        assert np.median(found.path_sd_s) < 0.008
