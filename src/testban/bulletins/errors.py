"""The errors of reading and writing bulletins."""

from __future__ import annotations

from testban.model import BadInputError
from testban.safe_io import ForeignFileError


class BulletinFileError(ForeignFileError):
    """A bulletin that cannot be read as what it claims to be: the message names file, line and reason."""


class StationFileError(BulletinFileError):
    """A file of stations that cannot be used."""


class CannotWriteError(BadInputError):
    """Something that a format cannot hold, or a place that cannot be written to."""
