"""The average over error models against dense restricted likelihoods, model by model."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from testban.location.error_model import ErrorModel
from testban.location.linear_system import Block, Blocks, LinearSystem
from testban.location.model_averaging import _sums_numba, _sums_numpy, average, factors_tried
from testban.location.reweighted_least_squares import MAX_COMPILED_ROWS

ERRORS = ErrorModel(
    regional_factors=(0.35, 1.0, 1.6), teleseismic_factors=(0.7, 1.4), ranges_deg=(5.0, 12.0, 30.0)
)


def problem(seed: int, *, near: int = 7, far: int = 9) -> tuple[LinearSystem, Blocks, np.ndarray]:
    rng = np.random.default_rng(seed)
    size = near + far + 3

    def block(rows: np.ndarray) -> Block:
        place = 10.0 * rng.normal(size=(rows.size, 2))
        apart = np.hypot(*(place[:, None] - place).transpose(2, 0, 1))
        correlation = np.array([np.exp(-apart / range_deg) for range_deg in ERRORS.ranges_deg])
        return Block(rows, rng.uniform(0.8, 1.5, rows.size), correlation)

    design = np.column_stack([rng.normal(size=(size, 2)) / 8.0, np.ones(size)])
    residual = 1.5 * rng.normal(size=size)
    rows = LinearSystem(residual, design, np.full(size, 0.5), np.ones(size, dtype=np.bool_), np.arange(size))
    blocks = Blocks(
        block(np.arange(near)),
        block(np.arange(near, near + far)),
        np.arange(near + far, size),
        ERRORS.ranges_deg,
    )
    return rows, blocks, rng.uniform(0.3, 1.2, size)


def dense(rows: LinearSystem, blocks: Blocks, weights: np.ndarray, scale: float, setting) -> tuple:
    """Mean, covariance, log likelihood at the mean, and log restricted likelihood of one error model."""
    number, near, far = setting
    covariance = np.diag((scale * rows.single_sd) ** 2 / weights)
    for part, factor in ((blocks.regional, near), (blocks.teleseismic, far)):
        model = factor**2 * np.outer(part.sd, part.sd) * part.correlation[number]
        covariance[np.ix_(part.rows, part.rows)] += model
    precision = np.linalg.inv(covariance)
    spread = np.linalg.inv(rows.design.T @ precision @ rows.design)
    mean = spread @ rows.design.T @ precision @ rows.residual
    left = rows.residual - rows.design @ mean
    fit = -0.5 * (left @ precision @ left + np.linalg.slogdet(covariance)[1])
    fit += ERRORS.log_prior(near, far, ERRORS.ranges_deg[number])
    return mean, spread, fit, fit + 0.5 * np.linalg.slogdet(spread)[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mean_covariance_and_evidence_are_those_of_dense_algebra(seed: int) -> None:
    compare_with_dense(*problem(seed))


def test_many_rows_and_large_misfits_change_nothing() -> None:
    """Beyond the compiled size; and residuals whose likelihoods no number of floating point holds."""
    compare_with_dense(*problem(8, near=MAX_COMPILED_ROWS, far=MAX_COMPILED_ROWS + 5))
    rows, blocks, weights = problem(9)
    compare_with_dense(replace(rows, residual=60.0 * rows.residual), blocks, weights)


def compare_with_dense(rows: LinearSystem, blocks: Blocks, weights: np.ndarray) -> None:
    made = average(rows, blocks, weights, 1.3, ERRORS)
    settings = list(product(range(3), ERRORS.regional_factors, ERRORS.teleseismic_factors))
    answers = [dense(rows, blocks, weights, 1.3, setting) for setting in settings]
    log = np.array([answer[3] for answer in answers])
    share = np.exp(log - log.max()) / np.exp(log - log.max()).sum()
    means = np.array([answer[0] for answer in answers])
    mean = share @ means
    covariance = sum(p * (answer[1] + np.outer(m - mean, m - mean))
                     for p, answer, m in zip(share, answers, means, strict=True))  # fmt: skip
    assert made.mean == pytest.approx(mean, rel=1e-6)
    assert made.covariance == pytest.approx(covariance, rel=1e-6)
    fit = np.array([answer[2] for answer in answers])
    assert made.log_evidence == pytest.approx(np.log(np.mean(np.exp(fit - fit.max()))) + fit.max(), rel=1e-6)
    number, near, far = settings[int(log.argmax())]
    assert made.best == ((near, far), ERRORS.ranges_deg[number])


def test_models_that_disagree_widen_the_covariance() -> None:
    rows, blocks, weights = problem(4)
    whole = average(rows, blocks, weights, 1.0, ERRORS).covariance
    alone = [
        average(
            rows, blocks, weights, 1.0, ErrorModel(near and (near,), (far,), ranges_deg=ERRORS.ranges_deg)
        )
        for near, far in product(ERRORS.regional_factors, ERRORS.teleseismic_factors)
    ]
    assert whole[0, 0] > min(answer.covariance[0, 0] for answer in alone)
    assert np.linalg.eigvalsh(whole).min() > 0.0


@pytest.mark.parametrize(("near", "far", "tried"), [
    (0, 9, ((1.0,), (0.7, 1.4))), (7, 0, ((0.35, 1.0, 1.6), (1.0,))), (0, 0, ((1.0,), (1.0,))),
])  # fmt: skip
def test_factors_of_errors_that_no_row_has_are_not_tried(near: int, far: int, tried: tuple) -> None:
    rows, blocks, weights = problem(5, near=near, far=far)
    assert factors_tried(blocks, ERRORS) == tried
    made = average(rows, blocks, weights, 1.0, ERRORS)
    assert made.best[0][0] in tried[0]
    assert made.best[0][1] in tried[1]
    assert np.isfinite(made.log_evidence)


def test_scattered_residuals_ask_for_a_larger_factor() -> None:
    rows, blocks, weights = problem(6)
    calm, wild = (
        average(
            LinearSystem(times * rows.residual, rows.design, rows.single_sd, rows.is_time, rows.onset),
            blocks, weights, 1.0, ERRORS,
        ).best[0]
        for times in (0.1, 3.0)
    )  # fmt: skip
    assert calm < wild


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
