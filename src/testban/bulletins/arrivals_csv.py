"""Read the project's own table of arrivals."""

from __future__ import annotations

import csv

from testban.bulletins.errors import BulletinFileError
from testban.bulletins.records import Bulletin, BulletinEvent, Reading
from testban.model import Excluded, clean_code, clean_identifier, excerpt, iso_time, lines_of, number

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
    name : str
        Name of the file, for messages.

    Returns
    -------
    Bulletin

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
    names = _names(line)
    missing = [key for key in REQUIRED if key not in where]
    if missing:
        raise BulletinFileError(name, f"the header lacks {', '.join(missing)}: {excerpt(line)}", line=start)
    for key in where:
        if sum(names.count(alias) for alias in COLUMNS[key]) > 1:
            raise BulletinFileError(name, f"the header names the column {key} more than once", line=start)
    aliases_read = {alias for aliases in COLUMNS.values() for alias in aliases}
    strange = [excerpt(cell) for cell in names if cell and cell not in aliases_read]
    notes = [f"{name}: columns not read: {', '.join(strange[:8])}"] if strange else []
    groups: dict[str, list[Reading]] = {}
    keys: dict[str, str] = {}
    needed = max(where[key] for key in REQUIRED)
    column = where.get("event", -1)
    rows = _Rows(where)
    lost: dict[str, list[Excluded]] = {}
    for at, row in enumerate(lines[start:], start=start + 1):
        cells = _cells(row, delimiter)
        if not row.strip() or cells[0].lstrip().startswith("#") or not any(map(str.strip, cells)):
            continue
        if at == len(lines) and len(cells) < len(names):
            raise BulletinFileError(
                name, f"ends in the middle of a row: {len(cells)} of {len(names)} cells", line=at
            )
        event = cells[column].strip() if 0 <= column < len(cells) else ""
        if event not in keys:
            keys[event] = clean_code(event) or ("" if not event else excerpt(event))
            groups.setdefault(keys[event], [])
        if needed < len(cells) <= len(names):
            groups[keys[event]].append(rows.reading(cells, at))
        else:
            reason = f"{name} line {at}: {len(cells)} cells where the header has {len(names)}"
            lost.setdefault(keys[event], []).append(Excluded(id=f"line {at}", reason=reason))
    if not groups:
        raise BulletinFileError(name, "holds a header and no arrival", line=start)
    events = tuple(
        BulletinEvent(
            id=(clean_code(key) or f"event{position}") if key else _stem(name),
            readings=tuple(readings),
            not_used=tuple(lost.get(key, ())),
            warnings=tuple(notes),
        )
        for position, (key, readings) in enumerate(groups.items(), start=1)
    )
    return Bulletin(format="CSV", events=events)


def _header(lines: list[str]) -> tuple[int, str] | None:
    for at, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            return at, line
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    """Split one line; a quote that is never closed spoils its own row, not the rest of the file."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell beyond what the module takes
        return line.split(delimiter)


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _names(header: str) -> list[str]:
    return [cell.strip().lower() for cell in _cells(header, _delimiter(header))]


def _columns(line: str) -> dict[str, int]:
    names = _names(line)
    return {
        key: names.index(alias) for key, aliases in COLUMNS.items() for alias in aliases if alias in names
    }


class _Rows:
    """Turns the cells of a row into a reading; what the header says is looked up once."""

    def __init__(self, where: dict[str, int]) -> None:
        self.station, self.phase, self.time = (where[key] for key in REQUIRED)
        self.id = where.get("id", -1)
        self.numbers = [(key, where[key], *BOUNDS[key]) for key in BOUNDS if key in where]

    def reading(self, cells: list[str], at: int) -> Reading:
        notes: list[str] = []
        values: dict[str, float] = {}
        for key, column, low, high in self.numbers:
            text = cells[column].strip() if column < len(cells) else ""
            if not text:
                continue
            value = number(text)
            if value is not None and low <= value <= high:
                values[key] = value
            else:
                notes.append(f"{key} {excerpt(text)} left out: not between {low:g} and {high:g}")
        time = iso_time(cells[self.time])
        identifier: str | None = ""
        if 0 <= self.id < len(cells) and (given := cells[self.id].strip()):
            identifier = clean_identifier(given)
            if identifier is None:
                notes.append(f"identifier {excerpt(given)} replaced")
        return Reading(
            line=at,
            station=cells[self.station].strip(),
            phase=cells[self.phase].strip(),
            time=time,
            id=identifier or "",
            problem=""
            if time is not None
            else f"the time {excerpt(cells[self.time].strip())} is not an ISO 8601 time",
            warnings=tuple(notes),
            time_sd_s=values.get("time_sd_s"),
            back_azimuth_deg=values.get("back_azimuth_deg"),
            back_azimuth_sd_deg=values.get("back_azimuth_sd_deg"),
            slowness_s_per_deg=values.get("slowness_s_per_deg"),
            slowness_sd_s_per_deg=values.get("slowness_sd_s_per_deg"),
        )


def _stem(name: str) -> str:
    return clean_code(name.rsplit(".", 1)[0]) or "event"
