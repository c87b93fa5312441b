"""One row of a station table: its values, or the reason why it cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import clean_code, excerpt, iso_time, number

# Ends of what a cell may say, both included.
BOUNDS = {
    "elevation_m": (-12_000.0, 9_000.0),
    "azimuth_deg": (-360.0, 360.0),
    "inclination_deg": (0.0, 180.0),
    "sensitivity": (1e-12, 1e30),
}
# What CSS3.0 writes for an elevation that nobody knows.
_NO_ELEVATION = -999.0


@dataclass(frozen=True, slots=True)
class StationRow:
    """One row of a station table.

    Attributes
    ----------
    id : str
        As written, or joined of network, station, location and channel.
    latitude, longitude : float
        Degrees; longitude -180 to 180.
    elevation_m : float or None
    azimuth_deg, inclination_deg : float or None
        Of the component. Inclination follows SAC: 0 points up, 90 is horizontal, 180 points down.
    sensitivity : float or None
        Counts per m/s.
    start_s : float or None
        POSIX time from which the row holds.
    network, station : str
        Where the table has columns for them and none for the id as a whole.
    line : int
        Of the file.
    coarse : bool
        The place is given to 0.1 degree or less.
    """

    id: str
    latitude: float
    longitude: float
    elevation_m: float | None = None
    azimuth_deg: float | None = None
    inclination_deg: float | None = None
    sensitivity: float | None = None
    start_s: float | None = None
    network: str = ""
    station: str = ""
    line: int = 0
    coarse: bool = False


def read_row(
    cells: list[str] | None, where: dict[str, int], width: int, line: int, *, in_km: bool
) -> tuple[StationRow | str, list[str]]:
    """Read one row.

    Parameters
    ----------
    cells : list of str or None
        Without outer blanks; None where the row could not be split.
    where : dict of str to int
        Column of each thing.
    width : int
        Number of columns of the header.
    line : int
        Line number, for messages.
    in_km : bool
        The column of elevations without a unit in its name is in km.

    Returns
    -------
    row : StationRow or str
        Or why it cannot be used.
    notes : list of str
        Values left out, with the reason.

    Examples
    --------
    >>> columns = {"id": 0, "latitude": 1, "longitude": 2}
    >>> read_row(["X", "95", "10"], columns, 3, 2, in_km=False)
    ('station X: latitude 95 outside -90..90', [])
    """
    if cells is None:
        return "cannot be split into cells", []
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) > width:
        return f"{len(cells)} cells where the header has {width}", []
    cells += [""] * (width - len(cells))

    def text(key: str) -> str:
        return cells[where[key]] if key in where else ""

    identifier = text("id") or _joined(*(text(k) for k in ("network", "station", "location", "channel")))
    code = clean_code(_of_channel(identifier))
    if code is None:
        return f"{excerpt(identifier)} is not a station code" if identifier else "names no station", []
    place = text("latitude"), text("longitude")
    coordinates = _coordinates(*place)
    if isinstance(coordinates, str):
        return f"station {code}: {coordinates}", []
    latitude, longitude = coordinates
    notes: list[str] = []

    def value(key: str, written: str, factor: float = 1.0) -> float | None:
        given = number(written)
        low, high = BOUNDS[key]
        if given is not None and low <= given * factor <= high:
            return given * factor
        if written:
            notes.append(f"station {code}: {key} {excerpt(written)} left out: not {low:g} to {high:g}")
        return None

    metres, kilometres = text("elevation_m"), text("elevation_km")
    height, factor = (metres, 1000.0 if in_km else 1.0) if metres else (kilometres, 1000.0)
    if number(height) == _NO_ELEVATION:
        height = ""
    begins = text("start")
    start = iso_time(begins if ":" in begins else f"{begins}T00:00")
    if begins and start is None:
        notes.append(f"station {code}: start {excerpt(begins)} left out: not an ISO 8601 time")
    row = StationRow(
        id=code,
        latitude=latitude,
        longitude=longitude,
        elevation_m=value("elevation_m", height, factor),
        azimuth_deg=value("azimuth_deg", text("azimuth_deg")),
        inclination_deg=value("inclination_deg", text("inclination_deg")),
        sensitivity=value("sensitivity", text("sensitivity")),
        start_s=None if start is None else start.timestamp(),
        network="" if text("id") else text("network"),
        station="" if text("id") else text("station"),
        line=line,
        coarse=max(_decimals(degrees) for degrees in place) <= 1,
    )
    return row, notes


def _coordinates(latitude_deg: str, longitude_deg: str) -> tuple[float, float] | str:
    """Latitude and longitude, the latter within -180..180, or why they are not a place."""
    latitude, longitude = number(latitude_deg), number(longitude_deg)
    if latitude is None or longitude is None:
        if not (latitude_deg or longitude_deg):
            return "no coordinates"
        return f"{excerpt(latitude_deg)}, {excerpt(longitude_deg)} is not a latitude and a longitude"
    if not -90.0 <= latitude <= 90.0:
        return f"latitude {latitude:g} outside -90..90"
    if not -180.0 <= longitude <= 360.0:
        return f"longitude {longitude:g} outside -180..360"
    if latitude == 0.0 and longitude == 0.0:
        return "0, 0 stands for an unknown place"
    return latitude, longitude if longitude <= 180.0 else longitude - 360.0


def _joined(network: str, station: str, location: str, channel: str) -> str:
    if not station:
        return ""
    # A two-letter channel names a sensor, not a component: such a row holds for the whole station.
    if len(channel) != 3:
        return f"{network}.{station}" if network else station
    return f"{network}.{station}.{location}.{channel}"


def _decimals(text: str) -> int:
    return len(text.partition(".")[2].rstrip("0"))


def _of_channel(identifier: str) -> str:
    """Return the station of what ObsPy calls a channel without a network: ".STA.LOC.CHA"."""
    unnamed = identifier.startswith(".") and identifier.count(".") == 3
    return identifier.split(".")[1] if unnamed else identifier
