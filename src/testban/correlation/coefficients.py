"""Normalised cross-correlation at every shift by whole samples."""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.fft import irfft, next_fast_len, rfft

from testban.correlation.errors import CorrelationError
from testban.model import Floats

# Up to so many products they are summed one by one; beyond it Fourier transforms are quicker.
MAX_PRODUCTS = 1_000_000
# Windows count as holding at least this share of the energy of the strongest.
MIN_SHARE = 1e-12


def coefficients(first: Floats, second: Floats) -> Floats:
    """Correlate a template with every window of a longer waveform, each about its own mean.

    Parameters
    ----------
    first : ndarray of float64, shape (n,)
        The template.
    second : ndarray of float64, shape (m,)
        m >= n.

    Returns
    -------
    ndarray of float64, shape (m - n + 1,)

    Raises
    ------
    CorrelationError
        A waveform without motion.

    Examples
    --------
    >>> coefficients(np.array([2.0, 4.0]), np.array([0.0, 0.0, 3.0, 5.0, 1.0])).round(3).tolist()
    [0.0, 1.0, 1.0, -1.0]
    """
    template = first - first.mean()
    norm = float(np.sqrt((template**2).sum()))
    if norm == 0.0:
        raise CorrelationError("the first window holds no motion")
    few = template.size * (second.size - template.size + 1) <= MAX_PRODUCTS
    correlated = _coefficients_numba if few else _coefficients_numpy
    normalised, largest = correlated(template, norm, np.ascontiguousarray(second, dtype=np.float64))
    if largest <= 0.0:
        raise CorrelationError("the second window holds no motion")
    return np.asarray(normalised)


@njit(cache=True, nogil=True, error_model="numpy")
def _coefficients_numba(
    template: Floats, norm: float, second: Floats
) -> tuple[Floats, float]:  # pragma: no cover
    n, shifts = template.size, second.size - template.size + 1
    products = np.zeros(shifts)
    add_products(template, second, products)
    energy = np.empty(shifts)
    largest = 0.0
    before = before2 = within = within2 = 0.0
    for value in second[: n - 1]:
        within += value
        within2 += value * value
    for k in range(shifts):
        value = second[n - 1 + k]
        within += value
        within2 += value * value
        mean = (within - before) / n
        energy[k] = np.maximum(within2 - before2 - n * mean**2, 0.0)
        largest = np.maximum(largest, energy[k])
        before += second[k]
        before2 += second[k] * second[k]
    for k in range(shifts):
        products[k] /= norm * np.sqrt(np.maximum(energy[k], MIN_SHARE * largest))
    return products, largest


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def add_products(template: Floats, second: Floats, total: Floats) -> None:  # pragma: no cover
    """Add the products at every shift, four samples of the template a pass over the sums."""
    shifts, whole = total.size, template.size // 4 * 4
    for j in range(0, whole, 4):
        a, b, c, d = template[j], template[j + 1], template[j + 2], template[j + 3]
        u, v = second[j : j + shifts], second[j + 1 : j + 1 + shifts]
        w, x = second[j + 2 : j + 2 + shifts], second[j + 3 : j + 3 + shifts]
        for k in range(shifts):
            total[k] += a * u[k] + b * v[k] + c * w[k] + d * x[k]
    for j in range(whole, template.size):
        u = second[j : j + shifts]
        for k in range(shifts):
            total[k] += template[j] * u[k]


def _coefficients_numpy(template: Floats, norm: float, second: Floats) -> tuple[Floats, float]:
    """The same by Fourier transforms."""
    n, shifts = template.size, second.size - template.size + 1
    size = next_fast_len(second.size + n)
    product = irfft(rfft(second, size) * np.conj(rfft(template, size)), size)[:shifts]
    total = np.concatenate(([0.0], np.cumsum(second)))
    square = np.concatenate(([0.0], np.cumsum(second**2)))
    mean = (total[n:] - total[:shifts]) / n
    energy = np.maximum(square[n:] - square[:shifts] - n * mean**2, 0.0)
    largest = float(energy.max())
    return product / (norm * np.sqrt(np.maximum(energy, MIN_SHARE * largest))), largest
