"""Places to try: a grid about the stations, and finer grids about the best of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testban.association.curve import FirstArrivals
from testban.association.errors import AssociationError
from testban.geodesy import KM_PER_DEG, epicentral
from testban.model import Floats

# How finely a network's aperture is divided, and the limits of the spacing, deg.
DIVISIONS, MIN_SPACING_DEG, MAX_SPACING_DEG = 50.0, 0.02, 0.5
# How far beyond the stations an event is looked for, as a share of the aperture and at least, deg.
MARGIN_SHARE, MIN_MARGIN_DEG = 0.6, 1.0
MIN_P_VELOCITY_KM_S = 6.0
# Spacing of the places farther away, deg: there only the slowness of the wave front tells them apart.
COARSE_BEYOND_DEG = 2.0


@dataclass(frozen=True, slots=True)
class Places:
    """Candidate epicentres: latitude and longitude (n,), and the spacing between them, deg.

    `shift_s` (n,) is the travel-time error that the spacing makes, where the slowest P is no measure of it.
    """

    latitude: Floats
    longitude: Floats
    spacing_deg: float
    shift_s: Floats | None = None

    @property
    def error_s(self) -> float:
        """Travel-time error of an event that lies between the places (uniform within a cell)."""
        return self.spacing_deg * KM_PER_DEG / MIN_P_VELOCITY_KM_S / float(np.sqrt(12.0))


def grid_about(latitude: Floats, longitude: Floats) -> Places:
    """Lay a grid over a network and its surroundings.

    Parameters
    ----------
    latitude, longitude : ndarray of float64, shape (stations,)
        Positions of the stations, degrees.

    Returns
    -------
    Places

    Raises
    ------
    AssociationError
        Fewer than three stations.

    Examples
    --------
    >>> places = grid_about(np.array([0.0, 0.0, 10.0]), np.array([0.0, 10.0, 0.0]))
    >>> round(places.spacing_deg, 2), places.latitude.size > 2000
    (0.28, True)
    """
    if latitude.size < 3:
        raise AssociationError(f"{latitude.size} stations, at least 3 needed to look for events")
    separation, _ = epicentral(latitude[:, None], longitude[:, None], latitude[None, :], longitude[None, :])
    aperture = float(separation.max())
    spacing = float(np.clip(aperture / DIVISIONS, MIN_SPACING_DEG, MAX_SPACING_DEG))
    margin_deg = max(MARGIN_SHARE * aperture, MIN_MARGIN_DEG)
    # Longitudes counted from the middle of the network, so that the date line is nowhere special.
    middle = float(np.degrees(np.angle(np.exp(1j * np.radians(longitude)).mean())))
    east = (longitude - middle + 180.0) % 360.0 - 180.0
    low, high = max(latitude.min() - margin_deg, -89.0), min(latitude.max() + margin_deg, 89.0)
    rows = np.arange(low, high + spacing, spacing)
    lats, lons = [], []
    for row in rows:
        shrink = max(float(np.cos(np.radians(row))), 0.05)
        width = min(east.max() - east.min() + 2.0 * margin_deg / shrink, 360.0)
        columns = max(2, int(width * shrink / spacing) + 1)
        centre = 0.5 * (east.max() + east.min())
        lons.append(middle + centre + np.linspace(-0.5 * width, 0.5 * width, columns))
        lats.append(np.full(columns, row))
    return Places(np.clip(np.concatenate(lats), -90.0, 90.0), wrap(np.concatenate(lons)), spacing)


def grid_far(latitude: Floats, longitude: Floats, curve: FirstArrivals) -> Places:
    """Lay a grid over the rest of the globe, as far as the first P reaches.

    From far away the wave front is a plane: moving the source within a cell turns it and changes its
    slowness, as the derivatives of the first P say, and the origin time takes up the mean.

    Parameters
    ----------
    latitude, longitude : ndarray of float64, shape (stations,)
        Positions of the stations, degrees.
    curve : FirstArrivals
        First P and S of the velocity model.

    Returns
    -------
    Places
        Those beyond the reach of `grid_about`.

    Examples
    --------
    >>> from testban.association.curve import first_arrivals
    >>> far = grid_far(np.array([0.0, 0.0, 10.0]), np.array([0.0, 10.0, 0.0]), first_arrivals())
    >>> far.latitude.size > 3000, round(float(np.median(far.shift_s)), 1)
    (True, 0.6)
    """
    count = int(4.0 * np.pi / np.radians(COARSE_BEYOND_DEG) ** 2)
    number = np.arange(count) + 0.5
    lat = np.degrees(np.arcsin(1.0 - 2.0 * number / count))
    lon = wrap(number * 180.0 * (3.0 - np.sqrt(5.0)))
    distance, _ = epicentral(lat[:, None], lon[:, None], latitude[None, :], longitude[None, :])
    separation, _ = epicentral(latitude[:, None], longitude[:, None], latitude[None, :], longitude[None, :])
    margin_deg = max(MARGIN_SHARE * float(separation.max()), MIN_MARGIN_DEG)
    middle = distance.mean(axis=1)
    chosen = (distance.min(axis=1) > margin_deg) & np.isfinite(
        curve.p(distance.min(axis=1) + COARSE_BEYOND_DEG)
    )
    middle = middle[chosen]
    slowness = (curve.p(middle + 0.5) - curve.p(middle - 0.5), curve.p(middle + 1.5) - curve.p(middle + 0.5))
    turn = (
        slowness[0] * np.radians(1.0) / np.maximum(np.sin(np.radians(middle)), np.radians(COARSE_BEYOND_DEG))
    )
    change = np.hypot(turn, np.nan_to_num(slowness[1] - slowness[0]))
    # Root mean square distance of the stations from their middle: half of the mean square between two.
    spread = float(np.sqrt(0.5 * np.mean(separation**2)))
    return Places(
        lat[chosen],
        lon[chosen],
        COARSE_BEYOND_DEG,
        np.nan_to_num(spread * change * COARSE_BEYOND_DEG / np.sqrt(12.0)),
    )


def grid_within(latitude: float, longitude: float, *, half_width_deg: float, steps: int = 9) -> Places:
    """Lay a small square grid about a place.

    Examples
    --------
    >>> grid_within(10.0, 20.0, half_width_deg=0.4).latitude.size
    81
    """
    offset = np.linspace(-half_width_deg, half_width_deg, steps)
    north, east = np.meshgrid(offset, offset, indexing="ij")
    shrink = max(float(np.cos(np.radians(latitude))), 0.05)
    lat = np.clip(latitude + north.ravel(), -90.0, 90.0)
    return Places(lat, wrap(longitude + east.ravel() / shrink), 2.0 * half_width_deg / (steps - 1))


def wrap(longitude: Floats) -> Floats:
    """Longitudes in [-180, 180)."""
    return (longitude + 180.0) % 360.0 - 180.0


def travel_tables(
    places: Places, latitude: Floats, longitude: Floats, curve: FirstArrivals
) -> tuple[Floats, Floats, Floats]:
    """Distances, first P and its error from every place to every station.

    Returns
    -------
    distance_deg, travel_s, sigma_s : ndarray of float64, shape (places, stations)
        The error holds the model error of `model_error_s` and the spacing of the places.
    """
    distance, _ = epicentral(
        places.latitude[:, None], places.longitude[:, None], latitude[None, :], longitude[None, :]
    )
    travel = np.nan_to_num(curve.p(distance), nan=1e9)
    shift = places.error_s if places.shift_s is None else places.shift_s[:, None]
    return distance, travel, np.hypot(model_error_s(distance), shift)


def model_error_s(distance_deg: Floats) -> Floats:
    """Standard error of a first P of a 1-D model on a real Earth, s.

    Grows over the crustal and uppermost mantle paths and falls where rays turn deep: 0.5 s near the source,
    2.5 s from 4 to 18 degrees, 1.4 s beyond 25 degrees (the shape of the error tables in use at the
    International Data Centre; values rounded, from memory).
    """
    return np.interp(distance_deg, [0.0, 1.0, 4.0, 18.0, 25.0, 95.0], [0.5, 1.2, 2.5, 2.5, 1.4, 1.4])
