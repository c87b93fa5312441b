"""Relative location on events with known places, and what its ellipses hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from testban.location.reweighted_least_squares import DEGREES_OF_FREEDOM
from testban.relocation.error_components import Errors, Left, Seen, SparseDesign, Stations, likeness
from testban.relocation.estimated_scales import _by_field, _weighing
from testban.relocation.independent_readings import PathReadings, connected_events, readings_from_pairs
from testban.relocation.solve import Anchors, relocate

M, MS = 1e-3, 1e-3  # in km and s
AZIMUTHS = np.radians([10.0, 75.0, 130.0, 200.0, 260.0, 320.0])


def make(
    rng: np.random.Generator, *, events: int = 12, noise_s: float = 0.002, distortion: float = 0.0
) -> tuple[PathReadings, np.ndarray, np.ndarray, np.ndarray]:
    """Readings of P and S at six stations, the slownesses given, the stations of paths, the true places."""
    lengths = np.array([0.16, 0.28])
    pointing = np.column_stack([np.sin(AZIMUTHS), np.cos(AZIMUTHS)])
    given = (pointing[:, None, :] * lengths[None, :, None]).reshape(-1, 2)
    true = given @ (np.eye(2) + distortion * rng.standard_normal((2, 2))).T
    station = np.repeat(np.arange(AZIMUTHS.size), 2)
    places = rng.uniform(-0.2, 0.2, (events, 2))
    event, path = (a.ravel() for a in np.meshgrid(np.arange(events), np.arange(12), indexing="ij"))
    time = -(true[path] * places[event]).sum(axis=1) + noise_s * rng.standard_t(4.0, event.size)
    time += 0.3 * rng.standard_normal(events)[event] + rng.standard_normal(12)[path]
    return PathReadings(event, path, path, time, np.zeros(event.size), 0.0), given, station, places


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


class TestRelocate:
    def test_exact_times_and_slownesses_give_exact_places(self) -> None:
        readings, slowness, station, places = make(np.random.default_rng(3), noise_s=0.0)
        found = relocate(readings, slowness, events=12, station=station)
        assert np.abs(found.position_km - (places - places.mean(axis=0))).max() < 0.1 * M

    def test_known_places_calibrate_a_distorted_model(self) -> None:
        readings, slowness, station, places = make(np.random.default_rng(4), distortion=0.15)
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
            readings, slowness, station, places = make(np.random.default_rng(100 + seed), distortion=0.15)
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
        readings, slowness, station, places = make(np.random.default_rng(5), noise_s=0.001)
        time = readings.time_s.copy()
        time[17] += 0.08
        late = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        found = relocate(late, slowness, events=12, station=station)
        assert found.weight[17] < 0.05
        assert np.hypot(*(found.position_km - (places - places.mean(axis=0))).T).max() < 12 * M

    def test_uncertain_slownesses_widen_far_events_most(self) -> None:
        readings, slowness, station, places = make(np.random.default_rng(6))
        found = relocate(readings, slowness, events=12, station=station)
        away = np.hypot(*(places - places.mean(axis=0)).T)
        size = [np.trace(found.covariance_km2[2 * k : 2 * k + 2, 2 * k : 2 * k + 2]) for k in range(12)]
        assert np.corrcoef(away**2, size)[0, 1] > 0.9

    @pytest.mark.parametrize("seed", [7, 8])
    def test_rotating_everything_rotates_the_answer(self, seed: int) -> None:
        readings, slowness, station, _ = make(np.random.default_rng(seed))
        turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
        found = relocate(readings, slowness, events=12, station=station)
        turned = relocate(readings, slowness @ turn.T, events=12, station=station)
        assert np.allclose(turned.position_km, found.position_km @ turn.T, atol=0.1 * M)


class TestWhatChangesNothing:
    def test_moving_the_known_places_moves_the_answer(self) -> None:
        readings, slowness, station, places = make(np.random.default_rng(9), distortion=0.1)
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
        readings, slowness, station, _ = make(rng)
        time = readings.time_s + rng.normal(0.0, 50.0, 12)[readings.event]
        time += rng.normal(0.0, 500.0, 12)[readings.path]
        later = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        found = relocate(readings, slowness, events=12, station=station)
        again = relocate(later, slowness, events=12, station=station)
        assert np.allclose(again.position_km, found.position_km, atol=0.1 * M)

    def test_order_of_readings_changes_no_place_and_no_ellipse(self) -> None:
        rng = np.random.default_rng(11)
        readings, slowness, station, _ = make(rng)
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


class TestErrors:
    """What the errors are told to be where they are known."""

    def test_a_clock_2_s_wrong_is_told_from_a_displacement(self) -> None:
        readings, slowness, station, places = make(np.random.default_rng(15), noise_s=0.001)
        time, row = readings.time_s.copy(), (readings.event == 5) & (station[readings.path] == 2)
        time[row] += 2.0
        wrong = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        found = relocate(wrong, slowness, events=12, station=station)
        clocks = found.clocks
        named = np.flatnonzero(clocks.weight < 0.05)
        assert [(clocks.event[k], clocks.station[k]) for k in named] == [(5, 2)]
        assert abs(clocks.error_s[named[0]] - 2.0) < 5 * MS
        assert np.hypot(*(found.position_km - (places - places.mean(axis=0))).T).max() < 12 * M

    def test_scale_of_clocks_is_found(self) -> None:
        rng = np.random.default_rng(16)
        readings, slowness, station, _ = make(rng, events=40)
        off = 5 * MS * rng.standard_t(4.0, (40, 6))
        time = readings.time_s + off[readings.event, station[readings.path]]
        wrong = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        right = relocate(readings, slowness, events=40, station=station).clocks.sd_s
        assert np.median(right) < 1 * MS
        assert (
            3.5 * MS < np.median(relocate(wrong, slowness, events=40, station=station).clocks.sd_s) < 6.5 * MS
        )

    def test_no_clock_is_told_from_one_phase(self) -> None:
        readings, slowness, _, _ = make(np.random.default_rng(17))
        found = relocate(readings, slowness, events=12)
        assert np.isnan(found.clocks.sd_s).all()
        assert found.clocks.event.size == 0

    @pytest.mark.parametrize(("field_s", "least", "most"), [(0.0, 0.0, 0.5), (0.006, 3.0, 8.0)])
    def test_scale_of_the_field_is_found(self, field_s: float, least: float, most: float) -> None:
        rng = np.random.default_rng(18)
        readings, slowness, station, places = make(rng, events=40)
        alike = likeness(places) + 1e-9 * np.eye(40)
        field = field_s * np.linalg.cholesky(alike) @ rng.standard_normal((40, 12))
        time = readings.time_s + field[readings.event, readings.path]
        made = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        anchors = Anchors(np.arange(40), places, 1 * M)
        found = relocate(made, slowness, events=40, station=station, anchors=anchors)
        assert least * MS <= found.field_sd_s < most * MS


class TestEstimatedScales:
    @staticmethod
    def solved(errors: Errors) -> tuple[Stations, Seen, Left, np.ndarray, np.ndarray]:
        """Unknowns of a plain problem under given errors: least squares, with a weak prior."""
        readings, slowness, station, places = make(np.random.default_rng(19), events=4)
        stations = Stations(readings, station)
        columns = np.column_stack([4 + readings.path, readings.event])
        values = np.column_stack([np.ones(len(readings)), np.ones(len(readings))])
        for axis in range(2):
            columns = np.column_stack([columns, 16 + 2 * readings.event + axis])
            values = np.column_stack([values, -slowness[readings.path, axis]])
        design = SparseDesign(columns, values).matrix(24)
        seen = stations.see(design, errors, places)
        covariance = np.linalg.inv(seen.normal() + 1e4 * np.eye(24))
        unknown = covariance @ (seen.weighted.T @ readings.time_s)
        left = stations.left(seen, readings.time_s - design @ unknown, covariance)
        return stations, seen, left, covariance, unknown

    def errors(self) -> Errors:
        rng = np.random.default_rng(20)
        return Errors(
            1e-6 * rng.uniform(2.0, 6.0, 12),
            1e-6 * rng.uniform(2.0, 6.0, 6),
            3e-6,
            4e-6,
            rng.uniform(0.5, 1.5, 48),
            rng.uniform(0.5, 1.5, 24),
        )

    @pytest.mark.parametrize("kind", ["reading_weight", "clock_weight"])
    def test_derivatives_by_a_weight_are_those_of_finite_differences(self, kind: str) -> None:
        """Curvature of the covariance, and change of the unknowns, as in the module's formula."""
        errors, step, k = self.errors(), 1e-2, 7
        made = []
        for change in (-step, 0.0, step):
            weight = getattr(errors, kind).copy()
            weight[k] *= 1.0 + change
            made.append(self.solved(replace(errors, **{kind: weight})))
        stations, seen, left, covariance, _ = made[1]
        bowed = 0.5 * (made[2][3] - 2.0 * covariance + made[0][3]) / step**2
        turned = (made[2][4] - made[0][4]) / (2.0 * step)
        if kind == "reading_weight":
            terms = [stations.reading_s2(errors), *map(stations.diagonal, (seen.inverses, left.inverses))]
            moves, force = left.moves, left.force
        else:
            terms = [stations.clock_s2(errors), *map(stations.clock_diagonal, (seen.inverses, left.inverses))]
            moves = np.array([left.moves[stations.clock == one].sum(axis=0) for one in range(24)])
            force = stations.by_clock(left.force)
        one = [np.where(np.arange(each.size) == k, each, 0.0) for each in (*terms, force)]
        both = _weighing(moves, *one) * (DEGREES_OF_FREEDOM + 1.0) / 2.0
        assert np.allclose(both, bowed + np.outer(turned, turned), atol=1e-3 * np.abs(both).max())

    def test_derivative_by_the_field_is_that_of_finite_differences(self) -> None:
        errors, step = self.errors(), 1e-3
        low, high = (
            self.solved(replace(errors, field_s2=errors.field_s2 * (1.0 + change)))[3]
            for change in (-step, step)
        )
        stations, seen, left, *_ = self.solved(errors)
        slope, _ = _by_field(stations, seen, left, slice(16, 24))
        change = ((high - low) / (2.0 * step))[16:, 16:].reshape(4, 2, 4, 2)
        alone = change[np.arange(4), :, np.arange(4), :]
        assert np.allclose(slope.reshape(4, 2, 2), alone, rtol=1e-3, atol=1e-5 * np.abs(alone).max())

    def test_a_station_that_contradicts_the_others_widens_the_ellipse_towards_it(self) -> None:
        readings, slowness, station, _ = make(np.random.default_rng(12), noise_s=0.001)
        time, east = readings.time_s.copy(), 1  # the station at 75 degrees
        time[(readings.event == 5) & (station[readings.path] == east)] += 5 * MS
        other = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        towards = np.array([np.sin(AZIMUTHS[east]), np.cos(AZIMUTHS[east])])
        across = np.array([towards[1], -towards[0]])
        longer = []
        for one in (readings, other):
            found = relocate(one, slowness, events=12, station=station, common_sd=1e-3, own_sd=1e-3)
            part = found.covariance_km2[10:12, 10:12]
            longer.append((towards @ part @ towards) / (across @ part @ across))
        assert longer[1] > 1.3 * longer[0]

    def test_fewer_events_leave_fewer_degrees_of_freedom(self) -> None:
        few, slowness, station, _ = make(np.random.default_rng(13), events=4)
        many, _, _, _ = make(np.random.default_rng(13), events=24)
        least = relocate(few, slowness, events=4, station=station).degrees_of_freedom
        most = relocate(many, slowness, events=24, station=station).degrees_of_freedom
        assert np.median(least) < np.median(most)


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
        readings, slowness, station, _ = make(rng, events=10, noise_s=0.0)
        time = readings.time_s + 0.01 * rng.standard_normal(len(readings))
        known = PathReadings(
            readings.event, readings.path, readings.constant, time, np.full(len(readings), 0.01), 0.0
        )
        found = relocate(known, slowness, events=10, station=station)
        assert np.median(found.path_sd_s) < 0.008
