"""Reading what a caller gives: arrivals with their stations."""

from __future__ import annotations

from pathlib import Path

from testban.api.in_memory import Readings, Source, Stations, as_readings, as_stations
from testban.bulletins import read as read_bulletin_file
from testban.model import BadInputError, SeismicObservations
from testban.safe_io import open_file

HEAD_BYTES = 512  # a finding begins with its schema


def read_arrivals(arrivals: Readings, stations: Stations | None) -> tuple[SeismicObservations, ...]:
    """Read a bulletin; of a finding, which only `convert` reads, say so."""
    source = as_readings(arrivals)
    try:
        return read_bulletin_file(source, stations_path=as_stations(stations))
    except BadInputError as error:
        if not _is_finding(source):
            raise
        reason = "is a finding; `testban convert` writes its bulletin, which can be located"
        raise BadInputError(f"{source.name}: {reason}") from error


def _is_finding(source: Source) -> bool:
    if not isinstance(source, Path) or not source.is_file():
        return False
    with open_file(source) as stream:
        return b'"schema_version": "testban.finding/' in stream.read(HEAD_BYTES)
