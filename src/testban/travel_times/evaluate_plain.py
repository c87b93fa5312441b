"""The plain twin of the compiled loop: every branch at every point, then the earliest."""

from __future__ import annotations

import numpy as np

from testban.model import Floats, Indices
from testban.travel_times.table import Table

EDGE_TOLERANCE_DEG = 1e-7


def evaluate_numpy(
    table: Table,
    distance_deg: Floats,
    depth_km: Floats,
    ids: Indices,
    *,
    wave: int,
    max_diffracted_deg: float,
) -> Floats:
    """Earliest of the branches `ids`, and of a diffracted wave (-1 for none); see `evaluate_exact`."""
    best = np.full((3, distance_deg.size), np.nan)
    best[0] = np.inf
    options = [_branch(table, int(b), distance_deg, depth_km) for b in ids]
    if wave >= 0:
        diffracted = _boundary_waves(table, wave, distance_deg, depth_km)
        diffracted[:, distance_deg > max_diffracted_deg] = np.nan
        options.append(diffracted)
    for option in options:
        earlier = option[0] < best[0]
        best[:, earlier] = option[:, earlier]
    best[0][np.isinf(best[0])] = np.nan
    return best


def _hermite(t: Floats, h: Floats, f0: Floats, f1: Floats, g0: Floats, g1: Floats) -> tuple[Floats, Floats]:
    """Cubic with values f and slopes g at t = 0 and 1 of an interval h long: value and slope."""
    value = (
        (1 + 2 * t) * (1 - t) ** 2 * f0 + t**2 * (3 - 2 * t) * f1 + h * t * (1 - t) * ((1 - t) * g0 - t * g1)
    )
    slope = 6 * t * (1 - t) * (f1 - f0) / h + (1 - t) * (1 - 3 * t) * g0 + t * (3 * t - 2) * g1
    return value, slope


def _where(table: Table, steps: Indices, z: Floats) -> tuple[Indices, Indices, Floats, Floats]:
    """Segment, interval in it, share of the interval, length of the interval."""
    cuts = table.cuts_km
    k = np.clip(np.searchsorted(cuts, z, side="right") - 1, 0, len(cuts) - 2)
    h = np.diff(cuts)[k] / steps[k]
    j = np.minimum(((z - cuts[k]) / h).astype(np.int64), steps[k] - 1)
    return k, j, (z - cuts[k]) / h - j, h


def _branch(table: Table, b: int, x: Floats, z: Floats) -> Floats:
    out = np.full((3, x.size), np.nan)
    inside_table = (x >= 0) & (x <= 180) & (z >= 0) & (z <= table.cuts_km[-1])
    k, j, t, h = _where(table, np.maximum(table.depth_steps[b], 1), np.where(inside_table, z, 0.0))
    inside_table &= table.edge_offset[b, k] >= 0
    x, k, j, t, h = x[inside_table], k[inside_table], j[inside_table], t[inside_table], h[inside_table]
    e = table.edge_offset[b, k] + j
    edge0, edge1 = table.edges[e].T, table.edges[e + 1].T
    low, low_z = _hermite(t, h, edge0[0], edge1[0], edge0[1], edge1[1])
    width, width_z = _hermite(t, h, edge0[2], edge1[2], edge0[3], edge1[3])
    first, last = (edge0[c] + t * (edge1[c] - edge0[c]) for c in (4, 5))
    n = int(table.branch_steps[b])
    share = np.clip((x - low) / width, 0.0, 1.0)
    outside = x - low - width * share
    s = np.sqrt(share)
    i = np.minimum((s * n).astype(np.int64), n - 1)
    v = table.node_offset[b, k] + j * (n + 1) + i
    columns = []
    for node in (v, v + 1):
        upper, lower = table.nodes[node].T, table.nodes[node + n + 1].T
        columns.append(_hermite(t, h, upper[0], lower[0], upper[2], lower[2]))
        columns.append(_hermite(t, h, upper[1], lower[1], upper[3], lower[3]))
    (f0, f0z), (g0, g0z), (f1, f1z), (g1, g1z) = columns
    u, step = s * n - i, np.full(s.size, 1.0 / n)
    time, slope = _hermite(u, step, f0, f1, g0, g1)
    time_z, _ = _hermite(u, step, f0z, f1z, g0z, g1z)
    # T_s vanishes at s = 0, where T_s / s tends to the second derivative
    limit = (6.0 * (f1 - f0) * n - 2.0 * g1) * n
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(s > 1e-9, slope / s, limit) / (2.0 * width)
    inside = (x >= first - EDGE_TOLERANCE_DEG) & (x <= last + EDGE_TOLERANCE_DEG)
    time, time_z = time + p * outside, time_z - p * (low_z + width_z * share)
    if table.factored[b]:
        time, p, time_z = _times_chord(table.radius_km, x, z[inside_table], time, p, time_z)
    values = np.stack([time, p, time_z])
    out[:, inside_table] = np.where(inside, values, np.nan)
    return out


def _times_chord(
    radius: float, x: Floats, z: Floats, ratio: Floats, along: Floats, across: Floats
) -> tuple[Floats, Floats, Floats]:
    """From time over chord, and its slopes, to time and its slopes."""
    half = np.radians(x) / 2
    product = radius * (radius - z)
    chord = np.sqrt(z**2 + 4 * product * np.sin(half) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = along * chord + ratio * np.radians(1) * product * np.sin(2 * half) / chord
        dtdz = across * chord + ratio * (z - 2 * radius * np.sin(half) ** 2) / chord
    meet = chord < 1e-9
    return (
        ratio * chord,
        np.where(meet, ratio * np.radians(radius), p),
        np.where(meet, 0.0, dtdz),
    )


def _boundary_waves(table: Table, wave: int, x: Floats, z: Floats) -> Floats:
    inside_table = (x >= 0) & (x <= 180) & (z >= 0) & (z <= table.cuts_km[-1])
    k, j, t, h = _where(table, table.diffracted_offset[-1], np.where(inside_table, z, 0.0))
    inside_table &= table.diffracted_offset[wave, k] >= 0
    e = np.where(inside_table, table.diffracted_offset[wave, k] + j, 0)
    upper, lower = table.diffracted[e].T, table.diffracted[e + 1].T
    tau, _ = _hermite(t, h, upper[0], lower[0], upper[1], lower[1])
    p = np.full(x.size, table.diffracted_p[wave])
    values = np.stack([tau + p * x, p, upper[1] + t * (lower[1] - upper[1])])
    return np.where(inside_table & (x >= upper[2] + t * (lower[2] - upper[2])), values, np.nan)
