"""What can go wrong while reading waveforms."""

from __future__ import annotations

from testban.model import BadInputError, Excluded
from testban.safe_io import ForeignFileError


class WaveformError(BadInputError):
    """Waveforms, station metadata or responses that cannot be used."""


class NoWaveformsError(WaveformError):
    """Not one usable record came out of the files given.

    Attributes
    ----------
    reasons : tuple of str
        Why, each reason once.
    not_used : tuple of Excluded
        What was left out, one by one.
    """

    def __init__(
        self, message: str, reasons: tuple[str, ...] = (), not_used: tuple[Excluded, ...] = ()
    ) -> None:
        super().__init__(message)
        self.reasons = reasons
        self.not_used = not_used


class StationFileError(ForeignFileError, WaveformError):
    """A file of station metadata that cannot be used: the message names file, line and reason."""


class ResponseError(WaveformError):
    """A response that cannot be parsed or that contradicts itself."""


class OrientationError(WaveformError):
    """Components that do not span space, so that they cannot be rotated."""
