"""P over S at one station: against ratios that were put in, and the laws it keeps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.measurements.station_ratio import measure_ratios
from testban.measurements.windows import windows_for

RATE, N = 20.0, 6000
P_S, S_S = 150.0, 190.0


def components(p: float, s: float, *, noise: float = 1.0, seed: int = 0) -> np.ndarray:
    """Three components with constant power in the windows of P and S."""
    rng = np.random.default_rng(seed)
    t = np.arange(N) / RATE
    size = np.where((t >= P_S) & (t < S_S - 5.0), p, 0.0) + np.where(t >= S_S - 5.0, s, 0.0)
    return rng.normal(size=(3, N)) * noise + size * rng.normal(size=(3, N))


def measured(data: np.ndarray, usable: np.ndarray | None = None, **changes):
    windows = windows_for(P_S, S_S, origin_s=100.0, distance_km=350.0)
    assert windows is not None
    settings_ = {
        "start_s": 0.0,
        "sampling_rate_hz": RATE,
        "windows": windows,
        "station": "S",
        "distance_km": 350.0,
        "azimuth_deg": 10.0,
    }
    usable = np.ones(data.shape[1], bool) if usable is None else usable
    return {one.band_hz: one for one in measure_ratios(data, usable, **(settings_ | changes))}


class TestRatio:
    @pytest.mark.parametrize(("p", "s"), [(100.0, 100.0), (300.0, 30.0), (30.0, 300.0)])
    def test_the_ratio_that_was_put_in_comes_out(self, p: float, s: float) -> None:
        for one in measured(components(p, s)).values():
            assert one.kind == "measured"
            # The second before P at the head of its window costs 4 %.
            assert one.log10_ratio == pytest.approx(math.log10(p / s), abs=0.06)

    def test_noise_is_taken_off(self) -> None:
        for one in measured(components(6.0, 6.0)).values():
            assert one.log10_ratio == pytest.approx(0.0, abs=0.12)

    @settings(deadline=None, max_examples=15)
    @given(st.floats(1e-9, 1e9), st.permutations(range(3)), st.floats(0.0, 6.28))
    def test_gain_order_and_turning_of_the_components_do_not_matter(
        self, gain: float, order: list[int], angle: float
    ) -> None:
        data = components(50.0, 100.0)
        turn = np.array(
            [[1, 0, 0], [0, math.cos(angle), -math.sin(angle)], [0, math.sin(angle), math.cos(angle)]]
        )
        plain, other = measured(data), measured(gain * (turn @ data)[order])
        for band, one in plain.items():
            assert other[band].log10_ratio == pytest.approx(one.log10_ratio, abs=1e-6)

    def test_s_in_the_noise_is_a_lower_bound_below_the_truth(self) -> None:
        for one in measured(components(100.0, 0.3)).values():
            assert one.kind == "lower bound"
            assert one.log10_ratio is not None
            assert 1.5 < one.log10_ratio < math.log10(100.0 / 0.3)
            assert "S only" in one.reason

    def test_p_in_the_noise_is_an_upper_bound_above_the_truth(self) -> None:
        for one in measured(components(0.3, 100.0)).values():
            assert one.kind == "upper bound"
            assert one.log10_ratio is not None
            assert one.log10_ratio > math.log10(0.3 / 100.0)

    def test_nothing_above_the_noise_is_not_measured_and_says_so(self) -> None:
        for one in measured(components(0.0, 0.0)).values():
            assert (one.kind, one.log10_ratio) == ("not measured", None)
            assert one.reason == "P and S both in the noise"

    def test_bands_end_at_eight_tenths_of_the_nyquist_frequency(self) -> None:
        assert (6.0, 8.0) in measured(components(9.0, 9.0))
        assert (8.0, 10.0) not in measured(components(9.0, 9.0))

    def test_a_record_that_ends_before_s_is_not_measured(self) -> None:
        for one in measured(components(9.0, 9.0)[:, : int(195 * RATE)]).values():
            assert one.kind == "not measured"
            assert "S window" in one.reason

    def test_a_masked_p_is_not_measured(self) -> None:
        usable = np.ones(N, bool)
        usable[int(152 * RATE) : int(170 * RATE)] = False
        for one in measured(components(9.0, 9.0), usable).values():
            assert one.reason == "P window outside the record or masked"


class TestWindows:
    def test_p_and_s_too_close_have_none(self) -> None:
        assert windows_for(10.0, 14.0, origin_s=0.0, distance_km=40.0) is None

    @settings(deadline=None, max_examples=50)
    @given(st.floats(40.0, 2000.0))
    def test_windows_never_overlap(self, km: float) -> None:
        p_s, s_s = km / 8.0 + 5.0, km / 4.5 + 9.0
        windows = windows_for(p_s, s_s, origin_s=0.0, distance_km=km)
        if windows is not None:
            assert windows.noise[1] < windows.p[0] < windows.p[1] < windows.s[0] < windows.s[1]
