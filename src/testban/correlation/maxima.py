"""The largest values of a band-limited function between its samples."""

from __future__ import annotations

import numpy as np
from numba import njit

from testban.correlation.coefficients import add_products
from testban.model import Floats

# Values are interpolated this finely with a kernel this many samples long to each side, and a parabola
# takes the last step: up to 0.4 of the sampling rate and this far from the ends, an error of a hundredth of a
# sample at most.
FINE, REACH = 16, 8


def two_maxima(values: Floats, count: int) -> tuple[float, float, float]:
    """Find where the function is largest, and its next maximum.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        The function at even steps.
    count : int
        Maxima are looked for among the first so many samples; the others serve to interpolate.

    Returns
    -------
    at : float
        Place of the largest value, samples; 0 or count - 1 where it is no maximum but an end.
    largest, next_largest : float
        The value there, and at the next best maximum; minus infinity without one.

    Examples
    --------
    >>> t = np.arange(40.0)
    >>> two_pulses = np.exp(-(((t - 12.3) / 3) ** 2)) + 0.5 * np.exp(-(((t - 28.0) / 3) ** 2))
    >>> at, largest, next_largest = two_maxima(two_pulses, 40)
    >>> round(at, 2), round(largest, 2), round(next_largest, 2)
    (12.3, 1.0, 0.5)
    """
    fine = _interpolated_numba(values, count, WEIGHTS)
    at = int(np.argmax(fine))
    return (at + _between(fine, at)) / FINE, float(fine[at]), float(_next_numba(fine, at))


def _kernel(apart: Floats) -> Floats:
    """Sinc under half a period of cos^2."""
    return np.asarray(np.sinc(apart) * np.cos(0.5 * np.pi * apart / REACH) ** 2)


# By place between two samples, the weight of each sample within reach.
WEIGHTS = _kernel(np.arange(FINE)[:, None] / FINE - np.arange(1 - REACH, REACH + 1))


@njit(cache=True, nogil=True, error_model="numpy")
def _interpolated_numba(values: Floats, count: int, weights: Floats) -> Floats:  # pragma: no cover
    """Place by place between the samples, each a correlation with its own weights."""
    n, reach = values.size, weights.shape[1] // 2
    padded = np.empty(n + 2 * reach - 1)
    for k in range(padded.size):
        j = k + 1 - reach
        if n > reach:
            j = abs(j) if j < n else 2 * (n - 1) - j
        padded[k] = values[min(max(j, 0), n - 1)]
    fine = np.empty((count, weights.shape[0]))
    sums = np.empty(count)
    for place in range(weights.shape[0]):
        sums[:] = 0.0
        add_products(weights[place], padded, sums)
        fine[:, place] = sums
    return fine.ravel()[: (count - 1) * weights.shape[0] + 1]


def _interpolated_numpy(values: Floats, count: int) -> Floats:
    """Mirrored beyond the ends, as the kernel does it."""
    apart = np.arange(-REACH * FINE, REACH * FINE + 1) / FINE
    padded = np.pad(values, REACH, mode="reflect" if values.size > REACH else "edge")
    spread = np.zeros((padded.size - 1) * FINE + 1)
    spread[::FINE] = padded
    fine = np.convolve(spread, _kernel(apart), mode="same")
    return fine[REACH * FINE : fine.size - REACH * FINE][: (count - 1) * FINE + 1]


@njit(cache=True, nogil=True, error_model="numpy")
def _next_numba(values: Floats, at: int) -> float:  # pragma: no cover
    """Largest maximum inside, but for the one already found."""
    largest = -np.inf
    for i in range(1, values.size - 1):
        value = values[i]
        if value > largest and value > values[i - 1] and value >= values[i + 1] and abs(i - at) > 1:
            largest = value
    return largest


def _next_numpy(values: Floats, at: int) -> float:
    inner = np.flatnonzero((values[1:-1] > values[:-2]) & (values[1:-1] >= values[2:])) + 1
    return float(values[inner[np.abs(inner - at) > 1]].max(initial=-np.inf))


def _between(values: Floats, at: int) -> float:
    """Fraction of a step from the largest value to the top of the parabola through its neighbours."""
    if not 0 < at < values.size - 1:
        return 0.0
    left, top, right = values[at - 1 : at + 2]
    curvature = left - 2.0 * top + right
    return float(np.clip(0.5 * (left - right) / curvature, -0.5, 0.5)) if curvature < 0.0 else 0.0
