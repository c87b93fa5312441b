"""From any format of the field that is read into any that is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testban.api.finding_result import FindingResult
from testban.api.in_memory import Readings, Stations, as_readings, as_stations
from testban.api.results import Result, Row
from testban.bulletins import OutFormat, output_format, read_bulletin, write_bulletin
from testban.model import Finding
from testban.pipeline import convert as convert_file
from testban.wording import bulletin_of


@dataclass(frozen=True)
class ConvertResult(Result):
    """Where a bulletin was written, and what its format could not hold."""

    file: Path
    lost: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.lost

    def to_dict(self) -> dict[str, Any]:
        return {"file": str(self.file), "lost": list(self.lost)}

    def to_rows(self) -> list[Row]:
        return [{"lost": note} for note in self.lost]


def convert(
    source: Readings | Finding | FindingResult,
    target: str | Path,
    to: OutFormat | None = None,
    *,
    stations: Stations | None = None,
) -> ConvertResult:
    """Convert a bulletin into another format, and say what was lost on the way.

    Parameters
    ----------
    source : path, Catalog, table, Finding or FindingResult
        A bulletin, arrivals, CSS3.0 tables or a finding.
    target : path
        File to write; flat files: NAME.origin, or a folder.
    to : str, optional
        "ims1.0", "ims1.0-long", "ims2.0", "quakeml", "css3.0", "kbcore", "geojson" or "csv"; by default
        from the name of the target.
    stations : path, Inventory, table or mapping, optional
        For the site table and the map; else those of the input or of the packaged register.

    Returns
    -------
    ConvertResult

    Raises
    ------
    BulletinFileError
        The input cannot be read, or nothing in it can.
    CannotWriteError
        The format is unknown, the place cannot be written to, or is the input itself.

    Examples
    --------
    >>> import tempfile
    >>> import testban as tb
    >>> finding = tb.assess("dprk-2013")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = tb.convert(finding, f"{folder}/event.geojson")
    >>> written.file.name
    'event.geojson'
    """
    place, path = as_stations(stations), Path(target)
    if isinstance(source, FindingResult):
        source = source.finding
    if isinstance(source, Finding):
        bulletin, name, finding = bulletin_of(source), source.id, source
    else:
        given = as_readings(source)
        if isinstance(given, Path):
            return ConvertResult(path, convert_file(given, path, to, stations_path=place))
        bulletin, name, finding = read_bulletin(given), given.name.strip("<>"), None
    lost = write_bulletin(
        bulletin, path, output_format(path, to), name=name, stations_path=place, finding=finding
    )
    return ConvertResult(path, lost)
