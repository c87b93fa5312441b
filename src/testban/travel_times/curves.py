"""The exact travel-time curve of one branch for one source depth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from testban.model import Flags, Floats
from testban.travel_times.branches import Branch, Wave
from testban.travel_times.layering import Layers
from testban.travel_times.ray_legs import REACHED, TURNED, leg, slowness_at

DEG = np.pi / 180.0
# Samples between two slownesses at which a curve can bend sharply, less and more than WIDE apart.
NODES_NARROW, NODES_WIDE = 6, 16
WIDE_S_PER_RAD = 1.0
# Below the zone in which a branch turns its last layer is continued by this much, so that the curve runs
# smoothly past its end for sources near the bottom of the zone; what lies past the end is never given out.
CONTINUE_KM = 12.0
MAX_SOURCE_DEPTH_KM = 1000.0  # zones that end below this need no continuation
# Two neighbouring samples closer in ray parameter and further apart in distance than this (s/rad, rad) are
# the two sides of a shadow.
SHADOW = (1e-8, 1e-2)


@dataclass(frozen=True)
class Curve:
    """Samples along one branch: distance in degrees, time in s, ray parameter in s/deg.

    `first` and `last` are the true ends of the branch in degrees; samples run past `last` where the branch
    was continued. `joined[i]` is False where there is a shadow between samples i and i+1.
    """

    distance_deg: Floats
    time_s: Floats
    ray_parameter: Floats
    depth_derivative: Floats
    joined: Flags
    first: float
    last: float


@dataclass(frozen=True)
class _Fan:
    """Rays of rising ray parameter: which exist (`good`), and which are not of the continuation (`real`)."""

    p: Floats
    x: Floats
    tau: Floats
    dtdz: Floats
    good: Flags
    real: Flags

    def take(self, which: slice) -> _Fan:
        return _Fan(*(getattr(self, name)[which] for name in ("p", "x", "tau", "dtdz", "good", "real")))

    def then(self, other: _Fan) -> _Fan:
        names = ("p", "x", "tau", "dtdz", "good", "real")
        return _Fan(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in names))


@dataclass(frozen=True)
class _Source:
    """Where the source lies: layers of its wave, slowness there, largest ray parameter that gets out."""

    stack: Floats
    depth_km: float
    slowness: float
    limit: float


class CurveMaker:
    """Makes the curves of one model."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self._radius = layers.radius_km
        self._edges = np.unique(np.concatenate([layers.p[:, 2:].ravel(), layers.s[:, 2:].ravel()]))

    def curve(self, branch: Branch, depth_km: float, *, below: bool = False) -> Curve | None:
        """Sample the branch for a source at this depth; None where the branch does not exist.

        At the depth of a jump `below` says on which side of it the source lies.
        """
        wave, turning, zone = branch.source[0], branch.legs[0][0], branch.zone
        too_deep = zone is not None and depth_km > (zone[1] - 1e-9 if below else zone[1] + 1e-9)
        if too_deep and wave == turning:  # of sP the S leg may come from below the zone
            return None
        main = self._stack(turning) if zone is None else self._continued(turning, zone)
        source = self._source(
            main if zone is not None and wave == turning else self._stack(wave),
            depth_km,
            below,
        )
        fan = self._away(branch, main, source)
        inside = zone is not None and (depth_km > zone[0] + 1e-9 or (below and depth_km > zone[0] - 1e-9))
        if branch.direct and inside and depth_km > 0:
            top = min(source.limit, self._highest(main, zone))  # type: ignore[arg-type]
            up = self._upgoing(source, top)
            fan = up if fan is None else up.then(fan)
        return None if fan is None or not fan.good.any() else _to_curve(fan)

    def _away(self, branch: Branch, main: Floats, source: _Source) -> _Fan | None:
        """Rays with all legs of the branch, from grazing to steep."""
        zone, radius = branch.zone, self._radius
        if zone is not None:
            high, low = self._highest(main, zone), float(main[-1, 3])
            end = slowness_at(self._stack(branch.legs[0][0]), radius, zone[1], above=True)
        else:
            high = min(largest_passing(self._stack(w), radius, stop) for w, _, stop in branch.legs if stop)
            low = end = 0.0
        top = min(high, source.limit)
        if top <= low:
            return None
        p = _spread(self._edges, low, top, extra=(source.limit, end))
        x, tau = np.zeros(p.size), np.zeros(p.size)
        good = np.ones(p.size, dtype=bool)
        for w, times, stop in branch.legs:
            stack = main if stop is None else self._stack(w)
            leg_x, leg_tau, _, how = leg(stack, radius, p, radius if stop is None else stop)
            x += times * leg_x
            tau += times * leg_tau
            good &= (
                (how == TURNED) | (p == low) if stop is None else (how == REACHED) | (p >= high * (1 - 1e-12))
            )
        sign = branch.source[1]
        leg_x, leg_tau, _, _ = leg(source.stack, radius, p, source.depth_km)
        x += sign * leg_x
        tau += sign * leg_tau
        fan = _Fan(
            p,
            x,
            tau,
            sign * _vertical(source, p, radius),
            good,
            good & (p >= end - 1e-9),
        )
        if zone is not None:
            fold = int(np.argmin(np.where(good, x, np.inf)))
            fan = fan.take(slice(fold, None) if branch.retrograde else slice(None, fold + 1))
        return fan.take(slice(None, None, -1))

    def _upgoing(self, source: _Source, top: float) -> _Fan:
        """Rays that go straight up, from steep to grazing."""
        p = _spread(self._edges, 0.0, top, extra=())
        x, tau, _, how = leg(source.stack, self._radius, p, source.depth_km)
        good = (how == REACHED) | (p >= top * (1 - 1e-12))
        return _Fan(p, x, tau, _vertical(source, p, self._radius), good, good.copy())

    def _source(self, stack: Floats, depth_km: float, below: bool) -> _Source:
        slowness = slowness_at(stack, self._radius, depth_km, above=depth_km > 0 and not below)
        return _Source(
            stack,
            depth_km,
            slowness,
            min(slowness, largest_passing(stack, self._radius, depth_km)),
        )

    def _highest(self, main: Floats, zone: tuple[float, float]) -> float:
        """Largest ray parameter that reaches the zone and turns in it."""
        return min(
            largest_passing(main, self._radius, zone[0]),
            slowness_at(main, self._radius, zone[0], above=False),
        )

    def _stack(self, wave: Wave) -> Floats:
        return self.layers.p if wave == "P" else self.layers.s

    def _continued(self, wave: Wave, zone: tuple[float, float]) -> Floats:
        """Layers of one wave down to the bottom of the zone, the last one going on below it."""
        stack = self._stack(wave)
        kept = stack[stack[:, 0] < zone[1] - 1e-9]
        if zone[1] >= MAX_SOURCE_DEPTH_KM:
            return np.ascontiguousarray(kept)
        radius, last = self._radius, kept[-1]
        b = np.log(last[2] / last[3]) / np.log((radius - last[0]) / (radius - last[1]))
        depth = zone[1] + CONTINUE_KM
        more = np.array(
            [
                [
                    last[1],
                    depth,
                    last[3],
                    last[3] * ((radius - depth) / (radius - last[1])) ** b,
                ]
            ]
        )
        return np.ascontiguousarray(np.vstack([kept, more]))


def _vertical(source: _Source, p: Floats, radius: float) -> Floats:
    """Vertical slowness at the source, s/km."""
    return np.sqrt(np.maximum(source.slowness**2 - p**2, 0.0)) / (radius - source.depth_km)


def _to_curve(fan: _Fan) -> Curve:
    if not fan.real.any():  # all of it lies in the continuation: nothing to give out
        fan.real[np.argmax(fan.good)] = True
    shadow = (np.abs(np.diff(fan.p)) < SHADOW[0]) & (np.abs(np.diff(fan.x)) > SHADOW[1])
    index = np.flatnonzero(fan.good)
    joined = (np.diff(index) == 1) & ~shadow[index[:-1]]
    real = fan.x[fan.real] / DEG
    return Curve(
        distance_deg=fan.x[index] / DEG,
        time_s=(fan.tau + fan.p * fan.x)[index],
        ray_parameter=fan.p[index] * DEG,
        depth_derivative=fan.dtdz[index],
        joined=joined,
        first=float(real.min()),
        last=float(real.max()),
    )


def largest_passing(stack: Floats, radius: float, depth: float) -> float:
    """Smallest slowness between the surface and a depth: the largest ray parameter that passes."""
    least = slowness_at(stack, radius, depth, above=depth > 0)
    above = stack[stack[:, 0] < depth - 1e-12]
    if len(above):
        least = min(least, above[:, 2].min(), above[:-1, 3].min(initial=np.inf))
    return float(least)


def _spread(edges: Floats, low: float, high: float, *, extra: tuple[float, ...]) -> Floats:
    """Ray parameters from low to high, dense near every slowness at which a curve can bend sharply."""
    inside = [e for e in extra if low < e < high]
    marks = np.unique(np.concatenate([[low, high], edges[(edges > low) & (edges < high)], inside]))
    marks = marks[np.concatenate([[True], np.diff(marks) > 1e-6])]
    marks[-1] = high
    gaps = np.diff(marks)
    parts = []
    for count, chosen in (
        (NODES_NARROW, gaps <= WIDE_S_PER_RAD),
        (NODES_WIDE, gaps > WIDE_S_PER_RAD),
    ):
        share = 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count)
        parts.append((marks[:-1][chosen, None] + gaps[chosen, None] * share).ravel())
    return np.append(np.sort(np.concatenate(parts)), high)


def earliest(curve: Curve, distance_deg: Floats) -> tuple[Floats, ...]:
    """Earliest arrival of a curve at given distances, which must rise.

    Between two samples time is a cubic with their ray parameters as slopes (error of fourth order).

    Returns
    -------
    time_s, ray_parameter, depth_derivative : ndarray
        NaN where the curve does not reach.
    """
    out = np.full((3, distance_deg.size), np.nan)
    _earliest_numba(
        curve.distance_deg,
        curve.time_s,
        curve.ray_parameter,
        curve.depth_derivative,
        curve.joined,
        distance_deg,
        out,
    )
    return out[0], out[1], out[2]


@njit(cache=True, nogil=True)
def _earliest_numba(x, t, p, d, joined, wanted, out):  # type: ignore[no-untyped-def]
    for i in range(x.size - 1):
        if not joined[i]:
            continue
        a, b = i, i + 1
        if x[a] > x[b]:
            a, b = b, a
        h = x[b] - x[a]
        j = np.searchsorted(wanted, x[a] - 1e-12)
        while j < wanted.size and wanted[j] <= x[b] + 1e-12:
            if h < 1e-12:
                time, slope, deriv = t[a], p[a], d[a]
            else:
                s = (wanted[j] - x[a]) / h
                r = 1.0 - s
                time = (1.0 + 2.0 * s) * r * r * t[a] + s * s * (3.0 - 2.0 * s) * t[b]
                time += h * s * r * (r * p[a] - s * p[b])
                slope = (
                    6.0 * s * r * (t[b] - t[a]) / h + r * (1.0 - 3.0 * s) * p[a] + s * (3.0 * s - 2.0) * p[b]
                )
                deriv = d[a] + s * (d[b] - d[a])
            if not (out[0, j] <= time):
                out[0, j], out[1, j], out[2, j] = time, slope, deriv
            j += 1
