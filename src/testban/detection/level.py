"""Read the same point of a signal whatever the noise: where its envelope reaches half of its height."""

from __future__ import annotations

import math

import numpy as np

from testban.detection.errors import DetectionError
from testban.model import Floats

# The level sought: this share of the largest amplitude of the next second. Chosen among shares of amplitude
# and of energy and spans of 0.7-4 s on calibration events (docs/detection.md).
SHARE, SPAN_S = 0.5, 1.0
# Window about an onset in which it is sought: an onset in noise is read late, the height follows the onset.
BEFORE_S, AFTER_S = 1.5, 2.5
# A rise counts where it leads at least this far up to the strongest second of the window.
MIN_HEIGHT = 0.5
# More of the record on both sides, s, so that the ends of the transform stay outside.
MARGIN_S = 4.0
# The noise: from this long before the onset to this long before it, s.
NOISE_FROM_S, NOISE_TO_S = 32.0, 2.0
# Height over the root mean square of the noise below which the noise itself reaches half of it.
MIN_SNR = 5.0
# Reading error: a floor, and what the noise adds, times its ratio to the height.
FLOOR_SD_S, NOISE_SD_S = 0.05, 0.4


def level_index(samples: Floats, onset: int, *, sampling_rate_hz: float) -> tuple[float, float] | None:
    """Find the sample at which the envelope reaches half of its largest value of the next second.

    Constant-fraction timing: the beginning of a signal that grows is seen late in noise, the later the weaker
    the signal, but half of its own height is reached at one and the same point of the signal.

    Parameters
    ----------
    samples : ndarray of float64, shape (n,)
        A filtered record.
    onset : int
        Sample of an onset, which may be late.
    sampling_rate_hz : float
        Samples per second.

    Returns
    -------
    index, snr : float
        Between the samples; and the height over the root mean square of the noise before. None where the
        window leaves the record, the noise is zero or the height is below 5 times the noise.

    Raises
    ------
    DetectionError
        A sampling rate at which a second is fewer than two samples.

    Examples
    --------
    >>> t = np.arange(1600) / 20.0 - 50.0
    >>> swings = np.sin(4.0 * np.pi * t) * np.clip(t, 0.0, 1.0)
    >>> noise = 0.001 * np.random.default_rng(0).normal(size=t.size)
    >>> index, _ = level_index(swings + noise, 1003, sampling_rate_hz=20.0)
    >>> abs(index / 20.0 - 50.5) < 0.1
    True
    """
    # Loaded here, since runs without waveforms start half a second sooner.
    from scipy.signal import hilbert

    span = round(SPAN_S * sampling_rate_hz)
    if span < 2:
        raise DetectionError(f"{sampling_rate_hz:g} Hz: fewer than 2 samples in {SPAN_S:g} s")
    begin = onset - round(BEFORE_S * sampling_rate_hz)
    end = onset + round((AFTER_S + SPAN_S) * sampling_rate_hz)
    quiet = samples[
        max(0, onset - round(NOISE_FROM_S * sampling_rate_hz)) : max(
            0, onset - round(NOISE_TO_S * sampling_rate_hz)
        )
    ]
    margin = round(MARGIN_S * sampling_rate_hz)
    first = max(0, begin - margin)
    if quiet.size < 4 * span or begin < 1 or end > samples.size:
        return None
    noise = math.sqrt(float(np.mean(quiet**2)))
    if noise <= 0.0:
        return None
    envelope = np.abs(hilbert(samples[first : end + margin]))[begin - first - 1 : end - first]
    height = np.lib.stride_tricks.sliding_window_view(envelope, span).max(axis=1)
    here = envelope[: height.size]
    strongest = float(height.max())
    if strongest < MIN_SNR * noise:
        return None
    enough = height > max(MIN_HEIGHT * strongest, MIN_SNR * noise)
    reached = np.flatnonzero((here > SHARE * height) & enough)
    if reached.size == 0 or reached[0] == 0:
        return None
    at = int(reached[0])
    level, before = SHARE * float(height[at]), float(here[at - 1])
    part = min(max((level - before) / (float(here[at]) - before), 0.0), 1.0) if here[at] > before else 1.0
    return begin - 2 + at + part, float(height[at]) / noise


def reading_sd_s(snr: float) -> float:
    """Return the reading error of a level time, one standard deviation, s.

    Examples
    --------
    >>> round(reading_sd_s(5.0), 3), round(reading_sd_s(100.0), 3)
    (0.094, 0.05)
    """
    return math.hypot(FLOOR_SD_S, NOISE_SD_S / snr)
