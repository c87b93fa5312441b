"""A signal detected at one station: what a detector returns and what association, sizes and files use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Band = tuple[float, float]  # lowest and highest frequency, Hz
Polarity = Literal["up", "down", "unclear"]


@dataclass(frozen=True, slots=True)
class LevelTime:
    """When the envelope first reaches half of its largest value of the next second, in one band.

    Attributes
    ----------
    band_hz : (float, float)
    time_s : float
        POSIX seconds; with the delay of the causal filter of the band.
    sd_s : float
        How far another reading of the same signal in other noise would lie, one standard deviation: it does
        not say how far the onset is.
    snr : float
        That largest value over the root mean square of the noise.
    """

    band_hz: Band
    time_s: float
    sd_s: float
    snr: float


@dataclass(frozen=True, slots=True)
class Detection:
    """A signal at one station.

    Attributes
    ----------
    station : str
    time_s : float
        Onset, POSIX seconds.
    sd_s : float
        Reading error, one standard deviation.
    snr : float
        Amplitude over noise: of a record the largest ratio short over long, over the bands.
    polarity : "up", "down" or "unclear"
        First motion.
    levels : tuple of LevelTime
        By band, a point of the signal that noise moves little: for differences between events.
    band_hz : (float, float) or None
        The band in which the onset was read, where it is known.
    """

    station: str
    time_s: float
    sd_s: float
    snr: float
    polarity: Polarity = "unclear"
    levels: tuple[LevelTime, ...] = ()
    band_hz: Band | None = None
