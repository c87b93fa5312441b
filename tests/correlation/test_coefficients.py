"""Normalised correlation against its definition, and its two ways against each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.correlation import coefficients as room
from testban.correlation.coefficients import _coefficients_numba, _coefficients_numpy, coefficients


class TestCoefficients:
    @settings(deadline=None, max_examples=20)
    @given(st.integers(0, 10_000), st.integers(8, 60), st.integers(0, 60))
    def test_each_is_the_correlation_coefficient_of_its_window(self, seed: int, n: int, more: int) -> None:
        rng = np.random.default_rng(seed)
        first, second = rng.standard_normal(n), rng.standard_normal(n + more)
        defined = [np.corrcoef(first, second[k : k + n])[0, 1] for k in range(more + 1)]
        assert np.allclose(coefficients(first, second), defined, rtol=0.0, atol=1e-12)

    @settings(deadline=None, max_examples=60)
    @given(st.integers(0, 10_000), st.integers(8, 300), st.integers(0, 400), st.booleans())
    def test_the_kernel_and_its_plain_twin_agree(self, seed: int, n: int, more: int, drift: bool) -> None:
        rng = np.random.default_rng(seed)
        template, second = rng.standard_normal(n), rng.standard_normal(n + more)
        if drift:
            second = np.cumsum(second)
        template -= template.mean()
        norm = float(np.sqrt((template**2).sum()))
        fast, strongest = _coefficients_numba(template, norm, second)
        plain, largest = _coefficients_numpy(template, norm, second)
        assert np.allclose(fast, plain, rtol=0.0, atol=1e-9)
        assert np.isclose(strongest, largest, rtol=1e-9)

    def test_a_long_search_gives_what_a_short_one_does(self) -> None:
        rng = np.random.default_rng(5)
        first, second = rng.standard_normal(2000), rng.standard_normal(4000)
        assert 2000 * 2001 > room.MAX_PRODUCTS > 2000 * 101
        assert np.allclose(
            coefficients(first, second)[:101], coefficients(first, second[:2100]), rtol=0.0, atol=1e-12
        )

    def test_a_sample_that_is_no_number_leaves_no_coefficient(self) -> None:
        rng = np.random.default_rng(5)
        first, second = rng.standard_normal(50), rng.standard_normal(200)
        second[120] = np.nan
        assert np.isnan(coefficients(first, second)).all()
