"""Look travel times up in the table by compiled loops; `evaluate_plain` is their plain twin."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import uintp
from numpy.typing import NDArray

from testban.model import Floats, Indices
from testban.travel_times.kernel import njit_inlined, njit_kernel
from testban.travel_times.table import Table

DEG = math.pi / 180.0
SUBCELLS = 8  # cells per depth segment in the map of candidates
# A branch is left out of a cell when another arrives earlier by this much at every corner of it: more than
# time can bend inside a cell of 1 degree and an eighth of a depth segment.
MARGIN_S = 2.0


@dataclass(frozen=True)
class BranchCandidates:
    """Branches to choose the earliest from, and in which cell of distance and depth each can be it.

    `candidates` has shape (segments, SUBCELLS, 180, m): branches, then -1. `wave` is the diffracted wave that
    takes part (0 Pdiff, 1 Sdiff, 2 Pg, 3 Sg), or -1.
    """

    candidates: NDArray[np.int8]
    wave: int


def make_branch_candidates(table: Table, ids: Indices, wave: int) -> BranchCandidates:
    """Map which of some branches can arrive first in each cell; the others are not evaluated there."""
    segments = len(table.cuts_km) - 1
    if not len(ids):  # a diffracted wave alone
        return BranchCandidates(
            candidates=np.full((segments, SUBCELLS, 180, 1), -1, dtype=np.int8),
            wave=wave,
        )
    share = np.arange(SUBCELLS + 1) / SUBCELLS
    depth = table.cuts_km[:-1, None] + np.diff(table.cuts_km)[:, None] * share
    distance = np.arange(181.0)
    exists = np.zeros((len(ids), segments, SUBCELLS, 180), dtype=bool)
    covers = exists.copy()
    low = np.full(exists.shape, np.inf)
    high = np.full(exists.shape, np.inf)
    for r, b in enumerate(ids):
        for k in range(segments):
            if table.edge_offset[b, k] < 0:
                continue
            rows = table.edges[table.edge_offset[b, k] :][: table.depth_steps[b, k] + 1]
            at = np.linspace(table.cuts_km[k], table.cuts_km[k + 1], len(rows))
            first, last = (_range(at, rows[:, c], depth[k]) for c in (4, 5))
            exists[r, k] = (first[0][:, None] <= distance[1:]) & (last[1][:, None] >= distance[:-1])
            covers[r, k] = (first[1][:, None] <= distance[:-1]) & (last[0][:, None] >= distance[1:])
            corner = _corners(table, int(b), k, depth[k], distance)
            low[r, k] = np.fmin(corner[:-1, :-1], corner[1:, :-1])
            high[r, k] = np.fmax(corner[:-1, 1:], corner[1:, 1:])
    bound = np.where(covers, high, np.inf).min(axis=0) + MARGIN_S
    # where the corner itself lies outside the branch its time is unknown, and the branch stays
    possible = exists & ~(low > bound)
    most = max(1, int(possible.sum(axis=0).max()))
    candidates = np.full((segments, SUBCELLS, 180, most), -1, dtype=np.int8)
    order = np.argsort(~possible, axis=0, kind="stable")[:most]
    chosen = np.take_along_axis(possible, order, axis=0)
    candidates[:] = np.moveaxis(np.where(chosen, ids[order], -1), 0, -1)
    return BranchCandidates(candidates=candidates, wave=wave)


def _range(at: Floats, values: Floats, depth: Floats) -> tuple[Floats, Floats]:
    """Least and greatest of a piecewise linear function in each subcell of depth."""
    edge = np.interp(depth, at, values)
    least, most = np.minimum(edge[:-1], edge[1:]), np.maximum(edge[:-1], edge[1:])
    for z, value in zip(at, values, strict=True):
        cell = min(int(np.searchsorted(depth, z, side="right")) - 1, len(least) - 1)
        for c in {cell, max(cell - 1, 0)} if z == depth[cell] else {cell}:
            least[c], most[c] = min(least[c], value), max(most[c], value)
    return least, most


def _corners(
    table: Table,
    b: int,
    k: int,
    depth: Floats,
    distance: Floats,
) -> Floats:
    out = np.empty((len(depth), len(distance)))
    _corners_numba(table.arrays, depth, distance, k, b, out)
    return out


@njit_kernel
def _corners_numba(table, depth, distance, k, b, out):  # type: ignore[no-untyped-def]  # pragma: no cover
    for i in range(depth.size):
        for j in range(distance.size):
            out[i, j] = _one_branch(table, distance[j], depth[i], k, b)[0]


@njit_inlined
def _one_branch(table, x, z, k, b):  # type: ignore[no-untyped-def]  # pragma: no cover
    """T, dT/dx, dT/dz of one branch at distance x and depth z in segment k."""
    nan = math.nan
    cuts, edges, nodes, radius = table.cuts_km, table.edges, table.nodes, table.radius_km
    offset = table.edge_offset[b, k]
    if offset < 0:
        return nan, nan, nan
    count = table.depth_steps[b, k]
    inverse = count / (cuts[k + 1] - cuts[k])
    t = (z - cuts[k]) * inverse
    step = 1.0 / inverse
    j = min(int(t), count - 1)
    t -= j
    e = uintp(offset + j)
    e1 = uintp(offset + j + 1)
    first = edges[e, 4] + t * (edges[e1, 4] - edges[e, 4])
    last = edges[e, 5] + t * (edges[e1, 5] - edges[e, 5])
    if x < first - 1e-7 or x > last + 1e-7:
        return nan, nan, nan
    # cubic Hermite in depth: values, then slopes
    r = 1.0 - t
    a1 = t * t * (3.0 - 2.0 * t)
    a0 = 1.0 - a1
    c0 = step * t * r * r
    c1 = -step * t * t * r
    da1 = 6.0 * t * r * inverse
    dc0 = r * (1.0 - 3.0 * t)
    dc1 = t * (3.0 * t - 2.0)
    low = a0 * edges[e, 0] + a1 * edges[e1, 0] + c0 * edges[e, 1] + c1 * edges[e1, 1]
    low_z = da1 * (edges[e1, 0] - edges[e, 0]) + dc0 * edges[e, 1] + dc1 * edges[e1, 1]
    width = a0 * edges[e, 2] + a1 * edges[e1, 2] + c0 * edges[e, 3] + c1 * edges[e1, 3]
    width_z = da1 * (edges[e1, 2] - edges[e, 2]) + dc0 * edges[e, 3] + dc1 * edges[e1, 3]
    n = table.branch_steps[b]
    per_width = 1.0 / width
    share = (x - low) * per_width
    outside = 0.0
    if share < 0.0:
        outside = x - low
        share = 0.0
    elif share > 1.0:
        outside = x - low - width
        share = 1.0
    s = math.sqrt(share)
    i = min(int(s * n), n - 1)
    u = s * n - i
    h = 1.0 / n
    v = uintp(table.node_offset[b, k] + j * (n + 1) + i)
    w = uintp(v + uintp(n + 1))
    v1 = uintp(v + uintp(1))
    w1 = uintp(w + uintp(1))
    # in depth, at both s nodes: T and T_s, and their depth derivatives
    f0 = a0 * nodes[v, 0] + a1 * nodes[w, 0] + c0 * nodes[v, 2] + c1 * nodes[w, 2]
    f1 = a0 * nodes[v1, 0] + a1 * nodes[w1, 0] + c0 * nodes[v1, 2] + c1 * nodes[w1, 2]
    g0 = a0 * nodes[v, 1] + a1 * nodes[w, 1] + c0 * nodes[v, 3] + c1 * nodes[w, 3]
    g1 = a0 * nodes[v1, 1] + a1 * nodes[w1, 1] + c0 * nodes[v1, 3] + c1 * nodes[w1, 3]
    f0z = da1 * (nodes[w, 0] - nodes[v, 0]) + dc0 * nodes[v, 2] + dc1 * nodes[w, 2]
    f1z = da1 * (nodes[w1, 0] - nodes[v1, 0]) + dc0 * nodes[v1, 2] + dc1 * nodes[w1, 2]
    g0z = da1 * (nodes[w, 1] - nodes[v, 1]) + dc0 * nodes[v, 3] + dc1 * nodes[w, 3]
    g1z = da1 * (nodes[w1, 1] - nodes[v1, 1]) + dc0 * nodes[v1, 3] + dc1 * nodes[w1, 3]
    q = 1.0 - u
    b1 = u * u * (3.0 - 2.0 * u)
    d0 = h * u * q * q
    d1 = -h * u * u * q
    time = f0 + b1 * (f1 - f0) + d0 * g0 + d1 * g1
    time_z = f0z + b1 * (f1z - f0z) + d0 * g0z + d1 * g1z
    if i == 0:
        # T_s vanishes at s = 0; T_s / s stays finite
        p = 0.5 * per_width * n * (6.0 * q * (f1 - f0) * n + (3.0 * u - 2.0) * g1)
    else:
        slope = 6.0 * u * q * (f1 - f0) * n + q * (1.0 - 3.0 * u) * g0 + u * (3.0 * u - 2.0) * g1
        p = 0.5 * per_width * slope / s
    time += p * outside
    time_z -= p * (low_z + width_z * share)
    if table.factored[b]:  # the nodes hold time over chord
        half = 0.5 * DEG * x
        sine, cosine = math.sin(half), math.cos(half)
        product = radius * (radius - z)
        chord = math.sqrt(z * z + 4.0 * product * sine * sine)
        if chord < 1e-9:
            return 0.0, time * radius * DEG, 0.0
        p = p * chord + time * 2.0 * product * sine * cosine * DEG / chord
        time_z = time_z * chord + time * (z - 2.0 * radius * sine * sine) / chord
        time *= chord
    return time, p, time_z


@njit_kernel
def one_query(table, x, z, candidates, wave, limit):  # type: ignore[no-untyped-def]  # pragma: no cover
    """T, dT/dx, dT/dz of the earliest candidate at distance x and depth z; diffracted waves up to a limit."""
    cuts = table.cuts_km
    best, best_p, best_z = math.inf, math.nan, math.nan
    if not (x >= 0.0 and x <= 180.0 and z >= 0.0 and z <= cuts[cuts.size - 1]):  # NaN too
        return math.nan, math.nan, math.nan
    k = table.seg_of_km[uintp(z)]
    while k + 2 < cuts.size and z >= cuts[k + 1]:
        k += 1
    sub = min(int((z - cuts[k]) / (cuts[k + 1] - cuts[k]) * SUBCELLS), SUBCELLS - 1)
    cell = min(int(x), 179)
    for r in range(candidates.shape[3]):
        b = candidates[k, sub, cell, r]
        if b < 0:
            break
        time, p, dz = _one_branch(table, x, z, k, b)
        if time < best:
            best, best_p, best_z = time, p, dz
    diffracted, offset = table.diffracted, table.diffracted_offset
    if wave >= 0 and table.diffracted_from[wave] <= x <= limit and offset[wave, k] >= 0:
        steps = offset[offset.shape[0] - 1, k]
        step = (cuts[k + 1] - cuts[k]) / steps
        t = (z - cuts[k]) / step
        j = min(int(t), steps - 1)
        t -= j
        e = offset[wave, k] + j
        if x >= diffracted[e, 2] + t * (diffracted[e + 1, 2] - diffracted[e, 2]):
            a1 = t * t * (3.0 - 2.0 * t)
            tau = diffracted[e, 0] + a1 * (diffracted[e + 1, 0] - diffracted[e, 0])
            tau += step * t * (1.0 - t) * ((1.0 - t) * diffracted[e, 1] - t * diffracted[e + 1, 1])
            time = tau + table.diffracted_p[wave] * x
            if time < best:
                best, best_p = time, table.diffracted_p[wave]
                best_z = diffracted[e, 1] + t * (diffracted[e + 1, 1] - diffracted[e, 1])
    if best == math.inf:
        best = math.nan
    return best, best_p, best_z


@njit_kernel
def _loop_numba(table, x, z, candidates, wave, limit, out):  # type: ignore[no-untyped-def]  # pragma: no cover
    for q in range(x.size):
        out[0, q], out[1, q], out[2, q] = one_query(table, x[q], z[q], candidates, wave, limit)


@njit_kernel
def _mixed_numba(  # type: ignore[no-untyped-def]  # pragma: no cover
    table, which, x, z, candidates, waves, limits, out
):
    for q in range(x.size):
        w = which[q]
        if w < 0 or w >= candidates.shape[0]:
            out[0, q] = out[1, q] = out[2, q] = math.nan
            continue
        out[0, q], out[1, q], out[2, q] = one_query(table, x[q], z[q], candidates[w], waves[w], limits[w])


def evaluate_exact(
    table: Table,
    distance_deg: Floats,
    depth_km: Floats,
    branches: BranchCandidates,
    out: Floats,
    *,
    max_diffracted_deg: float,
) -> None:
    """Fill `out`, shape (3, n), with time, ray parameter and depth derivative; NaN where none arrives.

    The diffracted wave takes part, where `branches` includes one, up to a distance.
    """
    _loop_numba(
        table.arrays, distance_deg, depth_km, branches.candidates, branches.wave, max_diffracted_deg, out
    )


def evaluate_mixed(
    table: Table,
    which: Indices,
    distance_deg: Floats,
    depth_km: Floats,
    candidates: NDArray[np.int8],
    waves: Indices,
    limits: Floats,
    out: Floats,
) -> None:
    """Fill `out`, shape (3, n), each query with its own candidates out of a stack of them."""
    _mixed_numba(table.arrays, which, distance_deg, depth_km, candidates, waves, limits, out)
