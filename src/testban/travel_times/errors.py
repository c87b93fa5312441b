"""What can go wrong with travel times."""

from __future__ import annotations

from testban.model import BadInputError


class ModelFileError(BadInputError):
    """A velocity model file that cannot be used: names the file, the line and the reason."""


class UnknownPhaseError(BadInputError):
    """A phase name the table does not hold."""


class UnknownModelError(BadInputError):
    """A model that is neither packaged nor a readable file."""


class DistanceDepthError(BadInputError):
    """Distances, depths or station values outside what the table covers, or not numbers."""
