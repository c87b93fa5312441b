"""Write findings in the formats of the field, and convert one format into another."""

from __future__ import annotations

from pathlib import Path

from testban.bulletins import (
    BulletinFileError,
    CannotWriteError,
    OutFormat,
    output_format,
    read_bulletin,
    write_bulletin,
)
from testban.model import Finding
from testban.safe_io import InMemory, read_bytes, read_finding
from testban.wording import bulletin_of


def write_quakeml(finding: Finding, path: str | Path) -> None:
    """Write a finding as QuakeML 1.2.

    Both origins with their ellipses at 90 %, magnitudes, picks, and arrivals with residuals and weights;
    screening, hypotheses, basis, territory, yield and obligations in the namespace `urn:testban:quakeml:1`.
    The same finding gives the same bytes: identifiers come from the finding, and there is no time of
    creation.

    Raises
    ------
    CannotWriteError
        The file cannot be written.
    """
    write_bulletin(bulletin_of(finding), Path(path), "quakeml", name=finding.id, finding=finding)


def write_ims10(finding: Finding, path: str | Path) -> tuple[str, ...]:
    """Write a finding as an IMS1.0:short bulletin.

    Returns
    -------
    tuple of str
        What the format could not hold (also said in the file, as comments where it has a place for them).

    Raises
    ------
    CannotWriteError
        The file cannot be written.
    """
    return write_bulletin(bulletin_of(finding), Path(path), "ims1.0", name=finding.id, finding=finding)


def convert(
    in_path: str | Path,
    out_path: str | Path,
    out_format: OutFormat | None = None,
    *,
    stations_path: str | Path | InMemory | None = None,
) -> tuple[str, ...]:
    """Read a bulletin and write it in another format, published origins and magnitudes included.

    Parameters
    ----------
    in_path : str or Path
        Anything `testban.bulletins.read` takes, or a finding as testban writes it (``finding.json``).
    out_path : str or Path
        File to write; for CSS3.0 one of its tables (``NAME.origin`` writes ``NAME.*``) or a folder. Folders
        that are not there are made.
    out_format : str, optional
        "ims1.0", "ims1.0-long", "ims2.0", "quakeml", "css3.0", "kbcore" (into a folder), "geojson"
        or "csv"; by default what the suffix of the file to write says.
    stations_path : str, Path or InMemory, optional
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
    chosen = output_format(target, out_format)
    if target.exists() and source.exists() and target.samefile(source):
        raise CannotWriteError(f"{target.name}: is the input itself")
    finding = _finding(source)
    bulletin = bulletin_of(finding) if finding is not None else read_bulletin(source)
    return write_bulletin(
        bulletin, target, chosen, name=source.name, stations_path=stations_path, finding=finding
    )


def _finding(source: Path) -> Finding | None:
    """Read the input as a finding, where it says that it is one."""
    if source.is_dir() or not source.is_file():
        return None
    data = read_bytes(source, error=BulletinFileError)
    if not data.lstrip().startswith(b"{") or b"testban.finding/" not in data[:4096]:
        return None
    return read_finding(data, name=source.name, error=BulletinFileError)
