"""Correct for the height of a station above the surface of the model."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from testban.model import Floats
from testban.travel_times.errors import DistanceDepthError


def elevation_s(
    ray_parameter_s_per_deg: ArrayLike,
    elevation_m: ArrayLike,
    *,
    surface_km_s: float,
    radius_km: float,
) -> Floats:
    """Seconds to add for a station above the surface of the model.

    The ray is continued through rock of the velocity at the surface: dt = h sqrt(1 - (p v / r)^2) / v,
    which is the change of delay at constant ray parameter (e.g. Bondar & Storchak 2011, section on
    elevation correction).

    Parameters
    ----------
    ray_parameter_s_per_deg : array_like
        Ray parameter; its sign does not matter.
    elevation_m : array_like
        Height above the surface of the model, negative below it (-12,000 to 9,000 m).
    surface_km_s, radius_km : float
        Velocity at the surface and radius of the model.

    Returns
    -------
    ndarray
        Seconds; NaN where an input is NaN. A ray parameter too large to reach the surface counts as
        horizontal: no correction.

    Raises
    ------
    DistanceDepthError
        An elevation no station has.

    Examples
    --------
    >>> float(elevation_s(0.0, 1160.0, surface_km_s=5.8, radius_km=6371.0).round(6))
    0.2
    """
    p = np.abs(np.asarray(ray_parameter_s_per_deg, dtype=np.float64))
    height = np.asarray(elevation_m, dtype=np.float64)
    bad = (height < -12_000.0) | (height > 9_000.0)
    if bad.any():
        raise DistanceDepthError(f"elevation {height[bad].flat[0]:g} m is outside -12000 to 9000 m")
    sine = np.minimum(np.degrees(p) * surface_km_s / radius_km, 1.0)
    return height / 1000.0 * np.sqrt(1.0 - sine**2) / surface_km_s
