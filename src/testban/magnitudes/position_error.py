"""Errors of a network magnitude that its stations share: those of the position, and of one direction."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from testban.geodesy import KM_PER_DEG, destination, epicentral
from testban.model import Floats, Origin

# Of the variance of a station half is its term, of its path and site (see `station_terms`); terms of stations
# in nearby directions from the source are correlated over this angle, as path errors of P/S are taken to be.
TERM_SHARE = 0.5
CORRELATION_DEG = 20.0


def position_sd(
    origin: Origin, *, latitude: Floats, longitude: Floats, correction: Callable[[Floats, float], Floats]
) -> float:
    """Standard deviation of a network magnitude from the error of position and depth, which stations share.

    Parameters
    ----------
    origin : Origin
        With its ellipse and depth interval.
    latitude, longitude : ndarray of float64, shape (stations,)
        Degrees.
    correction : callable
        Takes distances (degrees, shape (stations,)) and a depth (km) and returns what is added to the
        logarithm of the amplitudes.

    Returns
    -------
    float
        Magnitude units. Half the change of the mean correction between the ends of a standard deviation
        along each axis of the ellipse, and between the ends of the depth interval, in quadrature.

    Notes
    -----
    An ellipse of level p has semi-axes of sqrt(-2 ln(1 - p)) standard deviations (chi-square, two degrees of
    freedom).
    """
    ellipse, depth = origin.ellipse, origin.depth_km
    unit = math.sqrt(-2.0 * math.log(1.0 - ellipse.level))

    def mean(lat: float, lon: float, depth_km: float) -> float:
        distance = np.asarray(epicentral(lat, lon, latitude, longitude)[0], float)
        return float(np.mean(correction(distance, depth_km)))

    variance = 0.0
    for axis_km, strike in (
        (ellipse.major_km, ellipse.strike_deg),
        (ellipse.minor_km, ellipse.strike_deg + 90.0),
    ):
        ends = []
        for turn in (0.0, 180.0):
            lat, lon = destination(
                origin.latitude, origin.longitude, axis_km / unit / KM_PER_DEG, (strike + turn) % 360.0
            )
            ends.append(mean(float(lat), float(lon), depth.value))
        variance += (0.5 * (ends[0] - ends[1])) ** 2
    shallow, deep = (
        mean(origin.latitude, origin.longitude, max(end, 0.0)) for end in (depth.low, depth.high)
    )
    width = 2.0 * NormalDist().inv_cdf(0.5 + 0.5 * depth.level)
    return math.sqrt(variance + ((deep - shallow) / width) ** 2)


def direction_sd(azimuth_deg: Floats, *, station_sd: float) -> float:
    """Standard deviation of a network magnitude that is left when its stations see the source from one side.

    Parameters
    ----------
    azimuth_deg : ndarray of float64, shape (paths,)
        From the source.
    station_sd : float
        Standard deviation of one station.

    Returns
    -------
    float
        What correlated station terms add to the error of the mean of independent ones, magnitude units.

    Notes
    -----
    Terms t_i have the variance 0.5 station_sd^2 and the covariance 0.5 station_sd^2 exp(-angle_ij / 20 deg).

    Examples
    --------
    >>> round(direction_sd(np.array([10.0, 12.0, 14.0]), station_sd=0.34), 2)
    0.18
    >>> round(direction_sd(np.array([0.0, 120.0, 240.0]), station_sd=0.34), 2)
    0.01
    """
    apart = np.abs((azimuth_deg[:, None] - azimuth_deg[None, :] + 180.0) % 360.0 - 180.0)
    shared = np.exp(-apart / CORRELATION_DEG)
    np.fill_diagonal(shared, 0.0)
    return station_sd * math.sqrt(TERM_SHARE * float(shared.sum())) / max(azimuth_deg.size, 1)
