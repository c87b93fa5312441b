"""Maxima between the samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.correlation.maxima import (
    WEIGHTS,
    _interpolated_numba,
    _interpolated_numpy,
    _next_numba,
    _next_numpy,
    two_maxima,
)


class TestTwoMaxima:
    @settings(deadline=None, max_examples=30)
    @given(st.floats(10.0, 50.0), st.floats(0.02, 0.35))
    def test_the_top_of_a_pulse_is_found_to_a_hundredth_of_a_sample(
        self, at: float, frequency: float
    ) -> None:
        # A pulse of 8 samples spreads over 0.05 of the sampling rate: this one ends at 0.4 of it.
        t = np.arange(60.0)
        values = np.exp(-(((t - at) / 8.0) ** 2)) * np.cos(2 * np.pi * frequency * (t - at))
        assert abs(two_maxima(values, 60)[0] - at) < 0.01

    def test_a_function_that_only_rises_ends_at_its_end(self) -> None:
        assert two_maxima(np.arange(30.0), 30)[0] == 29.0
        assert two_maxima(np.arange(30.0), 12)[0] == 11.0
        assert two_maxima(np.arange(30.0)[::-1].copy(), 30)[0] == 0.0

    def test_one_value_is_its_own_maximum(self) -> None:
        assert two_maxima(np.array([0.3]), 1) == pytest.approx((0.0, 0.3, -np.inf))


class TestKernels:
    @settings(deadline=None, max_examples=60)
    @given(st.integers(0, 10_000), st.integers(1, 300), st.integers(1, 300))
    def test_both_interpolations_agree(self, seed: int, n: int, count: int) -> None:
        values = np.random.default_rng(seed).standard_normal(n)
        fast = _interpolated_numba(values, min(n, count), WEIGHTS)
        assert np.allclose(fast, _interpolated_numpy(values, min(n, count)), rtol=0.0, atol=1e-12)

    @settings(deadline=None, max_examples=60)
    @given(st.integers(0, 10_000), st.integers(1, 300), st.booleans())
    def test_both_find_the_same_next_maximum(self, seed: int, n: int, level: bool) -> None:
        values = np.random.default_rng(seed).standard_normal(n)
        if level:
            values = np.round(values)
        at = int(np.argmax(values))
        assert _next_numba(values, at) == _next_numpy(values, at)
