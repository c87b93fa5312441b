"""Band-pass filters, and which bands a record can carry."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numba import njit

from testban.detection.errors import DetectionError
from testban.detection.median import median
from testban.model import Band, Floats

# Octaves where regional and teleseismic P is above the noise, Hz.
DETECTION_BANDS: tuple[Band, ...] = ((0.8, 2.0), (1.5, 3.0), (2.0, 4.0), (3.0, 6.0), (4.0, 8.0))
# A band must end this far below the Nyquist frequency: beyond it lie the anti-alias filters.
NYQUIST_MARGIN = 1.25
# Corners of the Butterworth filters.
CORNERS = 3


def bands_for(sampling_rate_hz: float, bands: tuple[Band, ...] = DETECTION_BANDS) -> tuple[Band, ...]:
    """Return the bands a sampling rate can carry: Nyquist at least 1.25 times the top.

    Examples
    --------
    >>> bands_for(20.0)[-1], bands_for(1.0)
    ((4.0, 8.0), ())
    """
    return tuple(band for band in bands if 0.5 * sampling_rate_hz >= NYQUIST_MARGIN * band[1])


@lru_cache(maxsize=256)
def _sections(band: Band, sampling_rate_hz: float) -> Floats:
    low, high = band
    if not 0.0 < low < high < 0.5 * sampling_rate_hz:
        raise DetectionError(
            f"band {low:g}-{high:g} Hz does not fit below the Nyquist frequency {0.5 * sampling_rate_hz:g} Hz"
        )
    # Half a second to load, and a packaged case filters nothing.
    from scipy.signal import butter

    return np.asarray(butter(CORNERS, band, "bandpass", fs=sampling_rate_hz, output="sos"))


def band_pass(samples: Floats, band: Band, sampling_rate_hz: float) -> Floats:
    """Band-pass causally: nothing arrives before its time.

    Parameters
    ----------
    samples : ndarray of float64, shape (..., n)
        Filtered along the last axis, from rest at their median.
    band : (low, high)
        Corners of a Butterworth filter with 3 poles a side, Hz.
    sampling_rate_hz : float
        Samples per second.

    Returns
    -------
    ndarray of float64, shape (..., n)

    Raises
    ------
    DetectionError
        The band does not fit below the Nyquist frequency.

    Examples
    --------
    >>> band_pass(np.full(100, 7.0), (1.0, 2.0), 20.0).max()
    np.float64(0.0)
    """
    sections = _sections(band, sampling_rate_hz)
    rows = np.ascontiguousarray(samples, dtype=np.float64)
    filtered = np.empty(rows.shape)
    for index in np.ndindex(rows.shape[:-1]):
        _filter_numba(rows[index], median(rows[index]), sections, filtered[index])
    return filtered


@njit(cache=True, nogil=True, error_model="numpy")
def _filter_numba(
    samples: Floats, rest: float, sections: Floats, filtered: Floats
) -> None:  # pragma: no cover
    """Three sections in one pass, their states in registers; its plain twin is `scipy.signal.sosfilt`."""
    first, second, third = _row(sections, 0), _row(sections, 1), _row(sections, 2)
    a = b = c = (0.0, 0.0)
    for i in range(samples.size):
        value, a = _pass(samples[i] - rest, first, a)
        value, b = _pass(value, second, b)
        filtered[i], c = _pass(value, third, c)


@njit(cache=True, inline="always")
def _row(sections: Floats, i: int) -> tuple[float, ...]:  # pragma: no cover
    return sections[i, 0], sections[i, 1], sections[i, 2], sections[i, 4], sections[i, 5]


@njit(cache=True, inline="always")
def _pass(
    value: float, section: tuple[float, ...], state: tuple[float, float]
) -> tuple[float, tuple[float, float]]:  # pragma: no cover
    """One sample through one section, transposed direct form II."""
    b0, b1, b2, a1, a2 = section
    passed = b0 * value + state[0]
    return passed, (b1 * value - a1 * passed + state[1], b2 * value - a2 * passed)
