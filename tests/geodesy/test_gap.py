"""The azimuthal gap by hand and by its laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testban.geodesy import PositionError, azimuthal_gap

azimuths = st.lists(st.floats(0.0, 360.0), min_size=1, max_size=30)


def test_four_quarters():
    assert azimuthal_gap([0.0, 90.0, 180.0, 270.0]) == 90.0


def test_one_station_leaves_the_whole_circle_open():
    assert azimuthal_gap([123.0]) == 360.0


def test_north_is_not_a_break():
    assert azimuthal_gap([359.0, 1.0]) == 358.0


@given(azimuths, st.floats(0.0, 360.0))
def test_another_station_never_widens_the_gap(azimuth, more):
    assert azimuthal_gap([*azimuth, more]) <= azimuthal_gap(azimuth) + 1e-9


@given(azimuths, st.floats(-360.0, 360.0))
def test_turning_all_stations_keeps_the_gap(azimuth, turn):
    assert azimuthal_gap([a + turn for a in azimuth]) == pytest.approx(azimuthal_gap(azimuth), abs=1e-9)


def test_no_station_and_no_number_are_refused():
    with pytest.raises(PositionError, match="no stations"):
        azimuthal_gap([])
    with pytest.raises(PositionError, match="nan"):
        azimuthal_gap([1.0, math.nan])
