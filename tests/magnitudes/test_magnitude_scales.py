"""Formulas and tables against their own published values and each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.magnitudes import (
    AmplitudeError,
    CorrectionRangeError,
    load_table,
    local_magnitude,
    mb_correction,
    mb_lg,
    mb_pn,
    ms_vmax,
    station_mb,
    vmax_corner_hz,
)

MAG = 1.0  # magnitude unit


class TestTables:
    # The table of the International Data Centre, for zero-to-peak amplitudes, as its own file gives it.
    @pytest.mark.parametrize(
        ("distance_deg", "depth_km", "idc"),
        [(20, 0, 3.071), (29, 0, 3.741), (50, 0, 3.671), (100, 0, 4.761), (30, 15, 3.631), (60, 40, 3.501)],
    )
    def test_veith_clawson_agrees_with_the_file_of_the_idc(self, distance_deg, depth_km, idc):
        q = mb_correction("veith-clawson", distance_deg=distance_deg, depth_km=depth_km)
        assert abs(q - idc) < 0.002 * MAG

    # Shallow values of the NEIC's table as listed on J. C. Lahr's page, micrometres.
    @pytest.mark.parametrize(
        ("distance_deg", "neic"),
        [(20, 6.1), (30, 6.6), (40, 6.4), (50, 6.7), (60, 6.9), (80, 6.7), (90, 7.0)],
    )
    def test_gutenberg_richter_agrees_with_the_neic(self, distance_deg, neic):
        q = mb_correction("gutenberg-richter", distance_deg=distance_deg, depth_km=0.0)
        assert abs(q + 3.0 - neic) < 0.001 * MAG

    def test_the_two_practices_differ_by_less_than_half_a_unit_at_30_to_90_deg(self):
        distance = np.arange(30.0, 90.0)
        difference = mb_correction("veith-clawson", distance_deg=distance, depth_km=0.0) - mb_correction(
            "gutenberg-richter", distance_deg=distance, depth_km=0.0
        )
        assert np.abs(difference).max() < 0.5 * MAG

    @given(distance=st.floats(20.0, 99.0), depth=st.floats(0.0, 790.0))
    @settings(deadline=None, max_examples=50)
    def test_interpolation_stays_between_the_corners(self, distance, depth):
        table = load_table("veith-clawson")
        i = min(int(distance), 99)
        j = int(np.searchsorted(table.depth_km, depth, side="right")) - 1
        corners = table.q[i : i + 2, j : j + 2] + math.log10(2.0)
        q = mb_correction("veith-clawson", distance_deg=distance, depth_km=depth)
        assert corners.min() - 1e-9 <= q <= corners.max() + 1e-9

    @pytest.mark.parametrize(
        ("name", "distance_deg", "depth_km"),
        [("veith-clawson", 101.0, 0.0), ("gutenberg-richter", 4.0, 0.0), ("gutenberg-richter", 50.0, 150.0)],
    )
    def test_outside_the_table_is_refused_with_its_bounds(self, name, distance_deg, depth_km):
        with pytest.raises(CorrectionRangeError, match="is outside"):
            mb_correction(name, distance_deg=distance_deg, depth_km=depth_km)

    def test_a_distance_that_is_no_number_is_refused(self):
        with pytest.raises(CorrectionRangeError, match="nan"):
            mb_correction("veith-clawson", distance_deg=[30.0, math.nan], depth_km=0.0)

    def test_an_unknown_table_gets_the_list(self):
        with pytest.raises(CorrectionRangeError, match="known: veith-clawson"):
            load_table("richter")


class TestScales:
    @given(amplitude=st.floats(1e-3, 1e6), factor=st.floats(1.01, 100.0))
    @settings(deadline=None, max_examples=30)
    def test_ten_times_the_amplitude_is_one_unit_on_every_scale(self, amplitude, factor):
        step = math.log10(factor)
        for scale in (
            lambda a: station_mb(a, period_s=1.0, distance_deg=50.0),
            lambda a: ms_vmax(a, period_s=15.0, distance_deg=5.0),
            lambda a: local_magnitude(a, distance_km=200.0),
            lambda a: mb_pn(a, distance_km=700.0),
            lambda a: mb_lg(a, distance_km=700.0, gamma_per_km=0.001),
        ):
            assert scale(amplitude * factor) - scale(amplitude) == pytest.approx(step, abs=1e-9)

    @pytest.mark.parametrize("distance_deg", [30.0, 50.0, 80.0])
    def test_ms_vmax_agrees_with_the_iaspei_scale_at_teleseismic_distance(self, distance_deg):
        # Vanek et al. (1962), IASPEI standard procedures: A in micrometres, T = 20 s.
        standard = math.log10(1.0 / 20.0) + 1.66 * math.log10(distance_deg) + 3.3
        narrow_over_wide = 1000.0 * vmax_corner_hz(period_s=20.0, distance_deg=distance_deg) / 0.0042
        value = ms_vmax(narrow_over_wide, period_s=20.0, distance_deg=distance_deg)
        assert abs(value - standard) < 0.5 * MAG

    def test_ml_gives_3_for_one_millimetre_at_100_km(self):
        assert abs(local_magnitude(1e6 / 2080.0, distance_km=100.0) - 3.0) < 0.01 * MAG


class TestBadInput:
    @pytest.mark.parametrize("amplitude", [0.0, -1.0, math.nan, math.inf])
    def test_an_amplitude_that_is_not_positive_is_refused(self, amplitude):
        with pytest.raises(AmplitudeError, match="amplitude"):
            station_mb(amplitude, period_s=1.0, distance_deg=50.0)

    def test_a_period_of_zero_is_refused(self):
        with pytest.raises(AmplitudeError, match="period"):
            station_mb(1.0, period_s=0.0, distance_deg=50.0)

    @pytest.mark.parametrize("period_s", [7.0, 26.0, math.nan])
    def test_a_period_beyond_the_formula_is_refused(self, period_s):
        with pytest.raises(CorrectionRangeError, match="period"):
            ms_vmax(1.0, period_s=period_s, distance_deg=5.0)

    def test_mb_at_regional_distance_is_refused(self):
        with pytest.raises(CorrectionRangeError, match="where mb is defined"):
            station_mb(1.0, period_s=1.0, distance_deg=10.0)

    def test_lg_beyond_its_distances_is_refused(self):
        with pytest.raises(CorrectionRangeError, match="mb\\(Lg\\)"):
            mb_lg(1.0, distance_km=50.0, gamma_per_km=0.001)
