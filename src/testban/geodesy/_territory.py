"""Which States an error ellipse lies in, and with what share of its area."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache

import numpy as np
import shapely
from pyproj import Proj

from testban.geodesy.boundaries import SEA, SEA_NAME, Boundaries, load_boundaries
from testban.geodesy.distances import offset_km
from testban.geodesy.outline import ellipse_outline
from testban.model import Floats, Origin, TerritoryShare

# Below this share an overlap is rounding of the boundaries, not territory.
MIN_SHARE = 1e-6


def territory(origin: Origin) -> tuple[TerritoryShare, ...]:
    """Share the area of an origin's ellipse among the States whose land it covers, largest first.

    Parameters
    ----------
    origin : Origin
        Its position and ellipse.

    Returns
    -------
    tuple of TerritoryShare
        ISO 3166-1 alpha-3 codes (codes in X where ISO has none) and "SEA"; the shares sum to 1.

    Notes
    -----
    Areas are taken in Lambert's equal-area projection centred on the origin, with the 1:10m boundaries of
    Natural Earth (de facto lines; no statement about sovereignty). The share of an ellipse is not a
    probability that the event lay in a State: the density inside the ellipse is not uniform.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from testban.model import Depth, Ellipse
    >>> noon = datetime(2020, 1, 1, 12, tzinfo=UTC)
    >>> origin = Origin(label="example", time=noon, time_low=noon, time_high=noon, latitude=41.3,
    ...     longitude=129.08, depth_km=Depth(value=0.0, low=0.0, high=1.0, fixed=True),
    ...     ellipse=Ellipse(kind="coverage", level=0.9, major_km=12.0, minor_km=9.0, strike_deg=20.0,
    ...     area_km2=339.3), arrivals_used=20, azimuthal_gap_deg=80.0, rms_residual_s=0.5,
    ...     velocity_model="ak135", inputs=("table:ak135",))
    >>> [(share.state, share.share) for share in territory(origin)]
    [('PRK', 1.0)]
    """
    latitude, longitude = ellipse_outline(origin.latitude, origin.longitude, origin.ellipse, points=721)
    local = Proj(proj="laea", lat_0=origin.latitude, lon_0=origin.longitude, ellps="WGS84")
    east_km, north_km = (np.asarray(axis) / 1000.0 for axis in local(longitude, latitude))
    region = shapely.Polygon(np.column_stack((east_km, north_km)))
    boundaries = load_boundaries("10m")
    area_km2: dict[int, float] = defaultdict(float)
    box = _box(origin, latitude, longitude)
    for number, turn in _candidates(boundaries, box):
        piece = _piece(number, turn, box, local)
        area_km2[int(boundaries.polygon_area[number])] += float(piece.intersection(region).area)
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for number, area in area_km2.items():
        place = boundaries.areas[number]
        shares[place.state, place.name] += area / region.area
    kept = {key: share for key, share in shares.items() if share > MIN_SHARE}
    land = math.fsum(kept.values())
    if land > 1.0 - MIN_SHARE:
        kept = {key: share / land for key, share in kept.items()}
    else:
        kept[SEA, SEA_NAME] = 1.0 - land
    ordered = sorted(kept.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        TerritoryShare(state=state, name=name, share=min(share, 1.0)) for (state, name), share in ordered
    )


def _box(origin: Origin, latitude: Floats, longitude: Floats) -> tuple[float, float, float, float]:
    """West, south, east, north around the ellipse; longitudes continue past 180 so that west < east."""
    turned = np.remainder(longitude - origin.longitude + 180.0, 360.0) - 180.0
    west, east = origin.longitude + turned.min(), origin.longitude + turned.max()
    south, north = float(latitude.min()), float(latitude.max())
    for pole in (-90.0, 90.0):
        if _contains(origin, pole):
            west, east = origin.longitude - 180.0, origin.longitude + 180.0
            south, north = min(south, pole), max(north, pole)
    return float(west), south, float(east), north


def _contains(origin: Origin, pole: float) -> bool:
    """Say whether a pole lies inside the ellipse."""
    east_km, north_km = offset_km(origin.latitude, origin.longitude, pole, origin.longitude)
    strike = np.radians(origin.ellipse.strike_deg)
    along = east_km * np.sin(strike) + north_km * np.cos(strike)
    across = east_km * np.cos(strike) - north_km * np.sin(strike)
    return bool((along / origin.ellipse.major_km) ** 2 + (across / origin.ellipse.minor_km) ** 2 <= 1.0)


def _candidates(boundaries: Boundaries, box: tuple[float, float, float, float]) -> list[tuple[int, float]]:
    """Polygons whose bounds meet the box, each with the turn (-360, 0, 360) that brings it there."""
    west, south, east, north = boundaries.polygon_bounds.T
    candidates = []
    for turn in (-360.0, 0.0, 360.0):
        meets = (west + turn < box[2]) & (east + turn > box[0]) & (south < box[3]) & (north > box[1])
        candidates += [(int(number), turn) for number in np.flatnonzero(meets)]
    return candidates


@lru_cache(maxsize=64)
def _polygon(number: int, turn: float) -> shapely.Geometry:
    """One polygon brought to a turn and made valid; kept, as it takes a tenth of a second for a large one."""
    polygon = load_boundaries("10m").polygon(number)
    if turn:
        polygon = shapely.transform(polygon, lambda points: points + np.array((turn, 0.0)))
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


def _piece(number: int, turn: float, box: tuple[float, float, float, float], local: Proj) -> shapely.Geometry:
    """Cut one polygon to the box and bring it into the local projection, km."""
    polygon = _polygon(number, turn)
    # Straight in longitude and latitude is not straight on the map: long edges get points in between.
    cut = shapely.segmentize(shapely.clip_by_rect(polygon, *box), max(0.02, (box[3] - box[1]) / 100.0))

    def project(points: Floats) -> Floats:
        east_m, north_m = local(points[:, 0], points[:, 1])
        return np.column_stack((east_m, north_m)) / 1000.0

    return shapely.make_valid(shapely.transform(cut, project))
