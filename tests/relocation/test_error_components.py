"""Errors of readings, clocks and field, told to be what they are where they are known."""

from __future__ import annotations

import numpy as np
import pytest

from synthetic_path_readings import make_path_readings
from testban.relocation.error_components import SparseDesign, field_length, likeness
from testban.relocation.independent_readings import PathReadings
from testban.relocation.solve import Anchors, relocate

M, MS = 1e-3, 1e-3  # in km and s


class TestScales:
    """What the errors are told to be where they are known."""

    def test_a_clock_2_s_wrong_is_told_from_a_displacement(self) -> None:
        readings, slowness, station, places = make_path_readings(np.random.default_rng(15), noise_s=0.001)
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
        readings, slowness, station, _ = make_path_readings(rng, events=40)
        off = 5 * MS * rng.standard_t(4.0, (40, 6))
        time = readings.time_s + off[readings.event, station[readings.path]]
        wrong = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        right = relocate(readings, slowness, events=40, station=station).clocks.sd_s
        assert np.median(right) < 1 * MS
        assert (
            3.5 * MS < np.median(relocate(wrong, slowness, events=40, station=station).clocks.sd_s) < 6.5 * MS
        )

    def test_no_clock_is_told_from_one_phase(self) -> None:
        readings, slowness, _, _ = make_path_readings(np.random.default_rng(17))
        found = relocate(readings, slowness, events=12)
        assert np.isnan(found.clocks.sd_s).all()
        assert found.clocks.event.size == 0

    @pytest.mark.parametrize(("field_s", "least", "most"), [(0.0, 0.0, 0.5), (0.006, 3.0, 8.0)])
    def test_scale_of_the_field_is_found(self, field_s: float, least: float, most: float) -> None:
        rng = np.random.default_rng(18)
        readings, slowness, station, places = make_path_readings(rng, events=40)
        alike = likeness(places) + 1e-9 * np.eye(40)
        field = field_s * np.linalg.cholesky(alike) @ rng.standard_normal((40, 12))
        time = readings.time_s + field[readings.event, readings.path]
        made = PathReadings(readings.event, readings.path, readings.constant, time, readings.pair_sd_s, 0.0)
        anchors = Anchors(np.arange(40), places, 1 * M)
        found = relocate(made, slowness, events=40, station=station, anchors=anchors)
        assert least * MS <= found.field_sd_s < most * MS


class TestPieces:
    def test_a_sparse_design_is_its_dense_matrix(self) -> None:
        columns, values = np.array([[0, 3], [2, 1], [1, 1]]), np.array([[1.0, -2.0], [0.5, 4.0], [3.0, 5.0]])
        dense = np.zeros((3, 4))
        for row in range(3):
            for column, value in zip(columns[row], values[row], strict=True):
                dense[row, column] += value
        assert SparseDesign(columns, values).matrix(4).toarray().tolist() == dense.tolist()

    def test_the_field_of_close_events_is_alike_and_its_correlation_a_covariance(self) -> None:
        places = np.random.default_rng(3).uniform(-0.3, 0.3, (20, 2))
        alike = likeness(places)
        apart = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
        assert alike == pytest.approx(np.exp(-0.5 * (apart / field_length(places)) ** 2))
        assert np.linalg.eigvalsh(alike).min() > -1e-9

    def test_the_length_of_the_field_grows_with_the_group_and_not_with_its_place(self) -> None:
        places = np.random.default_rng(4).uniform(-0.3, 0.3, (20, 2))
        assert field_length(3.0 * places) == pytest.approx(3.0 * field_length(places))
        assert field_length(places + np.array([5.0, -7.0])) == pytest.approx(field_length(places))
