"""Find starting points anywhere on the Earth, without a guess."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import epicentral, geocentric_latitude, geographic_latitude
from testban.location.predict import travel_time
from testban.location.readings import ReadingArrays
from testban.model import Floats

COARSE_DEG = 3.0  # spacing of the first grid; refined by thirds
REFINEMENTS = 3
# Events inside a small network fall between the points of that grid: start near the first stations too.
NEAR_STATIONS, NEAR_DEG = 3, 1.0
MISFIT_CEILING_S = 20.0  # a reading further off than this counts no more: it belongs to something else
CANDIDATES = 6
SEARCHED = ("P", "Pn", "Pg", "Pb", "S", "Sn", "Sg", "Sb", "Pdiff", "PKP")
CURVE_STEP_DEG = 0.05
MAX_READINGS = 60  # enough to start from; the solution uses all


def starting_points(
    readings: ReadingArrays,
    *,
    depth_km: float,
    model: str = "ak135",
    among: NDArray[np.bool_] | None = None,
) -> list[tuple[float, float]]:
    """Rank places by the sum of capped absolute residuals of first P and S, the origin time free.

    Parameters
    ----------
    readings : ReadingArrays
        At least one time of P or S.
    depth_km : float
        Depth to try.
    model : str
        Velocity model.
    among : array of bool, optional
        Readings to look at; all by default.

    Returns
    -------
    list of (latitude_deg, longitude_deg)
        Up to six distinct places, best first.
    """
    chosen = _spread_over(readings, np.ones(len(readings), dtype=np.bool_) if among is None else among)
    latitude, longitude = _globe(COARSE_DEG)
    misfit = _misfit(readings, chosen, latitude, longitude, depth_km, model)
    best = _distinct(latitude, longitude, misfit, apart_deg=3.0 * COARSE_DEG)
    places: list[tuple[float, float, float]] = []
    first = chosen[np.argsort(readings.time_s[chosen], kind="stable")[:NEAR_STATIONS]]
    starts = [(latitude[number], longitude[number], COARSE_DEG) for number in best]
    starts += [
        (readings.latitude_deg[station], readings.longitude_deg[station], NEAR_DEG) for station in first
    ]
    for north, east, coarse in starts:
        place, value, spacing = (north, east), np.inf, coarse
        for _ in range(REFINEMENTS):
            near_lat, near_lon = _patch(*place, spacing)
            near = _misfit(readings, chosen, near_lat, near_lon, depth_km, model)
            least = int(near.argmin())
            place, value, spacing = (near_lat[least], near_lon[least]), near[least], spacing / 3.0
        places.append((float(value), float(place[0]), float(place[1])))
    places.sort()
    order = _distinct(
        np.array([f[1] for f in places]),
        np.array([f[2] for f in places]),
        np.array([f[0] for f in places]),
        1.0,
    )
    return [(places[number][1], places[number][2]) for number in order]


def _spread_over(readings: ReadingArrays, among: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Pick readings for the search: those with a first-arrival table, thinned evenly in time."""
    usable = np.flatnonzero(among & np.isin(readings.phase, SEARCHED))
    if usable.size == 0:
        usable = np.flatnonzero(among)
    if usable.size <= MAX_READINGS:
        return usable
    return usable[np.linspace(0, usable.size - 1, MAX_READINGS).round().astype(np.int64)]


@lru_cache(maxsize=4)
def _globe(spacing_deg: float) -> tuple[Floats, Floats]:
    """Points spread evenly over the globe (golden-angle spiral), geographic degrees."""
    count = int(4.0 * np.pi / np.radians(spacing_deg) ** 2)
    number = np.arange(count) + 0.5
    geocentric = np.degrees(np.arcsin(1.0 - 2.0 * number / count))
    longitude = np.remainder(number * 180.0 * (3.0 - np.sqrt(5.0)), 360.0) - 180.0
    return geographic_latitude(geocentric), longitude


def _patch(latitude_deg: float, longitude_deg: float, spacing_deg: float) -> tuple[Floats, Floats]:
    """A square of 9 by 9 points, three to the former spacing."""
    steps = np.arange(-4, 5) * spacing_deg / 3.0
    north, east = np.meshgrid(steps, steps, indexing="ij")
    latitude = np.clip(latitude_deg + north.ravel(), -90.0, 90.0)
    shrink = np.maximum(np.cos(np.radians(latitude)), 0.02)
    return latitude, np.remainder(longitude_deg + east.ravel() / shrink + 180.0, 360.0) - 180.0


def _misfit(
    readings: ReadingArrays,
    chosen: NDArray[np.int64],
    latitude_deg: Floats,
    longitude_deg: Floats,
    depth_km: float,
    model: str,
) -> Floats:
    """Sum of capped absolute residuals at each place, the origin time being the median one."""
    cosine = (
        _towards(latitude_deg, longitude_deg)
        @ _towards(readings.latitude_deg[chosen], readings.longitude_deg[chosen]).T
    )
    place = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))) / CURVE_STEP_DEG
    time = np.empty_like(place)
    for phase in np.unique(readings.phase[chosen]):
        column = readings.phase[chosen] == phase
        time[:, column] = _on_curve(place[:, column], _curve(str(phase), depth_km, model))
    reduced = readings.time_s[chosen] - time
    off = np.abs(reduced - _median(reduced)[:, None])
    capped_s: Floats = np.minimum(np.where(np.isnan(off), MISFIT_CEILING_S, off), MISFIT_CEILING_S)
    return np.asarray(capped_s.sum(axis=1))


def _towards(latitude_deg: Floats, longitude_deg: Floats) -> Floats:
    """Unit vectors from the centre of the Earth, (n, 3)."""
    phi, turn = np.radians(geocentric_latitude(latitude_deg)), np.radians(longitude_deg)
    return np.column_stack([np.cos(phi) * np.cos(turn), np.cos(phi) * np.sin(turn), np.sin(phi)])


@lru_cache(maxsize=256)
def _curve(phase: str, depth_km: float, model: str) -> Floats:
    """Travel times every `CURVE_STEP_DEG`: finding where to start needs no more."""
    count = int(180.0 / CURVE_STEP_DEG) + 1
    distance = np.minimum(CURVE_STEP_DEG * np.arange(count), 180.0)
    return np.asarray(travel_time(phase, distance, depth_km, model=model)[0])


def _on_curve(place: Floats, curve: Floats) -> Floats:
    """Read a curve between its points."""
    before = np.minimum(place.astype(np.int64), curve.size - 2)
    share = place - before
    return np.asarray((1.0 - share) * curve[before] + share * curve[before + 1])


def _median(values: Floats) -> Floats:
    """Median of each row without its NaN, 0 where nothing is left; faster than `nanmedian` on short rows."""
    ordered = np.sort(values, axis=1)  # NaN come last
    count = np.isfinite(ordered).sum(axis=1)
    row = np.arange(count.size)
    low, high = ordered[row, np.maximum(count - 1, 0) // 2], ordered[row, count // 2]
    return np.where(count > 0, 0.5 * (low + high), 0.0)


def _distinct(latitude_deg: Floats, longitude_deg: Floats, misfit: Floats, apart_deg: float) -> list[int]:
    """Indices of the best places, each at least so far from every better one."""
    picked: list[int] = []
    for number in np.argsort(misfit, kind="stable")[:400]:
        if picked:
            away, _ = epicentral(
                latitude_deg[number], longitude_deg[number], latitude_deg[picked], longitude_deg[picked]
            )
            if (away < apart_deg).any():
                continue
        picked.append(int(number))
        if len(picked) == CANDIDATES:
            break
    return picked
