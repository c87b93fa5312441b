"""Score places and times: how much better does an event there explain the detections than chance does?"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from testban.association.errors import AssociationError
from testban.model import Floats, Indices

# Chance that a station within reach of an event detects it.
DETECTION_PROBABILITY = 0.6


def score_places(
    travel_s: Floats,
    sigma_s: Floats,
    order: Indices,
    *,
    time_s: Floats,
    first: Indices,
    log_noise: Floats,
    open_s: Floats,
    close_s: Floats,
) -> tuple[Floats, Floats, Indices]:
    """Score every place against all detections.

    For a place and an origin time, every station within a radius either detected the event (the logarithm
    of the likelihood of its residual over the rate at which that station triggers by chance) or missed it
    (the logarithm of the chance to miss). The radius is free: the sum is taken over stations in order of
    distance and its largest value counts, so distant stations that saw nothing do not speak against a small
    event. A Bayesian event test in the manner of NET-VISA (Arora, Russell & Sudderth, 2013), made small.

    Parameters
    ----------
    travel_s, sigma_s : ndarray of float64, shape (places, stations)
        Travel time of the first P, and its error together with that of the spacing of the places.
    order : ndarray of int64, shape (places, stations)
        Stations in order of distance.
    time_s : ndarray of float64, shape (detections,)
        Sorted within each station.
    first : ndarray of int64, shape (stations + 1,)
        Detections of station j are ``first[j]:first[j + 1]``.
    log_noise : ndarray of float64, shape (detections,)
        Logarithm of the rate, per second, of chance detections as strong as this one.
    open_s, close_s : ndarray of float64, shape (stations,)
        When each station records.

    Returns
    -------
    score, origin_s : ndarray of float64, shape (places,)
    reach : ndarray of int64, shape (places,)
        How many stations, in order of distance, the best sum holds.

    Raises
    ------
    AssociationError
        Arrays that do not fit together.
    """
    places, stations = travel_s.shape
    if sigma_s.shape != travel_s.shape or order.shape != travel_s.shape or first.shape != (stations + 1,):
        raise AssociationError(
            f"travel times {travel_s.shape}, errors {sigma_s.shape}, order {order.shape}, "
            f"offsets {first.shape}"
        )
    if places == 0 or time_s.size == 0:
        return np.full(places, -np.inf), np.zeros(places), np.zeros(places, dtype=np.int64)
    score, origin, reach = _score_numba(
        travel_s, sigma_s, order, time_s, first, log_noise, open_s, close_s, DETECTION_PROBABILITY
    )
    return np.asarray(score), np.asarray(origin), np.asarray(reach)


@njit(cache=True)
def _score_numba(  # pragma: no cover
    travel_s: Floats,
    sigma_s: Floats,
    order: Indices,
    time_s: Floats,
    first: Indices,
    log_noise: Floats,
    open_s: Floats,
    close_s: Floats,
    probability: float,
) -> tuple[Floats, Floats, Indices]:
    places, stations = travel_s.shape
    miss = math.log(1.0 - probability)
    hit = math.log(probability) - 0.5 * math.log(2.0 * math.pi)
    best = np.full(places, -np.inf)
    origin = np.zeros(places)
    reach = np.zeros(places, dtype=np.int64)
    for place in range(places):
        for station in range(stations):
            for candidate in range(first[station], first[station + 1]):
                start = time_s[candidate] - travel_s[place, station]
                total, top, top_reach = 0.0, -np.inf, 0
                for rank in range(stations):
                    other = order[place, rank]
                    expected = start + travel_s[place, other]
                    if expected < open_s[other] or expected > close_s[other]:
                        continue
                    gain = miss
                    sigma = sigma_s[place, other]
                    for d in range(first[other], first[other + 1]):
                        z = (time_s[d] - expected) / sigma
                        if -4.0 < z < 4.0:
                            value = hit - math.log(sigma) - 0.5 * z * z - log_noise[d]
                            gain = max(gain, value)
                    total += gain
                    if total > top:
                        top, top_reach = total, rank + 1
                if top > best[place]:
                    best[place], origin[place], reach[place] = top, start, top_reach
    return best, origin, reach


def _score_numpy(
    travel_s: Floats,
    sigma_s: Floats,
    order: Indices,
    time_s: Floats,
    first: Indices,
    log_noise: Floats,
    open_s: Floats,
    close_s: Floats,
    probability: float,
) -> tuple[Floats, Floats, Indices]:
    """Plain twin of the kernel."""
    places, stations = travel_s.shape
    miss = np.log(1.0 - probability)
    hit = np.log(probability) - 0.5 * np.log(2.0 * np.pi)
    best, origin = np.full(places, -np.inf), np.zeros(places)
    reach = np.zeros(places, dtype=np.int64)
    owner = np.repeat(np.arange(stations), np.diff(first))
    for place in range(places):
        starts = time_s - travel_s[place, owner]
        expected = starts[:, None] + travel_s[place][None, :]
        gain = np.full((starts.size, stations), miss)
        for d, station in enumerate(owner):
            sigma = sigma_s[place, station]
            z = (time_s[d] - expected[:, station]) / sigma
            value = hit - np.log(sigma) - 0.5 * z**2 - log_noise[d]
            gain[:, station] = np.maximum(gain[:, station], np.where(np.abs(z) < 4.0, value, miss))
        silent = (expected < open_s) | (expected > close_s)
        total = np.cumsum(np.where(silent, 0.0, gain)[:, order[place]], axis=1)
        total[silent[:, order[place]]] = -np.inf
        row, rank = np.unravel_index(int(np.argmax(total)), total.shape)
        best[place], origin[place], reach[place] = total[row, rank], starts[row], rank + 1
    return best, origin, reach
