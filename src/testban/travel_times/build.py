"""Build the table of a model."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from testban.model import Floats, Indices
from testban.travel_times.branches import Branch, list_branches
from testban.travel_times.curves import DEG, Curve, CurveMaker, earliest, largest_passing
from testban.travel_times.layering import Layers
from testban.travel_times.ray_legs import leg, slowness_at
from testban.travel_times.table import Table

MAX_DEPTH_KM = 700.0
STEPS_KM = ((60.0, 1.0), (MAX_DEPTH_KM, 5.0))  # depth steps down to a depth
# Just below a discontinuity the wave that goes up through it is as curved as near the source: finer steps.
BELOW_CUT_KM, STEP_BELOW_CUT_KM = 6.0, 0.5
STEP_INDIRECT_KM = 5.0  # for waves that cannot go straight up
STEP_DEEP_KM = 10.0  # for waves that turn or are reflected far below every source
# Node spacing at the far end of a branch; of one that holds waves that go straight up; of a reflection.
FAR_SPACING_DEG, FAR_SPACING_DIRECT_DEG, FAR_SPACING_REFLECTED_DEG = 0.8, 0.4, 1.6
MIN_STEPS, MAX_STEPS = 40, 500
Progress = Callable[[float], None]


def build_table(layers: Layers, *, law: str, progress: Progress | None = None) -> Table:
    """Compute every branch of a model on its grid.

    Parameters
    ----------
    layers : Layers
        The model.
    law : str
        Name of the velocity law the layers were made with, kept with the table.
    progress : callable, optional
        Called with the share done, 0 to 1.
    """
    cuts = _cuts(layers)
    maker, branches = CurveMaker(layers), list_branches(layers)
    edge_offset = np.full((len(branches), len(cuts) - 1), -1, dtype=np.int64)
    node_offset = edge_offset.copy()
    edges: list[Floats] = []
    nodes: list[Floats] = []
    steps = np.zeros(len(branches), dtype=np.int64)
    depth_steps = np.zeros(edge_offset.shape, dtype=np.int64)
    factored = np.array([b.direct and b.zone is not None and b.zone[0] == 0.0 for b in branches])
    at_edge = at_node = 0
    for b, branch in enumerate(branches):
        segments = _segments(cuts, branch)
        depth_steps[b] = [len(segment) - 1 for segment in segments]
        curves = [[_curve(maker, branch, segment, z) for z in segment] for segment in segments]
        wide = max(
            (c.distance_deg.max() - c.distance_deg.min() for row in curves for c in row if c),
            default=0.0,
        )
        steps[b] = int(np.clip(np.ceil(2.0 * wide / _spacing(branch, wide)), MIN_STEPS, MAX_STEPS))
        for k, (segment, row) in enumerate(zip(segments, curves, strict=True)):
            existing = [c for c in row if c is not None]
            if len(existing) != len(row):  # the zone ends above this segment
                continue
            edge, node = _patch(existing, segment, int(steps[b]), layers if factored[b] else None)
            edge_offset[b, k], node_offset[b, k] = at_edge, at_node
            edges.append(edge)
            nodes.append(node)
            at_edge += len(edge)
            at_node += len(node)
        if progress:
            progress((b + 1) / len(branches))
    diffracted_offset, diffracted, diffracted_p, diffracted_from = _boundary_waves(layers, cuts)
    phases: dict[str, tuple[int, ...]] = {}
    for b, branch in enumerate(branches):
        for phase in branch.phases:
            phases[phase] = (*phases.get(phase, ()), b)
    return Table(
        name=layers.name,
        radius_km=layers.radius_km,
        surface_vp_km_s=float(layers.radius_km / layers.p[0, 2]),
        surface_vs_km_s=float(layers.radius_km / layers.s[0, 2]),
        law=law,
        cuts_km=cuts,
        depth_steps=depth_steps,
        branch_names=tuple(b.name for b in branches),
        branch_steps=steps,
        edge_offset=edge_offset,
        node_offset=node_offset,
        edges=np.vstack(edges),
        nodes=np.vstack(nodes),
        factored=factored,
        diffracted_offset=diffracted_offset,
        diffracted=diffracted,
        diffracted_p=diffracted_p,
        diffracted_from=diffracted_from,
        p_layers=layers.p,
        s_layers=layers.s,
        phases=phases,
    )


def _cuts(layers: Layers) -> Floats:
    """Depths at which the grid starts anew: where waves change abruptly."""
    cuts = {0.0, MAX_DEPTH_KM}
    cuts |= {z for z in (*layers.cuts_p_km, *layers.cuts_s_km) if z < MAX_DEPTH_KM}
    ordered = sorted(cuts)
    for top, bottom in pairwise(ordered[1:]):
        if bottom - top > 2 * BELOW_CUT_KM:
            cuts.add(top + BELOW_CUT_KM)
    return np.array(sorted(cuts))


def _segments(cuts: Floats, branch: Branch | None) -> list[Floats]:
    """Depth nodes of each segment; None for diffracted waves."""
    deep = branch is None or branch.zone is None or branch.zone[0] > MAX_DEPTH_KM
    direct = branch is not None and branch.direct
    segments = []
    for top, bottom in pairwise(cuts):
        fine = next(step for limit, step in STEPS_KM if bottom <= limit)
        if top > 0.0 and bottom - top <= BELOW_CUT_KM + 1e-9:
            fine = STEP_BELOW_CUT_KM
        step = fine if direct else STEP_DEEP_KM if deep else STEP_INDIRECT_KM
        segments.append(np.linspace(top, bottom, int(np.ceil((bottom - top) / step - 1e-9)) + 1))
    return segments


def _spacing(branch: Branch, wide_deg: float) -> float:
    if branch.zone is None:
        return FAR_SPACING_REFLECTED_DEG
    return (
        FAR_SPACING_DIRECT_DEG
        if branch.direct and branch.zone[0] > 0.0 and wide_deg < 60.0
        else FAR_SPACING_DEG
    )


def _curve(maker: CurveMaker, branch: Branch, segment: Floats, z: float) -> Curve | None:
    return maker.curve(branch, float(z), below=bool(z == segment[0] and z > 0))


def _patch(curves: list[Curve], depths: Floats, steps: int, factor: Layers | None) -> tuple[Floats, Floats]:
    """Edges and nodes of one branch in one segment; divided by the chord where `factor` gives the layers."""
    # Loaded here: shipped tables need no building.
    from scipy.interpolate import CubicSpline

    low = np.array([_beginning(c) for c in curves])
    high = np.array([c.distance_deg.max() for c in curves])
    width = np.maximum(high - low, 1e-6)
    low_slope, width_slope = _slope(depths, low), _slope(depths, width)
    s = np.linspace(0.0, 1.0, steps + 1)
    node = np.empty((len(curves), steps + 1, 4))
    for j, curve in enumerate(curves):
        x = low[j] + width[j] * s**2
        time, p, dtdz = _on(curve, x)
        if factor is not None:
            time, p, dtdz = _over_chord(factor, x, depths[j], time, p, dtdz)
        along_z = dtdz + p * (low_slope[j] + width_slope[j] * s**2)
        node[j, :, 0] = time
        node[j, :, 1] = p * 2.0 * width[j] * s
        node[j, :, 2] = along_z
        node[j, :, 3] = CubicSpline(s, along_z, bc_type=((1, 0.0), "not-a-knot")).derivative()(s)
    edge = np.column_stack(
        [
            low,
            low_slope,
            width,
            width_slope,
            [c.first for c in curves],
            [c.last for c in curves],
        ]
    )
    return edge, node.reshape(-1, 4)


def _over_chord(
    layers: Layers,
    x: Floats,
    depth: float,
    time: Floats,
    p: Floats,
    dtdz: Floats,
) -> tuple[Floats, ...]:
    """Time over chord, and its slopes; where source and receiver meet, their limits."""
    radius, half = layers.radius_km, 0.5 * x * DEG
    chord = np.sqrt(depth**2 + 4.0 * radius * (radius - depth) * np.sin(half) ** 2)
    meet = chord < 1e-9
    chord[meet] = 1.0
    ratio = time / chord
    along = (p - ratio * radius * (radius - depth) * np.sin(2.0 * half) * DEG / chord) / chord
    across = (dtdz - ratio * (depth - 2.0 * radius * np.sin(half) ** 2) / chord) / chord
    if meet.any():
        near = min(layers.p[0, 2], layers.s[0, 2], key=lambda u: abs(ratio[1] - u / radius))
        ratio[meet], along[meet], across[meet] = near / radius, along[1], across[1]
    return ratio, along, across


def _beginning(curve: Curve) -> float:
    """Least distance of the branch; at a caustic the vertex of a parabola in ray parameter."""
    x, p = curve.distance_deg, curve.ray_parameter
    i = int(np.argmin(x))
    if 0 < i < len(x) - 1 and curve.joined[i - 1] and curve.joined[i]:
        fit = np.polyfit(p[i - 1 : i + 2] - p[i], x[i - 1 : i + 2] - x[i], 2)
        if fit[0] > 0:
            vertex = x[i] - fit[1] ** 2 / (4 * fit[0])
            return float(max(vertex, x[i] - 0.05, 0.0))
    return float(x[i])


def _slope(depths: Floats, values: Floats) -> Floats:
    # Loaded here: shipped tables need no building.
    from scipy.interpolate import CubicSpline

    if len(depths) == 2:
        return np.full(2, (values[1] - values[0]) / (depths[1] - depths[0]))
    if len(depths) == 3:
        return np.asarray(np.gradient(values, depths, edge_order=2))
    return np.asarray(CubicSpline(depths, values).derivative()(depths))


def _on(curve: Curve, x: Floats) -> tuple[Floats, ...]:
    """Earliest arrival at x; a little outside the samples, or in a gap of them, along the nearest ray."""
    time, p, dtdz = earliest(curve, x)
    for i in np.flatnonzero(np.isnan(time)):
        n = int(np.argmin(np.abs(curve.distance_deg - x[i])))
        p[i], dtdz[i] = curve.ray_parameter[n], curve.depth_derivative[n]
        time[i] = curve.time_s[n] + p[i] * (x[i] - curve.distance_deg[n])
    return time, p, dtdz


def _boundary_waves(layers: Layers, cuts: Floats) -> tuple[Indices, Floats, Floats, Floats]:
    """Delay of the ray that grazes a boundary: T = tau + p x beyond the distance at which it emerges.

    Pdiff and Sdiff along the core; Pg and Sg, beyond the reach of their rays, along the bottom of the
    upper crust:
    "at larger distances also arrivals ... with a group velocity around 5.8 km/s" (Storchak et al. 2003).
    """
    radius = layers.radius_km
    upper = layers.moho_km if layers.conrad_km is None else layers.conrad_km
    boundaries = (
        (layers.p, layers.cmb_km),
        (layers.s, layers.cmb_km),
        (layers.p, upper),
        (layers.s, upper),
    )
    segments = _segments(cuts, None)
    offset = np.full((len(boundaries) + 1, len(segments)), -1, dtype=np.int64)
    offset[-1] = [len(segment) - 1 for segment in segments]
    rows: list[tuple[float, float, float]] = []
    grazing, least = [], []
    for w, (stack, boundary) in enumerate(boundaries):
        p = largest_passing(stack, radius, boundary)
        x0, tau0, _, _ = leg(stack, radius, np.array([p]), boundary)
        begin = len(rows)
        for k, segment in enumerate(segments):
            if segment[-1] > boundary + 1e-9:
                continue
            offset[w, k] = len(rows)
            for z in segment:
                above = bool(z > 0 and z != segment[0])
                sx, st, _, _ = leg(stack, radius, np.array([p]), float(z))
                u = slowness_at(stack, radius, float(z), above=above)
                eta = np.sqrt(max(u**2 - p**2, 0.0)) / (radius - z)
                rows.append((2 * tau0[0] - st[0], -eta, (2 * x0[0] - sx[0]) / DEG))
        grazing.append(p * DEG)
        least.append(min((row[2] for row in rows[begin:]), default=np.inf))
    return offset, np.array(rows), np.array(grazing), np.array(least)
