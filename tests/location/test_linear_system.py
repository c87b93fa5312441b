"""The linearised problem: derivatives against differences of the prediction, and which rows share errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synthetic_arrivals import PLACE, readings_at
from testban.geodesy import position_at_offset
from testban.location.error_model import P_WITH_S, is_regional, model_error_sd, separation_deg
from testban.location.linear_system import LinearSystem, SharedErrors, blocks_of, extra_rows, linearise
from testban.location.predict import Prediction, predict
from testban.location.readings import ReadingArrays

KM, S = 1.0, 1.0
DISTANCES = np.array([8.0, 30.0, 45.0, 60.0, 75.0, 85.0])
AZIMUTHS = np.array([15.0, 80.0, 140.0, 200.0, 265.0, 330.0])
PHASES = ["Pn", "P", "P", "S", "P", "P"]


def network(*, beam: bool = True) -> ReadingArrays:
    return readings_at(PLACE, DISTANCES, AZIMUTHS, phase=PHASES, beam=beam)


def at(readings: ReadingArrays, east_km: float, north_km: float) -> Prediction:
    latitude, longitude = position_at_offset(*PLACE, east_km, north_km)
    return predict(readings, latitude_deg=float(latitude), longitude_deg=float(longitude), depth_km=0.0)


def system(readings: ReadingArrays, prediction: Prediction, time_s: float = 0.0) -> LinearSystem:
    usable = np.isfinite(prediction.time_s)
    return linearise(readings, prediction, usable, extra_rows(readings), time_s)


class TestDerivatives:
    @pytest.mark.parametrize(("column", "east_km", "north_km"), [(0, 2.0, 0.0), (1, 0.0, 2.0)])
    def test_residuals_fall_by_the_derivative_where_the_source_moves(self, column, east_km, north_km) -> None:
        readings = network()
        there, here = (
            system(readings, at(readings, east_km, north_km)),
            system(readings, at(readings, 0.0, 0.0)),
        )
        back = system(readings, at(readings, -east_km, -north_km))
        moved = (back.residual - there.residual) / 4.0
        times, azimuths, slownesses = np.split(np.arange(18), 3)
        # Ellipticity changes with place too, which the derivative leaves out: half a per cent.
        assert here.design[times, column] == pytest.approx(moved[times], abs=5e-4 * S)
        # A degree of back azimuth is 1 km at 0.5 degrees; ellipticity turns it by a part in three hundred.
        assert here.design[azimuths, column] == pytest.approx(moved[azimuths], abs=1e-3)
        # The slope of slowness is smoothed over two degrees.
        smooth = slownesses[2:]
        assert here.design[smooth, column] == pytest.approx(moved[smooth], abs=3e-4)

    def test_a_later_origin_time_lowers_the_residuals_of_times_alone(self) -> None:
        readings = network()
        here, later = (system(readings, at(readings, 0.0, 0.0), time_s) for time_s in (0.0, 2.5))
        assert here.residual - later.residual == pytest.approx(np.repeat([2.5, 0.0, 0.0], 6))
        assert here.design[:, 2].tolist() == [1.0] * 6 + [0.0] * 12

    def test_exact_readings_leave_no_residual(self) -> None:
        readings = network()
        assert np.abs(system(readings, at(readings, 0.0, 0.0)).residual).max() < 1e-9


class TestRows:
    def test_azimuths_differ_by_the_short_way_round(self) -> None:
        readings = network()
        for turn, shorter in ((359.0, -1.0), (200.0, -160.0), (150.0, 150.0)):
            turned = replace(readings, back_azimuth_deg=(readings.back_azimuth_deg + turn) % 360.0)
            rows = system(turned, at(readings, 0.0, 0.0))
            assert rows.residual[6:12] == pytest.approx(np.full(6, shorter))

    def test_without_beams_all_rows_are_times(self) -> None:
        readings = network(beam=False)
        rows = system(readings, at(readings, 0.0, 0.0))
        assert rows.is_time.tolist() == [True] * 6
        assert rows.onset.tolist() == list(range(6))
        assert rows.single_sd == pytest.approx(np.hypot(readings.sd_s, 0.4))

    def test_one_azimuth_alone_is_a_row(self) -> None:
        readings = network()
        nothing = np.full(6, np.nan)
        single = replace(
            readings, back_azimuth_deg=np.where(np.arange(6) == 2, 77.0, np.nan), slowness_s_per_deg=nothing
        )
        rows = system(single, at(single, 0.0, 0.0))
        assert rows.onset.tolist() == [0, 1, 2, 3, 4, 5, 2]
        assert (rows.design[6, :2] != 0.0).all()

    def test_a_slowness_that_cannot_be_predicted_leaves_no_trace(self) -> None:
        readings = network()
        lost = replace(readings, phase=np.array(["PKPbc", *PHASES[1:]]))
        rows = system(lost, at(lost, 0.0, 0.0))
        assert (rows.design[12] == 0.0).all()
        assert rows.residual[12] == 0.0
        assert np.isfinite(rows.design).all()
        assert np.isfinite(rows.residual).all()

    def test_rows_follow_what_was_read(self) -> None:
        readings = network()
        azimuth, slowness = readings.back_azimuth_deg.copy(), readings.slowness_s_per_deg.copy()
        azimuth[[0, 2, 3, 4]], slowness[[0, 1, 2, 5]] = np.nan, np.nan
        some = replace(readings, back_azimuth_deg=azimuth, slowness_s_per_deg=slowness)
        assert extra_rows(some).tolist() == [1, 5, 6 + 3, 6 + 4]
        rows = system(some, at(some, 0.0, 0.0))
        assert rows.onset.tolist() == [0, 1, 2, 3, 4, 5, 1, 5, 3, 4]
        assert rows.is_time.tolist() == [True] * 6 + [False] * 4

    def test_errors_of_readings_and_of_structure_add_in_quadrature(self) -> None:
        readings = network()
        rows = system(readings, at(readings, 0.0, 0.0))
        assert rows.single_sd[:6] == pytest.approx(np.hypot(readings.sd_s, 0.4))
        assert rows.single_sd[6:12] == pytest.approx(np.hypot(readings.back_azimuth_sd_deg, 5.0))
        assert rows.single_sd[12:] == pytest.approx(np.hypot(readings.slowness_sd_s_per_deg, 0.5))

    def test_the_scale_is_that_of_times_alone(self) -> None:
        rows = system(network(), at(network(), 0.0, 0.0))
        weights = np.linspace(0.2, 1.0, 18)
        expected = (np.repeat([3.0, 1.0, 1.0], 6) * rows.single_sd) ** 2 / weights
        assert rows.single_variance(3.0, weights) == pytest.approx(expected)

    def test_a_phase_that_does_not_exist_leaves_no_trace(self) -> None:
        readings = network(beam=False)
        lost = replace(readings, phase=np.array(["PKPbc", *PHASES[1:]]))
        rows = system(lost, at(lost, 0.0, 0.0))
        assert (rows.design[0] == 0.0).all()
        assert rows.residual[0] == 0.0
        assert np.isfinite(rows.design).all()


class TestSharedErrors:
    def test_correlation_falls_with_separation_and_between_p_and_s(self) -> None:
        readings = network()
        shared = SharedErrors(readings)
        separation = separation_deg(readings.latitude_deg, readings.longitude_deg)
        shear = readings.phase == "S"
        waves = np.where(shear[:, None] == shear, 1.0, P_WITH_S)
        for range_deg in (5.0, 30.0):
            expected = np.exp(-separation / range_deg) * waves
            assert shared.correlation(range_deg) == pytest.approx(expected)
            assert np.linalg.eigvalsh(shared.correlation(range_deg)).min() > 0.0

    def test_every_row_is_in_one_block(self) -> None:
        readings = network()
        lost = replace(readings, phase=np.array([*PHASES[:5], "PKPbc"]))
        prediction = at(lost, 0.0, 0.0)
        usable = np.isfinite(prediction.time_s)
        blocks = blocks_of(lost, prediction, usable, SharedErrors(lost), 12, (5.0, 30.0))
        assert blocks.regional.rows.tolist() == [0]
        assert blocks.teleseismic.rows.tolist() == [1, 2, 3, 4]
        assert blocks.alone.tolist() == [5, *range(6, 18)]

    def test_a_block_has_the_errors_and_the_correlations_of_its_rows(self) -> None:
        readings = network()
        prediction, shared = at(readings, 0.0, 0.0), SharedErrors(readings)
        blocks = blocks_of(readings, prediction, np.ones(6, dtype=bool), shared, 0, (5.0, 30.0))
        far = blocks.teleseismic
        assert not is_regional(readings.phase, prediction.distance_deg)[far.rows].any()
        assert far.sd == pytest.approx(model_error_sd(readings.phase, prediction.distance_deg)[far.rows])
        for number, range_deg in enumerate(blocks.ranges_deg):
            expected = shared.correlation(range_deg)[np.ix_(far.rows, far.rows)]
            assert far.correlation[number] == pytest.approx(expected)
