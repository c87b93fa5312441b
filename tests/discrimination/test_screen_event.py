"""All screenings of an event: each test has a result or the reason why there is none."""

from __future__ import annotations

import pytest

from testban.discrimination import SCREENING_DEPTH_KM, screen_depth, screen_event, screen_ratio
from testban.model import Depth


def depth(low: float, value: float, high: float) -> Depth:
    return Depth(value=value, low=low, high=high, level=0.9, fixed=False)


class TestDepth:
    def test_an_interval_wholly_below_ten_km_is_screened_out(self) -> None:
        screening = screen_depth(depth(10.1, 14.0, 18.0))
        assert screening.result == "screened out"
        assert screening.considered
        assert (screening.low, screening.value, screening.high) == (10.1, 14.0, 18.0)

    @pytest.mark.parametrize("low", [0.1, 9.9, SCREENING_DEPTH_KM])
    def test_an_interval_that_reaches_ten_km_is_not(self, low: float) -> None:
        assert screen_depth(depth(low, 30.0, 40.0)).result == "not screened out"

    @pytest.mark.parametrize("low", [0.0, -0.5])
    def test_an_interval_that_allows_the_surface_is_not_considered(self, low: float) -> None:
        screening = screen_depth(depth(low, 30.0, 40.0))
        assert screening.result == "insufficient data"
        assert not screening.considered
        assert screening.value is None
        assert screening.reason == f"the arrivals allow the surface: 90 % interval {low:.0f}-40 km"


class TestEvent:
    def test_every_test_is_named_also_where_nothing_was_measured(self) -> None:
        screenings = screen_event(depth(0.0, 0.0, 48.0), (), None)
        assert [screening.test for screening in screenings] == ["depth", "Ms:mb", "P/S"]
        assert all(screening.reason for screening in screenings)
        assert not any(screening.considered for screening in screenings)

    def test_a_ratio_that_was_not_measured_says_why(self) -> None:
        assert screen_ratio(None, reason="no station in reach").reason == "no station in reach"
