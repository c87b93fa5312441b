"""Read any bulletin or table of arrivals; what a file is, its content says."""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testban.bulletins.arrivals_csv import is_arrivals_csv, parse_arrivals_csv
from testban.bulletins.catalog import read_catalog
from testban.bulletins.css import css_tables, read_css
from testban.bulletins.errors import BulletinFileError
from testban.bulletins.geojson import is_geojson, parse_geojson
from testban.bulletins.ims10 import is_ims10, parse_ims10
from testban.bulletins.observations import observations_of
from testban.bulletins.records import Bulletin, PublishedMagnitude, PublishedOrigin
from testban.bulletins.stations import load_stations, station_register
from testban.model import SeismicObservations, excerpt
from testban.safe_io import InMemory, decode, guard_xml, input_file, read_bytes, source_name

_LOG = logging.getLogger(__name__)

_GSE21 = re.compile(r"^\s*(BEGIN\s+GSE2\.1|DATA_TYPE\s+BULLETIN\s+GSE2\.1)", re.IGNORECASE | re.MULTILINE)
_GSE = re.compile(r"^\s*(BEGIN\s+GSE2|DATA_TYPE\s+BULLETIN\s+GSE2)", re.IGNORECASE | re.MULTILINE)
_MCHEDR = re.compile(r"HY\d{8} \d{6}", re.ASCII)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector: the many objects made here are all kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collector_paused()
def read(
    path: str | Path | InMemory, *, stations_path: str | Path | InMemory | None = None
) -> tuple[SeismicObservations, ...]:
    """Read the observations of a file, one set for each event.

    Origins in the file are never an input: they are not in what is returned. One exception: an IMS1.0 phase
    line carries a time of day only, and its day is that of the event's origins. mb and Ms are returned as
    external inputs, values of others that can be withheld.

    Parameters
    ----------
    path : str, Path or InMemory
        IMS1.0 or ISF bulletin (short or long), QuakeML 1.2, GSE2.0, NEIC mchedr, the project's CSV of
        arrivals, GeoJSON as `convert` writes it, or a folder (or one table) of CSS3.0 or KBCore flat files.
    stations_path : str, Path or InMemory, optional
        Stations in any form that `read_stations` takes. Without it the site table of CSS3.0 files, else the
        packaged register of station coordinates.

    Returns
    -------
    tuple of SeismicObservations
        In the order of the file; an event without a usable arrival is among them, with the reasons.

    Raises
    ------
    BulletinFileError
        The file is empty, binary, truncated or of no known format; the message names file, line and reason.
    StationFileError
        The station file cannot be used.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "arrivals.csv")
    >>> rows = "MDJ,Pn,2017-09-03T03:30:50Z\\nMDJ,Qx,2017-09-03T03:31:00Z\\n"
    >>> _ = path.write_text("station,phase,time\\n" + rows)
    >>> (event,) = read(path)
    >>> event.arrivals[0].id, event.not_used[0].reason
    ('MDJ/Pn', "arrivals.csv line 3: phase 'Qx' does not exist in the IASPEI list")
    """
    bulletin = read_bulletin(path)
    if stations_path is not None:
        stations = load_stations(stations_path)
    else:
        stations = bulletin.stations or station_register()
    observations = observations_of(bulletin, stations, source=source_name(path))
    _LOG.info(
        "%s: %s, %d events with %d arrivals, %d readings not used",
        source_name(path),
        bulletin.format,
        len(observations),
        sum(len(observed.arrivals) for observed in observations),
        sum(len(observed.not_used) for observed in observations),
    )
    return observations


def published_origins(path: str | Path) -> tuple[PublishedOrigin, ...]:
    """Return the origins a file holds, for comparison with ours and never as an input.

    Raises
    ------
    BulletinFileError
        As `read`.
    """
    return tuple(origin for event in read_bulletin(path).events for origin in event.origins)


def published_magnitudes(path: str | Path) -> tuple[PublishedMagnitude, ...]:
    """Return the magnitudes a file holds, for comparison with ours.

    Raises
    ------
    BulletinFileError
        As `read`.
    """
    return tuple(magnitude for event in read_bulletin(path).events for magnitude in event.magnitudes)


@_collector_paused()
def read_bulletin(path: str | Path | InMemory) -> Bulletin:
    """Read a file as its source wrote it: events with origins, magnitudes and readings.

    Raises
    ------
    BulletinFileError
        As `read`.
    """
    path = path if isinstance(path, InMemory) else Path(path)
    if isinstance(path, Path) and path.is_dir():
        return read_css(path)
    data = read_bytes(path, error=BulletinFileError)
    name = source_name(path)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and b"DATA_TYPE" not in head:
        bulletin = _read_xml(data, name)
    else:
        text = decode(data, name, error=BulletinFileError)
        if _GSE21.search(text[:20_000]):
            raise BulletinFileError(name, "is GSE2.1, which is not read; IMS1.0 and GSE2.0 are")
        if is_ims10(text):
            bulletin = parse_ims10(text, name)
        elif _GSE.search(text[:20_000]):
            bulletin = read_catalog(data, name, kind="GSE2")
        elif _MCHEDR.match(text):
            bulletin = read_catalog(data, name, kind="MCHEDR")
        elif is_arrivals_csv(text):
            bulletin = parse_arrivals_csv(text, name)
        elif is_geojson(text):
            bulletin = parse_geojson(text, name)
        elif isinstance(path, Path) and css_tables(path):
            return read_css(path)
        else:
            raise _unknown(text, name)
    return Bulletin(
        format=bulletin.format,
        events=bulletin.events,
        unit=bulletin.unit,
        title=bulletin.title,
        inputs=(input_file(path, data),),
        warnings=bulletin.warnings,
    )


def _read_xml(data: bytes, name: str) -> Bulletin:
    root = guard_xml(data, name, error=BulletinFileError)
    if root == "quakeml":
        return read_catalog(data, name, kind="QUAKEML")
    if root == "FDSNStationXML":
        raise BulletinFileError(name, "is StationXML: it holds stations and no arrivals", line=1)
    raise BulletinFileError(name, f"is XML of an unknown kind: its root is {excerpt(root)}", line=1)


def _unknown(text: str, name: str) -> BulletinFileError:
    lines = text.split("\n")
    at, line = next(((at, line) for at, line in enumerate(lines, start=1) if line.strip()), (1, ""))
    return BulletinFileError(
        name,
        "is of no format testban reads (IMS1.0/ISF, QuakeML, GSE2.0, mchedr, CSS3.0, GeoJSON, CSV with "
        f"station, phase and time); it begins with {excerpt(line)}",
        line=at,
    )
