"""What can go wrong when a magnitude is measured."""

from __future__ import annotations

from testban.model import BadInputError, NotAnsweredError


class CorrectionRangeError(BadInputError):
    """A distance or depth outside the table or relation that was asked for."""


class AmplitudeError(BadInputError):
    """An amplitude or period that is not a positive number, or samples that cannot be measured."""


class ReadingError(BadInputError):
    """A reading that contradicts itself."""


class NoReadingsError(NotAnsweredError):
    """Too few readings for the question."""
