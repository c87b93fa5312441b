"""Read stations in the forms that have no header, as NonLinLoc, CSS3.0 and SPECFEM write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from testban.model import Excluded, lines_of, number
from testban.waveforms.station_row import StationRow, read_row
from testban.waveforms.stations_csv import StationRows, is_station_table, parse_stations_csv

# Columns of the forms without a header.
COLUMNS_M = ("network", "station", "latitude", "longitude", "elevation_m")
COLUMNS_KM = ("network", "station", "latitude", "longitude", "elevation_km")


def parse_station_table(text: str, *, name: str = "station table") -> StationRows:
    """Parse stations in any form the field writes as text.

    Parameters
    ----------
    text : str
        A table with a header (see `parse_stations_csv`), a CSS3.0 or KBCore ``site`` table, NonLinLoc
        ``GTSRCE|LOCSRCE`` lines, ``STATIONS`` lines (station, network, latitude, longitude, elevation in m,
        burial), or lines "code latitude longitude".
    name : str
        Of the file, for messages.

    Returns
    -------
    StationRows
        A faulty row never stops the reading: it stands in `not_used`, with line and reason.

    Raises
    ------
    StationFileError
        The text is none of these; the message names line and reason.

    Examples
    --------
    >>> parse_station_table("GTSRCE MDJ LATLON 44.617 129.591 0 0.25").rows[0].elevation_m
    250.0
    """
    lines = lines_of(text)
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    words = first.split()
    if not is_station_table(text) and words:
        if words[0] in ("LOCSRCE", "GTSRCE"):
            return rows_from_cells(_nonlinloc(lines), COLUMNS_KM, name)
        if _is_css_site(first):
            return rows_from_cells(_css_site(lines), COLUMNS_KM, name)
        if len(words) >= 4 and number(words[2]) is not None and number(words[3]) is not None:
            return rows_from_cells(_stations_lines(lines), COLUMNS_M, name)
        if len(words) == 3 and number(words[1]) is not None and number(words[2]) is not None:
            return rows_from_cells(_plain_lines(lines), COLUMNS_M, name)
    return parse_stations_csv(text, name=name)


def rows_from_cells(
    cells_of_lines: Iterable[tuple[int, list[str]]], columns: Sequence[str], name: str
) -> StationRows:
    """Judge lines that were split into the cells of named columns, of which the second is the station."""
    where = {key: at for at, key in enumerate(columns)}
    kept: list[StationRow] = []
    not_used: list[Excluded] = []
    notes: list[str] = []
    for line, cells in cells_of_lines:
        row, remarks = read_row([cell.strip() for cell in cells], where, len(columns), line, in_km=False)
        notes += [f"{name} line {line}: {note}" for note in remarks]
        if isinstance(row, StationRow):
            kept.append(row)
        else:
            not_used.append(Excluded(id=cells[1].strip() or "?", reason=f"{name} line {line}: {row}"))
    return StationRows(rows=tuple(kept), not_used=tuple(not_used), warnings=tuple(notes))


def _nonlinloc(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    # NonLinLoc: LOCSRCE label type, position, depth_km elevation_km. A position: latitude longitude (LATLON)
    # or degrees, minutes (LATLONDM) and seconds (LATLONDS), each with its half of the globe.
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if words and words[0] in ("LOCSRCE", "GTSRCE"):
            kind = words[2] if len(words) > 2 else ""
            parts = {"LATLON": 1, "LATLONDM": 3, "LATLONDS": 4}.get(kind)
            if parts is None:
                yield at, ["", words[1] if len(words) > 1 else "", f"{kind} position", "", ""]
                continue
            words += [""] * (5 + 2 * parts - len(words))
            latitude, longitude = words[3 : 3 + parts], words[3 + parts : 3 + 2 * parts]
            yield at, ["", words[1], _degrees(latitude), _degrees(longitude), words[4 + 2 * parts]]


def _degrees(parts: list[str]) -> str:
    """Join degrees, minutes, seconds and the half of the globe; what is not so stays as it was written."""
    *numbers, half = parts if len(parts) > 1 else (*parts, "")
    values = [number(part) for part in numbers]
    if len(parts) == 1 or half.upper() not in ("N", "S", "E", "W") or None in values:
        return " ".join(parts)
    if any(not 0.0 <= float(value or 0.0) < 60.0 for value in values[1:]):
        return " ".join(parts)
    total = sum(float(value or 0.0) / 60.0**power for power, value in enumerate(values))
    return repr(-total if half.upper() in ("S", "W") else total)


def _stations_lines(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    # SPECFEM's STATIONS: station network latitude longitude elevation_m burial_m
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if words and not line.startswith("#"):
            words += [""] * (5 - len(words))
            yield at, [words[1], words[0], *words[2:5]]


def _plain_lines(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if words and not line.startswith("#"):
            words += [""] * (3 - len(words))
            yield at, ["", *words[:3], ""]


def _is_css_site(line: str) -> bool:
    # CSS3.0 site: sta 1-6, ondate 8-15, offdate 17-24, lat 26-34, lon 36-44, elev 46-54 (km)
    return (
        len(line) >= 54
        and bool(re.fullmatch(r"\s*(-1|\d{7})", line[7:15]))
        and bool(re.fullmatch(r"\s*(-1|\d{7})", line[16:24]))
        and all(number(line[a:b]) is not None for a, b in ((25, 34), (35, 44), (45, 54)))
    )


def _css_site(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    for at, line in enumerate(lines, start=1):
        if line.strip():
            yield at, ["", line[0:6], line[25:34], line[35:44], line[45:54]]
