"""The compiled loops against their plain twins, and one pass over all phases against one phase at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from testban.location.model_averaging import _sums_numba, _sums_numpy
from testban.location.predict import _plan, _times, travel_time
from testban.location.reweighted_least_squares import (
    SharedErrors,
    SystemArrays,
    _reweighted_numba,
    _reweighted_numpy,
)

KM, MS = 1.0, 1e-3


def problem(size: int, seed: int) -> tuple[Any, ...]:
    """Random rows: two blocks that share errors, some alone, three of them azimuths; one gross error."""
    rng = np.random.default_rng(seed)
    times = size - 3
    design = rng.normal(size=(size, 3))
    design[:, 2] = np.arange(size) < times
    residual = 2.0 * rng.normal(size=size)
    residual[0] = 50.0
    order = rng.permutation(times)
    near, far = np.sort(order[: times // 3]), np.sort(order[times // 3 : times - 1])
    alone = np.concatenate([order[times - 1 :], np.arange(times, size)])
    onset = np.concatenate([np.arange(times), rng.permutation(times)[:3]])

    def shared(count: int) -> np.ndarray:
        place = rng.normal(size=(count, 2))
        return np.asarray(np.exp(-np.hypot(*(place[:, None] - place).transpose(2, 0, 1))))

    return (
        SystemArrays(design, residual, rng.uniform(0.3, 1.0, size), np.arange(size) < times, onset),
        SharedErrors(near, shared(near.size)),
        SharedErrors(far, shared(far.size)),
        alone,
        np.ones(size),
        1.0,
    )


@pytest.mark.parametrize("size", [7, 30, 90])
def test_compiled_weights_and_step_are_those_of_the_plain_twin(size: int) -> None:
    given = problem(size, seed=size)
    step, weights, scale = _reweighted_numba(*given)
    plain_step, plain_mixing, plain_scale = _reweighted_numpy(*given)
    assert np.abs(step - plain_step).max() < 1e-9 * KM
    assert np.abs(weights - plain_mixing).max() < 1e-10
    assert scale == pytest.approx(plain_scale, rel=1e-12)


@pytest.mark.parametrize("size", [0, 1, 40])
def test_compiled_sums_over_error_models_are_those_of_the_plain_twin(size: int) -> None:
    rng = np.random.default_rng(size)
    place = rng.normal(size=(size, 2))
    distance = np.hypot(*(place[:, None] - place).transpose(2, 0, 1))
    model = np.array([np.exp(-distance / reach) for reach in (0.5, 2.0)])
    single, joined = rng.uniform(0.1, 1.0, size), rng.normal(size=(size, 4))
    factors = np.array([0.5, 1.0, 1.6])
    products, halves = _sums_numba(model, factors, single, joined)
    plain_products, plain_halves = _sums_numpy(model, factors, single, joined)
    assert products == pytest.approx(plain_products, rel=1e-9, abs=1e-9)
    assert halves == pytest.approx(plain_halves, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("depth_km", [0.0, 12.0, 120.0])
def test_all_phases_in_one_pass_are_as_one_by_one(depth_km: float) -> None:
    names = ("P", "Pn", "Pg", "Pb", "S", "Sn", "Sg", "Sb", "Lg", "PcP", "pP", "PKP", "PKPdf", "Pdiff")
    rng = np.random.default_rng(3)
    distance = np.concatenate([rng.uniform(0.0, 25.0, 300), rng.uniform(0.0, 180.0, 300)])
    phase = rng.choice(names, distance.size)
    together = _times(_plan(tuple(phase.tolist()), "ak135"), phase, distance, depth_km, "ak135")
    for name in names:
        chosen = phase == name
        single = travel_time(name, distance[chosen], depth_km, model="ak135")
        assert np.array_equal(np.isnan(together[:, chosen]), np.isnan(single))
        assert np.nanmax(np.abs(together[:, chosen] - single), initial=0.0) < 1e-6 * MS
