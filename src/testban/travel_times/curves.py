"""The exact travel-time curve of one branch for one source depth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from testban.travel_times.branches import Branch
from testban.travel_times.layering import Layers
from testban.travel_times.legs import REACHED, TURNED, leg, slowness_at

DEG = np.pi / 180.0
NODES_NARROW, NODES_WIDE = 6, 16  # samples between two such slownesses, less and more than WIDE apart
WIDE_S_PER_RAD = 1.0
# Below the zone in which a branch turns its last layer is continued by this much, so that the curve runs
# smoothly past its end for sources near the bottom of the zone; what lies past the end is never given out.
CONTINUE_KM = 12.0


@dataclass(frozen=True)
class Curve:
    """Samples along one branch: distance in degrees, time in s, ray parameter in s/deg (with its sign).

    `first` and `last` are the true ends of the branch in degrees; samples run past `last` where the branch was
    continued. `joined[i]` is False where there is a shadow between samples i and i+1.
    """

    distance_deg: NDArray[np.float64]
    time_s: NDArray[np.float64]
    ray_parameter: NDArray[np.float64]
    depth_derivative: NDArray[np.float64]
    joined: NDArray[np.bool_]
    first: float
    last: float


class CurveMaker:
    """Makes the curves of one model; continued layers are prepared once per branch."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self._edges = np.unique(np.concatenate([layers.p[:, 2:].ravel(), layers.s[:, 2:].ravel()]))

    def _stack(self, wave: str) -> NDArray[np.float64]:
        return self.layers.p if wave == "P" else self.layers.s

    def _continued(self, wave: str, zone: tuple[float, float]) -> NDArray[np.float64]:
        """Layers of one wave down to the bottom of the zone, the last one going on below it."""
        stack = self._stack(wave)
        kept = stack[stack[:, 0] < zone[1] - 1e-9].copy()
        radius, last = self.layers.radius_km, kept[-1]
        if zone[1] >= 1000.0:  # no source is that deep
            return kept
        b = np.log(last[2] / last[3]) / np.log((radius - last[0]) / (radius - last[1]))
        depth = zone[1] + CONTINUE_KM
        more = np.array([[last[1], depth, last[3], last[3] * ((radius - depth) / (radius - last[1])) ** b]])
        return np.ascontiguousarray(np.vstack([kept, more]))

    def curve(self, branch: Branch, depth_km: float, *, below: bool = False) -> Curve | None:
        """Sample the branch for a source at this depth; None where the branch does not exist.

        At the depth of a jump `below` says on which side of it the source lies.
        """
        layers, radius = self.layers, self.layers.radius_km
        zone = branch.zone
        if zone is not None and (depth_km > zone[1] + 1e-9 or (below and depth_km > zone[1] - 1e-9)):
            return None
        wave, sign = branch.source
        turning_wave = branch.legs[0][0]
        main = self._stack(turning_wave) if zone is None else self._continued(turning_wave, zone)
        source_stack = main if (zone is not None and wave == turning_wave) else self._stack(wave)
        u_depth = slowness_at(source_stack, radius, depth_km, above=depth_km > 0 and not below)
        u_source = min(u_depth, _least_above(source_stack, radius, depth_km))
        if zone is not None:
            p_high = _least_above(main, radius, zone[0])
            p_high = min(p_high, slowness_at(main, radius, zone[0], above=False))
            p_low = float(main[-1, 3]) if zone[1] < radius else 0.0
            p_true = slowness_at(self._stack(turning_wave), radius, zone[1], above=True)
        else:
            limits = [_least_above(self._stack(w), radius, stop) for w, _, stop in branch.legs if stop]
            p_high, p_low, p_true = min(limits), 0.0, 0.0
        top = min(p_high, u_source)
        if top <= p_low:
            return None
        p = _spread(self._edges, p_low, top, extra=(u_source, p_true))
        x, tau = np.zeros(p.size), np.zeros(p.size)
        good = np.ones(p.size, dtype=bool)
        for w, times, stop in branch.legs:
            stack = main if (stop is None) else self._stack(w)
            lx, lt, _, how = leg(stack, radius, p, radius if stop is None else stop)
            x += times * lx
            tau += times * lt
            if stop is None and zone is not None:
                good &= (how == TURNED) | ((how == REACHED) & (p == 0))
                good |= p == p_low
            else:
                good &= (how == REACHED) | (p >= p_high * (1 - 1e-12))
        sx, st, _, _ = leg(source_stack, radius, p, depth_km)
        x += sign * sx
        tau += sign * st
        r_source = radius - depth_km
        eta = np.sqrt(np.maximum(u_depth**2 - p**2, 0.0)) / r_source
        dtdz = sign * eta
        if zone is not None:
            turn = int(np.argmin(np.where(good, x, np.inf)))
            keep = np.arange(p.size) >= turn if branch.retrograde else np.arange(p.size) <= turn
            p, x, tau, dtdz, good = p[keep], x[keep], tau[keep], dtdz[keep], good[keep]
        real = good & (p >= p_true - 1e-9)
        order = slice(None, None, -1)  # from grazing to steep: along the ray fan
        p, x, tau, dtdz, good, real = (a[order] for a in (p, x, tau, dtdz, good, real))
        inside = zone is not None and (depth_km > zone[0] + 1e-9 or (below and depth_km > zone[0] - 1e-9))
        if branch.direct and inside and depth_km > 0:
            p, x, tau, dtdz, good, real = self._with_upgoing(
                (p, x, tau, dtdz, good, real), source_stack, depth_km, top=top, u_depth=u_depth
            )
        if not good.any():
            return None
        if not real.any():  # all of it lies in the continuation: nothing to give out
            real[0] = True
        joined = good[1:] & good[:-1] & ~((np.abs(np.diff(p)) < 1e-8) & (np.abs(np.diff(x)) > 1e-2))
        keep = good
        joined = _joined_of(keep, joined)
        xr = x[real]
        return Curve(
            distance_deg=x[keep] / DEG,
            time_s=(tau + p * x)[keep],
            ray_parameter=p[keep] * DEG,
            depth_derivative=dtdz[keep],
            joined=joined,
            first=float(xr.min() / DEG),
            last=float(xr.max() / DEG),
        )

    def _with_upgoing(self, downgoing, stack, depth_km, *, top, u_depth):  # type: ignore[no-untyped-def]
        """Put the rays that go straight up before those that leave downward."""
        radius = self.layers.radius_km
        p = _spread(self._edges, 0.0, top, extra=(top,))
        x, tau, _, how = leg(stack, radius, p, depth_km)
        dtdz = np.sqrt(np.maximum(u_depth**2 - p**2, 0.0)) / (radius - depth_km)
        good = (how == REACHED) | (p >= top * (1 - 1e-12))
        up = (p, x, tau, dtdz, good, good.copy())
        return tuple(np.concatenate([a, b]) for a, b in zip(up, downgoing, strict=True))


def _joined_of(keep: NDArray[np.bool_], joined: NDArray[np.bool_]) -> NDArray[np.bool_]:
    index = np.flatnonzero(keep)
    return np.array(
        [b == a + 1 and bool(joined[a]) for a, b in zip(index[:-1], index[1:], strict=True)], dtype=bool
    )


def _u_at(stack: NDArray[np.float64], radius: float, depth: float) -> float:
    return slowness_at(stack, radius, depth, above=depth > 0)


def _least_above(stack: NDArray[np.float64], radius: float, depth: float) -> float:
    """Smallest slowness between the surface and a depth: the largest ray parameter that passes."""
    above = stack[stack[:, 0] < depth - 1e-12]
    least = _u_at(stack, radius, depth)
    if len(above):
        least = min(least, above[:, 2].min(), above[:-1, 3].min() if len(above) > 1 else np.inf)
    return float(least)


def _spread(
    edges: NDArray[np.float64], low: float, high: float, *, extra: tuple[float, ...]
) -> NDArray[np.float64]:
    """Ray parameters from low to high, dense near every slowness at which a curve can bend sharply."""
    inside = [e for e in extra if low < e < high]
    marks = np.unique(np.concatenate([[low, high], edges[(edges > low) & (edges < high)], inside]))
    marks = marks[np.concatenate([[True], np.diff(marks) > 1e-6])]
    marks[-1] = high
    parts = []
    for count, chosen in (
        (NODES_NARROW, np.diff(marks) <= WIDE_S_PER_RAD),
        (NODES_WIDE, np.diff(marks) > WIDE_S_PER_RAD),
    ):
        share = 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count)
        parts.append((marks[:-1][chosen, None] + np.diff(marks)[chosen, None] * share).ravel())
    return np.append(np.sort(np.concatenate(parts)), marks[-1])


def earliest(curve: Curve, distance_deg: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Earliest arrival of a curve at given distances.

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


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _earliest_numba(x, t, p, d, joined, wanted, out):  # type: ignore[no-untyped-def]
    """`wanted` must rise."""
    n = wanted.size
    for i in range(x.size - 1):
        if not joined[i]:
            continue
        a, b = i, i + 1
        if x[a] > x[b]:
            a, b = b, a
        h = x[b] - x[a]
        j = np.searchsorted(wanted, x[a] - 1e-12)
        while j < n and wanted[j] <= x[b] + 1e-12:
            if h < 1e-12:
                time, slope, deriv = t[a], p[a], d[a]
            else:
                s = (wanted[j] - x[a]) / h
                h00 = (1 + 2 * s) * (1 - s) ** 2
                h01 = s * s * (3 - 2 * s)
                time = h00 * t[a] + h01 * t[b] + h * (s * (1 - s) ** 2 * p[a] - s * s * (1 - s) * p[b])
                slope = (
                    6 * s * (1 - s) * (t[b] - t[a]) / h
                    + (1 - s) * (1 - 3 * s) * p[a]
                    + s * (3 * s - 2) * p[b]
                )
                deriv = d[a] + s * (d[b] - d[a])
            if not (out[0, j] <= time):
                out[0, j], out[1, j], out[2, j] = time, slope, deriv
            j += 1
