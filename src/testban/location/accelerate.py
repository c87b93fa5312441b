"""Shorten a slow iteration: where its last steps shrink along a line, go to the end of it."""

from __future__ import annotations

import numpy as np

from testban.model import Floats

ANDERSON_MEMORY = 2  # steps
FURTHEST = 1.0  # change of any value beyond the step itself


class Accelerator:
    """Anderson (1965, J. ACM 12, 547) weights of the last steps of an iteration towards a fixed point.

    Examples
    --------
    >>> value, faster = np.array([0.5, 0.2]), Accelerator()
    >>> for _ in range(4):
    ...     value = faster.next(value, np.array([0.9, 0.5]) * value)
    >>> bool(np.abs(value).max() < 1e-12)
    True
    """

    def __init__(self) -> None:
        self._starts: list[Floats] = []
        self._steps: list[Floats] = []

    def next(self, before: Floats, after: Floats) -> Floats:
        """Return where to iterate from, given where the last iteration began and ended."""
        step = after - before
        if self._steps and np.linalg.norm(step) > np.linalg.norm(self._steps[-1]):
            self._starts, self._steps = [], []  # it did not help: begin again
        self._starts = [*self._starts[-ANDERSON_MEMORY:], before]
        self._steps = [*self._steps[-ANDERSON_MEMORY:], step]
        if len(self._steps) < 2:
            return after
        starts, steps = (np.diff(np.column_stack(history), axis=1) for history in (self._starts, self._steps))
        share = np.linalg.lstsq(steps, step, rcond=1e-8)[0]
        return np.asarray(after - np.clip((starts + steps) @ share, -FURTHEST, FURTHEST))
