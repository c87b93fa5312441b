"""What can go wrong while reading waveforms."""

from __future__ import annotations

from testban.model import BadInputError


class WaveformError(BadInputError):
    """Waveforms, station metadata or responses that cannot be used."""


class NoWaveformsError(WaveformError):
    """Not one usable record came out of the files given; `reasons` says why, each reason once."""

    def __init__(self, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reasons = reasons


class StationFileError(WaveformError):
    """A file of station metadata that cannot be used: the message names file, line and reason."""

    def __init__(self, name: str, reason: str, *, line: int | None = None) -> None:
        where = name if line is None else f"{name} line {line}"
        super().__init__(f"{where}: {reason}")
        self.reason = reason
        self.line = line


class ResponseError(WaveformError):
    """A response that cannot be parsed or that contradicts itself."""


class OrientationError(WaveformError):
    """Components that do not span space, so that they cannot be rotated."""
