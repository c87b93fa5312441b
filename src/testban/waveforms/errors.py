"""What can go wrong while reading waveforms."""

from __future__ import annotations

from testban.model import BadInputError


class WaveformError(BadInputError):
    """Waveforms, station metadata or responses that cannot be used."""


class NoWaveformsError(WaveformError):
    """Not one usable record came out of the files given; `reasons` says why, file by file."""

    def __init__(self, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reasons = reasons


class StationFileError(WaveformError):
    """A station table without the columns it needs, or with values that are no coordinates."""


class ResponseError(WaveformError):
    """A response that cannot be parsed or that contradicts itself."""


class OrientationError(WaveformError):
    """Components that do not span space, so that they cannot be rotated."""
