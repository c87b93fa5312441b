"""Distances and azimuths on the ellipsoid, coastlines, and which State a point or an ellipse lies in."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.geodesy._territory import territory
    from testban.geodesy.boundaries import (
        SEA,
        SEA_NAME,
        Area,
        Boundaries,
        lines_near,
        load_boundaries,
        state_of,
    )
    from testban.geodesy.distances import (
        KM_PER_DEG,
        azimuthal_gap,
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
    from testban.geodesy.errors import PositionError
    from testban.geodesy.outline import ellipse_offsets, ellipse_outline
    from testban.geodesy.states import State, load_states

__all__ = [
    "KM_PER_DEG",
    "SEA",
    "SEA_NAME",
    "Area",
    "Boundaries",
    "PositionError",
    "State",
    "azimuthal_gap",
    "back_azimuth",
    "destination",
    "ellipse_offsets",
    "ellipse_outline",
    "epicentral",
    "geocentric_latitude",
    "geodesic",
    "geographic_latitude",
    "lines_near",
    "load_boundaries",
    "load_states",
    "offset_km",
    "position_at_offset",
    "state_of",
    "territory",
    "wrap_longitude",
]
