"""What can go wrong while telling sources apart."""

from __future__ import annotations

from testban.model import BadInputError, NotAnsweredError


class DiscriminationError(BadInputError):
    """Amplitudes, bands or windows that cannot be compared."""


class PriorError(BadInputError):
    """Probabilities beforehand that are none; the message names the explanation."""


class MeasurementFileError(BadInputError):
    """A table of measurements that cannot be read; the message names the file and the field."""


class NotMeasurableError(NotAnsweredError):
    """A quantity that these records do not hold; the message says why."""
