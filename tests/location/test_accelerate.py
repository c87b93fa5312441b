"""Mixing of the last steps of an iteration, against the fixed point from linear algebra."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from testban.location.accelerate import ANDERSON_MEMORY, FURTHEST, Accelerator


def rounds(
    step: Callable[[np.ndarray], np.ndarray], start: np.ndarray, goal: np.ndarray, *, fast: bool
) -> int:
    """Iterations until the fixed point is reached to 1e-6."""
    value, faster = start, Accelerator()
    for count in range(1, 1000):
        after = step(value)
        value = faster.next(value, after) if fast else after
        if np.abs(value - goal).max() < 1e-6:
            return count
    return 1000


@pytest.mark.parametrize("seed", range(5))
def test_a_linear_iteration_comes_to_its_fixed_point_much_sooner(seed: int) -> None:
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    matrix, offset = turn @ np.diag([0.95, 0.9, 0.3]) @ turn.T, 0.02 * rng.normal(size=3)
    goal = np.linalg.solve(np.eye(3) - matrix, offset)
    plain, fast = (
        rounds(lambda v: matrix @ v + offset, np.zeros(3), goal, fast=fast) for fast in (False, True)
    )
    assert fast < plain / 5


def test_no_value_moves_further_beyond_the_step_than_allowed() -> None:
    faster, value = Accelerator(), np.zeros(2)
    for _ in range(6):
        after = value + 0.001 * (np.array([500.0, -300.0]) - value)
        moved = faster.next(value, after)
        assert np.abs(moved - after).max() <= FURTHEST + 1e-12
        value = moved


def test_a_step_that_grew_begins_anew() -> None:
    faster = Accelerator()
    faster.next(np.array([0.0]), np.array([0.1]))
    faster.next(np.array([0.1]), np.array([0.15]))
    after = np.array([5.0])
    assert faster.next(np.array([1.0]), after) is after


def test_only_the_last_steps_are_remembered() -> None:
    faster, value = Accelerator(), np.array([0.5])
    for _ in range(10):
        value = faster.next(value, 0.9 * value + 1e-3 * np.sin(value))
    assert len(faster._steps) <= ANDERSON_MEMORY + 1
