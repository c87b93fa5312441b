"""Estimated weights against the information of Student's t and against repeated draws."""

from __future__ import annotations

import numpy as np
import pytest

from testban.location.linear_system import Block, Blocks, LinearSystem
from testban.location.missing_information import missing_information
from testban.location.reweighted_least_squares import DEGREES_OF_FREEDOM, reweighted_least_squares

RANGE_DEG, FACTORS = 12.0, (1.0, 1.0)


def block(rows: np.ndarray, sd: float = 1.0) -> Block:
    return Block(rows, np.full(rows.size, sd), np.eye(rows.size)[None])


def problem(
    size: int, rng: np.random.Generator, *, shared: int = 0, sd: float = 1.0
) -> tuple[LinearSystem, Blocks]:
    """Stations all around, errors of Student's t and of one second; the first rows have model errors too."""
    azimuth = rng.uniform(0.0, 2.0 * np.pi, size)
    design = np.column_stack([-np.sin(azimuth) / 8.0, -np.cos(azimuth) / 8.0, np.ones(size)])
    residual = rng.standard_t(DEGREES_OF_FREEDOM, size)
    residual[:shared] += sd * rng.standard_normal(shared)
    rows = LinearSystem(residual, design, np.ones(size), np.ones(size, dtype=np.bool_), np.arange(size))
    near, none = np.arange(shared), np.arange(0)
    return rows, Blocks(block(near, sd), block(none), np.arange(shared, size), (RANGE_DEG,))


def plain(rows: LinearSystem, weights: np.ndarray, scale: float) -> np.ndarray:
    """What the weights alone say, were they known."""
    weight = 1.0 / rows.single_variance(scale, weights)
    return np.asarray(np.linalg.inv(rows.design.T @ (weight[:, None] * rows.design)))


def test_many_readings_lose_the_share_of_information_that_students_t_loses() -> None:
    # Lange, Little & Taylor (1989): the information of a reading is (v + 1) / (v + 3) of a Gaussian one's.
    rows, blocks = problem(800, np.random.default_rng(1))
    _, weights, scale = reweighted_least_squares(rows, blocks, FACTORS, RANGE_DEG, np.ones(800), 1.0)
    known = plain(rows, weights, scale)
    added = missing_information(rows, blocks, FACTORS, RANGE_DEG, weights, scale)
    grown = np.diag(known + added) / np.diag(known)
    lost = 1.0 - (DEGREES_OF_FREEDOM + 1.0) / (DEGREES_OF_FREEDOM + 3.0)
    assert grown == pytest.approx(1.0 + lost, rel=0.02)


def test_few_readings_are_covered_as_stated_and_not_without_it() -> None:
    rng = np.random.default_rng(2)
    held, held_without, draws = 0, 0, 400
    for _ in range(draws):
        rows, blocks = problem(8, rng)
        step, weights, scale = reweighted_least_squares(rows, blocks, FACTORS, RANGE_DEG, np.ones(8), 1.0)
        known = plain(rows, weights, scale)
        added = missing_information(rows, blocks, FACTORS, RANGE_DEG, weights, scale)
        off = step[:2]
        held += int(off @ np.linalg.solve((known + added)[:2, :2], off) < -2.0 * np.log(0.1))
        held_without += int(off @ np.linalg.solve(known[:2, :2], off) < -2.0 * np.log(0.1))
    assert 0.87 < held / draws < 0.93
    assert held_without / draws < 0.84


def test_weights_do_not_matter_where_model_errors_are_all_there_is() -> None:
    rows, blocks = problem(30, np.random.default_rng(3), shared=30, sd=100.0)
    _, weights, scale = reweighted_least_squares(rows, blocks, FACTORS, RANGE_DEG, np.ones(30), 1.0)
    added = missing_information(rows, blocks, FACTORS, RANGE_DEG, weights, scale)
    model_alone = 100.0**2 * plain(rows, np.ones(30), 1.0)
    assert (np.diag(added) < 1e-3 * np.diag(model_alone)).all()


def test_readings_of_one_onset_share_what_is_missing() -> None:
    """Twice the same reading with one weight says no more about that weight than its two rows do."""
    rows, blocks = problem(40, np.random.default_rng(4))
    _, weights, scale = reweighted_least_squares(rows, blocks, FACTORS, RANGE_DEG, np.ones(40), 1.0)
    alone = missing_information(rows, blocks, FACTORS, RANGE_DEG, weights, scale)
    together = LinearSystem(rows.residual, rows.design, rows.single_sd, rows.is_time, np.arange(40) // 2)
    paired = missing_information(together, blocks, FACTORS, RANGE_DEG, weights, scale)
    assert np.trace(paired) != pytest.approx(np.trace(alone), rel=1e-6)
    assert (np.linalg.eigvalsh(paired) > 0.0).all()
