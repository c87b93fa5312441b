"""Distances and azimuths: angular for travel times, geodesic for maps, local offsets in km.

Two figures of the Earth meet here. Travel-time tables count degrees at the centre of a sphere, so
`epicentral` first turns the geographic latitude phi (WGS84) into the geocentric one,
phi' = atan((1 - f)^2 tan phi), and then works on the sphere. Kilometres on the ground are geodesics on
the ellipsoid (Karney, 2013, as in PROJ). The two azimuths differ by up to 0.2 degrees.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from testban.geodesy.errors import PositionError
from testban.model import Floats

# WGS84 (NIMA TR8350.2, 2000, table 3.1).
FLATTENING = 1.0 / 298.257223563
_AXIS_RATIO_SQUARED = (1.0 - FLATTENING) ** 2

# One degree of arc on the sphere of 6371 km on which slownesses and travel-time tables are defined.
KM_PER_DEG = 111.195


def check_position(latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> tuple[Floats, Floats]:
    """Return latitude and longitude as float arrays, or say which one is not valid.

    Raises
    ------
    PositionError
        A latitude beyond 90 degrees, or a coordinate that is not finite.
    """
    latitude = np.asarray(latitude_deg, dtype=np.float64)
    longitude = np.asarray(longitude_deg, dtype=np.float64)
    if not np.all(np.abs(latitude) <= 90.0):
        bad = latitude[~(np.abs(latitude) <= 90.0)].flat[0]
        raise PositionError(f"latitude {bad} deg is not between -90 and 90")
    if not np.all(np.isfinite(longitude)):
        bad = longitude[~np.isfinite(longitude)].flat[0]
        raise PositionError(f"longitude {bad} deg is not a number")
    return latitude, longitude


def geocentric_latitude(latitude_deg: ArrayLike) -> Floats:
    """Turn geographic (WGS84) into geocentric latitude, degrees.

    Examples
    --------
    >>> round(float(geocentric_latitude(45.0)), 4)
    44.8076
    """
    phi = np.radians(np.asarray(latitude_deg, dtype=np.float64))
    return np.degrees(np.arctan2(_AXIS_RATIO_SQUARED * np.sin(phi), np.cos(phi)))


def geographic_latitude(geocentric_deg: ArrayLike) -> Floats:
    """Turn geocentric into geographic (WGS84) latitude, degrees.

    Examples
    --------
    >>> round(float(geographic_latitude(geocentric_latitude(41.3))), 9)
    41.3
    """
    phi = np.radians(np.asarray(geocentric_deg, dtype=np.float64))
    return np.degrees(np.arctan2(np.sin(phi), _AXIS_RATIO_SQUARED * np.cos(phi)))


def epicentral(
    latitude_deg: ArrayLike,
    longitude_deg: ArrayLike,
    station_latitude_deg: ArrayLike,
    station_longitude_deg: ArrayLike,
) -> tuple[Floats, Floats]:
    """Return geocentric distance and azimuth from an epicentre to stations.

    Parameters
    ----------
    latitude_deg, longitude_deg : array_like
        Epicentre(s), geographic, degrees.
    station_latitude_deg, station_longitude_deg : array_like
        Station(s), geographic, degrees; broadcast against the epicentres.

    Returns
    -------
    distance_deg, azimuth_deg : ndarray
        Angle at the Earth's centre in [0, 180] and azimuth at the epicentre in [0, 360), clockwise from
        north. Where the two points coincide the azimuth is 0.

    Raises
    ------
    PositionError
        A latitude beyond 90 degrees, or a coordinate that is not finite.

    Notes
    -----
    Both components of the azimuth vector are taken with the difference of the latitudes, and the distance
    with atan2, so that short, right-angled and antipodal distances keep an absolute error near 1e-15 rad.

    Examples
    --------
    >>> distance_deg, azimuth_deg = epicentral(0.0, 0.0, [0.0, 0.0], [90.0, -1.0])
    >>> distance_deg.round(9).tolist(), azimuth_deg.round(9).tolist()
    ([90.0, 1.0], [90.0, 270.0])
    """
    latitude, longitude = check_position(latitude_deg, longitude_deg)
    station_latitude, station_longitude = check_position(station_latitude_deg, station_longitude_deg)
    phi1 = np.radians(geocentric_latitude(latitude))
    phi2 = np.radians(geocentric_latitude(station_latitude))
    turn = np.radians(np.remainder(station_longitude - longitude + 180.0, 360.0) - 180.0)
    cos1, cos2, sin1, sin2 = np.cos(phi1), np.cos(phi2), np.sin(phi1), np.sin(phi2)
    east = cos2 * np.sin(turn)
    north = np.sin(phi2 - phi1) + 2.0 * sin1 * cos2 * np.sin(0.5 * turn) ** 2
    along = sin1 * sin2 + cos1 * cos2 * np.cos(turn)
    distance = np.degrees(np.arctan2(np.hypot(east, north), along))
    azimuth = np.remainder(np.degrees(np.arctan2(east, north)), 360.0)
    return distance, np.where((distance == 0.0) | (azimuth == 360.0), 0.0, azimuth)


def back_azimuth(
    latitude_deg: ArrayLike,
    longitude_deg: ArrayLike,
    station_latitude_deg: ArrayLike,
    station_longitude_deg: ArrayLike,
) -> Floats:
    """Return the azimuth at the stations toward the epicentre, degrees in [0, 360).

    Examples
    --------
    >>> back_azimuth(0.0, 0.0, 0.0, 90.0).item()
    270.0
    """
    return epicentral(station_latitude_deg, station_longitude_deg, latitude_deg, longitude_deg)[1]


def azimuthal_gap(azimuth_deg: ArrayLike) -> float:
    """Return the largest angle between neighbouring azimuths, degrees.

    Parameters
    ----------
    azimuth_deg : array_like, shape (n,)
        Azimuths from the epicentre to the stations used.

    Returns
    -------
    float
        In (0, 360]; 360 for a single azimuth.

    Raises
    ------
    PositionError
        No azimuth at all, or one that is not finite.

    Examples
    --------
    >>> azimuthal_gap([350.0, 10.0, 120.0])
    230.0
    """
    azimuth = np.asarray(azimuth_deg, dtype=np.float64).ravel()
    if azimuth.size == 0:
        raise PositionError("azimuthal gap of no stations")
    if not np.all(np.isfinite(azimuth)):
        raise PositionError(f"azimuth {azimuth[~np.isfinite(azimuth)][0]} deg is not a number")
    ordered = np.sort(np.remainder(azimuth, 360.0))
    steps = np.diff(ordered, append=ordered[0] + 360.0)
    return float(steps.max())


def destination(
    latitude_deg: ArrayLike, longitude_deg: ArrayLike, distance_deg: ArrayLike, azimuth_deg: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the point at a geocentric distance and azimuth: the inverse of `epicentral`.

    Examples
    --------
    >>> latitude, longitude = destination(10.0, 20.0, *epicentral(10.0, 20.0, -35.0, 150.0))
    >>> round(float(latitude), 9), round(float(longitude), 9)
    (-35.0, 150.0)
    """
    latitude, longitude = check_position(latitude_deg, longitude_deg)
    phi1 = np.radians(geocentric_latitude(latitude))
    delta, azimuth = np.radians(np.asarray(distance_deg)), np.radians(np.asarray(azimuth_deg))
    # The vector to the point, in the frame of the epicentre's meridian.
    north = np.sin(delta) * np.cos(azimuth)
    x = np.cos(delta) * np.cos(phi1) - north * np.sin(phi1)
    y = np.sin(delta) * np.sin(azimuth)
    z = np.cos(delta) * np.sin(phi1) + north * np.cos(phi1)
    geocentric = np.degrees(np.arctan2(z, np.hypot(x, y)))
    turned = longitude + np.degrees(np.arctan2(y, x))
    return geographic_latitude(geocentric), wrap_longitude(turned)


def wrap_longitude(longitude_deg: ArrayLike) -> Floats:
    """Bring longitudes into [-180, 180).

    Examples
    --------
    >>> wrap_longitude([190.0, -180.0, 180.0]).tolist()
    [-170.0, -180.0, -180.0]
    """
    return np.remainder(np.asarray(longitude_deg, dtype=np.float64) + 180.0, 360.0) - 180.0


@cache
def _geod() -> Any:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def geodesic(
    latitude_deg: ArrayLike, longitude_deg: ArrayLike, to_latitude_deg: ArrayLike, to_longitude_deg: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the geodesic length in km and its azimuth at the start on the WGS84 ellipsoid.

    Source: Karney (2013), J. Geodesy 87, 43, as implemented in PROJ.

    Examples
    --------
    >>> distance_km, azimuth_deg = geodesic(0.0, 0.0, 0.0, 1.0)
    >>> round(float(distance_km), 4), float(azimuth_deg)
    (111.3195, 90.0)
    """
    start = check_position(latitude_deg, longitude_deg)
    end = check_position(to_latitude_deg, to_longitude_deg)
    lat1, lon1, lat2, lon2 = np.broadcast_arrays(*start, *end)
    azimuth, _, length_m = _geod().inv(lon1, lat1, lon2, lat2)
    return np.asarray(length_m) / 1000.0, np.remainder(np.asarray(azimuth), 360.0)


def offset_km(
    latitude0_deg: ArrayLike, longitude0_deg: ArrayLike, latitude_deg: ArrayLike, longitude_deg: ArrayLike
) -> tuple[Floats, Floats]:
    """Return how far east and north of a reference point other points lie, km.

    The offset is the geodesic, split by its azimuth at the reference point (azimuthal equidistant), so its
    length is the true distance at any range.

    Examples
    --------
    >>> east_km, north_km = offset_km(41.3, 129.08, 41.3, 129.08 + 0.01)
    >>> round(float(east_km), 3), round(abs(float(north_km)), 3)
    (0.838, 0.0)
    """
    length_km, azimuth_deg = geodesic(latitude0_deg, longitude0_deg, latitude_deg, longitude_deg)
    azimuth = np.radians(azimuth_deg)
    return length_km * np.sin(azimuth), length_km * np.cos(azimuth)


def position_at_offset(
    latitude0_deg: ArrayLike, longitude0_deg: ArrayLike, east_km: ArrayLike, north_km: ArrayLike
) -> tuple[Floats, Floats]:
    """Return latitude and longitude of points given east and north of a reference: inverse of `offset_km`.

    Raises
    ------
    PositionError
        A reference that is not a position, or an offset that is not finite.

    Examples
    --------
    >>> latitude_deg, longitude_deg = position_at_offset(0.0, 179.999, 1.0, 0.0)
    >>> round(float(longitude_deg), 3)
    -179.992
    """
    latitude0, longitude0 = check_position(latitude0_deg, longitude0_deg)
    east, north = np.asarray(east_km, dtype=np.float64), np.asarray(north_km, dtype=np.float64)
    if not (np.all(np.isfinite(east)) and np.all(np.isfinite(north))):
        raise PositionError(f"offset east {east.tolist()}, north {north.tolist()} km is not finite")
    lat, lon, x, y = np.broadcast_arrays(latitude0, longitude0, east, north)
    azimuth = np.degrees(np.arctan2(x, y))
    longitude, latitude, _ = _geod().fwd(lon, lat, azimuth, 1000.0 * np.hypot(x, y))
    return np.asarray(latitude), wrap_longitude(longitude)
