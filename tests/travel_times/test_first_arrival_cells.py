"""The fast layer stays within its promise of the table."""

from __future__ import annotations

import numpy as np
import pytest

from testban.travel_times import TravelTimes
from testban.travel_times.first_arrival_cells import MAX_ERROR_S, evaluate_cells, make_cells


@pytest.fixture(scope="module")
def both(tt: TravelTimes) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    x, z = rng.uniform(0, 180, 30_000), rng.uniform(0, 700, 30_000)
    branches = tt._branches_of("first P")
    cells = make_cells(tt._table, branches, max_diffracted_deg=140.0)
    fast, slow = np.empty((3, x.size)), np.empty((3, x.size))
    evaluate_cells(tt._table, cells, branches, x, z, fast, max_diffracted_deg=140.0)
    for part in np.array_split(np.arange(x.size), 3):
        out = np.empty((3, part.size))
        tt.fill("first P", x[part], z[part], out)
        slow[:, part] = out
    return fast, slow


def test_times_agree(both: tuple[np.ndarray, np.ndarray]) -> None:
    assert np.abs(both[0][0] - both[1][0]).max() < 1.5 * MAX_ERROR_S


def test_derivatives_agree(both: tuple[np.ndarray, np.ndarray]) -> None:
    assert np.abs(both[0][1] - both[1][1]).max() < 6e-3
    assert np.abs(both[0][2] - both[1][2]).max() < 6e-4


def test_most_cells_serve(tt: TravelTimes) -> None:
    cells = make_cells(tt._table, tt._branches_of("PcP"), max_diffracted_deg=180.0)
    assert np.isfinite(cells.coefficients[:, 10:180]).mean() > 0.95
