"""Read differential times, slownesses and known positions for relative location."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from testban.model import MIN_TIME, BadInputError, Excluded, Floats, Indices, InputFile, number
from testban.safe_io import InMemory, decode, input_file, read_bytes, source_name

Key = tuple[str, str]

MAX_NAMED = 20  # bad rows named one by one; the rest are counted
MAX_SLOWNESS_S_PER_KM = 2.0  # slower than any seismic wave in rock
_TIME = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?"
_NAME = r"(\S{1,40})"
_ROW = re.compile(rf"\s*{_NAME}\s+{_NAME}\s+({_TIME})Z?\s+({_TIME})Z?\s+{_NAME}\s+{_NAME}(?:\s.*)?", re.ASCII)
_ONE_TIME = re.compile(_TIME + "Z?", re.ASCII)


@dataclass(frozen=True)
class Pairs:
    """Differential times: p pairs by index into `events` and `paths`.

    `lag_s` is the arrival time of the second event minus that of the first, less whole seconds of each event;
    `sd_s` its standard deviation where the times were measured here and not read; `inputs` the files read.
    """

    events: tuple[str, ...]
    paths: tuple[Key, ...]
    first: Indices
    second: Indices
    path: Indices
    lag_s: Floats
    not_used: tuple[Excluded, ...]
    sd_s: Floats | None = None
    inputs: tuple[InputFile, ...] = ()


def read_pairs(files: Sequence[Path | InMemory]) -> Pairs:
    """Read rows ``EVENT1 EVENT2 TIME1 TIME2 STATION PHASE [COEFFICIENT]``.

    Parameters
    ----------
    files : sequence of Path or InMemory
        Text files; times are ISO 8601 without a zone, UTC; lines that begin with ``#`` are comments.

    Raises
    ------
    BadInputError
        No row of any file can be used.
    """
    rows: list[tuple[str, ...]] = []
    not_used: list[Excluded] = []
    inputs: list[InputFile] = []
    bad = 0
    for file in files:
        data = read_bytes(file)
        inputs.append(input_file(file, data))
        for at, line in enumerate(decode(data, file.name).splitlines(), start=1):
            match = _ROW.fullmatch(line)
            row = match.groups() if match else tuple(line.split())
            if not row or row[0].startswith("#"):
                continue
            reason = _row_problem(row, complete=match is not None)
            if reason is None:
                rows.append(row)
            else:
                bad += 1
                if bad <= MAX_NAMED:
                    not_used.append(Excluded(id=f"{source_name(file)} line {at}", reason=reason))
    if bad > MAX_NAMED:
        not_used.append(Excluded(id="pairs", reason=f"{bad - MAX_NAMED} more rows cannot be used"))
    if not rows:
        names = ", ".join(file.name for file in files)
        why = f": {not_used[0].id}: {not_used[0].reason}" if not_used else ""
        raise BadInputError(f"{names}: no pair of differential times that can be used{why}")
    times = [np.array([row[column] for row in rows], dtype="datetime64[us]") for column in (2, 3)]
    good = _within_calendar(times[0]) & _within_calendar(times[1])
    if not good.all():
        not_used += [
            Excluded(
                id=f"{row[0]} {row[1]} {row[4]} {row[5]}",
                reason=f"a time before {MIN_TIME.year} or in the future: {row[2]}, {row[3]}",
            )
            for row, fine in list(zip(rows, good, strict=True))
            if not fine
        ][:MAX_NAMED]
        rows = [row for row, fine in zip(rows, good, strict=True) if fine]
        times = [column[good] for column in times]
    if not rows:
        raise BadInputError(f"{files[0].name}: all times lie before {MIN_TIME.year} or in the future")
    events = sorted({row[0] for row in rows} | {row[1] for row in rows})
    paths = sorted({(row[4], row[5]) for row in rows})
    event_at, path_at = ({name: k for k, name in enumerate(names)} for names in (events, paths))
    first = np.array([event_at[row[0]] for row in rows])
    second = np.array([event_at[row[1]] for row in rows])
    seconds = [column.astype(np.int64) for column in times]
    # Whole seconds of one time of each event are taken off, so that lags keep their microseconds.
    nominal = np.zeros(len(events), dtype=np.int64)
    nominal[second], nominal[first] = seconds[1], seconds[0]
    lag = (seconds[1] - nominal[second]) - (seconds[0] - nominal[first])
    return Pairs(
        events=tuple(events),
        paths=tuple(paths),
        first=first,
        second=second,
        path=np.array([path_at[row[4], row[5]] for row in rows]),
        lag_s=lag / 1e6,
        not_used=tuple(not_used),
        inputs=tuple(inputs),
    )


def _row_problem(row: Sequence[str], *, complete: bool) -> str | None:
    if not complete:
        if len(row) < 6:
            return f"{len(row)} columns; EVENT1 EVENT2 TIME1 TIME2 STATION PHASE are needed"
        for text in row[2:4]:
            if not _ONE_TIME.fullmatch(text):
                return f"'{text[:40]}' is not a time of the form 2009-05-25T00:55:36.6543"
        return "a name longer than 40 characters"
    for text in row[2:4]:
        if not _is_day(text[:10]):
            return f"'{text}' is not a time: there is no such day"
    return f"event {row[0]} is paired with itself" if row[0] == row[1] else None


@lru_cache(maxsize=100_000)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _within_calendar(times: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    latest = np.datetime64((datetime.now(UTC) + timedelta(days=1)).replace(tzinfo=None))
    return np.asarray((times >= np.datetime64(MIN_TIME.replace(tzinfo=None))) & (times <= latest))


def read_slownesses(file: Path | InMemory) -> tuple[dict[Key, tuple[float, float]], InputFile]:
    """Read rows ``STATION PHASE LAT LON SOURCE_LAT SOURCE_LON EAST NORTH`` (s/km, towards the station).

    Returns
    -------
    dict, InputFile
        East and north slowness by station and phase, and the file with its hash.

    Raises
    ------
    BadInputError
        A row of another form, a slowness that no seismic wave has, or a second one that contradicts the
        first; the message names file and line.
    """
    slownesses: dict[Key, tuple[float, float]] = {}
    data = read_bytes(file)
    for at, line in enumerate(decode(data, file.name).splitlines(), start=1):
        row = line.split()
        if not row or row[0].startswith("#"):
            continue
        values = [number(text) for text in row[-2:]] if len(row) >= 4 else []
        if len(values) != 2 or None in values:
            raise BadInputError(
                f"{file.name} line {at}: STATION PHASE ... EAST NORTH with slownesses in s/km are needed"
            )
        east, north = (float(value) for value in values if value is not None)
        length = float(np.hypot(east, north))
        if not 0.0 < length <= MAX_SLOWNESS_S_PER_KM:
            raise BadInputError(
                f"{file.name} line {at}: slowness {length:g} s/km of {row[0]} {row[1]} is outside 0 to "
                f"{MAX_SLOWNESS_S_PER_KM:g}"
            )
        if slownesses.setdefault((row[0], row[1]), (east, north)) != (east, north):
            raise BadInputError(
                f"{file.name} line {at}: another slowness of {row[0]} {row[1]} was given before"
            )
    if not slownesses:
        raise BadInputError(f"{file.name}: holds no slowness")
    return slownesses, input_file(file, data)


def read_truth(file: Path | InMemory) -> tuple[dict[str, tuple[float, float]], InputFile]:
    """Read rows ``TIME LAT LON EVENT [FLAG]``; flag F (or none) is a known position, S a start and left out.

    Returns
    -------
    dict, InputFile
        Latitude and longitude by event, and the file with its hash.

    Raises
    ------
    BadInputError
        A row of another form, or no known position.
    """
    positions: dict[str, tuple[float, float]] = {}
    data = read_bytes(file)
    for at, line in enumerate(decode(data, file.name).splitlines(), start=1):
        row = line.split()
        if not row or row[0].startswith("#"):
            continue
        latitude, longitude = (number(row[1]), number(row[2])) if len(row) >= 4 else (None, None)
        if latitude is None or longitude is None or abs(latitude) > 90.0 or abs(longitude) > 180.0:
            raise BadInputError(f"{file.name} line {at}: TIME LAT LON EVENT [F] are needed")
        if len(row) == 4 or row[4] == "F":
            if row[3] in positions:
                raise BadInputError(f"{file.name} line {at}: event {row[3]} is given twice")
            positions[row[3]] = (latitude, longitude)
    if not positions:
        raise BadInputError(f"{file.name}: holds no known position (flag F)")
    return positions, input_file(file, data)
