"""From any format of the field that is read into any that is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testban.api.results import Result, Row
from testban.bulletins import OutFormat
from testban.pipeline import convert as convert_file


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
    source: str | Path,
    target: str | Path,
    to: OutFormat | None = None,
    *,
    stations: str | Path | None = None,
) -> ConvertResult:
    """Convert a bulletin into another format, and say what was lost on the way.

    Parameters
    ----------
    source : path
        A bulletin, arrivals, CSS3.0 tables or a finding.
    target : path
        File to write; flat files: NAME.origin, or a folder.
    to : str, optional
        "ims1.0", "ims1.0-long", "ims2.0", "quakeml", "css3.0", "kbcore", "geojson" or "csv"; by default
        from the name of the target.
    stations : path, optional
        Station file: CSV, StationXML or another known table.

    Returns
    -------
    ConvertResult

    Raises
    ------
    BulletinFileError
        The input cannot be read, or nothing in it can.
    CannotWriteError
        The format is unknown, the place cannot be written to, or is the input itself.
    """
    return ConvertResult(Path(target), convert_file(source, target, to, stations_path=stations))
