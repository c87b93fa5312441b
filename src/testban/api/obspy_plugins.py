"""Formats that ObsPy writes where testban is installed: ``catalog.write("event.ims", format="IMS10")``.

ObsPy finds these functions by the entry points of the package (``obspy.plugin.event``).
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import IO, TYPE_CHECKING

from testban.api.in_memory import Stations, as_readings, as_stations
from testban.bulletins import OutFormat, read_bulletin, write_bulletin

if TYPE_CHECKING:
    from obspy import Catalog

_NAME = "catalog"


def write_ims10(
    catalog: Catalog, filename: str | Path | IO[bytes], *, long: bool = False, version: str = "1.0"
) -> None:
    """Write an ObsPy catalogue as an IMS1.0 bulletin (ISF without its extensions).

    Parameters
    ----------
    catalog : obspy.Catalog
        What is written: origins with ellipses, magnitudes, picks with residuals.
    filename : str, Path or binary file
        Where to.
    long : bool
        Write IMS1.0:long, which holds dates, networks and reading errors of arrivals.
    version : {"1.0", "2.0"}
        Of the message around the bulletin.

    Raises
    ------
    BulletinFileError
        The catalogue holds nothing to write.
    CannotWriteError
        The place cannot be written to.

    Warns
    -----
    UserWarning
        What the format cannot hold.

    Examples
    --------
    >>> import io
    >>> import testban as tb
    >>> out = io.BytesIO()
    >>> write_ims10(tb.assess("dprk-2013").to_catalog(), out)
    >>> out.getvalue().decode().split()[:2]
    ['BEGIN', 'IMS1.0']
    """
    chosen: OutFormat = "ims2.0" if version == "2.0" else "ims1.0-long" if long else "ims1.0"
    if isinstance(filename, str | Path):
        _write(catalog, Path(filename), chosen)
        return
    with tempfile.TemporaryDirectory(prefix="testban-") as folder:
        path = Path(folder) / f"{_NAME}.ims"
        _write(catalog, path, chosen)
        filename.write(path.read_bytes())


def write_css30(catalog: Catalog, filename: str | Path, *, stations: Stations | None = None) -> None:
    """Write an ObsPy catalogue as CSS3.0 flat files: origin, origerr, assoc, arrival, site and others.

    Parameters
    ----------
    catalog : obspy.Catalog
        What is written.
    filename : str or Path
        One of the tables, of which the others take the name (``a.origin`` writes ``a.*``), or a folder.
    stations : path, Inventory, table or mapping, optional
        For the site table; else the packaged register.

    Raises
    ------
    BulletinFileError
        The catalogue holds nothing to write.
    CannotWriteError
        The place cannot be written to.

    Warns
    -----
    UserWarning
        What the format cannot hold.
    """
    _write(catalog, Path(filename), "css3.0", stations)


def write_kbcore(catalog: Catalog, filename: str | Path, *, stations: Stations | None = None) -> None:
    """Write an ObsPy catalogue as KBCore tables, which LocOO3D and others read.

    Parameters
    ----------
    catalog : obspy.Catalog
        What is written.
    filename : str or Path
        A folder, made where it is absent.
    stations : path, Inventory, table or mapping, optional
        For the site table; else the packaged register.

    Raises
    ------
    BulletinFileError
        The catalogue holds nothing to write.
    CannotWriteError
        The place cannot be written to.

    Warns
    -----
    UserWarning
        What the format cannot hold.
    """
    _write(catalog, Path(filename), "kbcore", stations)


def _write(catalog: Catalog, target: Path, chosen: OutFormat, stations: Stations | None = None) -> None:
    bulletin = read_bulletin(as_readings(catalog))
    notes = write_bulletin(bulletin, target, chosen, name=_NAME, stations_path=as_stations(stations))
    for note in notes:
        warnings.warn(note, UserWarning, stacklevel=4)
