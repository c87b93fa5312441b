"""Stations for bulletins: each code once, with what of the file was not used and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from testban.bulletins.errors import StationFileError
from testban.bulletins.station_table import StationTable, names_of
from testban.model import Excluded, Station
from testban.safe_io import (
    InMemory,
    decode,
    input_file,
    inventory_format,
    parse_inventory,
    read_bytes,
    source_name,
)
from testban.waveforms import (
    SAME_SITE_KM,
    StationRow,
    StationRows,
    apart_km,
    parse_station_table,
    rows_of_inventory,
)
from testban.waveforms import StationFileError as TableError

_REGISTER = "station_register.csv"


def read_stations(path: str | Path) -> tuple[Station, ...]:
    """Read the stations of a file.

    Parameters
    ----------
    path : str or Path
        StationXML, or a table in any form that `testban.waveforms.parse_station_table` takes.

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
    rows = _rows(data, name)
    kept, two_places, notes = _by_station(rows.rows, name)
    not_used = (*rows.not_used, *two_places)
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
        warnings=(*notes, *rows.warnings),
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
    kind = inventory_format(data, name, error=StationFileError)
    if kind:
        inventory, _ = parse_inventory(data, name, kind=kind, error=StationFileError)
        return rows_of_inventory(inventory, name)
    text = decode(data, name, error=StationFileError)
    try:
        return parse_station_table(text, name=name)
    except TableError as fault:
        raise StationFileError(name, fault.reason, line=fault.line) from fault


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
