"""The errors of reading and writing bulletins."""

from __future__ import annotations

from testban.model import BadInputError


class BulletinFileError(BadInputError):
    """A file that cannot be read as what it claims to be: the message names file, line and reason."""

    def __init__(self, name: str, reason: str, *, line: int | None = None) -> None:
        where = name if line is None else f"{name} line {line}"
        super().__init__(f"{where}: {reason}")
        self.line = line


class StationFileError(BulletinFileError):
    """A file of stations that cannot be used."""


class CannotWriteError(BadInputError):
    """Something that a format cannot hold, or a place that cannot be written to."""
