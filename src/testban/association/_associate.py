"""Make events out of detections, and say how far each is above the false-alarm threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from testban.association.curve import FirstArrivals
from testban.association.places import Places, grid_about, grid_far, grid_within, travel_tables
from testban.association.score import score_places
from testban.geodesy import KM_PER_DEG, epicentral
from testban.model import Detection, Floats, Indices

# False events allowed per run: the score must beat the logarithm of the number of independent trials over it.
FALSE_EVENTS = 1e-3
MIN_STATIONS = 4
# Fewest chance triggers assumed, per second, when a record shows none.
MIN_RATE_PER_S = 1.0 / 1800.0
# The coda of an event ends with the slowest surface waves; what triggers before is explained by it.
MIN_GROUP_VELOCITY_KM_S, CODA_MARGIN_S = 2.3, 20.0
ASSOCIATED_SIGMAS = 3.0


@dataclass(frozen=True, slots=True)
class Site:
    """A station as association sees it.

    Attributes
    ----------
    station : str
    latitude, longitude : float
    open_s, close_s : float
        POSIX times between which it records.
    detections : tuple of Detection
        In order of time.
    """

    station: str
    latitude: float
    longitude: float
    open_s: float
    close_s: float
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class Hypocentre:
    """A first idea of an event: where, when, and who saw it.

    Attributes
    ----------
    latitude, longitude : float
    time_s : float
        POSIX seconds.
    score, threshold : float
        Natural logarithm of the evidence for an event over chance, and what it had to exceed.
    members : tuple of (int, int)
        Site and detection numbers.
    """

    latitude: float
    longitude: float
    time_s: float
    score: float
    threshold: float
    members: tuple[tuple[int, int], ...]


def associate(sites: Sequence[Site], curve: FirstArrivals) -> tuple[list[Hypocentre], list[Hypocentre]]:
    """Find events, the strongest first, each time leaving out what the found ones explain.

    Parameters
    ----------
    sites : sequence of Site
        At least three.
    curve : FirstArrivals
        First P and S of the velocity model.

    Returns
    -------
    events : list of Hypocentre
        Those above the false-alarm threshold: less than one in a thousand runs makes one.
    refused : list of Hypocentre
        The best of what remains, with its score, so that a refusal can say how near it came.

    Raises
    ------
    AssociationError
        Fewer than three stations.
    """
    latitude = np.array([site.latitude for site in sites])
    longitude = np.array([site.longitude for site in sites])
    grids = (grid_about(latitude, longitude), grid_far(latitude, longitude, curve))
    near, far = (travel_tables(grid, latitude, longitude, curve) for grid in grids)
    tables = (
        np.concatenate([near[0], far[0]]),
        np.concatenate([near[1], far[1]]),
        np.concatenate([near[2], far[2]]),
    )
    remaining = [list(range(len(site.detections))) for site in sites]
    events: list[Hypocentre] = []
    while True:
        best = _best(sites, remaining, grids, tables, curve)
        if best is None:
            return events, []
        if best.score < best.threshold or len(best.members) < MIN_STATIONS:
            return events, [best]
        events.append(best)
        distance = _distances(best, latitude, longitude)
        for number, site in enumerate(sites):
            first, last = explained_window(distance[number], float(curve.p(distance[number])))
            remaining[number] = [
                d
                for d in remaining[number]
                if not best.time_s + first <= site.detections[d].time_s <= best.time_s + last
                and (number, d) not in best.members
            ]


def explained_window(distance_deg: float, first_p_s: float) -> tuple[float, float]:
    """Seconds after the origin within which a station's signals belong to that event.

    Examples
    --------
    >>> tuple(round(t) for t in explained_window(3.0, 48.0))
    (40, 165)
    """
    return first_p_s - 8.0, distance_deg * KM_PER_DEG / MIN_GROUP_VELOCITY_KM_S + CODA_MARGIN_S


def _distances(event: Hypocentre, latitude: Floats, longitude: Floats) -> Floats:
    distance, _ = epicentral(event.latitude, event.longitude, latitude, longitude)
    return distance


def _best(
    sites: Sequence[Site],
    remaining: Sequence[Sequence[int]],
    grids: tuple[Places, Places],
    tables: tuple[Floats, Floats, Floats],
    curve: FirstArrivals,
) -> Hypocentre | None:
    """The best place and time on the coarse grids, refined."""
    counts = [len(numbers) for numbers in remaining]
    if sum(counts) == 0:
        return None
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    chosen = [(s, d) for s, numbers in enumerate(remaining) for d in numbers]
    time = np.array([sites[s].detections[d].time_s for s, d in chosen])
    share = share_as_strong(np.array([sites[s].detections[d].snr for s, d in chosen]))
    log_noise = np.log([_rate(sites[s]) for s, _ in chosen]) + np.log(share)
    opened = np.array([site.open_s for site in sites])
    closed = np.array([site.close_s for site in sites])
    # Times near zero keep their precision.
    epoch = float(opened.min())
    latitude = np.array([site.latitude for site in sites])
    longitude = np.array([site.longitude for site in sites])

    def scored(table: tuple[Floats, Floats, Floats]) -> tuple[float, int, float, int]:
        distance, travel, sigma = table
        score, origin, reach = score_places(
            travel,
            sigma,
            np.argsort(distance, axis=1),
            time_s=time - epoch,
            first=first,
            log_noise=log_noise,
            open_s=opened - epoch,
            close_s=closed - epoch,
        )
        at = int(np.argmax(score))
        return float(score[at]), at, float(origin[at]), int(reach[at])

    score, at, origin, _ = scored(tables)
    span = float(closed.max() - opened.min())
    trials = tables[0].shape[0] * max(1.0, span / (2.0 * float(np.median(tables[2])))) * len(sites)
    threshold = math.log(trials / FALSE_EVENTS)
    nearby = grids[0].latitude.size
    coarse, at = (grids[0], at) if at < nearby else (grids[1], at - nearby)
    here, half = (float(coarse.latitude[at]), float(coarse.longitude[at])), coarse.spacing_deg
    while half > 0.02:
        places = grid_within(*here, half_width_deg=half)
        table = travel_tables(places, latitude, longitude, curve)
        score, at, origin, _ = scored(table)
        here = float(places.latitude[at]), float(places.longitude[at])
        half /= 3.0
    _, travel, sigma = travel_tables(
        Places(np.array([here[0]]), np.array([here[1]]), half), latitude, longitude, curve
    )
    origin = _origin_time(time - epoch, first, travel[0], sigma[0], origin)
    members = []
    for station in range(len(sites)):
        residual = time[first[station] : first[station + 1]] - epoch - origin - travel[0, station]
        if residual.size:
            nearest = int(np.argmin(np.abs(residual)))
            if abs(residual[nearest]) < ASSOCIATED_SIGMAS * sigma[0, station]:
                members.append(chosen[first[station] + nearest])
    return Hypocentre(here[0], here[1], origin + epoch, score, threshold, tuple(members))


def _rate(site: Site) -> float:
    """Signals per second at a station, those of events included."""
    return max(len(site.detections) / max(site.close_s - site.open_s, 1.0), MIN_RATE_PER_S)


def share_as_strong(snr: Floats) -> Floats:
    """Share of all signals at least as strong as each: how surprising its strength is among them.

    Taken from the signals themselves, those of events included, so it never makes a strong signal rarer
    than these records show.

    Examples
    --------
    >>> share_as_strong(np.array([4.0, 100.0, 5.0, 4.0])).tolist()
    [1.0, 0.25, 0.5, 1.0]
    """
    ordered = np.sort(snr)
    return np.asarray((snr.size - np.searchsorted(ordered, snr, side="left")) / max(snr.size, 1))


def _origin_time(time: Floats, first: Indices, travel: Floats, sigma: Floats, start: float) -> float:
    """Weighted median of what each station says about the origin time."""
    origins, weight = [], []
    for station in range(travel.size):
        origin_of_each = time[first[station] : first[station + 1]] - travel[station]
        if origin_of_each.size:
            nearest = float(origin_of_each[np.argmin(np.abs(origin_of_each - start))])
            if abs(nearest - start) < 4.0 * sigma[station]:
                origins.append(nearest)
                weight.append(1.0 / sigma[station])
    order = np.argsort(origins)
    share = np.cumsum(np.asarray(weight)[order])
    return float(np.asarray(origins)[order][np.searchsorted(share, 0.5 * share[-1])])
