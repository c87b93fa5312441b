"""Distances against ObsPy and PROJ, and the laws that any distance obeys."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obspy.geodetics import gps2dist_azimuth, locations2degrees

from testban.geodesy import (
    PositionError,
    back_azimuth,
    destination,
    epicentral,
    geocentric_latitude,
    geodesic,
    geographic_latitude,
    offset_km,
    position_at_offset,
    wrap_longitude,
)

METRE_DEG = 1.0 / 111_195.0
MM_KM = 1e-6
latitudes = st.floats(-90.0, 90.0)
longitudes = st.floats(-180.0, 180.0)
LAWS = settings(deadline=None, max_examples=100)


class TestEpicentral:
    def test_agrees_with_obspy_on_random_pairs(self):
        random = np.random.default_rng(7)
        points = random.uniform((-89, -180, -89, -180), (89, 180, 89, 180), (200, 4))
        distance, _ = epicentral(*points.T)
        for ours, (lat, lon, station_lat, station_lon) in zip(distance, points, strict=True):
            # The same on the sphere once the latitudes are geocentric.
            latitudes = [
                math.degrees(math.atan(0.99330562 * math.tan(math.radians(x)))) for x in (lat, station_lat)
            ]
            theirs = locations2degrees(latitudes[0], lon, latitudes[1], station_lon)
            assert ours == pytest.approx(theirs, abs=0.1 * METRE_DEG)

    def test_azimuths_differ_from_those_of_the_geodesic_by_the_flattening_only(self):
        random = np.random.default_rng(9)
        points = random.uniform((-80, -180, -80, -180), (80, 180, 80, 180), (200, 4))
        distance, azimuth = epicentral(*points.T)
        _, theirs = geodesic(*points.T)
        back = back_azimuth(*points.T)
        _, their_back = geodesic(points[:, 2], points[:, 3], points[:, 0], points[:, 1])
        near = distance < 120.0
        for ours, other in ((azimuth, theirs), (back, their_back)):
            assert np.abs(np.remainder(ours - other + 180.0, 360.0) - 180.0)[near].max() < 0.3

    def test_short_distance_agrees_with_the_geodesic_to_the_flattening(self):
        distance, _ = epicentral(41.3, 129.08, 41.4, 129.2)
        length_m, _, _ = gps2dist_azimuth(41.3, 129.08, 41.4, 129.2)
        assert distance * 111.195 == pytest.approx(length_m / 1000.0, rel=0.005)

    @LAWS
    @given(latitudes, longitudes, latitudes, longitudes)
    def test_distance_is_the_same_both_ways(self, lat1, lon1, lat2, lon2):
        there, _ = epicentral(lat1, lon1, lat2, lon2)
        back, _ = epicentral(lat2, lon2, lat1, lon1)
        assert there == pytest.approx(back, abs=1e-12)

    @LAWS
    @given(latitudes, longitudes, latitudes, longitudes, st.floats(-360.0, 360.0))
    def test_turning_all_longitudes_changes_nothing(self, lat1, lon1, lat2, lon2, turn):
        first = epicentral(lat1, lon1, lat2, lon2)
        second = epicentral(lat1, lon1 + turn, lat2, lon2 + turn)
        assert first[0] == pytest.approx(second[0], abs=1e-10)
        if 1e-6 < first[0] < 180.0 - 1e-6 and abs(lat1) < 89.999:
            assert abs(math.remainder(first[1] - second[1], 360.0)) < 1e-3

    @LAWS
    @given(latitudes, longitudes, latitudes, longitudes)
    def test_destination_undoes_epicentral(self, lat1, lon1, lat2, lon2):
        lat, lon = destination(lat1, lon1, *epicentral(lat1, lon1, lat2, lon2))
        missed, _ = epicentral(lat, lon, lat2, lon2)
        assert missed < 1e-9

    @LAWS
    @given(latitudes, longitudes, latitudes, longitudes, latitudes, longitudes)
    def test_a_detour_is_never_shorter(self, lat1, lon1, lat2, lon2, lat3, lon3):
        direct, _ = epicentral(lat1, lon1, lat3, lon3)
        detour = epicentral(lat1, lon1, lat2, lon2)[0] + epicentral(lat2, lon2, lat3, lon3)[0]
        assert direct <= detour + 1e-10

    def test_no_distance_has_azimuth_zero(self):
        distance, azimuth = epicentral(41.3, 129.08, 41.3, 129.08)
        assert (distance, azimuth) == (0.0, 0.0)

    def test_a_metre_is_resolved(self):
        distance, azimuth = epicentral(0.0, 0.0, 0.0, METRE_DEG)
        assert distance == pytest.approx(METRE_DEG, rel=1e-9)
        assert azimuth == pytest.approx(90.0)

    @pytest.mark.parametrize(("lat", "lon"), [(41.3, 129.08), (0.0, 0.0), (-90.0, 10.0), (89.999, -180.0)])
    def test_the_antipode_is_half_a_turn_away(self, lat, lon):
        distance, _ = epicentral(lat, lon, -lat, lon + 180.0)
        assert distance == pytest.approx(180.0, abs=1e-12)

    def test_near_the_antipode_a_metre_is_resolved(self):
        distance, _ = epicentral(0.0, 0.0, 0.0, 180.0 - METRE_DEG)
        assert 180.0 - distance == pytest.approx(METRE_DEG, rel=1e-6)

    def test_from_a_pole_the_azimuth_follows_the_longitude(self):
        _, azimuth = epicentral(90.0, 0.0, [50.0, 50.0], [0.0, 90.0])
        assert azimuth == pytest.approx([180.0, 90.0])

    def test_stations_may_be_none(self):
        distance, azimuth = epicentral(1.0, 2.0, [], [])
        assert distance.shape == azimuth.shape == (0,)

    @pytest.mark.parametrize(
        ("lat", "lon", "message"),
        [(91.0, 0.0, "91.0"), (math.nan, 0.0, "latitude nan"), (0.0, math.inf, "longitude inf")],
    )
    def test_what_is_no_position_is_named(self, lat, lon, message):
        with pytest.raises(PositionError, match=message):
            epicentral(lat, lon, 0.0, 0.0)
        with pytest.raises(PositionError, match=message):
            epicentral(0.0, 0.0, [0.0, lat], [0.0, lon])


class TestLatitudes:
    @LAWS
    @given(latitudes)
    def test_the_two_latitudes_undo_each_other(self, latitude):
        assert geographic_latitude(geocentric_latitude(latitude)) == pytest.approx(latitude, abs=1e-12)

    def test_the_difference_is_largest_near_45_degrees(self):
        # Torge (2001), Geodesy, 4.1.1: at most 11.5 minutes of arc.
        assert 45.0 - geocentric_latitude(45.0) == pytest.approx(11.54 / 60.0, abs=0.01 / 60.0)


class TestGeodesic:
    def test_agrees_with_obspy(self):
        random = np.random.default_rng(8)
        points = random.uniform((-89, -180, -89, -180), (89, 180, 89, 180), (50, 4))
        length_km, azimuth = geodesic(*points.T)
        for i, point in enumerate(points):
            length_m, their_azimuth, _ = gps2dist_azimuth(*point)
            # Without geographiclib ObsPy takes Vincenty's series, good to a metre far out.
            assert length_km[i] == pytest.approx(length_m / 1000.0, abs=1000.0 * MM_KM)
            assert azimuth[i] == pytest.approx(their_azimuth, abs=1e-6)

    def test_a_quarter_of_a_meridian(self):
        # WGS84 quarter meridian, 10 001.965 729 km (NIMA TR8350.2).
        assert geodesic(0.0, 0.0, 90.0, 0.0)[0] == pytest.approx(10_001.965_729, abs=1.0 * MM_KM)


class TestOffsets:
    @LAWS
    @given(latitudes, longitudes, st.floats(-9000.0, 9000.0), st.floats(-9000.0, 9000.0))
    def test_the_way_there_and_back(self, lat, lon, east, north):
        if math.hypot(east, north) < 1e-6:
            return
        there = position_at_offset(lat, lon, east, north)
        back = offset_km(lat, lon, *there)
        assert back == pytest.approx((east, north), abs=1000.0 * MM_KM)

    def test_across_the_date_line_the_offset_stays_small(self):
        east, north = offset_km(0.0, 179.999, 0.0, -179.999)
        assert east == pytest.approx(0.2226, abs=0.001)
        assert north == pytest.approx(0.0, abs=MM_KM)

    def test_an_offset_that_is_not_finite_is_refused(self):
        with pytest.raises(PositionError, match="nan"):
            position_at_offset(0.0, 0.0, math.nan, 0.0)


@given(st.floats(-1e6, 1e6))
def test_wrapped_longitudes_lie_in_one_turn(longitude):
    wrapped = wrap_longitude(longitude)
    assert -180.0 <= wrapped < 180.0
    assert math.remainder(float(wrapped) - longitude, 360.0) == pytest.approx(0.0, abs=1e-8)
