"""Differential times of events that were measured here, with the slownesses of their paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from testban.model import Excluded, InputFile
from testban.relocation.slownesses import path_of
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
    station : str
    first_s, difference_s, sd_s : float
        Time at the first event (POSIX), how much later at the second, and its standard deviation, s.
    remarks : dict
        How it was measured, for the reader.
    """

    first: int
    second: int
    station: str
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
    given: bool,
    not_used: Sequence[Excluded],
    inputs: Sequence[InputFile],
    no_slowness: str = "no slowness of P is given for this station",
) -> MeasuredPairs:
    """Put the differences of all pairs together, each on the path whose slowness is known.

    Parameters
    ----------
    times_s : mapping
        Origin time (POSIX) of each event by its name, in the order of their numbers.
    differences : sequence of Difference
        Differences of pairs of events.
    slownesses : mapping
        By station and phase.
    slowness_source : str
        Where the slownesses come from, for the report.
    given : bool
        Whether the slownesses are a table that was given, and not of a model.
    not_used, inputs : sequence
        Each is said once.
    no_slowness : str
        Why a difference at a station without a slowness is not used.

    Returns
    -------
    MeasuredPairs
        Stations without a slowness are named among what is not used; there may be no difference left.
    """
    names = list(times_s)
    path_at = {
        station: path_of(station, slownesses, given=given)
        for station in sorted({difference.station for difference in differences})
    }
    without = [Excluded(id=station, reason=no_slowness) for station, path in path_at.items() if path is None]
    placed = [
        (difference, path) for difference in differences if (path := path_at[difference.station]) is not None
    ]
    paths = tuple(sorted({path for _, path in placed}))
    # Whole seconds are taken off each event, so that differences of years keep their microseconds.
    nominal = [round(time) for time in times_s.values()]
    lags_s = [
        difference.difference_s - (nominal[difference.second] - nominal[difference.first])
        for difference, _ in placed
    ]
    return MeasuredPairs(
        pairs=Pairs(
            events=tuple(names),
            paths=paths,
            first=np.array([difference.first for difference, _ in placed]),
            second=np.array([difference.second for difference, _ in placed]),
            path=np.array([paths.index(path) for _, path in placed]),
            lag_s=np.array(lags_s),
            not_used=tuple(dict.fromkeys((*not_used, *without))),
            sd_s=np.array([difference.sd_s for difference, _ in placed]),
        ),
        slownesses={path: slownesses[path] for path in paths},
        slowness_source=slowness_source,
        differential_times=[
            {
                "event1": names[difference.first],
                "event2": names[difference.second],
                "time1": _utc(difference.first_s),
                "time2": _utc(difference.first_s + difference.difference_s),
                "station": path[0],
                "phase": path[1],
                "sd_ms": 1000.0 * difference.sd_s,
                **difference.remarks,
            }
            for difference, path in placed
        ],
        inputs=tuple(dict.fromkeys(inputs)),
    )


def _utc(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
