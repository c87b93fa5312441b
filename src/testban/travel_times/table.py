"""The table: every branch on a grid of depth and of a coordinate along the branch."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from testban.model import Flags, Floats, Indices

FORMAT = 3


class TableArrays(NamedTuple):
    """What compiled loops read of a table: its attributes of the same names, in one argument."""

    seg_of_km: Indices
    cuts_km: Floats
    depth_steps: Indices
    branch_steps: Indices
    edge_offset: Indices
    node_offset: Indices
    edges: Floats
    nodes: Floats
    factored: Flags
    radius_km: float
    diffracted_offset: Indices
    diffracted: Floats
    diffracted_p: Floats
    diffracted_from: Floats


@dataclass(frozen=True)
class Table:
    """All branches of one model.

    Depth is cut into segments at the discontinuities of the model; inside a segment nodes are evenly spaced.
    Along a branch the coordinate is s with x = low(z) + width(z) s^2, s in [0, 1], evenly spaced: dense
    near the beginning of the branch, where a caustic makes time behave as (x - low)^(3/2).

    Attributes
    ----------
    cuts_km : ndarray, shape (k + 1,)
        Depths that bound the segments.
    depth_steps : ndarray of int, shape (b, k)
        Number of depth intervals of each branch in each segment.
    branch_names : tuple of str
    branch_steps : ndarray of int, shape (b,)
        Intervals along s of each branch.
    edge_offset, node_offset : ndarray of int, shape (b, k)
        Where the values of a branch in a segment begin; -1 where the branch does not exist.
    edges : ndarray, shape (e, 6)
        Per branch and depth node: low, d low/dz, width, d width/dz, true first and last distance (deg, km).
    nodes : ndarray, shape (n, 4)
        Per depth node and s node: T, dT/ds, dT/dz at constant s, d2T/dsdz.
    factored : ndarray of bool, shape (b,)
        Branches of sources in the uppermost zone: their nodes hold T over the length of the chord instead
        of T, which is smooth where source and receiver meet.
    diffracted_offset : ndarray of int, shape (5, k)
        As above for waves diffracted along a boundary: Pdiff, Sdiff, Pg, Sg; then the number of depth
        intervals.
    diffracted : ndarray, shape (d, 3)
        Per depth node: tau, d tau/dz, first distance.
    diffracted_p, diffracted_from : ndarray, shape (4,)
        Their ray parameters in s/deg, and the least distance at which each begins.
    p_layers, s_layers : ndarray, shape (l, 4)
        The layers the table was computed from; see `Layers`.
    phases : dict of str to tuple of int
        Branches that answer each named phase.
    """

    name: str
    radius_km: float
    surface_vp_km_s: float
    surface_vs_km_s: float
    law: str
    cuts_km: Floats
    depth_steps: Indices
    branch_names: tuple[str, ...]
    branch_steps: Indices
    edge_offset: Indices
    node_offset: Indices
    edges: Floats
    nodes: Floats
    factored: Flags
    diffracted_offset: Indices
    diffracted: Floats
    diffracted_p: Floats
    diffracted_from: Floats
    p_layers: Floats
    s_layers: Floats
    phases: dict[str, tuple[int, ...]]

    @cached_property
    def seg_of_km(self) -> Indices:
        """Segment in which each whole kilometre of depth lies."""
        whole = np.arange(int(self.cuts_km[-1]) + 2)
        segment = np.searchsorted(self.cuts_km, whole, side="right") - 1
        return np.clip(segment, 0, len(self.cuts_km) - 2).astype(np.int64)

    @cached_property
    def arrays(self) -> TableArrays:
        """The arrays that compiled loops read."""
        return TableArrays(**{name: getattr(self, name) for name in TableArrays._fields})

    def save(self, target: str | Path | IO[bytes]) -> None:
        """Write a compressed npz file; slopes in single precision, which costs 0.1 microseconds."""
        values = {key: value for key, value in vars(self).items() if isinstance(value, np.ndarray)}
        values.pop("seg_of_km", None)
        nodes = values.pop("nodes")
        values["node_times"], values["node_slopes"] = (
            nodes[:, 0],
            nodes[:, 1:].astype(np.float32),
        )
        names = ";".join(f"{phase}={','.join(map(str, ids))}" for phase, ids in self.phases.items())
        meta = np.array([str(FORMAT), self.name, self.law, ";".join(self.branch_names), names])
        scalars = np.array([self.radius_km, self.surface_vp_km_s, self.surface_vs_km_s])
        np.savez_compressed(target, allow_pickle=False, meta=meta, scalars=scalars, **values)


def read_table(source: str | Path | bytes) -> Table:
    """Read a table written by `Table.save`; ValueError when it is of another format."""
    with np.load(io.BytesIO(source) if isinstance(source, bytes) else source, allow_pickle=False) as file:
        # Tables written before 0.2 call waves diffracted along a boundary creeping.
        arrays = {key.replace("creeping", "diffracted"): file[key] for key in file.files}
    nodes = np.column_stack([arrays.pop("node_times"), arrays.pop("node_slopes")])
    meta, scalars = arrays.pop("meta"), arrays.pop("scalars")
    if meta[0] != str(FORMAT):
        raise ValueError(f"travel-time table of format {meta[0]}, expected {FORMAT}")
    phases = {}
    for item in str(meta[4]).split(";"):
        phase, ids = item.split("=")
        phases[phase] = tuple(int(i) for i in ids.split(",") if i)
    return Table(
        name=str(meta[1]),
        law=str(meta[2]),
        branch_names=tuple(str(meta[3]).split(";")),
        radius_km=float(scalars[0]),
        surface_vp_km_s=float(scalars[1]),
        surface_vs_km_s=float(scalars[2]),
        phases=phases,
        nodes=nodes,
        **arrays,
    )
