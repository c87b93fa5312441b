"""Read the table: the compiled loop that locators live on, and its plain twin."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from testban.travel_times.table import Table

EDGE_TOLERANCE_DEG = 1e-7


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator]
def _segment(cuts, z):  # type: ignore[no-untyped-def]
    k = 0
    while k + 2 < cuts.size and z >= cuts[k + 1]:
        k += 1
    return k


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _one_branch(  # type: ignore[no-untyped-def]
    x, z, k, b, cuts, depth_steps, branch_steps, edge_offset, node_offset, edges, nodes
):
    """T, dT/dx, dT/dz of one branch at distance x and depth z in segment k."""
    nan = math.nan
    e = edge_offset[b, k]
    if e < 0:
        return nan, nan, nan
    step = (cuts[k + 1] - cuts[k]) / depth_steps[b, k]
    t = (z - cuts[k]) / step
    j = min(int(t), depth_steps[b, k] - 1)
    t -= j
    e += j
    first = edges[e, 4] + t * (edges[e + 1, 4] - edges[e, 4])
    last = edges[e, 5] + t * (edges[e + 1, 5] - edges[e, 5])
    if x < first - 1e-7 or x > last + 1e-7:
        return nan, nan, nan
    # cubic Hermite in depth: values, then slopes
    t2 = t * t
    a0 = 1.0 - t2 * (3.0 - 2.0 * t)
    a1 = 1.0 - a0
    c0 = step * t * (1.0 - t) * (1.0 - t)
    c1 = -step * t2 * (1.0 - t)
    da1 = 6.0 * t * (1.0 - t) / step
    dc0 = (1.0 - t) * (1.0 - 3.0 * t)
    dc1 = t * (3.0 * t - 2.0)
    low = a0 * edges[e, 0] + a1 * edges[e + 1, 0] + c0 * edges[e, 1] + c1 * edges[e + 1, 1]
    low_z = da1 * (edges[e + 1, 0] - edges[e, 0]) + dc0 * edges[e, 1] + dc1 * edges[e + 1, 1]
    width = a0 * edges[e, 2] + a1 * edges[e + 1, 2] + c0 * edges[e, 3] + c1 * edges[e + 1, 3]
    width_z = da1 * (edges[e + 1, 2] - edges[e, 2]) + dc0 * edges[e, 3] + dc1 * edges[e + 1, 3]
    n = branch_steps[b]
    share = (x - low) / width
    outside = 0.0
    if share < 0.0:
        outside = x - low
        share = 0.0
    elif share > 1.0:
        outside = x - low - width
        share = 1.0
    s = math.sqrt(share)
    i = min(int(s * n), n - 1)
    h = 1.0 / n
    u = s * n - i
    v = node_offset[b, k] + j * (n + 1) + i
    w = v + n + 1
    # interpolate in depth at both s nodes: T, T_s, and their depth derivatives
    f0 = a0 * nodes[v, 0] + a1 * nodes[w, 0] + c0 * nodes[v, 2] + c1 * nodes[w, 2]
    f1 = a0 * nodes[v + 1, 0] + a1 * nodes[w + 1, 0] + c0 * nodes[v + 1, 2] + c1 * nodes[w + 1, 2]
    g0 = a0 * nodes[v, 1] + a1 * nodes[w, 1] + c0 * nodes[v, 3] + c1 * nodes[w, 3]
    g1 = a0 * nodes[v + 1, 1] + a1 * nodes[w + 1, 1] + c0 * nodes[v + 1, 3] + c1 * nodes[w + 1, 3]
    f0z = da1 * (nodes[w, 0] - nodes[v, 0]) + dc0 * nodes[v, 2] + dc1 * nodes[w, 2]
    f1z = da1 * (nodes[w + 1, 0] - nodes[v + 1, 0]) + dc0 * nodes[v + 1, 2] + dc1 * nodes[w + 1, 2]
    g0z = da1 * (nodes[w, 1] - nodes[v, 1]) + dc0 * nodes[v, 3] + dc1 * nodes[w, 3]
    g1z = da1 * (nodes[w + 1, 1] - nodes[v + 1, 1]) + dc0 * nodes[v + 1, 3] + dc1 * nodes[w + 1, 3]
    u2 = u * u
    b1 = u2 * (3.0 - 2.0 * u)
    b0 = 1.0 - b1
    d0 = h * u * (1.0 - u) * (1.0 - u)
    d1 = -h * u2 * (1.0 - u)
    time = b0 * f0 + b1 * f1 + d0 * g0 + d1 * g1
    time_z = b0 * f0z + b1 * f1z + d0 * g0z + d1 * g1z
    if i == 0:
        # T_s vanishes at s = 0; T_s / s stays finite
        per_s = (6.0 * (1.0 - u) * (f1 - f0) * n + (3.0 * u - 2.0) * g1) * n
        p = per_s / (2.0 * width)
    else:
        slope = (
            6.0 * u * (1.0 - u) * (f1 - f0) * n + (1.0 - u) * (1.0 - 3.0 * u) * g0 + u * (3.0 * u - 2.0) * g1
        )
        p = slope / (2.0 * width * s)
    return time + p * outside, p, time_z - p * (low_z + width_z * share)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _phase_numba(  # type: ignore[no-untyped-def]
    x,
    z,
    ids,
    wave,
    max_diffracted,
    cuts,
    depth_steps,
    branch_steps,
    edge_offset,
    node_offset,
    edges,
    nodes,
    diffracted_offset,
    diffracted,
    diffracted_p,
    out,
):
    for q in range(x.size):
        xq, zq = x[q], z[q]
        best, best_p, best_z = math.inf, math.nan, math.nan
        if xq >= 0.0 and zq >= 0.0:  # False for NaN
            k = _segment(cuts, zq)
            for r in range(ids.size):
                time, p, dz = _one_branch(
                    xq, zq, k, ids[r], cuts, depth_steps, branch_steps, edge_offset, node_offset, edges, nodes
                )
                if time < best:
                    best, best_p, best_z = time, p, dz
            if wave >= 0 and xq <= max_diffracted:
                step = (cuts[k + 1] - cuts[k]) / diffracted_offset[2, k]
                t = (zq - cuts[k]) / step
                j = min(int(t), diffracted_offset[2, k] - 1)
                t -= j
                e = diffracted_offset[wave, k] + j
                if xq >= diffracted[e, 2] + t * (diffracted[e + 1, 2] - diffracted[e, 2]):
                    a1 = t * t * (3.0 - 2.0 * t)
                    tau = (
                        diffracted[e, 0]
                        + a1 * (diffracted[e + 1, 0] - diffracted[e, 0])
                        + step * t * (1.0 - t) * ((1.0 - t) * diffracted[e, 1] - t * diffracted[e + 1, 1])
                    )
                    time = tau + diffracted_p[wave] * xq
                    if time < best:
                        best, best_p = time, diffracted_p[wave]
                        best_z = diffracted[e, 1] + t * (diffracted[e + 1, 1] - diffracted[e, 1])
        out[0, q] = best if best < math.inf else math.nan
        out[1, q], out[2, q] = best_p, best_z


def evaluate(
    table: Table,
    distance_deg: NDArray[np.float64],
    depth_km: NDArray[np.float64],
    ids: NDArray[np.int64],
    *,
    wave: int,
    max_diffracted_deg: float,
) -> NDArray[np.float64]:
    """Earliest of some branches (and of Pdiff for `wave` 0, Sdiff for 1, none for -1).

    Returns
    -------
    ndarray, shape (3, n)
        Time, ray parameter, depth derivative; NaN where no branch arrives.
    """
    out = np.empty((3, distance_deg.size))
    _phase_numba(
        distance_deg,
        depth_km,
        ids,
        wave,
        max_diffracted_deg,
        table.cuts_km,
        table.depth_steps,
        table.branch_steps,
        table.edge_offset,
        table.node_offset,
        table.edges,
        table.nodes,
        table.diffracted_offset,
        table.diffracted,
        table.diffracted_p,
        out,
    )
    return out
