"""The bracketed median against NumPy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.detection.median import MIN_SAMPLES, _bracketed_numba, _bracketed_numpy, median


def row(kind: str, seed: int, n: int) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal(n)
    return {
        "noise": noise,
        "drift": np.cumsum(noise),
        "counts": np.round(2.0 * noise),
        "mostly one value": np.where(np.abs(noise) < 2.0, 7.0, noise),
        "steps of the sample": np.where(np.arange(n) % round(n ** (1 / 3)) == 0, 100.0 + noise, noise),
    }[kind]


KINDS = ["noise", "drift", "counts", "mostly one value", "steps of the sample"]


class TestMedian:
    @pytest.mark.parametrize("kind", KINDS)
    @settings(deadline=None, max_examples=10)
    @given(seed=st.integers(0, 10_000), n=st.integers(MIN_SAMPLES, 4 * MIN_SAMPLES))
    def test_it_is_that_of_numpy_to_the_last_bit(self, kind: str, seed: int, n: int) -> None:
        samples = row(kind, seed, n)
        assert median(samples) == np.median(samples)

    @pytest.mark.parametrize("n", [1, 2, 3, 50, MIN_SAMPLES - 1])
    def test_short_rows_are_told_as_well(self, n: int) -> None:
        samples = row("noise", 1, n)
        assert median(samples) == np.median(samples)

    @pytest.mark.parametrize("at", [0, 1, 4999, -1])
    def test_a_row_with_a_nan_has_none(self, at: int) -> None:
        samples = row("noise", 1, 5000)
        samples[at] = np.nan
        assert np.isnan(median(samples))

    def test_infinite_samples_count(self) -> None:
        samples = row("noise", 1, 5000)
        samples[:1000], samples[1000:1500] = np.inf, -np.inf
        assert median(samples) == np.median(samples)


class TestBracket:
    @settings(deadline=None, max_examples=40)
    @given(st.integers(0, 10_000), st.sampled_from(KINDS), st.integers(1, 400), st.booleans())
    def test_the_kernel_and_its_plain_twin_agree(self, seed: int, kind: str, room: int, broken: bool) -> None:
        samples = row(kind, seed, 500)
        samples[seed % 500] = np.nan if broken else 0.0
        low, high = np.sort(np.random.default_rng(seed).standard_normal(2))
        fast, plain = _bracketed_numba(samples, low, high, room), _bracketed_numpy(samples, low, high, room)
        assert fast[0] == plain[0]
        assert np.array_equal(fast[1], plain[1])
