"""How much later, and how alike, is one waveform than another?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import rfft

from testban.correlation.coefficients import coefficients
from testban.correlation.errors import CorrelationError
from testban.correlation.maxima import two_maxima
from testban.model import Floats

MIN_SD_SAMPLES = 0.01


@dataclass(frozen=True, slots=True)
class Lag:
    """The shift that makes two waveforms most alike.

    Attributes
    ----------
    lag_s : float
        How much later the signal lies in the second window than in the first.
    coefficient : float
        Normalised correlation at that shift, 1 for equal shapes.
    next_coefficient : float
        The same at the next best maximum, -1 without one: where it comes near, a cycle may be skipped.
    at_end : bool
        The largest coefficient lies at the end of the shifts looked at, and is no maximum.
    """

    lag_s: float
    coefficient: float
    next_coefficient: float = -1.0
    at_end: bool = False


def correlate(first: Floats, second: Floats, *, sampling_rate_hz: float, max_lag_s: float) -> Lag:
    """Find the lag between two waveforms, between the samples, by normalised cross-correlation.

    Parameters
    ----------
    first : ndarray of float64, shape (n,)
        The template.
    second : ndarray of float64, shape (m,)
        Holds the template shifted; m >= n. A lag of 0 puts both at their first sample.
    sampling_rate_hz : float
        Samples per second of both.
    max_lag_s : float
        Shifts beyond it are not looked at.

    Returns
    -------
    Lag
        The largest maximum of the coefficients, interpolated as the band-limited function they are.

    Raises
    ------
    CorrelationError
        Fewer than 8 samples, a second window shorter than the first, or one without motion.

    Examples
    --------
    >>> t = np.arange(200) / 20.0
    >>> pulse = np.exp(-((t - 3.0) / 0.3) ** 2)
    >>> later = np.exp(-((t - 3.73) / 0.3) ** 2)
    >>> lag = correlate(pulse[:140], later, sampling_rate_hz=20.0, max_lag_s=2.0)
    >>> round(lag.lag_s, 3), round(lag.coefficient, 3)
    (0.73, 1.0)
    """
    n, m = first.size, second.size
    if n < 8 or m < n:
        raise CorrelationError(f"windows of {n} and {m} samples; at least 8, and the second no shorter")
    coefficient = coefficients(first, second)
    count = min(coefficient.size, round(max_lag_s * sampling_rate_hz) + 1)
    at, largest, next_largest = two_maxima(coefficient, count)
    return Lag(
        lag_s=at / sampling_rate_hz,
        coefficient=min(max(largest, -1.0), 1.0),
        next_coefficient=max(next_largest, -1.0),
        at_end=at in (0.0, count - 1.0),
    )


def lag_sd_s(coefficient: float, waveform: Floats, *, sampling_rate_hz: float) -> float:
    """Least standard deviation that a lag can have, from how alike two waveforms are.

    Parameters
    ----------
    coefficient : float
        Normalised correlation, above 0. It stands for the coherence.
    waveform : ndarray of float64, shape (n,)
        One of the two windows, filtered: its spectrum gives bandwidth and mean squared frequency.
    sampling_rate_hz : float
        Samples per second of both.

    Returns
    -------
    float
        Seconds. The bound of Cramer and Rao for signal and noise of one spectrum S and coherence c (Carter
        1987, Proc. IEEE 75, 236): variance (1 - c^2) / c^2 / (2 T B (2 pi)^2 <f^2>), T the duration,
        B = (int S)^2 / int S^2 and <f^2> = int f^2 S / int S; and a hundredth of a sample.

    Examples
    --------
    >>> noise = np.random.default_rng(1).standard_normal(100)
    >>> [round(1000 * lag_sd_s(c, noise, sampling_rate_hz=20.0), 1) for c in (0.7, 0.9, 1.0)]
    [3.3, 1.6, 0.5]
    """
    spectrum = np.abs(rfft(waveform - waveform.mean())) ** 2
    frequency = np.fft.rfftfreq(waveform.size, 1.0 / sampling_rate_hz)
    duration_s = waveform.size / sampling_rate_hz
    # The periodogram of noise is exponential, whose mean square is twice the squared mean: smooth it first.
    smooth = np.convolve(spectrum, np.ones(3) / 3.0, mode="same")
    bandwidth = smooth.sum() ** 2 / (smooth**2).sum() / duration_s
    squared = (frequency**2 * spectrum).sum() / spectrum.sum()
    misfit = max(1.0 - coefficient**2, 0.0) / coefficient**2
    variance = misfit / (2.0 * duration_s * bandwidth * (2.0 * np.pi) ** 2 * squared)
    return float(np.hypot(np.sqrt(variance), MIN_SD_SAMPLES / sampling_rate_hz))
