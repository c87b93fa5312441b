"""Read stations from any of the tables the field uses; every reader of stations goes through here."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from testban.bulletins.errors import StationFileError
from testban.bulletins.station_table import SAME_PLACE_KM, StationTable, distance_km
from testban.bulletins.text import decode, input_file, read_bytes
from testban.bulletins.xml_guard import guard_xml
from testban.model import NotUsed, Station
from testban.model.text import clean_code, excerpt, lines_of, number

COLUMNS = {
    "id": ("id", "seed_id", "station", "code", "sta", "station_code"),
    "network": ("network", "net"),
    "latitude": ("latitude", "lat", "stla", "latitude_deg"),
    "longitude": ("longitude", "lon", "stlo", "longitude_deg", "long"),
    "elevation_m": ("elevation_m", "elev_m", "stel", "elevation", "elev"),
    "elevation_km": ("elevation_km", "elev_km"),
}
_REGISTER = "station_register.csv"


class _Row(NamedTuple):
    line: int
    id: str
    network: str
    latitude: str
    longitude: str
    elevation: str
    elevation_factor: float


def read_stations(path: str | Path) -> tuple[Station, ...]:
    """Read the stations of a file.

    Parameters
    ----------
    path : str or Path
        CSV (comma, semicolon or tab; a header naming at least ``id|station|code|seed_id|sta``,
        ``latitude|lat|stla`` and ``longitude|lon|stlo``; optional
        ``elevation_m|elev_m|stel|elevation|elev`` in metres or ``elevation_km|elev_km``; lines that begin
        with ``#`` are comments), FDSN StationXML, CSS3.0 or KBCore ``site`` tables, NonLinLoc
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


def load_stations(path: str | Path) -> StationTable:
    """Read the stations of a file, with what was not used and why.

    Raises
    ------
    StationFileError
        The file holds no station that can be used.
    """
    path = Path(path)
    data = read_bytes(path)
    rows, notes = _rows(data, path.name)
    table = _table(rows, path.name)
    if not table.stations:
        first = f"; the first problem: {table.not_used[0].reason}" if table.not_used else ""
        raise StationFileError(path.name, f"holds no station that can be used{first}")
    return StationTable(
        stations=table.stations,
        not_used=table.not_used,
        warnings=(*notes, *table.warnings),
        input=input_file(path, data),
        networks=table.networks,
        refused=table.refused,
        coarse=table.coarse,
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


def _rows(data: bytes, name: str) -> tuple[list[_Row], tuple[str, ...]]:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:4000]
    if head.startswith(b"<"):
        return _station_xml(data, name), ()
    lines = lines_of(decode(data, name))
    first = next((line for line in lines if line.strip() and not line.startswith("# ")), "")
    words = first.split()
    if not words:
        raise StationFileError(name, "holds comments only", line=1)
    if words[0] in ("LOCSRCE", "GTSRCE"):
        return list(_nonlinloc(lines)), ()
    if _is_css_site(first):
        return list(_css_site(lines)), ()
    if _has_header(first):
        return _delimited(lines, name, first)
    if len(words) >= 4 and number(words[2]) is not None and number(words[3]) is not None:
        return list(_stations_lines(lines)), ()
    if len(words) == 3 and number(words[1]) is not None and number(words[2]) is not None:
        return list(_plain_lines(lines)), ()
    raise StationFileError(
        name,
        "is no table of stations: a header with station, latitude and longitude was expected, "
        f"not {excerpt(first)}",
        line=lines.index(first) + 1,
    )


def _table(rows: list[_Row], name: str) -> StationTable:
    kept: dict[str, Station] = {}
    networks: dict[str, str] = {}
    refused: dict[str, str] = {}
    two_places: dict[str, str] = {}
    not_used: list[NotUsed] = []
    moved: list[str] = []
    first_line: dict[str, int] = {}
    coarse: set[str] = set()
    for row in rows:
        made = _station(row)
        if isinstance(made, str):
            reason = f"{name} line {row.line}: {made}"
            not_used.append(NotUsed(id=clean_code(row.id) or excerpt(row.id), reason=reason))
            refused.setdefault(row.id.strip().upper(), reason)
            continue
        key = made.id
        if key not in kept:
            kept[key], first_line[key], networks[key] = made, row.line, row.network
            if max(_decimals(row.latitude), _decimals(row.longitude)) <= 1:
                coarse.add(key)
            continue
        apart = distance_km(kept[key], made)
        if apart > SAME_PLACE_KM:
            two_places[key] = (
                f"station {key} has two places {apart:.1f} km apart "
                f"({name} lines {first_line[key]} and {row.line})"
            )
        elif apart > 0.0:
            moved.append(key)
    not_used += [NotUsed(id=key, reason=why) for key, why in sorted(two_places.items())]
    notes = (
        (
            f"{len(moved)} rows of {name} give a place within 1 km of an earlier row of the same station; "
            f"the first is used: {', '.join(sorted(set(moved))[:8])}",
        )
        if moved
        else ()
    )
    stations = tuple(station for key, station in kept.items() if key not in two_places)
    return StationTable(
        stations=stations,
        not_used=tuple(not_used),
        warnings=notes,
        networks={key: net for key, net in networks.items() if net},
        refused={key: why for key, why in refused.items() if key not in kept}
        | {key.upper(): why for key, why in two_places.items()},
        coarse=frozenset(coarse),
    )


def _decimals(text: str) -> int:
    return len(text.strip().partition(".")[2].rstrip("0"))


def _station(row: _Row) -> Station | str:
    code = clean_code(row.id)
    if code is None:
        return f"{excerpt(row.id)} is no station code"
    latitude, longitude = number(row.latitude), number(row.longitude)
    if latitude is None or longitude is None:
        return (
            f"station {code}: {excerpt(row.latitude)}, {excerpt(row.longitude)} is no latitude and longitude"
        )
    if not -90.0 <= latitude <= 90.0:
        return f"station {code}: latitude {latitude:g} outside -90..90"
    if not -180.0 <= longitude <= 360.0:
        return f"station {code}: longitude {longitude:g} outside -180..360"
    if latitude == 0.0 and longitude == 0.0:
        return f"station {code}: 0, 0 stands for an unknown place"
    elevation = number(row.elevation) if row.elevation.strip() else 0.0
    if elevation is None:
        return f"station {code}: elevation {excerpt(row.elevation)} is no number"
    elevation *= row.elevation_factor
    if (elevation <= -999.0 * row.elevation_factor and elevation < -12_000.0) or elevation == -999.0:
        elevation = 0.0  # the null value of CSS3.0
    if not -12_000.0 <= elevation <= 9_000.0:
        return f"station {code}: elevation {elevation:g} m outside -12000..9000"
    longitude = longitude - 360.0 if longitude > 180.0 else longitude
    return Station(id=code, latitude=latitude, longitude=longitude, elevation_m=elevation)


def _has_header(line: str) -> bool:
    names = {word.strip().lower() for word in re.split(r"[,;\t ]+", line.lstrip("#"))}
    return all(names & set(COLUMNS[key]) for key in ("id", "latitude", "longitude"))


def _delimited(lines: list[str], name: str, header: str) -> tuple[list[_Row], tuple[str, ...]]:
    delimiter = max(",;\t", key=header.count)
    kbcore = header.startswith("#")
    start = lines.index(header)
    names = [cell.strip().lower() for cell in header.lstrip("#").split(delimiter)]
    where: dict[str, int] = {}
    for key, aliases in COLUMNS.items():
        hit = [names.index(alias) for alias in aliases if alias in names]
        if hit:
            where[key] = hit[0]
    factor = 1.0
    if "elevation_m" not in where and "elevation_km" in where:
        where["elevation_m"], factor = where["elevation_km"], 1000.0
    elif kbcore:
        factor = 1000.0  # the elev of a CSS3.0 or KBCore site is in km
    rows: list[_Row] = []
    reader = csv.reader(io.StringIO("\n".join(lines[start + 1 :])), delimiter=delimiter)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue

            def cell(key: str, cells: list[str] = cells) -> str:
                at = where.get(key, -1)
                return cells[at] if 0 <= at < len(cells) else ""

            line = start + 1 + reader.line_num
            rows.append(
                _Row(
                    line,
                    cell("id"),
                    cell("network").strip(),
                    cell("latitude"),
                    cell("longitude"),
                    cell("elevation_m"),
                    factor,
                )
            )
    except csv.Error as error:
        raise StationFileError(
            name, f"cannot be split into cells: {error}", line=start + 1 + reader.line_num
        ) from error
    note = () if "elevation_m" in where else (f"{name} gives no elevations: sea level is used",)
    return rows, note


def _nonlinloc(lines: list[str]) -> Iterator[_Row]:
    # NonLinLoc: LOCSRCE label LATLON latitude longitude depth_km elevation_km
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if words and words[0] in ("LOCSRCE", "GTSRCE"):
            words += [""] * (7 - len(words))
            yield _Row(at, words[1], "", words[3], words[4], words[6], 1000.0)


def _stations_lines(lines: list[str]) -> Iterator[_Row]:
    # SPECFEM's STATIONS: station network latitude longitude elevation_m burial_m
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if words and not line.startswith("#"):
            words += [""] * (5 - len(words))
            yield _Row(at, words[0], words[1], words[2], words[3], words[4], 1.0)


def _plain_lines(lines: list[str]) -> Iterator[_Row]:
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if words and not line.startswith("#"):
            words += [""] * (3 - len(words))
            yield _Row(at, words[0], "", words[1], words[2], "", 1.0)


def _is_css_site(line: str) -> bool:
    # CSS3.0 site: sta 1-6, ondate 8-15, offdate 17-24, lat 26-34, lon 36-44, elev 46-54 (km)
    return (
        len(line) >= 54
        and bool(re.fullmatch(r"\s*(-1|\d{7})", line[7:15]))
        and bool(re.fullmatch(r"\s*(-1|\d{7})", line[16:24]))
        and all(number(line[a:b]) is not None for a, b in ((25, 34), (35, 44), (45, 54)))
    )


def _css_site(lines: list[str]) -> Iterator[_Row]:
    for at, line in enumerate(lines, start=1):
        if line.strip():
            yield _Row(at, line[0:6], "", line[25:34], line[35:44], line[45:54], 1000.0)


def _station_xml(data: bytes, name: str) -> list[_Row]:
    root = guard_xml(data, name)
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
    found = [(network.code, station) for network in inventory for station in network]
    owners: dict[str, set[str]] = {}
    for network, station in found:
        owners.setdefault(station.code, set()).add(network)
    return [
        # One code in two networks is two stations: then the network is part of the name.
        _Row(
            1,
            station.code if len(owners[station.code]) == 1 else f"{network}.{station.code}",
            network,
            repr(float(station.latitude)),
            repr(float(station.longitude)),
            repr(float(station.elevation or 0.0)),
            1.0,
        )
        for network, station in found
    ]
