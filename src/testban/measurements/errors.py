"""Errors of this room."""

from __future__ import annotations

from testban.model import BadInputError, NotAnsweredError


class MeasurementFileError(BadInputError):
    """A table of measurements that cannot be read; the message names the file and the field."""


class NotMeasurableError(NotAnsweredError):
    """A quantity that these records do not hold; the message says why."""
