"""Locate events relative to each other from files of differential times, slownesses and known positions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from testban.model import (
    DEFAULT_LEVEL,
    ISOLATED,
    BadInputError,
    Excluded,
    Floats,
    InputFile,
    NotAnsweredError,
    reason_of,
)
from testban.processing import is_waveforms
from testban.relocation.cluster import MIN_WEIGHT, Group
from testban.relocation.differential_times import MeasuredPairs
from testban.relocation.from_measurements import is_table, measured_pairs
from testban.relocation.from_waveforms import measure_pairs
from testban.relocation.independent_readings import PathReadings, connected_events, readings_from_pairs
from testban.relocation.tables import MAX_NAMED, Key, Pairs, read_pairs, read_slownesses, read_truth
from testban.safe_io import InMemory
from testban.waveforms import InMemoryRecords

_LOG = logging.getLogger(__name__)

WAVEFORMS, MEASUREMENTS, PAIRS = "waveforms", "a file of measurements", "a table of differential times"
LOCATING = "locating the events relative to each other"
MIN_PATHS = 4  # two coordinates and a time, and one path to check them


def relocate_files(
    inputs: Sequence[Path | InMemory | InMemoryRecords],
    *,
    slownesses: Path | InMemory | None = None,
    stations: Path | InMemory | None = None,
    reference: str | None = None,
    truth: Path | InMemory | None = None,
    level: float = DEFAULT_LEVEL,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Read tables of pairs, or measure waveforms, and relocate.

    Parameters
    ----------
    inputs : sequence of Path, InMemory or InMemoryRecords
        Tables of differential times; or waveforms, folders or files, each with an event; or files of
        measurements, an event each.
    slownesses, truth : Path or InMemory, optional
        Tables; waveforms and measurements can do without slownesses, which then come from ak135.
    stations : Path or InMemory, optional
        Station file of waveforms.
    reference, level
        See `relocate_pairs`.
    progress : callable, optional
        Called with the name of each step that begins.

    Returns
    -------
    dict
        As `relocate_pairs`, with the ``inputs``; from waveforms and measurements also
        ``differential_times``.

    Raises
    ------
    BadInputError
        Inputs of more than one kind, or differential times without slownesses.
    NotAnsweredError
        No group of events can be located.
    """
    say = progress or (lambda step: None)
    kinds = [_kind(path) for path in inputs]
    if len(set(kinds)) > 1:
        other = next(k for k, kind in enumerate(kinds) if kind != kinds[0])
        raise BadInputError(f"{inputs[other].name}: {kinds[other]} among {kinds[0]}; give one or the other")
    given: dict[Key, tuple[float, float]] | None = None
    positions: dict[str, tuple[float, float]] = {}
    tables: list[InputFile] = []
    if slownesses is not None:
        given, file = read_slownesses(slownesses)
        tables.append(file)
    if truth is not None:
        positions, file = read_truth(truth)
        tables.append(file)
    if kinds[0] == WAVEFORMS:
        say("finding the events and measuring their differential times")
        records = [source for source in inputs if not isinstance(source, InMemory)]
        measured = measure_pairs(records, stations=[stations] if stations else [], slownesses=given)
        say(LOCATING)
        return _with_inputs(_from_measured(measured, reference, positions, level), measured.inputs, tables)
    if stations is not None:
        raise BadInputError(
            f"{stations.name}: station files go with waveforms; pairs need --slownesses alone"
        )
    if kinds[0] == MEASUREMENTS:
        say("reading the measurements")
        files = [source for source in inputs if isinstance(source, Path)]
        measured = measured_pairs(files, slownesses=given)
        say(LOCATING)
        return _with_inputs(_from_measured(measured, reference, positions, level), measured.inputs, tables)
    if given is None:
        raise BadInputError(f"{inputs[0].name}: differential times need --slownesses FILE")
    say("reading the pairs")
    pairs = read_pairs([source for source in inputs if not isinstance(source, InMemoryRecords)])
    say(LOCATING)
    try:
        result = relocate_pairs(pairs, given, reference=reference, truth=positions, level=level)
    except NotAnsweredError as error:
        raise NotAnsweredError(f"{', '.join(path.name for path in inputs)}: {error}") from error
    result["slowness_source"] = "as given"
    return _with_inputs(result, pairs.inputs, tables)


def _with_inputs(
    result: dict[str, Any], inputs: Sequence[InputFile], tables: Sequence[InputFile]
) -> dict[str, Any]:
    _LOG.info(
        "%d readings from %d pairs of %d events in %d groups",
        result["readings"],
        result["pairs"],
        len(result["events"]),
        len(result["groups"]),
    )
    result["inputs"] = [file.model_dump() for file in dict.fromkeys((*inputs, *tables))]
    return result


def _kind(path: Path | InMemory | InMemoryRecords) -> str:
    """What an input is, in words."""
    if isinstance(path, InMemoryRecords):
        return WAVEFORMS
    if isinstance(path, InMemory):
        return PAIRS
    if path.is_dir() or (path.is_file() and is_waveforms(path)):
        return WAVEFORMS
    return MEASUREMENTS if is_table(path) else PAIRS


def _from_measured(
    measured: MeasuredPairs, reference: str | None, truth: dict[str, tuple[float, float]], level: float
) -> dict[str, Any]:
    try:
        result = relocate_pairs(
            measured.pairs, measured.slownesses, reference=reference, truth=truth, level=level
        )
    except NotAnsweredError as error:
        why = "; ".join(f"{excluded.id}: {excluded.reason}" for excluded in measured.pairs.not_used[-3:])
        raise NotAnsweredError(f"{error}; {why}" if why else str(error)) from error
    result["slowness_source"] = measured.slowness_source
    result["differential_times"] = measured.differential_times
    return result


def relocate_pairs(
    pairs: Pairs,
    slownesses: dict[Key, tuple[float, float]],
    *,
    reference: str | None = None,
    truth: dict[str, tuple[float, float]] | None = None,
    level: float = DEFAULT_LEVEL,
) -> dict[str, Any]:
    """Locate all events of the pairs jointly, groups that are not connected each on its own.

    Parameters
    ----------
    pairs : Pairs
        Differences of arrival times, and what is known of the events.
    slownesses : dict
        East and north slowness, s/km, of each station and phase.
    reference : str, optional
        Event that positions are counted from; else the mean of each group.
    truth : dict, optional
        Latitude and longitude of events that calibrate the slownesses.
    level : float
        Level of the ellipses.

    Returns
    -------
    dict
        ``events``, ``groups``, ``slowness``, ``residual_ms``, ``not_used``: see docs/relocation.md.

    Raises
    ------
    BadInputError
        A reference that is not among the events.
    NotAnsweredError
        No group of events can be located.
    """
    if reference is not None and reference not in pairs.events:
        raise BadInputError(f"reference {reference}: not among the {len(pairs.events)} events of the pairs")
    truth = truth or {}
    not_used = [*pairs.not_used, *_without_match(pairs, slownesses, truth)]
    has_slowness = np.array([key in slownesses for key in pairs.paths])
    chosen = has_slowness[pairs.path]
    if not chosen.any():
        raise NotAnsweredError("no pair lies on a path whose slowness is given")
    readings = readings_from_pairs(
        pairs.first[chosen],
        pairs.second[chosen],
        pairs.path[chosen],
        pairs.lag_s[chosen],
        sd_s=None if pairs.sd_s is None else pairs.sd_s[chosen],
    )
    readings, few = _enough(readings, len(pairs.events))
    not_used += [
        Excluded(
            id=pairs.events[event],
            reason=f"{count} paths shared with other events, at least {MIN_PATHS} are needed",
        )
        for event, count in few.items()
    ]
    if len(readings) == 0:
        raise NotAnsweredError(f"no two events share {MIN_PATHS} paths")
    group_of = connected_events(readings.event, readings.constant, len(pairs.events))
    groups = [
        Group(pairs, slownesses, _subset(readings, group_of[readings.event] == number), truth)
        for number in dict.fromkeys(group_of[readings.event].tolist())
    ]
    result, unsolved = _locate_groups(groups, reference, level)
    not_used += unsolved
    if not result["events"]:
        raise NotAnsweredError(f"no group of events can be located: {not_used[-1].reason}")
    result["closure_ms"] = 1000.0 * readings.closure_s
    result["readings"] = len(readings)
    result["pairs"] = int(chosen.sum())
    result["not_used"] = [excluded.model_dump() for excluded in not_used]
    return result


def _without_match(
    pairs: Pairs, slownesses: dict[Key, tuple[float, float]], truth: dict[str, tuple[float, float]]
) -> list[Excluded]:
    """Known positions without a pair, paths without a slowness, slownesses without a pair."""
    lines = []
    absent = [event for event in truth if event not in pairs.events]
    if absent:
        lines.append(Excluded(id="known positions", reason=f"no pair of {_some(absent)}"))
    lines += [
        Excluded(id=" ".join(path), reason="no slowness is given for this station and phase")
        for path in pairs.paths
        if path not in slownesses
    ]
    idle = [" ".join(path) for path in slownesses if path not in pairs.paths]
    if idle:
        lines.append(Excluded(id="slownesses", reason=f"no pair lies on the path of {_some(idle)}"))
    return lines


def _locate_groups(
    groups: Sequence[Group], reference: str | None, level: float
) -> tuple[dict[str, Any], list[Excluded]]:
    """Locate each group on its own; one that cannot be located stops no other."""
    result: dict[str, Any] = {"events": [], "groups": [], "slowness": [], "outliers": []}
    squares: list[Floats] = []
    unsolved: list[Excluded] = []
    for group in groups:
        try:
            solution = group.solve()
            report = group.report(solution, reference, level, len(result["groups"]))
        except ISOLATED as fault:
            unsolved += [Excluded(id=name, reason=reason_of(fault)) for name in group.names]
            continue
        for key, rows in report.items():
            result[key] += rows
        squares.append(solution.residual_s[solution.weight >= MIN_WEIGHT] ** 2)
    if squares:
        result["residual_ms"] = 1000.0 * float(np.sqrt(np.mean(np.concatenate(squares))))
    return result, unsolved


def _some(names: Sequence[str]) -> str:
    """How many, and the first of them by name."""
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return f"{len(names)}: {', '.join(names[:MAX_NAMED])}{more}"


def _subset(readings: PathReadings, keep: NDArray[np.bool_]) -> PathReadings:
    """Some of the readings, their constants numbered anew."""
    constant = np.unique(readings.constant[keep], return_inverse=True)[1]
    return PathReadings(
        event=readings.event[keep],
        path=readings.path[keep],
        constant=constant.astype(np.int64),
        time_s=readings.time_s[keep],
        pair_sd_s=readings.pair_sd_s[keep],
        closure_s=readings.closure_s,
    )


def _enough(readings: PathReadings, events: int) -> tuple[PathReadings, dict[int, int]]:
    """Drop, until nothing changes, constants with one reading and events with too few paths."""
    few: dict[int, int] = {}
    present = set(readings.event.tolist())
    while len(readings):
        shared = np.bincount(readings.constant)[readings.constant] >= 2
        count = np.bincount(readings.event[shared], minlength=events)
        keep = shared & (count[readings.event] >= MIN_PATHS)
        if keep.all():
            break
        for event in set(readings.event.tolist()) - set(readings.event[keep].tolist()):
            few[event] = int(count[event])
        readings = _subset(readings, keep)
    for event in range(events):
        if event not in present:
            few.setdefault(event, 0)
    return readings, dict(sorted(few.items()))
