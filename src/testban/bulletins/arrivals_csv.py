"""Read the project's own table of arrivals."""

from __future__ import annotations

import csv
import io
import itertools

from testban.bulletins.errors import BulletinFileError
from testban.bulletins.records import Bulletin, BulletinEvent, Reading
from testban.model import NotUsed
from testban.model.text import clean_code, clean_identifier, excerpt, iso_time, lines_of, number

COLUMNS = {
    "id": ("id", "arrival_id", "arid"),
    "event": ("event", "event_id", "evid"),
    "station": ("station", "sta", "code"),
    "phase": ("phase", "iphase"),
    "time": ("time", "time_utc", "arrival_time"),
    "time_sd_s": ("time_sd_s",),
    "back_azimuth_deg": ("back_azimuth_deg",),
    "back_azimuth_sd_deg": ("back_azimuth_sd_deg",),
    "slowness_s_per_deg": ("slowness_s_per_deg",),
    "slowness_sd_s_per_deg": ("slowness_sd_s_per_deg",),
}
REQUIRED = ("station", "phase", "time")
# Ends of what a reading may carry: (low, high); both ends included.
BOUNDS = {
    "time_sd_s": (1e-6, 100.0),
    "back_azimuth_deg": (0.0, 360.0),
    "back_azimuth_sd_deg": (1e-6, 360.0),
    "slowness_s_per_deg": (0.0, 400.0),
    "slowness_sd_s_per_deg": (1e-6, 400.0),
}


def is_arrivals_csv(text: str) -> bool:
    """Whether the first line that is no comment names station, phase and time.

    Examples
    --------
    >>> is_arrivals_csv("Station,Phase,Time\\nMDJ,Pn,2017-09-03T03:30:50Z\\n")
    True
    """
    header = _header(lines_of(text[:20_000]))
    return header is not None and all(key in _columns(header[1]) for key in REQUIRED)


def parse_arrivals_csv(text: str, name: str) -> Bulletin:
    """Read a table of arrivals.

    Parameters
    ----------
    text : str
        A header and one arrival a row, separated by commas, semicolons or tabs; names of columns in any case:
        ``station, phase, time`` (ISO 8601, UTC where no zone is written), optional ``id, event, time_sd_s,
        back_azimuth_deg, back_azimuth_sd_deg, slowness_s_per_deg, slowness_sd_s_per_deg``. Lines that begin
        with ``#`` are comments. Without ``event`` the rows are one event.

    Raises
    ------
    BulletinFileError
        No header, no row, a column that is missing or named twice, or a last row that was cut.
    """
    lines = lines_of(text)
    header = _header(lines)
    if header is None:
        raise BulletinFileError(name, "holds comments only", line=1)
    start, line = header
    delimiter = _delimiter(line)
    where = _columns(line)
    names = [cell.strip().lower() for cell in line.split(delimiter)]
    missing = [key for key in REQUIRED if key not in where]
    if missing:
        raise BulletinFileError(name, f"the header lacks {', '.join(missing)}: {excerpt(line)}", line=start)
    for key in where:
        if sum(names.count(alias) for alias in COLUMNS[key]) > 1:
            raise BulletinFileError(name, f"the header names the column {key} more than once", line=start)
    known = {alias for aliases in COLUMNS.values() for alias in aliases}
    strange = [excerpt(cell) for cell in names if cell and cell not in known]
    notes = [f"{name}: columns not read: {', '.join(strange[:8])}"] if strange else []
    groups: dict[str, list[Reading]] = {}
    lost: dict[str, list[NotUsed]] = {}
    reader = csv.reader(io.StringIO("\n".join(lines[start:])), delimiter=delimiter)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
                continue
            at = start + reader.line_num
            if at >= len(lines) and len(cells) < len(names):
                raise BulletinFileError(
                    name, f"ends in the middle of a row: {len(cells)} of {len(names)} cells", line=at
                )
            event = _cell(cells, where, "event")
            key = clean_code(event) or ("" if not event else excerpt(event))
            groups.setdefault(key, [])
            if len(cells) > len(names) or len(cells) <= max(where[column] for column in REQUIRED):
                reason = f"{name} line {at}: {len(cells)} cells where the header has {len(names)}"
                lost.setdefault(key, []).append(NotUsed(id=f"line {at}", reason=reason))
                continue
            groups[key].append(_reading(cells, where, at))
    except csv.Error as error:
        raise BulletinFileError(
            name, f"cannot be split into cells: {error}", line=start + reader.line_num
        ) from error
    if not groups:
        raise BulletinFileError(name, "holds a header and no arrival", line=start)
    events = tuple(
        BulletinEvent(
            id=(clean_code(key) or f"event{number_}") if key else _stem(name),
            readings=tuple(rows),
            not_used=tuple(lost.get(key, ())),
            warnings=(*notes, *_unsorted(rows, name)),
        )
        for number_, (key, rows) in enumerate(groups.items(), start=1)
    )
    return Bulletin(format="CSV", events=events)


def _header(lines: list[str]) -> tuple[int, str] | None:
    for at, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            return at, line
    return None


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _columns(line: str) -> dict[str, int]:
    names = [cell.strip().lower() for cell in line.split(_delimiter(line))]
    return {
        key: names.index(alias) for key, aliases in COLUMNS.items() for alias in aliases if alias in names
    }


def _cell(cells: list[str], where: dict[str, int], key: str) -> str:
    at = where.get(key, -1)
    return cells[at].strip() if 0 <= at < len(cells) else ""


def _reading(cells: list[str], where: dict[str, int], at: int) -> Reading:
    notes: list[str] = []
    values: dict[str, float | None] = {}
    for key, (low, high) in BOUNDS.items():
        text = _cell(cells, where, key)
        value = number(text)
        if value is not None and not low <= value <= high:
            value = None
        if text and value is None:
            notes.append(f"{key} {excerpt(text)} left out: not between {low:g} and {high:g}")
        values[key] = value
    text = _cell(cells, where, "time")
    time = iso_time(text)
    problem = "" if time is not None else f"the time {excerpt(text)} is no ISO 8601 time"
    given = _cell(cells, where, "id")
    identifier = clean_identifier(given)
    if given and identifier is None:
        notes.append(f"identifier {excerpt(given)} replaced")
    return Reading(
        line=at,
        station=_cell(cells, where, "station"),
        phase=_cell(cells, where, "phase"),
        time=time,
        id=identifier or "",
        problem=problem,
        warnings=tuple(notes),
        time_sd_s=values["time_sd_s"],
        back_azimuth_deg=values["back_azimuth_deg"],
        back_azimuth_sd_deg=values["back_azimuth_sd_deg"],
        slowness_s_per_deg=values["slowness_s_per_deg"],
        slowness_sd_s_per_deg=values["slowness_sd_s_per_deg"],
    )


def _unsorted(rows: list[Reading], name: str) -> list[str]:
    times = [row.time for row in rows if row.time is not None]
    if all(a <= b for a, b in itertools.pairwise(times)):
        return []
    return [f"{name}: the rows are not in the order of time; they were sorted"]


def _stem(name: str) -> str:
    return clean_code(name.rsplit(".", 1)[0]) or "event"
