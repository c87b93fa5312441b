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
        border_segments,
        coastline_segments,
        lines_near,
        load_boundaries,
        state_of,
    )
    from testban.geodesy.distances import (
        KM_PER_DEG,
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
    from testban.geodesy.gap import azimuthal_gap
    from testban.geodesy.outline import ellipse_offsets, ellipse_outline

__all__ = [
    "KM_PER_DEG",
    "SEA",
    "SEA_NAME",
    "Area",
    "Boundaries",
    "PositionError",
    "azimuthal_gap",
    "back_azimuth",
    "border_segments",
    "coastline_segments",
    "destination",
    "ellipse_offsets",
    "ellipse_outline",
    "epicentral",
    "geocentric_latitude",
    "geodesic",
    "geographic_latitude",
    "lines_near",
    "load_boundaries",
    "offset_km",
    "position_at_offset",
    "state_of",
    "territory",
    "wrap_longitude",
]
