"""Write a bulletin in any format, saying what the format cannot hold."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

from testban.bulletins.conversion_losses import Losses
from testban.bulletins.css import FIELDS
from testban.bulletins.css_write import write_css
from testban.bulletins.csv_write import render_csv
from testban.bulletins.errors import BulletinFileError, CannotWriteError
from testban.bulletins.files import write_data, write_text
from testban.bulletins.geojson import render_geojson
from testban.bulletins.ims10_write import render_ims10
from testban.bulletins.quakeml_write import KINDS, render_quakeml
from testban.bulletins.records import Bulletin, Reading
from testban.bulletins.stations import load_stations, station_register
from testban.bulletins.unsupported_fields import count_without_place
from testban.model import Finding
from testban.safe_io import InMemory

# FDSN: a network has two characters (temporary ones more, which no fixed field holds), a station up to five.
_NETWORK_STATION = re.compile(r"([A-Z0-9]{1,2})\.([A-Z0-9]{1,5})", re.ASCII)
OutFormat = Literal["ims1.0", "ims1.0-long", "ims2.0", "quakeml", "css3.0", "kbcore", "geojson", "csv"]
_BY_SUFFIX: dict[str, OutFormat] = {
    ".txt": "ims1.0",
    ".ims": "ims1.0",
    ".isf": "ims1.0",
    ".xml": "quakeml",
    ".quakeml": "quakeml",
    ".json": "geojson",
    ".geojson": "geojson",
    ".csv": "csv",
    **{f".{kind}": "css3.0" for kind in (*FIELDS, "site")},
}


def output_format(target: Path, wanted: OutFormat | None = None) -> OutFormat:
    """Return the format to write: the one asked for, or what the name of the file says.

    Raises
    ------
    CannotWriteError
        Neither names one.

    Examples
    --------
    >>> output_format(Path("event.xml"))
    'quakeml'
    """
    chosen = wanted or ("css3.0" if target.is_dir() else _BY_SUFFIX.get(target.suffix.lower()))
    if chosen is None or chosen not in get_args(OutFormat):
        raise CannotWriteError(
            f"{target.name}: the suffix {target.suffix!r} names no format; "
            f"give one of {', '.join(get_args(OutFormat))}"
        )
    return chosen


def write_bulletin(
    bulletin: Bulletin,
    target: Path,
    chosen: OutFormat,
    *,
    name: str,
    stations_path: str | Path | InMemory | None = None,
    finding: Finding | None = None,
) -> tuple[str, ...]:
    """Write a bulletin in a format, published origins and magnitudes included.

    Parameters
    ----------
    bulletin : Bulletin
        What is written.
    target : Path
        File to write; for CSS3.0 one of its tables (``NAME.origin`` writes ``NAME.*``) or a folder. Folders
        that are not there are made.
    chosen : str
        The format; see `output_format`.
    name : str
        File that the bulletin was read from: for messages and, without suffix, for identifiers.
    stations_path : str, Path or InMemory, optional
        Stations for the site table and the map; else those of the bulletin or of the packaged register.
    finding : Finding, optional
        The finding that the bulletin was made from, for the elements of QuakeML of our own.

    Returns
    -------
    tuple of str
        What the format could not hold, counted, and what of the input could not be read.

    Raises
    ------
    BulletinFileError
        The bulletin holds nothing to write.
    CannotWriteError
        The place cannot be written to.
    """
    _refuse_nothing(bulletin, name)
    if chosen != "csv":
        bulletin = _with_networks(bulletin)
    losses = Losses()
    for event in bulletin.events:
        losses.add("lines of the input that could not be read", len(event.not_used))
    key = finding.id if finding else Path(name).stem
    stations = load_stations(stations_path) if stations_path is not None else bulletin.stations
    notes: tuple[str, ...] = ()
    if chosen == "quakeml":
        write_data(target, render_quakeml(bulletin, key=key, finding=finding))
        notes = _quakeml_losses(bulletin)
    elif chosen in ("css3.0", "kbcore"):
        notes = write_css(bulletin, target, stations or station_register(), headed=chosen == "kbcore")
    elif chosen == "geojson":
        write_text(target, render_geojson(bulletin, stations or station_register()))
    elif chosen == "csv":
        text, notes = render_csv(bulletin)
        write_text(target, text)
    else:
        version = "2.0" if chosen == "ims2.0" else "1.0"
        text, notes = render_ims10(bulletin, message_id=key, long=chosen == "ims1.0-long", version=version)
        write_text(target, text)
    return (*losses.notes(), *bulletin.warnings, *notes, *count_without_place(bulletin, chosen))


def _with_networks(bulletin: Bulletin) -> Bulletin:
    """Take apart codes written NETWORK.STATION, as the table of arrivals has them: others have two fields."""

    def apart(reading: Reading) -> Reading:
        match = None if reading.network else _NETWORK_STATION.fullmatch(reading.station)
        return reading if match is None else replace(reading, network=match[1], station=match[2])

    return replace(
        bulletin,
        events=tuple(replace(event, readings=tuple(map(apart, event.readings))) for event in bulletin.events),
    )


def _refuse_nothing(bulletin: Bulletin, name: str) -> None:
    """Refuse an input of which no origin and no reading is left, with the first reason."""
    readings = [reading for event in bulletin.events for reading in event.readings]
    if any(event.origins for event in bulletin.events) or any(
        reading.time and reading.station for reading in readings
    ):
        return
    lost: list[tuple[int | None, str]] = [
        (reading.line, reading.problem) for reading in readings if reading.problem
    ]
    lost += [(None, excluded.reason) for event in bulletin.events for excluded in event.not_used]
    line, reason = lost[0] if lost else (None, "it has no origin and no reading with a station and a time")
    raise BulletinFileError(name, f"holds nothing to convert: {reason}", line=line)


def _quakeml_losses(bulletin: Bulletin) -> tuple[str, ...]:
    losses = Losses()
    for event in bulletin.events:
        losses.add(
            "origins without time or place",
            sum(None in (o.time, o.latitude, o.longitude) for o in event.origins),
        )
        losses.add(
            "readings without a time or a station",
            sum(r.time is None or not r.named for r in event.readings),
        )
        losses.add("amplitudes", sum(r.amplitude_nm is not None for r in event.readings))
        losses.add("station magnitudes", sum(r.magnitude is not None for r in event.readings))
        losses.add(
            "ellipses without two axes and a strike",
            sum(
                any((o.major_km, o.minor_km)) and not (o.major_km and o.minor_km and o.strike_deg is not None)
                for o in event.origins
            ),
        )
        kinds = [o.event_type for o in event.origins if o.event_type in KINDS]
        losses.add("kinds of event on which its origins differ", len(kinds) if len(set(kinds)) > 1 else 0)
    return losses.notes()
