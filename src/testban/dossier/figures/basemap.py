"""Land, coasts and borders around an epicentre, in the azimuthal equidistant plane (degrees)."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from testban.dossier.palette import LIGHT
from testban.geodesy import Boundaries, epicentral, load_boundaries
from testban.model import Floats, Origin

_STEP_DEG = 2.0  # long straight edges get points this close, to bend with the map
_FINE_DEG = 20.0  # up to this reach the coarse boundaries would look broken
# A point per three hundredth of the map's radius is finer than its lines are wide.
_POINTS_PER_REACH = 300.0


def draw_map(origin: Origin, reach_deg: float, *, borders: bool) -> tuple[Figure, Axes]:
    """Return a figure with a round map about an origin, its axes in degrees; to be called while `drawing`."""
    figure = Figure(figsize=(4.9, 5.35))
    axes = figure.add_axes((0.02, 0.1, 0.96, 0.8795))
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_xlim(-1.08 * reach_deg, 1.08 * reach_deg)
    axes.set_ylim(-1.08 * reach_deg, 1.08 * reach_deg)
    rim = Circle((0, 0), reach_deg, facecolor="none", edgecolor=LIGHT["coast"], linewidth=0.8)
    axes.add_patch(rim)
    # One patch and one line for the whole map: hundreds of them would cost more than all else.
    drawn: list[Artist] = [
        PathPatch(land(origin, reach_deg), facecolor=LIGHT["land"], edgecolor=LIGHT["land"], linewidth=0.4),
        Line2D(*lines(origin, reach_deg, "coast").T, color=LIGHT["coast"], linewidth=0.5),
    ]
    if borders:
        border = lines(origin, reach_deg, "border")
        drawn.append(Line2D(*border.T, color=LIGHT["coast"], linewidth=0.6, linestyle=(0, (4, 2))))
    for artist in drawn:
        axes.add_artist(artist)
        artist.set_clip_path(rim)
    return figure, axes


def plane(distance_deg: Floats, azimuth_deg: Floats) -> tuple[Floats, Floats]:
    """Turn distance and azimuth into east and north on the map, degrees."""
    azimuth = np.radians(azimuth_deg)
    return distance_deg * np.sin(azimuth), distance_deg * np.cos(azimuth)


def land(origin: Origin, reach_deg: float) -> Path:
    """Return the land within reach as one closed path."""
    boundaries = load_boundaries("10m" if reach_deg <= _FINE_DEG else "110m")
    polygons = _drawable(
        [boundaries.polygon(number) for number in _near(boundaries, origin, reach_deg)], reach_deg
    )
    paths = []
    for polygon, rings in zip(polygons, _project_rings(origin, polygons), strict=True):
        here = _in_turn_of(polygon, origin.longitude)
        if np.hypot(*rings[0].T).min() > reach_deg and not shapely.intersects_xy(
            polygon, here, origin.latitude
        ):
            continue
        # Land around the point opposite the epicentre is everything outside its ring.
        opposite = _in_turn_of(polygon, origin.longitude + 180.0)
        if shapely.intersects_xy(polygon, opposite, -origin.latitude):
            disc = shapely.Point(0, 0).buffer(180.0, quad_segs=90)
            whole = disc.difference(shapely.make_valid(shapely.Polygon(rings[0])))
            parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
            rings = [np.asarray(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]
        paths += [Path(ring, closed=True) for ring in rings]
    return Path.make_compound_path(*paths)


def lines(origin: Origin, reach_deg: float, kind: Literal["coast", "border"]) -> Floats:
    """Return coasts or borders within reach as one line (n, 2), broken by NaN."""
    boundaries = load_boundaries("10m" if reach_deg <= _FINE_DEG else "110m")
    south, north = origin.latitude - reach_deg, origin.latitude + reach_deg
    near = [
        shapely.LineString(line)
        for line in boundaries.lines(kind)
        if line[:, 1].max() >= south and line[:, 1].min() <= north and np.ptp(line, axis=0).any()
    ]
    if not near:
        return np.full((1, 2), np.nan)
    points, line_of = shapely.get_coordinates(_drawable(near, reach_deg), return_index=True)
    drawn = _project(origin, points)
    drawn[np.hypot(drawn[:, 0], drawn[:, 1]) > 1.05 * reach_deg] = np.nan
    return np.insert(drawn, np.flatnonzero(np.diff(line_of)) + 1, np.nan, axis=0)


def _drawable(shapes: list[shapely.Geometry], reach_deg: float) -> NDArray[np.object_]:
    """Drop points too close to be seen, add points where straight edges must bend."""
    whole = np.array(shapes, dtype=object)
    simple = shapely.simplify(whole, reach_deg / _POINTS_PER_REACH, preserve_topology=False)
    # What is too small to simplify stays as it is; repairing a shape may leave it in parts.
    lost = (shapely.get_type_id(simple) != shapely.get_type_id(whole)) | (shapely.length(simple) == 0.0)
    parts = shapely.get_parts(shapely.segmentize(np.where(lost, whole, simple), _STEP_DEG))
    return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)


def _near(boundaries: Boundaries, origin: Origin, reach_deg: float) -> list[int]:
    """Return the polygons whose bounds come within reach."""
    west, south, east, north = boundaries.polygon_bounds.T
    near = (south <= origin.latitude + reach_deg) & (north >= origin.latitude - reach_deg)
    if abs(origin.latitude) + reach_deg < 85.0:
        ratio = math.sin(math.radians(min(reach_deg, 90.0))) / math.cos(math.radians(origin.latitude))
        half = math.degrees(math.asin(ratio)) if ratio < 1.0 else 180.0
        middle, width = 0.5 * (west + east), 0.5 * (east - west)
        apart = np.abs(np.remainder(middle - origin.longitude + 180.0, 360.0) - 180.0)
        near &= apart <= width + half
    return np.flatnonzero(near).tolist()


def _project(origin: Origin, points: Floats) -> Floats:
    """Longitudes and latitudes (n, 2) to the plane of the map."""
    latitude = points[:, 1].clip(-90.0, 90.0)
    return np.column_stack(plane(*epicentral(origin.latitude, origin.longitude, latitude, points[:, 0])))


def _project_rings(origin: Origin, polygons: NDArray[np.object_]) -> list[list[Floats]]:
    """Project the rings of all polygons at once: the outer ring first, then the holes."""
    if not len(polygons):
        return []
    rings, polygon_of = shapely.get_rings(polygons, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    drawn = np.split(_project(origin, points), np.flatnonzero(np.diff(ring_of)) + 1)
    grouped: list[list[Floats]] = [[] for _ in polygons]
    for polygon, ring in zip(polygon_of, drawn, strict=True):
        grouped[polygon].append(ring)
    return grouped


def _in_turn_of(polygon: shapely.Polygon, longitude_deg: float) -> float:
    """Bring a longitude into the turn that a polygon lies in."""
    middle = 0.5 * (polygon.bounds[0] + polygon.bounds[2])
    return float(longitude_deg + 360.0 * round((middle - longitude_deg) / 360.0))
