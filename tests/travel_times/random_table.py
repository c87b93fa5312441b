"""Tables of travel times made of random numbers: what holds for them holds for every table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from testban.travel_times.table import Table

CUTS_KM = np.array([0.0, 33.5, 120.75, 250.25])
DIFFRACTED_FROM_DEG = np.array([95.0, 20.0, 3.0, 60.0])


class Shape(NamedTuple):
    """One branch: where it exists, how fine it is, what its nodes hold (seconds, or seconds over chord)."""

    segments: tuple[int, ...]
    begins_deg: float
    ends_deg: float
    steps: int
    depth_steps: int
    base: float
    rate: float
    rough: float
    factored: bool = False
    slant_deg: float = 0.0  # by how much its ends differ between depths


RANDOM = (
    Shape((0, 1, 2), 0.0, 180.0, 7, 2, 30.0, 6.0, 3.0),
    Shape((0,), 0.0, 40.0, 5, 3, 0.12, 0.0, 0.02, factored=True),
    Shape((0, 1, 2), 20.0, 95.0, 4, 1, 12.0, 6.2, 3.0),
    Shape((1, 2), 60.0, 150.0, 3, 2, 55.0, 5.7, 3.0, slant_deg=4.0),
)


def flat(begins_deg: float, ends_deg: float, time_s: float) -> Shape:
    """A branch that arrives at one time everywhere."""
    return Shape((0, 1, 2), begins_deg, ends_deg, 2, 1, time_s, 0.0, 0.0)


def make_table(shapes: Sequence[Shape] = RANDOM, *, seed: int = 1) -> Table:
    """Fill a table; with a roughness every value and slope is another."""
    rng = np.random.default_rng(seed)
    segments = CUTS_KM.size - 1
    depth_steps = np.zeros((len(shapes), segments), dtype=np.int64)
    edge_offset, node_offset = (np.full((len(shapes), segments), -1, dtype=np.int64) for _ in range(2))
    edges, nodes = [], []
    for b, shape in enumerate(shapes):
        for k in shape.segments:
            depth_steps[b, k] = shape.depth_steps
            edge_offset[b, k], node_offset[b, k] = len(edges), len(nodes)
            for _ in range(shape.depth_steps + 1):
                jitter = min(shape.rough, 1.0) * rng.uniform(-1.0, 1.0, 6)
                width = shape.ends_deg - shape.begins_deg
                # Rays begin and end a little inside and outside of where the grid along the branch does.
                low, span = shape.begins_deg + 0.8 * jitter[0], width + 1.5 * jitter[2]
                first = shape.begins_deg + shape.slant_deg * jitter[4]
                last = shape.ends_deg + shape.slant_deg * jitter[5]
                edges.append([low, 0.03 * jitter[1], span, 0.02 * jitter[3], first, last])
                for i in range(shape.steps + 1):
                    s = i / shape.steps
                    off = shape.rough * rng.standard_normal(4)
                    value = shape.base + shape.rate * width * s**2 + off[0]
                    slope = 2.0 * shape.rate * width * s + off[1]
                    tilt = np.array([0.01, 0.01]) * off[2:]
                    nodes.append([value, slope * (i > 0), tilt[0], tilt[1] * (i > 0)])
    waves = np.full((5, segments), -1, dtype=np.int64)
    waves[4] = [2, 3, 1]
    waves[0], waves[1], waves[2, 0], waves[3, 1:] = [0, 3, 7], [9, 12, 16], 18, [21, 25]
    diffracted = rng.uniform(0.0, 1.0, (27, 3)) * [40.0, 0.3, 4.0] + [60.0, -0.15, 0.0]
    # Each wave begins where its distance in the first column says, and at another distance for each depth.
    starts = np.concatenate([np.full(9, 95.0), np.full(9, 20.0), np.full(3, 3.0), np.full(6, 60.0)])
    diffracted[:, 2] += starts
    return Table(
        name="random", radius_km=6371.0, surface_vp_km_s=5.8, surface_vs_km_s=3.4, law="linear",
        cuts_km=CUTS_KM, depth_steps=depth_steps, branch_names=tuple(f"b{b}" for b in range(len(shapes))),
        branch_steps=np.array([shape.steps for shape in shapes], dtype=np.int64),
        edge_offset=edge_offset, node_offset=node_offset, edges=np.array(edges), nodes=np.array(nodes),
        factored=np.array([shape.factored for shape in shapes]), diffracted_offset=waves,
        diffracted=diffracted, diffracted_p=np.array([4.5, 8.3, 19.0, 31.0]),
        diffracted_from=DIFFRACTED_FROM_DEG, p_layers=np.zeros((0, 4)), s_layers=np.zeros((0, 4)), phases={},
    )  # fmt: skip
