"""Read the bulletin that a command was given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from testban.model import SeismicObservations

HEAD_BYTES = 512  # a finding begins with its schema


def read_bulletin(file: Path, stations: Path | None) -> tuple[SeismicObservations, ...]:
    """Read a bulletin; of a finding, which only `convert` reads, say so."""
    from testban.bulletins import read
    from testban.model import BadInputError

    try:
        return read(file, stations_path=stations)
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
