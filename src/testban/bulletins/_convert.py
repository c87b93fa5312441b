"""Convert a bulletin from any format that is read into any that is written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationError

from testban.bulletins._read import read_bulletin
from testban.bulletins.conversion_losses import Losses
from testban.bulletins.css import FIELDS
from testban.bulletins.css_write import write_css
from testban.bulletins.csv_write import render_csv
from testban.bulletins.errors import BulletinFileError, CannotWriteError
from testban.bulletins.files import write_data, write_text
from testban.bulletins.from_finding import bulletin_of
from testban.bulletins.geojson import render_geojson
from testban.bulletins.ims10_write import render_ims10
from testban.bulletins.quakeml_write import KINDS, render_quakeml
from testban.bulletins.records import Bulletin, Reading
from testban.bulletins.stations import load_stations, station_register
from testban.bulletins.unsupported_fields import count_without_place
from testban.model import Finding, excerpt
from testban.safe_io import read_bytes

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


def convert(
    in_path: str | Path,
    out_path: str | Path,
    out_format: OutFormat | None = None,
    *,
    stations_path: str | Path | None = None,
) -> tuple[str, ...]:
    """Read a bulletin and write it in another format, published origins and magnitudes included.

    Parameters
    ----------
    in_path : str or Path
        Anything `read` takes, or a finding as testban writes it (``finding.json``).
    out_path : str or Path
        File to write; for CSS3.0 one of its tables (``NAME.origin`` writes ``NAME.*``) or a folder. Folders
        that are not there are made.
    out_format : str, optional
        "ims1.0", "ims1.0-long", "ims2.0", "quakeml", "css3.0", "kbcore" (into a folder), "geojson"
        or "csv"; by default what the suffix of the file to write says.
    stations_path : str or Path, optional
        Stations for the site table and the map; else those of the input or of the packaged register.

    Returns
    -------
    tuple of str
        What the format to write could not hold, counted, and what of the input could not be read.

    Raises
    ------
    BulletinFileError
        The input cannot be read, or nothing in it can.
    CannotWriteError
        The format is unknown, the place cannot be written to, or would be the input itself.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.csv").write_text("station,phase,time\\nMDJ,Pn,2017-09-03T03:30:50Z\\n")
    >>> convert(folder / "a.csv", folder / "a.xml")
    ()
    """
    source, target = Path(in_path), Path(out_path)
    chosen = out_format or ("css3.0" if target.is_dir() else _BY_SUFFIX.get(target.suffix.lower()))
    if chosen is None or chosen not in get_args(OutFormat):
        raise CannotWriteError(
            f"{target.name}: the suffix {target.suffix!r} names no format; "
            f"give one of {', '.join(get_args(OutFormat))}"
        )
    if target.exists() and source.exists() and target.samefile(source):
        raise CannotWriteError(f"{target.name}: is the input itself")
    finding = _finding(source)
    bulletin = bulletin_of(finding) if finding is not None else read_bulletin(source)
    _refuse_nothing(bulletin, source.name)
    if chosen != "csv":
        bulletin = _with_networks(bulletin)
    losses = Losses()
    for event in bulletin.events:
        losses.add("lines of the input that could not be read", len(event.not_used))
    stations = load_stations(stations_path) if stations_path is not None else bulletin.stations
    notes: tuple[str, ...] = ()
    if chosen == "quakeml":
        write_data(
            target, render_quakeml(bulletin, key=finding.id if finding else source.stem, finding=finding)
        )
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
        text, notes = render_ims10(
            bulletin, message_id=source.stem, long=chosen == "ims1.0-long", version=version
        )
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


def _finding(source: Path) -> Finding | None:
    """Read the input as a finding, where it says that it is one."""
    if source.is_dir() or not source.is_file():
        return None
    data = read_bytes(source, error=BulletinFileError)
    if not data.lstrip().startswith(b"{") or b"testban.finding/" not in data[:4096]:
        return None
    try:
        return Finding.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BulletinFileError(
            source.name, f"is no whole finding: {excerpt(where)}: {first['msg']}"
        ) from error


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
