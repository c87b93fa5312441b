"""Reading what a caller gives: arrivals with their stations."""

from __future__ import annotations

from pathlib import Path

from testban.bulletins import read as read_bulletin_file
from testban.model import BadInputError, SeismicObservations

HEAD_BYTES = 512  # a finding begins with its schema


def read_arrivals(arrivals: str | Path, stations: str | Path | None) -> tuple[SeismicObservations, ...]:
    """Read a bulletin; of a finding, which only `convert` reads, say so."""
    file = Path(arrivals)
    try:
        return read_bulletin_file(file, stations_path=stations)
    except BadInputError as error:
        if not _is_finding(file):
            raise
        reason = "is a finding; `testban convert` writes its bulletin, which can be located"
        raise BadInputError(f"{file.name}: {reason}") from error


def _is_finding(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return b'"schema_version": "testban.finding/' in stream.read(HEAD_BYTES)
