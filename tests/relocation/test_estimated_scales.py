"""What estimated weights and scales add, against finite differences and the quantiles of F."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from synthetic_path_readings import AZIMUTHS, make_path_readings
from testban.location.reweighted_least_squares import DEGREES_OF_FREEDOM
from testban.relocation.error_components import Errors, FitResiduals, SparseDesign, Stations, WhitenedDesign
from testban.relocation.estimated_scales import _by_field, _weighing, quantile_ratio
from testban.relocation.independent_readings import PathReadings
from testban.relocation.solve import relocate

MS = 1e-3  # in s


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("freedom", [1.0, 4.0, 30.0])
def test_the_ellipse_grows_from_the_quantile_of_chi_square_to_that_of_f(freedom: float, level: float) -> None:
    """Two coordinates: twice the quantile of F(2, freedom) in place of that of chi-square."""
    expected = 2.0 * stats.f(2.0, freedom).ppf(level) / stats.chi2(2.0).ppf(level)
    assert quantile_ratio(freedom, level) == pytest.approx(expected, rel=1e-9)


class TestEstimatedScales:
    @staticmethod
    def solved(errors: Errors) -> tuple[Stations, WhitenedDesign, FitResiduals, np.ndarray, np.ndarray]:
        """Unknowns of a plain problem under given errors: least squares, with a weak prior."""
        readings, slowness, station, places = make_path_readings(np.random.default_rng(19), events=4)
        stations = Stations(readings, station)
        columns = np.column_stack([4 + readings.path, readings.event])
        values = np.column_stack([np.ones(len(readings)), np.ones(len(readings))])
        for axis in range(2):
            columns = np.column_stack([columns, 16 + 2 * readings.event + axis])
            values = np.column_stack([values, -slowness[readings.path, axis]])
        design = SparseDesign(columns, values).matrix(24)
        whitened = stations.whiten(design, errors, places)
        covariance = np.linalg.inv(whitened.normal() + 1e4 * np.eye(24))
        unknown = covariance @ (whitened.weighted.T @ readings.time_s)
        fit_residuals = stations.fit_residuals(whitened, readings.time_s - design @ unknown, covariance)
        return stations, whitened, fit_residuals, covariance, unknown

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
        stations, whitened, fit_residuals, covariance, _ = made[1]
        bowed = 0.5 * (made[2][3] - 2.0 * covariance + made[0][3]) / step**2
        turned = (made[2][4] - made[0][4]) / (2.0 * step)
        if kind == "reading_weight":
            terms = [
                stations.reading_s2(errors),
                *map(stations.diagonal, (whitened.inverses, fit_residuals.inverses)),
            ]
            moves, force = fit_residuals.moves, fit_residuals.force
        else:
            terms = [
                stations.clock_s2(errors),
                *map(stations.clock_diagonal, (whitened.inverses, fit_residuals.inverses)),
            ]
            moves = np.array([fit_residuals.moves[stations.clock == one].sum(axis=0) for one in range(24)])
            force = stations.by_clock(fit_residuals.force)
        one = [np.where(np.arange(each.size) == k, each, 0.0) for each in (*terms, force)]
        both = _weighing(moves, *one) * (DEGREES_OF_FREEDOM + 1.0) / 2.0
        assert np.allclose(both, bowed + np.outer(turned, turned), atol=1e-3 * np.abs(both).max())

    def test_derivative_by_the_field_is_that_of_finite_differences(self) -> None:
        errors, step = self.errors(), 1e-3
        low, high = (
            self.solved(replace(errors, field_s2=errors.field_s2 * (1.0 + change)))[3]
            for change in (-step, step)
        )
        stations, whitened, fit_residuals, *_ = self.solved(errors)
        slope, _ = _by_field(stations, whitened, fit_residuals, slice(16, 24))
        change = ((high - low) / (2.0 * step))[16:, 16:].reshape(4, 2, 4, 2)
        alone = change[np.arange(4), :, np.arange(4), :]
        assert np.allclose(slope.reshape(4, 2, 2), alone, rtol=1e-3, atol=1e-5 * np.abs(alone).max())

    def test_a_station_that_contradicts_the_others_widens_the_ellipse_towards_it(self) -> None:
        readings, slowness, station, _ = make_path_readings(np.random.default_rng(12), noise_s=0.001)
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
        few, slowness, station, _ = make_path_readings(np.random.default_rng(13), events=4)
        many, _, _, _ = make_path_readings(np.random.default_rng(13), events=24)
        least = relocate(few, slowness, events=4, station=station).degrees_of_freedom
        most = relocate(many, slowness, events=24, station=station).degrees_of_freedom
        assert np.median(least) < np.median(most)
