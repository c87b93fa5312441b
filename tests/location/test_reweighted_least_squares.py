"""Weights and step in turns: against generalised least squares, maximum likelihood and known scales."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from testban.location.linear_system import Block, Blocks, LinearSystem
from testban.location.reweighted_least_squares import (
    DEGREES_OF_FREEDOM,
    MAX_COMPILED_ROWS,
    SharedErrors,
    SystemArrays,
    _reweighted_numba,
    _reweighted_numpy,
    inverse,
    reweighted_least_squares,
    shared_covariance,
)

RANGE_DEG = 12.0
KM = 1.0


def block(rows: np.ndarray, rng: np.random.Generator, sd: float) -> Block:
    place = rng.normal(size=(rows.size, 2))
    apart = np.hypot(*(place[:, None] - place).transpose(2, 0, 1))
    return Block(rows, np.full(rows.size, sd), np.exp(-apart)[None])


def problem(
    size: int, seed: int, *, scale: float = 1.0, sd: float = 1.0, shared: bool = True
) -> tuple[LinearSystem, Blocks]:
    """Times whose errors are Student's t, with regional and teleseismic errors in thirds of the rows."""
    rng = np.random.default_rng(seed)
    azimuth = rng.uniform(0.0, 2.0 * np.pi, size)
    design = np.column_stack([-np.sin(azimuth) / 8.0, -np.cos(azimuth) / 14.0, np.ones(size)])
    count = size // 3 if shared else 0
    near, far = block(np.arange(count), rng, sd), block(np.arange(count, 2 * count), rng, sd)
    residual = design @ [20.0, -30.0, 1.5] + 0.5 * scale * rng.standard_t(DEGREES_OF_FREEDOM, size)
    for part in (near, far):
        if part.rows.size:
            residual[part.rows] += sd * np.linalg.cholesky(part.correlation[0]) @ rng.normal(size=count)
    rows = LinearSystem(residual, design, np.full(size, 0.5), np.ones(size, dtype=np.bool_), np.arange(size))
    return rows, Blocks(near, far, np.arange(2 * count, size), (RANGE_DEG,))


def solved(rows: LinearSystem, blocks: Blocks, factors=(1.0, 1.0)) -> tuple[np.ndarray, np.ndarray, float]:
    weights, scale = np.ones(rows.residual.size), 1.0
    for _ in range(8):  # to convergence
        step, weights, scale = reweighted_least_squares(rows, blocks, factors, RANGE_DEG, weights, scale)
    return step, weights, scale


@pytest.mark.parametrize("size", [30, MAX_COMPILED_ROWS + 20])
def test_the_step_is_generalised_least_squares_with_the_final_weights(size: int) -> None:
    rows, blocks = problem(size, seed=size)
    factors = (0.6, 1.4)
    step, weights, scale = solved(rows, blocks, factors)
    covariance = np.diag((scale * 0.5) ** 2 / weights)
    for part, factor in zip((blocks.regional, blocks.teleseismic), factors, strict=True):
        covariance[np.ix_(part.rows, part.rows)] += factor**2 * part.correlation[0]
    white = np.linalg.inv(np.linalg.cholesky(covariance))
    expected = np.linalg.lstsq(white @ rows.design, white @ rows.residual, rcond=None)[0]
    assert step == pytest.approx(expected, rel=1e-3, abs=1e-3)


def test_many_independent_readings_give_the_maximum_of_the_likelihood_of_students_t() -> None:
    rows, blocks = problem(600, seed=3, shared=False)
    step, _, scale = solved(rows, blocks)

    def loss(unknown: np.ndarray) -> float:
        off = (rows.residual - rows.design @ unknown[:3]) / (0.5 * np.exp(unknown[3]))
        return float(-(stats.t(DEGREES_OF_FREEDOM).logpdf(off) - unknown[3]).sum())

    best = optimize.minimize(loss, [0.0, 0.0, 0.0, 0.0], method="BFGS")
    sd = np.sqrt(np.diag(best.hess_inv))
    assert (np.abs(step - best.x[:3]) < 0.1 * sd[:3]).all()
    assert scale == pytest.approx(np.exp(best.x[3]), rel=0.02)


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_the_scale_of_the_reading_errors_is_found(scale: float) -> None:
    rows, blocks = problem(900, seed=5, scale=scale, shared=False)
    assert solved(rows, blocks)[2] == pytest.approx(scale, rel=0.06)


def test_few_readings_hardly_move_the_scale_from_what_was_assumed() -> None:
    rows, blocks = problem(4, seed=6, scale=5.0, shared=False)
    assert 1.0 < solved(rows, blocks)[2] < 3.0


def test_a_gross_error_has_no_weight_and_moves_nothing() -> None:
    rows, blocks = problem(40, seed=7, shared=False)
    late = rows.residual.copy()
    late[5] += 80.0
    off = LinearSystem(late, rows.design, rows.single_sd, rows.is_time, rows.onset)
    clean, spoilt = solved(rows, blocks), solved(off, blocks)
    assert spoilt[1][5] < 0.01
    assert np.abs(spoilt[0] - clean[0])[:2].max() < 1.5


def test_rows_of_one_onset_share_one_weight() -> None:
    rows, blocks = problem(20, seed=8, shared=False)
    onset = np.arange(20) // 2
    paired = LinearSystem(rows.residual, rows.design, rows.single_sd, rows.is_time, onset)
    weights = solved(paired, blocks)[1]
    assert weights[::2] == pytest.approx(weights[1::2])


def test_a_direction_without_information_stays_where_it_is() -> None:
    rows, blocks = problem(20, seed=9, shared=False)
    blind = rows.design * [1.0, 0.0, 1.0]
    step = solved(LinearSystem(rows.residual, blind, rows.single_sd, rows.is_time, rows.onset), blocks)[0]
    assert step[1] == 0.0
    assert np.isfinite(step).all()


@pytest.mark.parametrize("size", [0, 1, 7])
def test_the_inverse_is_that_of_numpy(size: int) -> None:
    root = np.random.default_rng(size).normal(size=(size, size))
    covariance = root @ root.T + np.eye(size)
    assert inverse(covariance.copy()) == pytest.approx(np.linalg.inv(covariance), abs=1e-10)


def test_shared_covariance_scales_with_the_square_of_the_factor() -> None:
    part = Block(np.arange(2), np.array([1.0, 3.0]), np.array([[[1.0, 0.5], [0.5, 1.0]]]))
    assert shared_covariance(part, 2.0, 0).tolist() == [[4.0, 6.0], [6.0, 36.0]]


def arrays(size: int, seed: int) -> tuple[Any, ...]:
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
    given = arrays(size, seed=size)
    step, weights, scale = _reweighted_numba(*given)
    plain_step, plain_mixing, plain_scale = _reweighted_numpy(*given)
    assert np.abs(step - plain_step).max() < 1e-9 * KM
    assert np.abs(weights - plain_mixing).max() < 1e-10
    assert scale == pytest.approx(plain_scale, rel=1e-12)
