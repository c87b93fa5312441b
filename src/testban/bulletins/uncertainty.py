"""Bring error ellipses and intervals from one level of confidence to another."""

from __future__ import annotations

import math
from statistics import NormalDist

from testban.bulletins.errors import CannotWriteError
from testban.geodesy import KM_PER_DEG

# Level that formats without one of their own mean, and that ellipses are written at.
LEVEL = 0.9


def ellipse_factor(*, given: float, wanted: float) -> float:
    """Return the factor of both semi-axes of a bivariate normal ellipse between two levels.

    A level p encloses the points with squared Mahalanobis distance below -2 ln(1 - p) (chi-squared of two
    degrees of freedom).

    Raises
    ------
    CannotWriteError
        A level outside 0..1.

    Examples
    --------
    >>> round(ellipse_factor(given=0.9, wanted=0.95), 4)
    1.1406
    """
    for level in (given, wanted):
        if not 0.0 < level < 1.0:
            raise CannotWriteError(f"confidence level {level} lies outside 0..1")
    return math.sqrt(math.log1p(-wanted) / math.log1p(-given))


def interval_sd(low: float, high: float, level: float) -> float:
    """Return one standard deviation of a normal error whose central interval at `level` is given.

    Examples
    --------
    >>> round(interval_sd(-1.645, 1.645, 0.9), 3)
    1.0
    """
    return 0.5 * (high - low) / NormalDist().inv_cdf(0.5 + 0.5 * level)


def marginal_sd_deg(
    *, major_km: float, minor_km: float, strike_deg: float, level: float, latitude: float
) -> tuple[float, float]:
    """Return one standard deviation of latitude and of longitude, in degrees, from an error ellipse.

    Examples
    --------
    >>> lat, lon = marginal_sd_deg(major_km=20.0, minor_km=10.0, strike_deg=0.0, level=0.9, latitude=0.0)
    >>> round(lat / lon, 6)
    2.0
    """
    scale = 1.0 / math.sqrt(-2.0 * math.log1p(-level))
    strike = math.radians(strike_deg)
    north = scale * math.hypot(major_km * math.cos(strike), minor_km * math.sin(strike))
    east = scale * math.hypot(major_km * math.sin(strike), minor_km * math.cos(strike))
    # At a pole longitude is undefined: half the circle is then the most an error can be.
    shrink = max(math.cos(math.radians(latitude)), 1e-6)
    return north / KM_PER_DEG, min(east / (KM_PER_DEG * shrink), 180.0)
