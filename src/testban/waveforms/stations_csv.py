"""Read a table of stations or channels, whatever names its columns carry."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from testban.waveforms.errors import StationFileError

# Names in use for one thing, in order of preference. Columns derived from an epicentre (distance,
# azimuth to the source, back azimuth) are not on the list and are never read.
_COLUMNS = {
    "id": ("seed_id", "id", "station_id"),
    "network": ("network", "net"),
    "station": ("station", "sta", "code", "name"),
    "location": ("location", "loc"),
    "channel": ("channel", "chan", "cha"),
    "latitude": ("latitude", "stla", "lat"),
    "longitude": ("longitude", "stlo", "lon"),
    "elevation_m": ("elevation_m", "elevation", "stel", "elev"),
    "azimuth_deg": ("azimuth_deg", "cmpaz"),
    "inclination_deg": ("inclination_deg", "inclination", "cmpinc"),
    "sensitivity": ("sensitivity", "sensitivity_counts_per_m_s"),
    "start": ("start", "start_time", "starttime"),
    "event": ("event", "event_id"),
}


@dataclass(frozen=True, slots=True)
class StationRow:
    """One row of a station table.

    `inclination_deg` follows SAC: 0 points up, 90 is horizontal, 180 points down.
    `sensitivity` is in counts per m/s. `start_s` is POSIX time, where the table says for when the row holds.
    """

    id: str
    latitude: float
    longitude: float
    elevation_m: float | None = None
    azimuth_deg: float | None = None
    inclination_deg: float | None = None
    sensitivity: float | None = None
    start_s: float | None = None
    event: str = ""


def read_stations_csv(path: str | Path) -> tuple[StationRow, ...]:
    """Read a station table in CSV, with any of the column names in use.

    Parameters
    ----------
    path : str or Path
        A CSV file with a header. Needed: an id (``id``, ``seed_id``, or ``network`` and ``station``),
        ``latitude``/``stla`` and ``longitude``/``stlo``. Optional: elevation, ``azimuth_deg``/``cmpaz``,
        ``inclination``/``cmpinc``, ``sensitivity``, ``start``, ``event``. Other columns are ignored.

    Returns
    -------
    tuple of StationRow

    Raises
    ------
    StationFileError
        The file is no table, lacks a column, or a row holds no coordinates; the message names the line.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise StationFileError(f"{path.name}: no text that can be read ({fault})") from fault
    return parse_stations_csv(text, name=path.name)


def parse_stations_csv(text: str, *, name: str = "station table") -> tuple[StationRow, ...]:
    """Parse the text of a station table; see `read_stations_csv`.

    Examples
    --------
    >>> parse_stations_csv("id,stla,stlo\\nIC.MDJ.00.BHZ,44.617,129.5908\\n")[0].latitude
    44.617
    """
    # A NUL or a bare carriage return would make the csv module itself give up.
    if "\0" in text:
        raise StationFileError(f"{name}: binary content, not a CSV table")
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as fault:
        raise StationFileError(f"{name}: not a CSV table ({fault})") from fault
    if not rows:
        raise StationFileError(f"{name}: no row below the header")
    present = {str(key).strip().lower(): key for key in rows[0] if key is not None}
    found = {
        field: present[alias]
        for field, aliases in _COLUMNS.items()
        for alias in reversed(aliases)
        if alias in present
    }
    for needed in ("latitude", "longitude"):
        if needed not in found:
            raise StationFileError(f"{name}: no column {' or '.join(_COLUMNS[needed])}")
    if "id" not in found and "station" not in found:
        raise StationFileError(f"{name}: no column {' or '.join(_COLUMNS['id'])} or station")
    return tuple(_row(row, found, f"{name}, line {number}") for number, row in enumerate(rows, start=2))


def _row(row: dict[str, str], found: dict[str, str], where: str) -> StationRow:
    def text(field: str) -> str:
        return str(row.get(found.get(field, ""), "") or "").strip()

    def number(field: str, low: float, high: float) -> float | None:
        raw = text(field)
        if not raw:
            return None
        try:
            value = float(raw)
        except ValueError:
            raise StationFileError(f"{where}: {field} {raw!r} is no number") from None
        if not low <= value <= high:
            raise StationFileError(f"{where}: {field} {raw} outside {low:g}..{high:g}")
        return value

    latitude, longitude = number("latitude", -90.0, 90.0), number("longitude", -180.0, 360.0)
    identifier = text("id") or _joined(text("network"), text("station"), text("location"), text("channel"))
    if not identifier:
        raise StationFileError(f"{where}: no station id")
    if latitude is None or longitude is None:
        raise StationFileError(f"{where}: station {identifier} has no coordinates")
    return StationRow(
        id=identifier,
        latitude=latitude,
        longitude=longitude if longitude <= 180.0 else longitude - 360.0,
        elevation_m=number("elevation_m", -12_000.0, 9_000.0),
        azimuth_deg=number("azimuth_deg", -360.0, 360.0),
        inclination_deg=number("inclination_deg", 0.0, 180.0),
        sensitivity=number("sensitivity", 1e-12, 1e30),
        start_s=_posix(text("start"), where),
        event=text("event"),
    )


def _joined(network: str, station: str, location: str, channel: str) -> str:
    if not station:
        return ""
    # A two-letter channel names a sensor, not a component: such a row holds for the whole station.
    if len(channel) != 3:
        return f"{network}.{station}" if network else station
    return f"{network}.{station}.{location}.{channel}"


def _posix(text: str, where: str) -> float | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise StationFileError(f"{where}: start {text!r} is no ISO 8601 time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
