"""Boundaries and the shares of an ellipse, where the answer is plain on a map."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.geodesy import (
    Boundaries,
    PositionError,
    ellipse_outline,
    geodesic,
    load_boundaries,
    state_of,
    territory,
)
from testban.model import Depth, Ellipse, Origin

NOON = datetime(2017, 9, 3, 12, tzinfo=UTC)


def origin_at(latitude, longitude, major_km=20.0, minor_km=None, strike_deg=0.0) -> Origin:
    minor_km = major_km if minor_km is None else minor_km
    return Origin(
        label="test",
        time=NOON,
        time_low=NOON,
        time_high=NOON,
        latitude=latitude,
        longitude=longitude,
        depth_km=Depth(value=0.0, low=0.0, high=1.0, fixed=True),
        ellipse=Ellipse(
            kind="coverage",
            level=0.9,
            major_km=major_km,
            minor_km=minor_km,
            strike_deg=strike_deg,
            area_km2=math.pi * major_km * minor_km,
        ),
        arrivals_used=10,
        azimuthal_gap_deg=90.0,
        rms_residual_s=0.5,
        velocity_model="ak135",
        inputs=("table:ak135",),
    )


def shares_at(*args, **kwargs) -> dict[str, float]:
    return {share.state: share.share for share in territory(origin_at(*args, **kwargs))}


class TestStateOf:
    @pytest.mark.parametrize(
        ("site", "latitude", "longitude", "state"),
        [
            ("Punggye-ri", 41.2999, 129.0797, "PRK"),
            ("Balapan", 49.95, 78.87, "KAZ"),
            ("Baikonur", 45.965, 63.305, "KAZ"),
            ("Lop Nor", 41.58, 88.33, "CHN"),
            ("Nevada Test Site", 37.10, -116.05, "USA"),
            ("Novaya Zemlya", 73.36, 54.85, "RUS"),
            ("Chukotka east of the date line", 67.0, -175.0, "RUS"),
            ("Chukotka west of the date line", 67.0, 179.0, "RUS"),
            ("on the date line", 67.0, 180.0, "RUS"),
            ("Pokharan", 27.08, 71.75, "IND"),
            ("Ras Koh", 28.79, 64.95, "PAK"),
            ("Maralinga", -30.17, 131.59, "AUS"),
            ("In Ekker", 24.06, 5.05, "DZA"),
            ("South Pole", -90.0, 0.0, "ATA"),
            ("North Pole", 90.0, 0.0, "SEA"),
            ("Caspian Sea", 42.0, 50.5, "SEA"),
            ("Lesotho, a hole in South Africa", -29.5, 28.5, "LSO"),
        ],
    )
    def test_places_known_from_the_map(self, site, latitude, longitude, state):
        assert state_of(latitude, longitude).state == state, site

    @settings(deadline=None, max_examples=30)
    @given(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0))
    def test_a_whole_turn_changes_nothing(self, latitude, longitude):
        assert state_of(latitude, longitude + 360.0).state == state_of(latitude, longitude).state

    def test_what_is_no_position_is_refused(self):
        with pytest.raises(PositionError, match="95"):
            state_of(95.0, 0.0)
        with pytest.raises(PositionError, match="nan"):
            state_of(0.0, math.nan)


class TestTerritory:
    def test_a_small_ellipse_inland_lies_in_one_state(self):
        (share,) = territory(origin_at(41.3, 129.08))
        assert (share.state, share.share) == ("PRK", 1.0)
        assert share.name == "Democratic People's Republic of Korea"

    def test_open_sea_is_said_to_be_sea(self):
        (share,) = territory(origin_at(10.0, -140.0))
        assert share.state == "SEA"
        assert "outside" in share.name

    def test_a_border_divides_the_ellipse_and_the_largest_share_comes_first(self):
        shares = territory(origin_at(41.75, 129.4, major_km=80.0))
        assert shares[0].state == "PRK"
        assert {share.state for share in shares} == {"PRK", "CHN", "SEA"}
        assert sum(share.share for share in shares) == pytest.approx(1.0, abs=1e-12)

    def test_a_straight_border_halves_a_circle_on_it(self):
        # The 49th parallel west of the Great Lakes; the packaged line runs 0.8 km south of it.
        shares = shares_at(49.0, -110.0, major_km=30.0)
        assert shares["CAN"] == pytest.approx(0.5, abs=0.03)
        assert shares["USA"] == pytest.approx(0.5, abs=0.03)

    def test_a_narrow_ellipse_along_the_border_and_across_it_differ(self):
        # Just north of the 49th parallel: along it the ellipse stays in one State.
        along = shares_at(49.2, -110.0, major_km=60.0, minor_km=5.0, strike_deg=90.0)
        across = shares_at(49.2, -110.0, major_km=60.0, minor_km=5.0, strike_deg=0.0)
        assert along == {"CAN": 1.0}
        assert across["USA"] > 0.2

    def test_the_date_line_is_no_border(self):
        for longitude in (180.0, -180.0, 179.9, -179.9):
            assert shares_at(68.0, longitude, major_km=50.0) == pytest.approx({"RUS": 1.0}, abs=1e-5)

    @pytest.mark.parametrize("longitude", [0.0, 180.0, -73.0])
    def test_the_south_pole_is_land_and_the_north_pole_sea(self, longitude):
        assert shares_at(-90.0, longitude, major_km=100.0) == pytest.approx({"ATA": 1.0}, abs=1e-3)
        assert shares_at(-89.5, longitude, major_km=100.0) == pytest.approx({"ATA": 1.0}, abs=1e-3)
        assert shares_at(89.9, longitude, major_km=100.0) == {"SEA": 1.0}

    def test_a_lake_state_inside_another_is_cut_out(self):
        shares = shares_at(-29.6, 28.3, major_km=300.0)
        # Lesotho has 30,355 km2 (United Nations Statistics Division).
        assert shares["LSO"] * math.pi * 300.0**2 == pytest.approx(30_355.0, rel=0.02)
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-9)

    def test_a_very_large_ellipse_still_sums_to_one(self):
        shares = territory(origin_at(35.0, 100.0, major_km=3000.0, minor_km=2000.0, strike_deg=60.0))
        assert sum(share.share for share in shares) == pytest.approx(1.0, abs=1e-9)
        assert shares[0].state == "CHN"

    @settings(deadline=None, max_examples=25)
    @given(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0), st.floats(1.0, 500.0), st.floats(0.0, 179.0))
    def test_shares_always_sum_to_one(self, latitude, longitude, major_km, strike_deg):
        shares = territory(origin_at(latitude, longitude, major_km, 0.5 * major_km, strike_deg))
        assert sum(share.share for share in shares) == pytest.approx(1.0, abs=1e-9)
        assert [share.share for share in shares] == sorted((share.share for share in shares), reverse=True)


class TestBoundaries:
    @pytest.mark.parametrize("scale", ["10m", "110m"])
    def test_every_area_has_a_code_of_three_letters(self, scale):
        for area in load_boundaries(scale).areas:
            assert len(area.state) == 3
            assert area.state.isupper()
            assert area.name

    def test_bounds_hold_their_polygons(self):
        boundaries = load_boundaries("110m")
        for number, bounds in enumerate(boundaries.polygon_bounds):
            assert boundaries.polygon(number).bounds == pytest.approx(tuple(bounds), abs=1e-9)

    def test_the_land_of_the_earth_has_its_known_area(self):
        # 29 % of the surface; on the plate carree weighted by the cosine of latitude.
        boundaries = load_boundaries("110m")
        area = 0.0
        for number in range(len(boundaries.polygon_bounds)):
            polygon = shapely.segmentize(boundaries.polygon(number), 1.0)
            area += shapely.transform(polygon, _equal_area).area
        assert area / (360.0 * 2.0) == pytest.approx(0.29, abs=0.01)

    def test_lines_are_arrays_of_longitude_and_latitude(self):
        boundaries = load_boundaries("110m")
        for line in boundaries.lines("coast") + boundaries.lines("border"):
            assert line.ndim == 2
            assert line.shape[1] == 2
            assert abs(line[:, 1]).max() <= 90.0

    def test_a_question_composes_only_polygons_whose_bounds_hold_the_point(self, monkeypatch):
        boundaries = load_boundaries("10m")
        assert boundaries.polygon_bounds.shape == (len(boundaries.polygon_end), 4)
        composed = []
        compose = Boundaries.polygon
        monkeypatch.setattr(
            Boundaries, "polygon", lambda self, number: composed.append(number) or compose(self, number)
        )
        assert state_of(41.3, 129.08).state == "PRK"
        west, south, east, north = boundaries.polygon_bounds[composed].T
        assert ((west <= 129.08) & (east >= 129.08) & (south <= 41.3) & (north >= 41.3)).all()
        assert len(composed) < 5


def _equal_area(points):
    return np.column_stack((points[:, 0], np.sin(np.radians(points[:, 1]))))


def test_an_outline_closes_and_keeps_its_distances():
    origin = origin_at(60.0, 179.99, major_km=30.0, minor_km=10.0, strike_deg=40.0)
    latitude, longitude = ellipse_outline(origin.latitude, origin.longitude, origin.ellipse)
    distance_km, azimuth_deg = geodesic(origin.latitude, origin.longitude, latitude, longitude)
    assert distance_km.max() == pytest.approx(30.0, abs=1e-6)
    assert distance_km.min() == pytest.approx(10.0, abs=1e-6)
    assert azimuth_deg[distance_km.argmax()] % 180.0 == pytest.approx(40.0, abs=1e-3)
    assert (latitude[0], longitude[0]) == pytest.approx((latitude[-1], longitude[-1]))
