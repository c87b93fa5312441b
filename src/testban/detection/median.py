"""The median of a long row: a sample of it brackets the median, and only the bracket is sorted out."""

from __future__ import annotations

import numpy as np
from numba import njit

from testban.model import Floats

# Shorter rows are quicker to sort out whole.
MIN_SAMPLES = 2_000
# Half width of the bracket in standard errors of the sample's median rank, which is sqrt(sample) / 2.
WINDOW_RATIO = 4.0


def median(samples: Floats) -> float:
    """Return the median, exactly as `numpy.median` does.

    Parameters
    ----------
    samples : ndarray of float64, shape (n,)
        Values in any order.

    Returns
    -------
    float
        NaN where a sample is.

    Notes
    -----
    Floyd & Rivest (1975, Commun. ACM 18, 165): an ordered sample of about n^(2/3) tells two values that the
    median lies between with near certainty. One pass counts what lies below and keeps what lies between.
    Where the sample misled, as it may in a row that repeats itself, the whole row is sorted out.

    Examples
    --------
    >>> median(np.arange(100_001.0))
    50000.0
    """
    n = samples.size
    if n < MIN_SAMPLES:
        return float(np.median(samples))
    drawn = np.sort(samples[:: round(n ** (1.0 / 3.0))])
    middle, reach = drawn.size // 2, round(0.5 * WINDOW_RATIO * np.sqrt(drawn.size))
    room = 4 * reach * n // drawn.size
    below, within = _bracketed_numba(samples, drawn[middle - reach], drawn[middle + reach], room)
    at = n // 2 - below
    # An even row has two middle samples: at - 1 and at.
    if not 1 <= at < within.size:
        return float(np.median(samples))
    parted = np.partition(within, at)
    return float(parted[at] if n % 2 else 0.5 * (parted[:at].max() + parted[at]))


@njit(cache=True, nogil=True, error_model="numpy")
def _bracketed_numba(
    samples: Floats, low: float, high: float, room: int
) -> tuple[int, Floats]:  # pragma: no cover
    """Count what lies below and keep what lies between; nothing with a NaN or too little room."""
    kept = np.empty(room)
    below = numbers = count = 0
    for value in samples:
        if count == room:
            break
        kept[count] = value
        count += (value >= low) & (value <= high)
        below += value < low
        numbers += value == value
    if count == room or numbers < samples.size:
        return 0, kept[:0]
    return below, kept[:count]


def _bracketed_numpy(samples: Floats, low: float, high: float, room: int) -> tuple[int, Floats]:
    """Plain twin of the kernel."""
    kept = samples[(samples >= low) & (samples <= high)]
    if kept.size >= room or np.isnan(samples).any():
        return 0, kept[:0]
    return int(np.count_nonzero(samples < low)), kept
