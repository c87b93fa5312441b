"""What can go wrong while reading waveforms."""

from __future__ import annotations

from testban.model import BadInputError
from testban.safe_io import ForeignFileError


class WaveformError(BadInputError):
    """Waveforms, station metadata or responses that cannot be used."""


class NoWaveformsError(WaveformError):
    """Not one usable record came out of the files given; `reasons` says why, each reason once."""

    def __init__(self, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reasons = reasons


class StationFileError(ForeignFileError, WaveformError):
    """A file of station metadata that cannot be used: the message names file, line and reason."""


class ResponseError(WaveformError):
    """A response that cannot be parsed or that contradicts itself."""


class OrientationError(WaveformError):
    """Components that do not span space, so that they cannot be rotated."""
