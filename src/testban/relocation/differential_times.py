"""Differential times of events that were measured here, with the slownesses of their paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from testban.model import Excluded, InputFile
from testban.relocation.tables import Key, Pairs

SAME_EVENT_S = 5.0  # origin times of one event found twice differ by less, and signals of two would overlap


@dataclass(frozen=True)
class MeasuredPairs:
    """What was measured of events relative to each other.

    Attributes
    ----------
    pairs : Pairs
    slownesses : dict
        East and north, s/km, of each station and phase; from the model unless they were given.
    slowness_source : str
        Where they come from, in words.
    differential_times : list of dict
        Each measured difference with its error, for the reader.
    inputs : tuple of InputFile
    """

    pairs: Pairs
    slownesses: dict[Key, tuple[float, float]]
    slowness_source: str
    differential_times: list[dict[str, Any]] = field(repr=False)
    inputs: tuple[InputFile, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One differential time.

    Attributes
    ----------
    first, second : int
        Events by their number.
    path : Key
        Station and phase.
    first_s, difference_s, sd_s : float
        Time at the first event (POSIX), how much later at the second, and its standard deviation, s.
    remarks : dict
        How it was measured, for the reader.
    """

    first: int
    second: int
    path: Key
    first_s: float
    difference_s: float
    sd_s: float
    remarks: dict[str, Any]


def assemble(
    times_s: Mapping[str, float],
    differences: Sequence[Difference],
    *,
    slownesses: Mapping[Key, tuple[float, float]],
    slowness_source: str,
    not_used: Sequence[Excluded],
    inputs: Sequence[InputFile],
) -> MeasuredPairs:
    """Put the differences of all pairs together.

    Parameters
    ----------
    times_s : mapping
        Origin time (POSIX) of each event by its name, in the order of their numbers.
    differences : sequence of Difference
    slownesses : mapping
        Of every path that the differences name.
    slowness_source : str
    not_used, inputs : sequence
        Each is said once.
    """
    names = list(times_s)
    paths = tuple(sorted({difference.path for difference in differences}))
    # Whole seconds are taken off each event, so that differences of years keep their microseconds.
    nominal = [round(time) for time in times_s.values()]
    return MeasuredPairs(
        pairs=Pairs(
            events=tuple(names),
            paths=paths,
            first=np.array([difference.first for difference in differences]),
            second=np.array([difference.second for difference in differences]),
            path=np.array([paths.index(difference.path) for difference in differences]),
            lag_s=np.array(
                [
                    difference.difference_s - (nominal[difference.second] - nominal[difference.first])
                    for difference in differences
                ]
            ),
            not_used=tuple(dict.fromkeys(not_used)),
            sd_s=np.array([difference.sd_s for difference in differences]),
        ),
        slownesses={path: slownesses[path] for path in paths},
        slowness_source=slowness_source,
        differential_times=[
            {
                "event1": names[difference.first],
                "event2": names[difference.second],
                "time1": _utc(difference.first_s),
                "time2": _utc(difference.first_s + difference.difference_s),
                "station": difference.path[0],
                "phase": difference.path[1],
                "sd_ms": 1000.0 * difference.sd_s,
                **difference.remarks,
            }
            for difference in differences
        ],
        inputs=tuple(dict.fromkeys(inputs)),
    )


def _utc(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
