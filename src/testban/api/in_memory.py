"""What a caller gives in memory, in the form of the file that would hold it.

ObsPy's objects and tables become bytes in a canonical form, which the readers of files then read: the answer
is that for a file of the same content, and the provenance names it, such as ``<catalog>``, with its SHA-256.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from testban.api.tables import csv_text, is_dataframe
from testban.bulletins import is_arrivals_csv
from testban.model import Arrival, BadInputError, Station, excerpt
from testban.safe_io import InMemory

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame
    from obspy import Catalog, Inventory
    from obspy.core.event import Event as CatalogEvent

Readings: TypeAlias = "str | Path | InMemory | Catalog | CatalogEvent | IntoDataFrame | Sequence[Arrival]"
Stations: TypeAlias = (
    "str | Path | InMemory | Inventory | IntoDataFrame | Sequence[Station] | Mapping[str, Sequence[float]]"
)
Source = Path | InMemory

_ARRIVAL_COLUMNS = ("station", "phase", "time")


def as_readings(given: Readings) -> Source:
    """Return a bulletin as a path or as bytes that are read like a file.

    Raises
    ------
    BadInputError
        Another kind of object, or one that ObsPy cannot write as QuakeML.

    Examples
    --------
    >>> moment = "2017-09-03T03:30:50Z"
    >>> as_readings([Arrival(id="1", station="MDJ", phase="Pn", time=moment)]).name
    '<arrivals>'
    """
    if isinstance(given, InMemory):
        return given
    if isinstance(given, str | Path):
        return Path(given)
    if is_obspy(given, "Catalog") or is_obspy(given, "Event"):
        return InMemory("<catalog>", _quakeml(given))
    if is_dataframe(given):
        return InMemory("<arrivals>", _arrivals_text(given).encode())
    if _all_of(given, Arrival):
        return InMemory("<arrivals>", _rows_text(given).encode())
    raise BadInputError(
        f"arrivals given as {_kind(given)}: a path, an ObsPy Catalog, a table with the columns "
        f"{', '.join(_ARRIVAL_COLUMNS)}, or a list of Arrival was expected"
    )


def as_stations(given: Stations | None) -> Source | None:
    """Return stations as a path or as bytes that are read like a file.

    Raises
    ------
    BadInputError
        Another kind of object, or one that ObsPy cannot write as StationXML.

    Examples
    --------
    >>> print(as_stations({"MDJ": (44.617, 129.591, 250.0)}).data.decode())
    id,latitude,longitude,elevation_m
    MDJ,44.617,129.591,250.0
    <BLANKLINE>
    """
    if given is None or isinstance(given, InMemory):
        return given
    if isinstance(given, str | Path):
        return Path(given)
    if is_obspy(given, "Inventory"):
        return InMemory("<inventory>", _station_xml(given))
    if is_dataframe(given):
        return InMemory("<stations>", csv_text(given).encode())
    if isinstance(given, Mapping):
        return InMemory("<stations>", _places_text(given).encode())
    if _all_of(given, Station):
        return InMemory("<stations>", _rows_text(given).encode())
    raise BadInputError(
        f"stations given as {_kind(given)}: a path, an ObsPy Inventory, a table with an id, latitude and "
        "longitude, a list of Station, or latitude and longitude by code was expected"
    )


def is_obspy(given: object, name: str) -> bool:
    """Whether an object is one of ObsPy's; ObsPy is not loaded to find out.

    Examples
    --------
    >>> is_obspy("a path", "Stream")
    False
    """
    for module in ("obspy", "obspy.core.event"):
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type) and isinstance(given, kind):
            return True
    return False


def _quakeml(given: Any) -> bytes:
    from obspy import Catalog

    catalog = given if isinstance(given, Catalog) else Catalog([given])
    return _written(catalog, "QUAKEML")


def _station_xml(inventory: Any) -> bytes:
    from obspy import UTCDateTime

    timeless = copy(inventory)
    timeless.created = UTCDateTime(0)  # else the same stations would have another hash at another time
    return _written(timeless, "STATIONXML")


def _written(given: Any, form: str) -> bytes:
    out = io.BytesIO()
    try:
        given.write(out, format=form)
    except Exception as error:  # ObsPy raises whatever its writer meets
        raise BadInputError(
            f"{_kind(given)}: ObsPy cannot write it as {form}: {type(error).__name__}: {error}"
        ) from error
    return out.getvalue()


def _all_of(given: object, kind: type) -> bool:
    return isinstance(given, Sequence) and bool(given) and all(isinstance(item, kind) for item in given)


def _arrivals_text(table: Any) -> str:
    text = csv_text(table)
    if not is_arrivals_csv(text):
        header = excerpt(text.partition("\n")[0])
        names = ", ".join(_ARRIVAL_COLUMNS)
        raise BadInputError(f"<arrivals>: a table of arrivals has the columns {names}; this one has {header}")
    return text


def _rows_text(nouns: Any) -> str:
    """Write nouns of the model as CSV, under the names of their fields."""
    rows = [noun.model_dump(mode="json") for noun in nouns]
    return csv_text({name: [row[name] for row in rows] for name in rows[0]})


def _places_text(places: Mapping[str, Sequence[float]]) -> str:
    for code, place in places.items():
        if not 2 <= len(place) <= 3:
            raise BadInputError(f"station {code}: {len(place)} numbers, not 2 or 3")
    names = ("latitude", "longitude", "elevation_m")
    rows = [dict(zip(names, map(float, place), strict=False)) for place in places.values()]
    return csv_text({"id": list(places)} | {name: [row.get(name) for row in rows] for name in names})


def _kind(given: object) -> str:
    return f"{type(given).__module__}.{type(given).__name__}".removeprefix("builtins.")
