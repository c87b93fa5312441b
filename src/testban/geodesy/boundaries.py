"""Coastlines and boundaries of States, packaged as data.

`boundaries.npz` holds Natural Earth's "Admin 0 - Countries" at two scales, made by
`scripts/make_boundaries.py`; its origin and licence are in `BOUNDARIES.txt` next to it. Boundaries are drawn
as they stand on the ground (de facto) by Natural Earth; they state nothing about sovereignty. At 1:10m a
line may be off by a kilometre or two, and points are rounded to 0.0036 degrees.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from testban.geodesy.distances import check_position, wrap_longitude
from testban.geodesy.states import load_states
from testban.model import Floats

Scale = Literal["10m", "110m"]

# Land cut along the date line must leave no gap there: a point this near an edge lies on it.
_TOLERANCE_DEG = 1e-7

SEA = "SEA"
SEA_NAME = "sea, outside any State's land"


@dataclass(frozen=True)
class Area:
    """One area of Natural Earth: its name there, its code and its name here."""

    natural_earth_name: str
    state: str
    name: str


@dataclass(frozen=True)
class Boundaries:
    """The arcs of one scale and how polygons are composed of them.

    `points` (n, 2) are longitude and latitude in degrees; arc i is `points[arc_start[i]:arc_end[i]]`.
    `ring_arcs` are signed arc numbers, `~i` meaning arc i backwards; `ring_end` and `polygon_end` hold one
    past the last element of each ring and polygon; `polygon_area` the number of the polygon's area.
    """

    points: Floats
    arc_end: NDArray[np.int32]
    ring_arcs: NDArray[np.int32]
    ring_end: NDArray[np.int32]
    polygon_end: NDArray[np.int32]
    polygon_area: NDArray[np.int16]
    areas: tuple[Area, ...]

    @cached_property
    def arc_start(self) -> NDArray[np.int32]:
        """First point of each arc."""
        return np.concatenate(([0], self.arc_end[:-1])).astype(np.int32)

    @cached_property
    def polygon_bounds(self) -> Floats:
        """West, south, east and north of each polygon, shape (polygons, 4); east may lie past 180."""
        low = np.minimum.reduceat(self.points, self.arc_start)
        high = np.maximum.reduceat(self.points, self.arc_start)
        arcs = np.where(self.ring_arcs < 0, ~self.ring_arcs, self.ring_arcs)
        # A polygon's arcs are contiguous in ring_arcs, so two steps of reduceat give its bounds.
        first_ring = np.concatenate(([0], self.polygon_end[:-1]))
        first_arc = np.concatenate(([0], self.ring_end[:-1]))[first_ring]
        bounds = np.hstack(
            (np.minimum.reduceat(low[arcs], first_arc), np.maximum.reduceat(high[arcs], first_arc))
        )
        # What touches the date line may continue past it, or go around a pole.
        for number in np.flatnonzero((bounds[:, 0] <= -180.0) | (bounds[:, 2] >= 180.0)):
            bounds[number] = self.polygon(int(number)).bounds
        return bounds

    def arc(self, number: int) -> Floats:
        """Points of a signed arc, shape (n, 2)."""
        if number < 0:
            return self.points[self.arc_start[~number] : self.arc_end[~number]][::-1]
        return self.points[self.arc_start[number] : self.arc_end[number]]

    def polygon(self, number: int) -> shapely.Polygon:
        """Compose one polygon of its arcs; across the date line its longitudes continue past 180 degrees."""
        first_ring = self.polygon_end[number - 1] if number else 0
        rings = []
        for ring in range(first_ring, self.polygon_end[number]):
            first = self.ring_end[ring - 1] if ring else 0
            arcs = [self.arc(int(arc)) for arc in self.ring_arcs[first : self.ring_end[ring]]]
            # Neighbouring arcs share their end point.
            rings.append(
                _continued(np.concatenate([arc if i == 0 else arc[1:] for i, arc in enumerate(arcs)]))
            )
        return shapely.Polygon(rings[0], rings[1:])

    def lines(self, kind: Literal["coast", "border"]) -> list[Floats]:
        """Arcs that one polygon uses (coasts) or two share (borders), each of shape (n, 2)."""
        arcs = np.where(self.ring_arcs < 0, ~self.ring_arcs, self.ring_arcs)
        uses = np.bincount(arcs, minlength=len(self.arc_end))
        wanted = np.flatnonzero(uses == 1 if kind == "coast" else uses > 1)
        return [self.arc(int(number)) for number in wanted]


def _continued(ring: Floats) -> Floats:
    """Continue a ring past the date line; close one that goes around a pole over that pole."""
    longitude = np.unwrap(ring[:, 0], period=360.0)
    points = np.column_stack((longitude, ring[:, 1]))
    if abs(longitude[-1] - longitude[0]) > 180.0:
        pole = 90.0 if ring[:, 1].mean() > 0.0 else -90.0
        points = np.vstack((points, [(longitude[-1], pole), (longitude[0], pole)]))
    return points


@cache
def load_boundaries(scale: Scale) -> Boundaries:
    """Read the packaged boundaries of one scale; kept in memory once read.

    Examples
    --------
    >>> len(load_boundaries("110m").areas)
    177
    """
    folder = files("testban.geodesy")
    table = (folder / "areas.csv").read_text(encoding="utf-8")
    named = {
        row["natural_earth_name"]: Area(
            row["natural_earth_name"], row["state"], row["name"] or load_states()[row["state"]].name
        )
        for row in csv.DictReader(table.splitlines())
    }
    with (folder / "boundaries.npz").open("rb") as stream, np.load(stream, allow_pickle=False) as packed:
        part = {
            key.removeprefix(f"{scale}_"): packed[key] for key in packed.files if key.startswith(f"{scale}_")
        }
    steps = np.column_stack((part["steps_lon"], part["steps_lat"])).astype(np.int64)
    steps[part["long"]] = part["long_steps"]
    arc_start = np.concatenate(([0], part["arc_end"][:-1]))
    # The running sum starts anew at each arc: its value before the arc is subtracted.
    total = np.cumsum(steps, axis=0)
    shift = part["starts"] - total[arc_start]
    grid = total + np.repeat(shift, np.diff(part["arc_end"], prepend=0), axis=0)
    points = grid * part["scale"] + part["translate"]
    # Rounding puts the ends of the map slightly beyond it.
    np.clip(points, (-180.0, -90.0), (180.0, 90.0), out=points)
    for arc in np.unique(np.searchsorted(part["arc_end"], part["long"], side="right")):
        line = points[arc_start[arc] : part["arc_end"][arc], 0]
        line[:] = np.unwrap(line, period=360.0)
    areas = tuple(named[str(name)] for name in part["names"])
    return Boundaries(
        points=points,
        arc_end=part["arc_end"],
        ring_arcs=part["ring_arcs"],
        ring_end=part["ring_end"],
        polygon_end=part["polygon_end"],
        polygon_area=part["polygon_area"],
        areas=areas,
    )


def state_of(latitude_deg: float, longitude_deg: float) -> Area:
    """Say in which State's land a point lies, by the 1:10m boundaries; the sea has the code "SEA".

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Geographic position, degrees.

    Returns
    -------
    Area

    Raises
    ------
    PositionError
        A latitude beyond 90 degrees or a coordinate that is not finite.

    Examples
    --------
    >>> state_of(41.3, 129.08).state, state_of(49.98, 78.9).state, state_of(0.0, -150.0).state
    ('PRK', 'KAZ', 'SEA')
    """
    check_position(latitude_deg, longitude_deg)
    boundaries = load_boundaries("10m")
    west, south, east, north = boundaries.polygon_bounds.T + np.array([[-1], [-1], [1], [1]]) * _TOLERANCE_DEG
    for turn in (0.0, -360.0, 360.0):
        longitude = float(wrap_longitude(longitude_deg)) + turn
        inside = (west <= longitude) & (longitude <= east) & (south <= latitude_deg) & (latitude_deg <= north)
        point = shapely.Point(longitude, latitude_deg)
        for number in np.flatnonzero(inside):
            # A point on a shared border belongs to the first of its neighbours.
            if shapely.dwithin(boundaries.polygon(int(number)), point, _TOLERANCE_DEG):
                area: Area = boundaries.areas[boundaries.polygon_area[number]]
                return area
    return Area(SEA_NAME, SEA, SEA_NAME)


def lines_near(
    kind: Literal["coast", "border"],
    latitude_deg: float,
    longitude_deg: float,
    *,
    radius_km: float,
    scale: Scale = "10m",
) -> list[Floats]:
    """Return the coasts or borders that may pass within a distance of a point, for a map of a small region.

    Parameters
    ----------
    kind : {"coast", "border"}
        Which lines.
    latitude_deg, longitude_deg : float
        Centre of the region, degrees.
    radius_km : float
        Half the side of the region in km; at most a few hundred.
    scale : {"10m", "110m"}
        Scale of the boundaries, 1:10 million or 1:110 million.

    Returns
    -------
    list of ndarray, shape (n, 2)
        Longitude and latitude, degrees; longitudes continue past 180 so that they stay near the point's.

    Examples
    --------
    >>> len(lines_near("coast", 41.3, 129.08, radius_km=100.0)) > 0
    True
    >>> lines_near("border", 0.0, -140.0, radius_km=100.0)
    []
    """
    check_position(latitude_deg, longitude_deg)
    reach_lat = radius_km / 110.0
    shrink = np.cos(np.radians(min(abs(latitude_deg) + reach_lat, 89.9)))
    reach_lon = min(radius_km / (111.0 * shrink), 180.0)
    segments = []
    for line in load_boundaries(scale).lines(kind):
        if line[:, 1].min() > latitude_deg + reach_lat or line[:, 1].max() < latitude_deg - reach_lat:
            continue
        turned = line[:, 0] + 360.0 * np.round((longitude_deg - line[:, 0].mean()) / 360.0)
        offset = np.column_stack((turned - longitude_deg, line[:, 1] - latitude_deg))
        low, high = np.minimum(offset[:-1], offset[1:]), np.maximum(offset[:-1], offset[1:])
        near = ((low <= (reach_lon, reach_lat)) & (high >= (-reach_lon, -reach_lat))).all(axis=1)
        if near.any():
            first, last = np.flatnonzero(near)[[0, -1]]
            segments.append(np.column_stack((turned, line[:, 1]))[first : last + 2])
    return segments
