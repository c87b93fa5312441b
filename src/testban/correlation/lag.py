"""How much later, and how alike, is one waveform than another?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

from testban.correlation.errors import CorrelationError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lag:
    """The shift that makes two waveforms most alike.

    Attributes
    ----------
    lag_s : float
        How much later the signal lies in the second window than in the first.
    coefficient : float
        Normalised correlation at that shift, 1 for equal shapes.
    """

    lag_s: float
    coefficient: float


def correlate(first: Floats, second: Floats, *, sampling_rate_hz: float, longest_lag_s: float) -> Lag:
    """Find the lag between two waveforms, between the samples, by normalised cross-correlation.

    Parameters
    ----------
    first : ndarray of float64, shape (n,)
        The template.
    second : ndarray of float64, shape (m,)
        Holds the template shifted; m >= n. A lag of 0 puts both at their first sample.
    sampling_rate_hz : float
    longest_lag_s : float
        Shifts beyond it are not looked at.

    Returns
    -------
    Lag
        The peak of a parabola through the three largest coefficients.

    Raises
    ------
    CorrelationError
        Fewer than 8 samples, a second window shorter than the first, or one without motion.

    Examples
    --------
    >>> t = np.arange(200) / 20.0
    >>> pulse = np.exp(-((t - 3.0) / 0.3) ** 2)
    >>> later = np.exp(-((t - 3.73) / 0.3) ** 2)
    >>> lag = correlate(pulse[:140], later, sampling_rate_hz=20.0, longest_lag_s=2.0)
    >>> round(lag.lag_s, 2), round(lag.coefficient, 2)
    (0.73, 1.0)
    """
    n, m = first.size, second.size
    if n < 8 or m < n:
        raise CorrelationError(f"windows of {n} and {m} samples; at least 8, and the second no shorter")
    template = first - first.mean()
    norm = float(np.sqrt((template**2).sum()))
    if norm == 0.0:
        raise CorrelationError("the first window holds no motion")
    shifts = m - n + 1
    size = next_fast_len(m + n)
    product = irfft(rfft(second, size) * np.conj(rfft(template, size)), size)[:shifts]
    total = np.concatenate(([0.0], np.cumsum(second)))
    square = np.concatenate(([0.0], np.cumsum(second**2)))
    mean = (total[n : n + shifts] - total[:shifts]) / n
    energy = np.maximum(square[n : n + shifts] - square[:shifts] - n * mean**2, 0.0)
    if energy.max() <= 0.0:
        raise CorrelationError("the second window holds no motion")
    coefficient = product / (norm * np.sqrt(np.maximum(energy, 1e-12 * energy.max())))
    allowed = min(shifts, round(longest_lag_s * sampling_rate_hz) + 1)
    at = int(np.argmax(coefficient[:allowed]))
    return Lag(
        (at + _between(coefficient, at)) / sampling_rate_hz, float(np.clip(coefficient[at], -1.0, 1.0))
    )


def _between(values: Floats, at: int) -> float:
    """Fraction of a sample from the largest value to the top of the parabola through its neighbours."""
    if not 0 < at < values.size - 1:
        return 0.0
    left, top, right = values[at - 1 : at + 2]
    curvature = left - 2.0 * top + right
    return float(np.clip(0.5 * (left - right) / curvature, -0.5, 0.5)) if curvature < 0.0 else 0.0
