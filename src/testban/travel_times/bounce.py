"""Correct phases that are reflected at the surface for the height of the surface where they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from testban.model import Floats
from testban.travel_times.elevation import elevation_s
from testban.travel_times.errors import UnknownPhaseError
from testban.travel_times.ray_legs import leg
from testban.travel_times.table import Table

# Waves that arrive at and leave the reflection.
REFLECTED = {"pP": ("P", "P"), "sP": ("S", "P"), "PP": ("P", "P")}


def bounce_distance_deg(
    table: Table,
    phase: str,
    distance_deg: Floats,
    depth_km: Floats,
    ray_parameter_s_per_deg: Floats,
) -> Floats:
    """Distance from the source at which the ray is reflected, on the way to the receiver.

    The leg between source and surface (pP, sP), or all but the last pair of legs (PP), integrated exactly.
    Arguments are arrays of one shape; NaN where the ray parameter is NaN.
    """
    waves = _waves(phase)
    p = np.degrees(ray_parameter_s_per_deg)
    out = np.full(p.shape, np.nan)
    layers = table.p_layers if waves[0] == "P" else table.s_layers
    for at in zip(*np.nonzero(~np.isnan(p)), strict=True):
        ray = np.array([p[at]])
        if phase == "PP":
            half = leg(layers, table.radius_km, ray, table.radius_km)[0][0]
            out[at] = distance_deg[at] - np.degrees(2.0 * half)
        else:
            out[at] = np.degrees(leg(layers, table.radius_km, ray, float(depth_km[at]))[0][0])
    return out


def bounce_s(table: Table, phase: str, ray_parameter_s_per_deg: ArrayLike, elevation_m: ArrayLike) -> Floats:
    """Seconds to add where the reflecting surface lies above the surface of the model (below: negative).

    Both legs are longer, or shorter, by the height: h (cos i_1 / v_1 + cos i_2 / v_2) with the velocities
    at the surface of the model. Under the sea the reflecting surface that is read is as a rule the sea floor.
    """
    speed = {"P": table.surface_vp_km_s, "S": table.surface_vs_km_s}
    parts = [
        elevation_s(
            ray_parameter_s_per_deg,
            elevation_m,
            surface_km_s=speed[wave],
            radius_km=table.radius_km,
        )
        for wave in _waves(phase)
    ]
    return parts[0] + parts[1]


def _waves(phase: str) -> tuple[str, str]:
    if phase not in REFLECTED:
        raise UnknownPhaseError(
            f"phase '{phase}' is not reflected at the surface; {', '.join(REFLECTED)} are"
        )
    return REFLECTED[phase]
