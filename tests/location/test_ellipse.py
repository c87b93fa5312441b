"""The coverage ellipse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.location.ellipse import coverage_ellipse


def test_strike_is_clockwise_from_north() -> None:
    toward_northeast = np.array([[1.0, 0.8], [0.8, 1.0]])
    assert coverage_ellipse(toward_northeast).strike_deg == pytest.approx(45.0)


def test_axes_carry_the_quantile_of_two_degrees_of_freedom() -> None:
    ellipse = coverage_ellipse(np.eye(2), level=0.9)
    assert ellipse.major_km == pytest.approx(np.sqrt(4.60517), abs=1e-4)
    assert ellipse.area_km2 == pytest.approx(np.pi * 4.60517, abs=1e-3)


@settings(max_examples=50, deadline=None)
@given(major=st.floats(0.1, 100.0), ratio=st.floats(0.05, 0.95), strike=st.floats(0.0, 179.0))
def test_covariance_of_an_ellipse_gives_it_back(major: float, ratio: float, strike: float) -> None:
    along = np.array([np.sin(np.radians(strike)), np.cos(np.radians(strike))])
    across = np.array([along[1], -along[0]])
    scale = 4.605170185988092
    covariance = (major**2 * np.outer(along, along) + (ratio * major) ** 2 * np.outer(across, across)) / scale
    ellipse = coverage_ellipse(covariance, level=0.9)
    assert ellipse.major_km == pytest.approx(major, rel=1e-6)
    assert ellipse.minor_km == pytest.approx(ratio * major, rel=1e-6)
    assert abs((ellipse.strike_deg - strike + 90.0) % 180.0 - 90.0) < 1e-3


def test_inspection_limit_is_area_and_length() -> None:
    assert coverage_ellipse(np.diag([9.0, 9.0])).within_osi_limit
    thin = coverage_ellipse(np.diag([0.01, 400.0]))
    assert thin.area_km2 < 1000.0
    assert not thin.within_osi_limit


def test_a_strike_due_north_is_zero_from_either_side() -> None:
    for lean in (1e-18, -1e-18, 0.0):
        assert coverage_ellipse(np.array([[1.0, lean], [lean, 4.0]])).strike_deg == 0.0
