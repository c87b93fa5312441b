"""What the tests of travel times share."""

from __future__ import annotations

import pytest

from testban.travel_times import TravelTimes


@pytest.fixture(scope="session")
def tt() -> TravelTimes:
    """The packaged ak135."""
    return TravelTimes.load("ak135")
