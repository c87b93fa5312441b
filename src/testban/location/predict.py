"""Predict times, slownesses and azimuths of readings from a trial hypocentre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import back_azimuth, epicentral
from testban.location.readings import ReadingArrays
from testban.model import Floats
from testban.travel_times import TravelTimes

# Within this distance an "S" or "Sn" is whatever S arrives first; "P" and "Pn" are the first P at any
# distance, as readers name them: nearer than the crossover and beyond 15 degrees the true Pn arrives later.
FIRST_S_DEG = 20.0
# Crustal phases read beyond the range of their rays go on as guided waves at the slowness they had (Storchak,
# Schweitzer & Bormann 2003); nearer than their rays begin, the first arrival was read.
_CRUSTAL = {"Pg": "P", "Pb": "P", "Sg": "S", "Sb": "S", "Lg": "Sg"}
# Readers name a phase beyond the range where its branch exists: the first arrival then.
_FALLBACK = {"Sn": "S", "PKP": "P", "Pdiff": "P"}
_FIRST_S = ("S", "Sn", "Sb", "Sg")
# Phases that the corrections for ellipticity and elevation do not tell apart.
_SAME_PATH = {**dict.fromkeys(("Pn", "Pg", "Pb"), "P"), **dict.fromkeys(("Sn", "Sg", "Sb", "Lg"), "S")}
EDGE_STEP_DEG = 0.05
SLOPE_DEG = 1.0


@dataclass(frozen=True)
class Prediction:
    """What a hypocentre predicts for n readings; NaN where the phase does not exist there.

    Back azimuth and the slope of slowness with distance (s/deg2) are NaN too where no such value was read.
    """

    time_s: Floats
    slowness_s_per_deg: Floats
    depth_derivative_s_per_km: Floats
    distance_deg: Floats
    azimuth_deg: Floats
    back_azimuth_deg: Floats
    slowness_slope: Floats


@cache
def velocity_model(name: str) -> TravelTimes:
    """Load a table once per process."""
    return TravelTimes.load(name)


def predict(
    readings: ReadingArrays,
    *,
    latitude_deg: float,
    longitude_deg: float,
    depth_km: float,
    model: str = "ak135",
) -> Prediction:
    """Predict every reading: ellipsoidal distance, table time, ellipticity and station elevation.

    Parameters
    ----------
    readings : ReadingArrays
        n readings.
    latitude_deg, longitude_deg, depth_km : float
        Trial hypocentre (geographic latitude).
    model : str
        Velocity model known to `testban.travel_times`.

    Returns
    -------
    Prediction
        Arrays of length n.
    """
    table = velocity_model(model)
    distance, azimuth = epicentral(latitude_deg, longitude_deg, readings.latitude_deg, readings.longitude_deg)
    plan = _plan(tuple(readings.phase.tolist()), model)
    time, slowness, depth_slope = _times(plan, readings.phase, distance, depth_km, model)
    for name, chosen in plan.paths:
        time[chosen] += table.ellipticity_s(name, distance[chosen], depth_km, azimuth[chosen], latitude_deg)
        time[chosen] += table.elevation_s(name, slowness[chosen], readings.elevation_m[chosen])
    back = np.full(len(readings), np.nan)
    read = np.flatnonzero(np.isfinite(readings.back_azimuth_deg))
    if read.size:
        back[read] = back_azimuth(
            latitude_deg, longitude_deg, readings.latitude_deg[read], readings.longitude_deg[read]
        )
    slope = np.full(len(readings), np.nan)
    read = np.flatnonzero(np.isfinite(readings.slowness_s_per_deg))
    for name in np.unique(readings.phase[read]):
        chosen = read[readings.phase[read] == name]
        slope[chosen] = _slowness_slope(str(name), distance[chosen], depth_km, model)
    return Prediction(
        time_s=time,
        slowness_s_per_deg=slowness,
        depth_derivative_s_per_km=depth_slope,
        distance_deg=distance,
        azimuth_deg=azimuth,
        back_azimuth_deg=back,
        slowness_slope=slope,
    )


@dataclass(frozen=True)
class _Plan:
    """How to ask for all readings at once: `codes` (rivals, n) of the table, and readings by kind of path."""

    codes: NDArray[np.int64]
    paths: tuple[tuple[str, NDArray[np.int64]], ...]


@lru_cache(maxsize=256)
def _plan(phases: tuple[str, ...], model: str) -> _Plan:
    rivals = [_rivals(phase) for phase in phases]
    most = max((len(rival) for rival in rivals), default=1)
    names = [rival[place] if place < len(rival) else "" for place in range(most) for rival in rivals]
    path = np.array([_SAME_PATH.get(phase, phase) for phase in phases])
    return _Plan(
        codes=velocity_model(model).codes(names).reshape(most, len(phases)),
        paths=tuple((str(name), np.flatnonzero(path == name)) for name in np.unique(path)),
    )


def _rivals(phase: str) -> tuple[str, ...]:
    """What may be meant by a name; the earliest is."""
    if phase in ("P", "Pn"):
        return ("first P",)
    return (phase, *_FIRST_S) if phase in ("S", "Sn") else (phase,)


def _times(plan: _Plan, phase: NDArray[np.str_], distance_deg: Floats, depth_km: float, model: str) -> Floats:
    """As `travel_time`, reading by reading, the table being asked once for all."""
    most, n = plan.codes.shape
    table = np.empty((3, most * n))
    depth = np.full(most * n, depth_km)
    velocity_model(model).fill_mixed(plan.codes.ravel(), np.tile(distance_deg, most), depth, table)
    table = table.reshape(3, most, n)
    answer = table[:, 0]
    for rival in range(1, most):
        earlier = (distance_deg < FIRST_S_DEG) & (
            table[0, rival] < np.where(np.isnan(answer[0]), np.inf, answer[0])
        )
        answer = np.where(earlier, table[:, rival], answer)
    lost = np.isnan(answer[0])
    if lost.any():
        for name in np.unique(phase[lost]):
            chosen = np.flatnonzero(lost & (phase == name))
            answer[:, chosen] = travel_time(str(name), distance_deg[chosen], depth_km, model=model)
    return answer


def _slowness_slope(phase: str, distance_deg: Floats, depth_km: float, model: str) -> Floats:
    """Change of slowness with distance over two degrees, which smooths the steps between branches, s/deg2."""
    near, far = np.clip(distance_deg - SLOPE_DEG, 0.0, 180.0), np.clip(distance_deg + SLOPE_DEG, 0.0, 180.0)
    low = travel_time(phase, near, depth_km, model=model)[1]
    high = travel_time(phase, far, depth_km, model=model)[1]
    return np.asarray((high - low) / (far - near))


def travel_time(phase: str, distance_deg: Floats, depth_km: float, *, model: str) -> Floats:
    """Predict a phase as its readers meant it.

    Parameters
    ----------
    phase : str
        As in the reading.
    distance_deg : array
        Of any shape.
    depth_km : float
        Depth of the source.
    model : str
        Velocity model.

    Returns
    -------
    array, shape (3, ...)
        Time s, slowness s/deg, depth derivative s/km; NaN where nothing arrives that could bear the name.
    """
    table = velocity_model(model)
    if phase in ("P", "Pn"):
        return np.array(table.first_p(distance_deg, depth_km))
    times = np.array(table.phase(phase, distance_deg, depth_km))
    if phase in ("S", "Sn"):
        for other in _FIRST_S:
            rival = np.array(table.phase(other, distance_deg, depth_km))
            earlier = (distance_deg < FIRST_S_DEG) & (
                np.nan_to_num(rival[0], nan=np.inf) < np.nan_to_num(times[0], nan=np.inf)
            )
            times = np.where(earlier, rival, times)
    lost = np.isnan(times[0])
    if not lost.any():
        return times
    if phase in _CRUSTAL:
        edge_deg, edge = _edge(phase, depth_km, model)
        beyond, near = lost & (distance_deg > edge_deg), lost & (distance_deg <= edge_deg)
        if beyond.any():
            further = (distance_deg[beyond] - edge_deg) * edge[1]
            times[:, beyond] = edge[:, None]
            times[0, beyond] += further
        if near.any():
            times[:, near] = travel_time(_CRUSTAL[phase], distance_deg[near], depth_km, model=model)
    elif phase in _FALLBACK:
        times[:, lost] = travel_time(_FALLBACK[phase], distance_deg[lost], depth_km, model=model)
    return times


@lru_cache(maxsize=1024)
def _edge(phase: str, depth_km: float, model: str) -> tuple[float, Floats]:
    """The furthest distance of a crustal phase, and its time, slowness and depth derivative there."""
    grid = np.arange(EDGE_STEP_DEG, 40.0, EDGE_STEP_DEG)
    times = np.array(velocity_model(model).phase(phase, grid, depth_km))
    there = np.flatnonzero(np.isfinite(times[0]))
    if there.size == 0:  # the source lies below the crust
        return np.inf, np.full(3, np.nan)
    return float(grid[there[-1]]), times[:, there[-1]]
