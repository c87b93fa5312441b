"""A fast layer over the table: one small polynomial per cell where time is smooth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit, prange, uintp

from testban.model import Floats, Indices
from testban.travel_times.evaluate import BranchCandidates, evaluate_exact, one_query
from testban.travel_times.kernel import OPTIONS
from testban.travel_times.table import Table

CELLS_PER_DEG = 2
CELL_KM = 10.0
# A cell is used only if its polynomial agrees with the table within these at points between its nodes.
MAX_ERROR_S = 1e-4
MAX_ERROR_S_PER_DEG = 3e-3
MAX_ERROR_S_PER_KM = 3e-4


@dataclass(frozen=True)
class Cells:
    """Cubic polynomials in distance and depth; NaN where the table must be evaluated.

    `coefficients` has shape (depth cells, distance cells, 4, 4): powers of v (depth), then of u (distance),
    both from 0 to 1 across the cell. `first` gives the first depth cell of each segment, `count` how many
    it has.
    """

    coefficients: Floats
    first: Indices
    count: Indices


def make_cells(table: Table, branches: BranchCandidates, *, max_diffracted_deg: float) -> Cells:
    """Interpolate the table at 4 x 4 Chebyshev points of each cell, and check each cell between them."""
    cuts = table.cuts_km
    count = np.maximum(1, np.ceil(np.diff(cuts) / CELL_KM)).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    top = np.concatenate(
        [np.linspace(a, b, n, endpoint=False) for (a, b), n in zip(pairwise(cuts), count, strict=True)]
    )
    height = np.repeat(np.diff(cuts) / count, count)
    left = np.arange(180 * CELLS_PER_DEG) / CELLS_PER_DEG
    width = 1.0 / CELLS_PER_DEG

    def times_at(u: Floats, v: Floats) -> Floats:
        z = top[:, None, None, None] + height[:, None, None, None] * v[:, None]
        x = left[:, None, None] + width * u
        x, z = np.broadcast_arrays(x, z)
        out = np.empty((3, x.size))
        evaluate_exact(
            table,
            np.ravel(x),
            np.ravel(z),
            branches,
            out,
            max_diffracted_deg=max_diffracted_deg,
        )
        return out.reshape(3, *x.shape)

    knots = 0.5 - 0.5 * np.cos(np.pi * (2 * np.arange(4) + 1) / 8)
    inverse = np.linalg.inv(np.vander(knots, 4, increasing=True))
    time = times_at(knots, knots)[0]
    poly = np.einsum("ai,zxij,bj->zxab", inverse, time, inverse)
    test = np.array([0.01, 0.25, 0.5, 0.75, 0.99])
    exact = times_at(test, test)
    powers = np.vander(test, 4, increasing=True)
    slopes = np.column_stack([np.zeros(5), np.ones(5), 2 * test, 3 * test**2])
    scale = height[:, None, None, None]
    good = np.ones(poly.shape[:2], dtype=bool)
    for value, along_z, along_x, bound in (
        (exact[0], powers, powers, MAX_ERROR_S),
        (exact[1] * width, powers, slopes, MAX_ERROR_S_PER_DEG * width),
        (exact[2] * scale, slopes, powers, MAX_ERROR_S_PER_KM * scale),
    ):
        error = np.abs(np.einsum("ia,zxab,jb->zxij", along_z, poly, along_x) - value)
        good &= (error < bound).all(axis=(2, 3))  # False for NaN
    poly[~good] = np.nan
    return Cells(coefficients=np.ascontiguousarray(poly), first=first, count=count)


def evaluate_cells(
    table: Table,
    cells: Cells,
    branches: BranchCandidates,
    distance_deg: Floats,
    depth_km: Floats,
    out: Floats,
    *,
    max_diffracted_deg: float,
) -> None:
    """Fill `out`, shape (3, n), on all threads: from the cells, or from the table where none serves."""
    _cells_numba(
        table.arrays, (cells.coefficients, cells.first, cells.count), distance_deg, depth_km,
        branches.candidates, branches.wave, max_diffracted_deg, out,
    )  # fmt: skip


@njit(**OPTIONS, parallel=True)
def _cells_numba(  # type: ignore[no-untyped-def]  # pragma: no cover
    table, cells, x, z, candidates, wave, limit, out
):
    coefficients, first, count = cells
    cuts, seg_of_km = table.cuts_km, table.seg_of_km
    columns = coefficients.shape[1]
    for q in prange(x.size):
        xq, zq = x[q], z[q]
        if not (xq >= 0.0 and xq <= 180.0 and zq >= 0.0 and zq <= cuts[cuts.size - 1]):  # NaN too
            out[0, q] = out[1, q] = out[2, q] = math.nan
            continue
        k = seg_of_km[uintp(zq)]
        while k + 2 < cuts.size and zq >= cuts[k + 1]:
            k += 1
        per_km = count[k] / (cuts[k + 1] - cuts[k])
        v = (zq - cuts[k]) * per_km
        j = min(int(v), count[k] - 1)
        v -= j
        u = xq * CELLS_PER_DEG
        i = min(int(u), columns - 1)
        u -= i
        c = coefficients[uintp(first[k] + j), uintp(i)]
        if c[0, 0] == c[0, 0]:
            a0 = c[0, 0] + v * (c[1, 0] + v * (c[2, 0] + v * c[3, 0]))
            a1 = c[0, 1] + v * (c[1, 1] + v * (c[2, 1] + v * c[3, 1]))
            a2 = c[0, 2] + v * (c[1, 2] + v * (c[2, 2] + v * c[3, 2]))
            a3 = c[0, 3] + v * (c[1, 3] + v * (c[2, 3] + v * c[3, 3]))
            w2, w3 = 2.0 * v, 3.0 * v * v
            b0 = c[1, 0] + w2 * c[2, 0] + w3 * c[3, 0]
            b1 = c[1, 1] + w2 * c[2, 1] + w3 * c[3, 1]
            b2 = c[1, 2] + w2 * c[2, 2] + w3 * c[3, 2]
            b3 = c[1, 3] + w2 * c[2, 3] + w3 * c[3, 3]
            out[0, q] = a0 + u * (a1 + u * (a2 + u * a3))
            out[1, q] = (a1 + u * (2.0 * a2 + u * 3.0 * a3)) * CELLS_PER_DEG
            out[2, q] = (b0 + u * (b1 + u * (b2 + u * b3))) * per_km
        else:
            out[0, q], out[1, q], out[2, q] = one_query(table, xq, zq, candidates, wave, limit)
