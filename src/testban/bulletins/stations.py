"""Read stations from any of the tables the field uses; every reader of stations goes through here."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from testban.bulletins.errors import StationFileError
from testban.bulletins.station_table import StationTable, names_of
from testban.model import Excluded, Station, excerpt, lines_of, number
from testban.safe_io import InMemory, decode, guard_xml, input_file, read_bytes, source_name
from testban.waveforms import (
    SAME_SITE_KM,
    StationRow,
    StationRows,
    apart_km,
    is_station_table,
    parse_stations_csv,
    read_row,
)
from testban.waveforms import StationFileError as TableError

_REGISTER = "station_register.csv"
# Columns of the forms without a header.
_IN_M = ("network", "station", "latitude", "longitude", "elevation_m")
_IN_KM = ("network", "station", "latitude", "longitude", "elevation_km")


def read_stations(path: str | Path) -> tuple[Station, ...]:
    """Read the stations of a file.

    Parameters
    ----------
    path : str or Path
        A table with a header (see `testban.waveforms.parse_stations_csv`), FDSN StationXML, CSS3.0 or KBCore
        ``site`` tables, NonLinLoc
        ``GTSRCE|LOCSRCE`` lines, ``STATIONS`` lines (station, network, latitude, longitude, elevation in m,
        burial), or lines "code latitude longitude".

    Returns
    -------
    tuple of Station
        In the order of the file; a row that repeats a station's place is left out.

    Raises
    ------
    StationFileError
        The file holds no station that can be used.

    See Also
    --------
    load_stations : the same with what was not used and why.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "stations.csv")
    >>> _ = path.write_text("sta,lat,lon,elev_km\\nMDJ,44.617,129.591,0.25\\n")
    >>> read_stations(path)
    (Station(id='MDJ', latitude=44.617, longitude=129.591, elevation_m=250.0),)
    """
    return load_stations(path).stations


def load_stations(path: str | Path | InMemory) -> StationTable:
    """Read the stations of a file, with what was not used and why.

    Raises
    ------
    StationFileError
        The file holds no station that can be used.
    """
    path = path if isinstance(path, InMemory) else Path(path)
    data = read_bytes(path, error=StationFileError)
    name = source_name(path)
    found = _rows(data, name)
    kept, two_places, notes = _by_station(found.rows, name)
    not_used = (*found.not_used, *two_places)
    if not kept:
        first = f"; the first problem: {not_used[0].reason}" if not_used else ""
        raise StationFileError(name, f"holds no station that can be used{first}")
    refused: dict[str, str] = {}
    for fault in not_used:
        for name in names_of(fault.id, ""):
            refused.setdefault(name, fault.reason)
    return StationTable(
        stations=tuple(
            Station(
                id=key, latitude=row.latitude, longitude=row.longitude, elevation_m=row.elevation_m or 0.0
            )
            for key, row in kept.items()
        ),
        not_used=not_used,
        warnings=(*notes, *found.warnings),
        input=input_file(path, data),
        networks={key: row.network for key, row in kept.items() if row.network},
        refused=refused,
        coarse=frozenset(key for key, row in kept.items() if row.coarse),
    )


@lru_cache(maxsize=1)
def station_register() -> StationTable:
    """Return the packaged register of station coordinates (sources in its own header).

    Examples
    --------
    >>> round(station_register().find("MDJ").latitude, 1)
    44.6
    """
    with as_file(files("testban.bulletins").joinpath(_REGISTER)) as path:
        return load_stations(path)


def _rows(data: bytes, name: str) -> StationRows:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _judged(_station_xml(data, name), _IN_M, name)
    text = decode(data, name, error=StationFileError)
    lines = lines_of(text)
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    words = first.split()
    if not is_station_table(text) and words:
        if words[0] in ("LOCSRCE", "GTSRCE"):
            return _judged(_nonlinloc(lines), _IN_KM, name)
        if _is_css_site(first):
            return _judged(_css_site(lines), _IN_KM, name)
        if len(words) >= 4 and number(words[2]) is not None and number(words[3]) is not None:
            return _judged(_stations_lines(lines), _IN_M, name)
        if len(words) == 3 and number(words[1]) is not None and number(words[2]) is not None:
            return _judged(_plain_lines(lines), _IN_M, name)
    try:
        return parse_stations_csv(text, name=name)
    except TableError as fault:
        raise StationFileError(name, fault.reason, line=fault.line) from fault


def _judged(rows: Iterable[tuple[int, list[str]]], columns: Sequence[str], name: str) -> StationRows:
    where = {key: at for at, key in enumerate(columns)}
    kept: list[StationRow] = []
    not_used: list[Excluded] = []
    notes: list[str] = []
    for line, cells in rows:
        made, said = read_row([cell.strip() for cell in cells], where, len(columns), line, in_km=False)
        notes += [f"{name} line {line}: {note}" for note in said]
        if isinstance(made, StationRow):
            kept.append(made)
        else:
            not_used.append(Excluded(id=cells[1].strip() or "?", reason=f"{name} line {line}: {made}"))
    return StationRows(rows=tuple(kept), not_used=tuple(not_used), warnings=tuple(notes))


def _by_station(
    rows: Sequence[StationRow], name: str
) -> tuple[dict[str, StationRow], list[Excluded], list[str]]:
    """The first row of each station, stations at two places, and remarks."""
    owners: dict[str, set[str]] = {}
    for row in rows:
        owners.setdefault(row.station, set()).add(row.network)
    kept: dict[str, StationRow] = {}
    moved: dict[str, int] = {}
    two_places: dict[str, Excluded] = {}
    for row in rows:
        # One code in two networks is two stations: then the network is part of the name.
        several = len(owners[row.station]) > 1 and row.network
        key = (f"{row.network}.{row.station}" if several else row.station) if row.station else row.id
        apart = apart_km(kept.setdefault(key, row), row)
        if apart > SAME_SITE_KM:
            reason = (
                f"station {key} has two places {apart:.1f} km apart "
                f"({name} lines {kept[key].line} and {row.line})"
            )
            two_places[key] = Excluded(id=key, reason=reason)
        elif apart > 0.0:
            moved[key] = moved.get(key, 0) + 1
    notes = []
    if moved:
        notes.append(
            f"{sum(moved.values())} rows of {name} give a place within 1 km of an earlier row of the same "
            f"station; the first is used: {', '.join(sorted(moved)[:8])}"
        )
    if rows and all(row.elevation_m is None for row in rows):
        notes.append(f"{name} gives no elevations: sea level is used")
    used = {key: row for key, row in kept.items() if key not in two_places}
    return used, [two_places[key] for key in sorted(two_places)], notes


def _nonlinloc(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    # NonLinLoc: LOCSRCE label LATLON latitude longitude depth_km elevation_km
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if words and words[0] in ("LOCSRCE", "GTSRCE"):
            words += [""] * (7 - len(words))
            yield at, ["", words[1], words[3], words[4], words[6]]


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


def _station_xml(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    root = guard_xml(data, name, error=StationFileError)
    if root != "FDSNStationXML":
        raise StationFileError(
            name, f"is an XML file of another kind: <{root}>, FDSNStationXML was expected", line=1
        )
    from obspy import read_inventory

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            inventory = read_inventory(io.BytesIO(data), format="STATIONXML")
    except Exception as error:  # ObsPy raises whatever its parser meets
        raise StationFileError(
            name, f"is no readable StationXML: {excerpt(str(error), limit=100)}"
        ) from error
    for network in inventory:
        for station in network:
            place = (station.latitude, station.longitude, station.elevation or 0.0)
            yield 1, [network.code, station.code, *(repr(float(one)) for one in place)]
