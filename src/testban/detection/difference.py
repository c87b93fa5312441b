"""How much later did one event arrive than another, each read alone?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from testban.model import LevelTime


@dataclass(frozen=True, slots=True)
class ArrivalDifference:
    """A difference of arrival times at one station.

    Attributes
    ----------
    difference_s : float
        Second minus first.
    sd_s : float
        One standard deviation.
    bands : int
        In how many bands both were read.
    """

    difference_s: float
    sd_s: float
    bands: int


def arrival_difference(first: Sequence[LevelTime], second: Sequence[LevelTime]) -> ArrivalDifference | None:
    """Return the difference of two arrivals at one station, each event read alone.

    In every band in which both were read the difference is that of the times at which the envelope reached
    half of its height: noise moves these little, and the delay of the filter is the same in both. The median
    over the bands is taken, weighted by the reading errors; the scatter of the bands is part of the error.

    Parameters
    ----------
    first, second : sequence of LevelTime
        Of one phase at one station, of events whose signals begin alike: near each other, of one kind. A
        larger source is also slower, which shifts all stations by one time; that is not taken off.

    Returns
    -------
    ArrivalDifference or None
        None where no band was read in both.

    Examples
    --------
    >>> one, other = ((LevelTime((2.0, 4.0), t, 0.06, 12.0),) for t in (0.8, 60.8))
    >>> difference = arrival_difference(one, other)
    >>> round(difference.difference_s, 2), round(difference.sd_s, 2), difference.bands
    (60.0, 0.08, 1)
    """
    earlier = {level.band_hz: level for level in first}
    both = [(earlier[level.band_hz], level) for level in second if level.band_hz in earlier]
    if not both:
        return None
    differences = np.array([late.time_s - early.time_s for early, late in both])
    errors = np.array([math.hypot(early.sd_s, late.sd_s) for early, late in both])
    order = np.argsort(differences)
    weight = np.cumsum(1.0 / errors[order] ** 2)
    middle = int(order[np.searchsorted(weight, 0.5 * weight[-1])])
    scatter = float(np.sqrt(np.average((differences - differences[middle]) ** 2, weights=errors**-2.0)))
    return ArrivalDifference(
        float(differences[middle]), math.hypot(float(errors[middle]), scatter), len(both)
    )
