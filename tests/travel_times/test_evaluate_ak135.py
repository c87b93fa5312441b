"""The compiled loops against their plain twin on the packaged table."""

from __future__ import annotations

import numpy as np
import pytest

from testban.travel_times import TravelTimes
from testban.travel_times.evaluate import SUBCELLS
from testban.travel_times.evaluate_plain import evaluate_numpy
from testban.travel_times.lookup import FIRST_P


@pytest.mark.parametrize("name", ["first P", "S", "PKPab", "pP", "PP", "Pg", "Sdiff"])
def test_compiled_loop_gives_what_the_plain_one_gives(tt: TravelTimes, name: str) -> None:
    rng = np.random.default_rng(1)
    x, z = rng.uniform(0, 180, 4000), rng.uniform(0, 700, 4000)
    x[:1500], z[1000:2500] = rng.uniform(0, 30, 1500), rng.uniform(0, 40, 1500)
    z[:20], x[20:40] = 0.0, 0.0
    parts = FIRST_P if name == "first P" else (name,)
    ids = np.unique([b for part in parts for b in tt._table.phases.get(part, ())]).astype(np.int64)
    wave = {"first P": 0, "Sdiff": 1, "Pg": 2}.get(name, -1)
    limit = {"first P": 140.0, "Pg": 20.0}.get(name, 180.0)
    plain = evaluate_numpy(tt._table, x, z, ids, wave=wave, max_diffracted_deg=limit)
    compiled = np.empty((3, 4000))
    tt.fill(name, x, z, compiled)
    # equal NaN too: no branch that could be first is left out of a cell
    np.testing.assert_allclose(compiled, plain, rtol=1e-9, atol=1e-8)


def test_far_from_crossings_one_branch_is_looked_at(tt: TravelTimes) -> None:
    candidates = tt._branches_of("first P").candidates
    assert candidates.shape[1:3] == (SUBCELLS, 180)
    assert ((candidates >= 0).sum(axis=-1)[:, :, 40:90] == 1).all()
