"""How stations surround an epicentre."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from testban.geodesy.errors import PositionError


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
