"""Read a table of stations or channels, whatever names its columns carry."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from testban.model import Excluded, clean_code, excerpt
from testban.waveforms.errors import StationFileError
from testban.waveforms.places import SAME_SITE_KM, apart_km
from testban.waveforms.station_row import StationRow, read_row

# Names in use for one thing, in order of preference. Columns derived from an epicentre (dist_km, az, baz)
# are not on the list and are never read.
COLUMNS = {
    "id": ("id", "seed_id", "station_id"),
    "network": ("network", "net"),
    "station": ("station", "code", "sta", "station_code", "name"),
    "location": ("location", "loc"),
    "channel": ("channel", "chan", "cha"),
    "latitude": ("latitude", "lat", "stla", "latitude_deg"),
    "longitude": ("longitude", "lon", "stlo", "longitude_deg", "long"),
    "elevation_m": ("elevation_m", "elev_m", "stel", "elevation", "elev"),
    "elevation_km": ("elevation_km", "elev_km"),
    "azimuth_deg": ("azimuth_deg", "cmpaz", "azimuth"),
    "inclination_deg": ("inclination_deg", "inclination", "cmpinc"),
    "sensitivity": ("sensitivity", "sensitivity_counts_per_m_s"),
    "start": ("start", "start_time", "starttime"),
}


@dataclass(frozen=True, slots=True)
class StationRows:
    """What a table holds: rows that can be used, those that cannot with the reason, and remarks."""

    rows: tuple[StationRow, ...]
    not_used: tuple[Excluded, ...] = ()
    warnings: tuple[str, ...] = ()


def is_station_table(text: str) -> bool:
    """Whether the first line that is no comment names an id, a latitude and a longitude.

    Examples
    --------
    >>> is_station_table("sta;LAT;LON\\n"), is_station_table("id,dist_km,az\\n")
    (True, False)
    """
    try:
        return not _missing(_where(_names(_header(_lines(text[:20_000]), "")[1])))
    except StationFileError:
        return False


def parse_stations_csv(text: str, *, name: str = "station table") -> StationRows:
    """Parse the text of a table of stations or channels.

    Parameters
    ----------
    text : str
        A header and one station or channel a row, separated by commas, semicolons, tabs or blanks; names of
        columns in any case; lines that begin with ``#`` are comments. Needed: an id (``id``, ``seed_id``, or
        ``station`` with ``network``, ``location``, ``channel``), ``latitude``/``stla`` and
        ``longitude``/``stlo``. Optional: elevation in m or km, ``azimuth_deg``/``cmpaz``,
        ``inclination``/``cmpinc``, ``sensitivity``, ``start``. Other columns are ignored.
    name : str
        Of the file, for messages.

    Returns
    -------
    StationRows
        A faulty row never stops the reading: it stands in `not_used`, with line and reason.

    Raises
    ------
    StationFileError
        The text is not a table of stations or has no row that can be used; the message names line and reason.

    Examples
    --------
    >>> found = parse_stations_csv("id,stla,stlo\\nIC.MDJ.00.BHZ,44.617,129.5908\\nX,95,0\\n")
    >>> found.rows[0].latitude
    44.617
    >>> found.not_used[0].reason
    'station table line 3: station X: latitude 95 outside -90..90'
    """
    lines = _lines(text)
    start, header = _header(lines, name)
    names = _names(header)
    where = _where(names)
    missing = _missing(where)
    if missing:
        reason = f"is not a table of stations: the header lacks {' and '.join(missing)}: {excerpt(header)}"
        raise StationFileError(name, reason, line=start)
    for cell in names:
        if cell in {names[at] for at in where.values()} and names.count(cell) > 1:
            raise StationFileError(name, f"the header names the column {excerpt(cell)} twice", line=start)
    warnings = _remarks(where, names, name)
    # The elev of a CSS3.0 or KBCore site, whose header begins with #, is in km.
    in_km = header.startswith("#") and where.get("elevation_m") in _positions(names, ("elev", "elevation"))
    rows: list[StationRow] = []
    not_used: list[Excluded] = []
    for line, cells in _cells(lines, start, _delimiter(header)):
        made, notes = read_row(cells, where, len(names), line, in_km=in_km)
        warnings += [f"{name} line {line}: {note}" for note in notes]
        if isinstance(made, str):
            code = cells[where["id"] if "id" in where else where["station"]] if cells else ""
            shown = clean_code(code) or (excerpt(code) if code.strip() else f"line {line}")
            not_used.append(Excluded(id=shown, reason=f"{name} line {line}: {made}"))
        else:
            rows.append(made)
    conflicts = _two_places(rows, name)
    not_used += conflicts.values()
    kept = tuple(row for row in rows if (row.id, row.start_s) not in conflicts)
    if not kept:
        first = f"; the first problem: {not_used[0].reason}" if not_used else " below its header"
        raise StationFileError(name, f"holds no station that can be used{first}", line=start)
    return StationRows(rows=kept, not_used=tuple(not_used), warnings=tuple(warnings))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _header(lines: Sequence[str], name: str) -> tuple[int, str]:
    """Number and text of the header; a line that begins with # is one where it names the columns."""
    for at, line in enumerate(lines, start=1):
        if not line.strip(" \t,;\ufeff"):
            continue
        if not line.lstrip().startswith("#"):
            return at, line
        if not _missing(_where(_names(line))):
            return at, line.lstrip()
    raise StationFileError(name, "is empty or holds comments only", line=1)


def _delimiter(header: str) -> str | None:
    return max(",;\t", key=header.count) if any(mark in header for mark in ",;\t") else None


def _split(line: str, delimiter: str | None) -> list[str]:
    if delimiter is None:
        return line.split()
    if '"' not in line:
        return line.split(delimiter)
    # One line at a time: a quote that is never closed spoils its own row, not the rest of the file.
    return next(csv.reader([line], delimiter=delimiter), [])


def _names(header: str) -> list[str]:
    try:
        cells = _split(header.lstrip("\ufeff#"), _delimiter(header))
    except csv.Error:
        return []
    return [cell.strip().lower() for cell in cells]


def _positions(names: Sequence[str], aliases: Sequence[str]) -> list[int]:
    return [names.index(alias) for alias in aliases if alias in names]


def _where(names: Sequence[str]) -> dict[str, int]:
    """Column of each thing. A bare "azimuth" with no inclination next to it may be that to an epicentre."""
    where = {key: at[0] for key, aliases in COLUMNS.items() if (at := _positions(names, aliases))}
    if "azimuth_deg" in where and names[where["azimuth_deg"]] == "azimuth" and "inclination_deg" not in where:
        del where["azimuth_deg"]
    return where


def _missing(where: dict[str, int]) -> list[str]:
    lacking = [] if "id" in where or "station" in where else ["an id or station"]
    return lacking + [
        f"a {key} ({', '.join(COLUMNS[key])})" for key in ("latitude", "longitude") if key not in where
    ]


def _remarks(where: dict[str, int], names: Sequence[str], name: str) -> list[str]:
    if "azimuth" in names and "azimuth_deg" not in where:
        return [
            f"{name}: column azimuth not read: without an inclination next to it, it may be"
            " that to an epicentre"
        ]
    return []


def _cells(lines: Sequence[str], start: int, delimiter: str | None) -> Iterator[tuple[int, list[str] | None]]:
    """Rows below the header with their line; None where a row cannot be split."""
    for at, line in enumerate(lines[start:], start=start + 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            cells: list[str] | None = [cell.strip() for cell in _split(line, delimiter)]
        except csv.Error:
            cells = None
        if cells is None or any(cells):
            yield at, cells


def _two_places(rows: Sequence[StationRow], name: str) -> dict[tuple[str, float | None], Excluded]:
    """Ids that stand at two places at one time: which of the two is right nobody can say."""
    first: dict[tuple[str, float | None], StationRow] = {}
    conflicts: dict[tuple[str, float | None], Excluded] = {}
    for row in rows:
        key = (row.id, row.start_s)
        apart = apart_km(first.setdefault(key, row), row)
        if apart > SAME_SITE_KM:
            reason = (
                f"station {row.id} has two places {apart:.1f} km apart "
                f"({name} lines {first[key].line} and {row.line})"
            )
            conflicts[key] = Excluded(id=row.id, reason=reason)
    return conflicts
