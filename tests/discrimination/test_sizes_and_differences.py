"""Relative size and the difference of P/S between events at one place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.discrimination import ratio_difference, relative_size
from testban.measurements import NotMeasurableError, PAmplitude, StationRatio

MAG = 1.0
SIZE_BAND = (0.8, 2.0)


def amplitudes(logs: np.ndarray, *, velocity: bool = False) -> list[PAmplitude]:
    return [
        PAmplitude(f"C{k}", SIZE_BAND, 10.0**v, 0.01, 10.0**v * 1e-9 if velocity else None)
        for k, v in enumerate(logs)
    ]


class TestRelativeSize:
    @settings(deadline=None, max_examples=25)
    @given(st.floats(-2.0, 2.0), st.integers(0, 1000))
    def test_the_difference_that_was_put_in_comes_out(self, difference: float, seed: int) -> None:
        rng = np.random.default_rng(seed)
        site = rng.normal(2.0, 1.0, 12)
        one = amplitudes(site + difference + 0.1 * rng.normal(size=12))
        found = relative_size(one, amplitudes(site))
        assert abs(found.difference - difference) < 0.2 * MAG
        assert found.low < found.difference < found.high

    def test_swapping_the_events_changes_the_sign_alone(self) -> None:
        rng = np.random.default_rng(0)
        a, b = amplitudes(rng.normal(3, 0.2, 6)), amplitudes(rng.normal(2, 0.2, 6))
        assert relative_size(a, b).difference == pytest.approx(-relative_size(b, a).difference)

    def test_a_channel_whose_gain_changed_is_left_out_by_name(self) -> None:
        logs = np.linspace(1.95, 2.05, 8)
        other = logs - 1.0 + np.array([0.02, -0.02, 0.03, -0.03, 0.02, -0.02, 0.01, 3.0])
        assert relative_size(amplitudes(logs), amplitudes(other)).left_out == ("C7",)

    def test_ground_velocity_is_used_where_both_know_it(self) -> None:
        one, other = amplitudes(np.full(4, 2.0), velocity=True), amplitudes(np.full(4, 1.0), velocity=True)
        moved = [PAmplitude(a.channel, a.band_hz, 500.0 * a.amplitude, 0.1, a.velocity_m_s) for a in one]
        assert relative_size(moved, other).difference == pytest.approx(1.0)

    def test_too_few_common_channels_are_no_size(self) -> None:
        with pytest.raises(NotMeasurableError, match="2 channels show the first P of both"):
            relative_size(amplitudes(np.ones(2)), amplitudes(np.ones(9)))


def ratios(values: dict[str, float], kind: str = "measured", band=(1.0, 2.0)) -> list[StationRatio]:
    return [StationRatio(name, band, 400.0, 0.0, value, kind) for name, value in values.items()]


class TestRatioDifference:
    def test_what_the_paths_share_cancels(self) -> None:
        path = {"A": 0.7, "B": -0.4, "C": 0.1}
        found = ratio_difference(
            ratios({k: v - 0.5 for k, v in path.items()}), ratios(path), bands_hz=[(1.0, 2.0)]
        )
        assert found.difference == pytest.approx(-0.5)
        assert found.low < -0.5 < found.high < 0.0

    def test_an_upper_bound_counts_and_is_said(self) -> None:
        found = ratio_difference(
            ratios({"A": -0.3}, "upper bound"), ratios({"A": 0.2}), bands_hz=[(1.0, 2.0)]
        )
        assert found.at_most

    def test_a_lower_bound_does_not_count(self) -> None:
        with pytest.raises(NotMeasurableError, match="no station"):
            ratio_difference(ratios({"A": 0.3}, "lower bound"), ratios({"A": 0.2}), bands_hz=[(1.0, 2.0)])

    def test_one_station_has_a_wide_interval(self) -> None:
        one = ratio_difference(ratios({"A": 0.0}), ratios({"A": 0.4}), bands_hz=[(1.0, 2.0)])
        assert one.high - one.low > 0.5
