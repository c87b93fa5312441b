"""Name the component of a sensor that does not move as the other two do."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from testban.model import Excluded
from testban.waveforms.record import Record, by_sensor

# Noise on horizontals and vertical differs by the resonance of the ground, a factor of 10 at most; three
# times that is another gain, or no ground motion.
UNEVEN_FACTOR = 30.0


def uneven_components(records: Sequence[Record]) -> list[Excluded]:
    """Find components whose noise level no other component of their sensor comes near.

    Parameters
    ----------
    records : sequence of Record
        Records of all components.

    Returns
    -------
    list of Excluded
        One a component that differs by a factor of 30 or more from both others, which agree better with each
        other; the level is the median step from sample to sample, which an event hardly moves.

    Examples
    --------
    >>> from testban.waveforms import Channel
    >>> noise = np.random.default_rng(0).normal(size=(3, 1000)) * np.array([[1.0], [100.0], [1.5]])
    >>> names = ("N.S..BHZ", "N.S..BHN", "N.S..BHE")
    >>> records = [
    ...     Record(Channel(name, 1.0, 2.0), 0.0, 20.0, data, np.ones(1000, dtype=bool))
    ...     for name, data in zip(names, noise)
    ... ]
    >>> [fault.id for fault in uneven_components(records)]
    ['N.S..BHN']
    """
    sensors = by_sensor(records)
    faults = []
    for components in sensors.values():
        if len(components) != 3 or len({record.sampling_rate_hz for record in components}) != 1:
            continue
        low, middle, high = sorted(components, key=_level)
        below, between, above = (_level(record) for record in (low, middle, high))
        if between <= 0.0:
            continue
        step_up, step_down = above / between, between / below if below > 0.0 else math.inf
        if max(step_up, step_down) < UNEVEN_FACTOR:
            continue
        odd, factor = (high, step_up) if step_up > step_down else (low, 1.0 / step_down)
        faults.append(
            Excluded(
                id=odd.seed_id,
                reason=f"moves {factor:.2g} times as much as the nearer of the other two components: another "
                "gain, or no ground motion",
            )
        )
    return faults


def _level(record: Record) -> float:
    both = record.usable[1:] & record.usable[:-1]
    return float(np.median(np.abs(np.diff(record.samples))[both])) if both.any() else 0.0
