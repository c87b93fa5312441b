"""From a covariance of east and north to an error ellipse."""

from __future__ import annotations

import numpy as np

from testban.model import DEFAULT_LEVEL, Ellipse, Floats


def coverage_ellipse(covariance_km2: Floats, *, level: float = DEFAULT_LEVEL) -> Ellipse:
    """Make the coverage ellipse: the variances are taken as known, not estimated from this event alone.

    Parameters
    ----------
    covariance_km2 : array, shape (2, 2)
        Covariance of the east and north position, km2.
    level : float
        Probability of holding the true epicentre.

    Returns
    -------
    Ellipse
        Semi-axes scaled by the chi-square quantile with two degrees of freedom (Evernden 1969, Bull. Seism.
        Soc. Am. 59, 1365).

    Examples
    --------
    >>> coverage_ellipse(np.diag([1.0, 4.0])).strike_deg
    0.0
    """
    values, vectors = np.linalg.eigh(covariance_km2)
    # Two degrees of freedom: the quantile of chi-square is exact and short.
    minor, major = np.sqrt(values * -2.0 * np.log1p(-level))
    east, north = vectors[:, 1]
    strike = float(np.degrees(np.arctan2(east, north)) % 180.0)
    return Ellipse(
        kind="coverage",
        level=level,
        major_km=float(major),
        minor_km=float(minor),
        strike_deg=0.0 if strike >= 180.0 else strike,
        area_km2=float(np.pi * major * minor),
    )
