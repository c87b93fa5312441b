"""Short-term over long-term average of power: when does a signal exceed its own past?"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numba import njit
from scipy.special import fdtrc, fdtri

from testban.detection.errors import DetectionError
from testban.model import Flags, Floats

# Samples taken at once where no window holds an unusable one: few enough for the nearest cache, and even.
BLOCK = 128


def sta_lta(power: Floats, usable: Flags, *, short: int, long: int, allowance: Floats) -> Floats:
    """Return the ratio of the mean power now to the mean power before (Allen, 1978; Withers et al., 1998).

    The long window ends where the short one begins, so a signal never hides itself. Both averages skip
    samples that are not usable, and what lies before the record counts as such.

    Parameters
    ----------
    power : ndarray of float64, shape (n,)
        Squared samples.
    usable : ndarray of bool, shape (n,)
        False where a sample was not recorded.
    short, long : int
        Window lengths in samples.
    allowance : ndarray of float64, shape (long + 1,)
        By the number of samples that the long window holds, what the ratio is divided by, so that noise
        exceeds a threshold as seldom whatever their number (`past_allowance`); 0 where they are too few.

    Returns
    -------
    ndarray of float64, shape (n,)
        At each sample, for the short window that ends there; 0 where the past is too short, or less than
        half of the short window is usable.

    Raises
    ------
    DetectionError
        A window without a sample, or arrays of different length.

    Examples
    --------
    >>> power, allowance = np.array([1.0, 1, 1, 1, 9, 9]), np.array([0.0, 0, 0, 2, 1])
    >>> sta_lta(power, np.ones(6, bool), short=2, long=4, allowance=allowance).tolist()
    [0.0, 0.0, 0.0, 0.0, 2.5, 9.0]
    """
    if short < 1 or long < 1 or power.shape != usable.shape or allowance.shape != (long + 1,):
        raise DetectionError(
            f"windows of {short} and {long} samples on {power.shape} and {usable.shape}, "
            f"allowances {allowance.shape}"
        )
    return np.asarray(_sta_lta_numba(np.ascontiguousarray(power), usable, short, long, allowance))


@lru_cache(maxsize=64)
def past_allowance(
    sampling_rate_hz: float, *, short: int, long: int, min_samples: int, bandwidth_hz: float, threshold: float
) -> Floats:
    """By how much a ratio must be larger where fewer samples of the past tell the noise.

    The mean power of Gaussian noise of bandwidth B over a time T follows chi-square over its 2 B T degrees
    of freedom, the ratio of two such means F. The quantile of F that noise exceeds as seldom as it exceeds
    `threshold` with a full past, over `threshold`, is the allowance.

    Parameters
    ----------
    sampling_rate_hz : float
        Samples per second.
    short, long : int
        Window lengths in samples.
    min_samples : int
        Fewest samples of the past.
    bandwidth_hz : float
        Of the narrowest band.
    threshold : float
        Ratio of powers.

    Returns
    -------
    ndarray of float64, shape (long + 1,)
        0 below `min_samples` samples, 1 at `long`.

    Examples
    --------
    >>> allowance = past_allowance(
    ...     20.0, short=20, long=600, min_samples=100, bandwidth_hz=1.2, threshold=16.0)
    >>> [round(float(np.sqrt(allowance[20 * t])), 2) for t in (4, 5, 10, 30)]
    [0.0, 1.91, 1.27, 1.0]
    """
    degrees = 2.0 * bandwidth_hz / sampling_rate_hz
    samples = np.arange(min_samples, long + 1)
    chance = fdtrc(degrees * short, degrees * long, threshold)
    allowance = np.zeros(long + 1)
    allowance[min_samples:] = fdtri(degrees * short, degrees * samples, 1.0 - chance) / threshold
    allowance[long] = 1.0
    allowance.flags.writeable = False
    return allowance


@njit(cache=True, nogil=True, error_model="numpy")
def _sta_lta_numba(  # pragma: no cover
    power: Floats, usable: Flags, short: int, long: int, allowance: Floats
) -> Floats:
    """Sample by sample, but by whole blocks where both windows are full and stay so."""
    n, full = power.size, short * allowance[long]
    ratio = np.empty(n)
    nears, fars = np.empty(BLOCK), np.empty(BLOCK)
    near = far = 0.0
    near_n = far_n = 0
    for begin in range(0, n, BLOCK):
        end = min(begin + BLOCK, n)
        is_full = near_n == short and far_n == long and full > 0.0
        if is_full and end - begin == BLOCK and _all(usable[begin:end]):
            middle = power[begin - short : end - short]
            old = power[begin - short - long : end - short - long]
            near, far = _moved(power[begin:end], middle, old, near, far, nears, fars)
            _divided(nears, fars, float(long), full, ratio[begin:end])
            continue
        for i in range(begin, end):
            if usable[i]:
                near += power[i]
                near_n += 1
            j = i - short
            if j >= 0 and usable[j]:
                near -= power[j]
                near_n -= 1
                far += power[j]
                far_n += 1
            k = j - long
            if k >= 0 and usable[k]:
                far -= power[k]
                far_n -= 1
            told = 2 * near_n >= short and allowance[far_n] > 0.0 and far > 0.0 and near > 0.0
            ratio[i] = near * far_n / (far * (near_n * allowance[far_n])) if told else 0.0
    return ratio


@njit(cache=True, nogil=True, error_model="numpy")
def _all(usable: Flags) -> bool:  # pragma: no cover
    """Without a way out before the end, which is quicker."""
    every = True
    for flag in usable:
        every &= flag
    return every


@njit(cache=True, nogil=True, error_model="numpy")
def _moved(  # pragma: no cover
    new: Floats, middle: Floats, old: Floats, near: float, far: float, nears: Floats, fars: Floats
) -> tuple[float, float]:
    """Move both sums over a block, two samples a step: half as many additions wait for the one before."""
    for half in range(new.size // 2):
        i = 2 * half
        a, b = new[i] - middle[i], new[i + 1] - middle[i + 1]
        c, d = middle[i] - old[i], middle[i + 1] - old[i + 1]
        nears[i], fars[i] = near + a, far + c
        near += a + b
        far += c + d
        nears[i + 1], fars[i + 1] = near, far
    return near, far


@njit(cache=True, nogil=True, error_model="numpy")
def _divided(  # pragma: no cover
    nears: Floats, fars: Floats, far_n: float, near_n: float, ratio: Floats
) -> None:
    for i in range(ratio.size):
        value = nears[i] * far_n / (fars[i] * near_n)
        ratio[i] = value if (nears[i] > 0.0) & (fars[i] > 0.0) else 0.0


def _sta_lta_numpy(power: Floats, usable: Flags, short: int, long: int, allowance: Floats) -> Floats:
    """Plain twin of the kernel."""
    n = power.size
    total = np.concatenate(([0.0], np.cumsum(np.where(usable, power, 0.0))))
    count = np.concatenate(([0], np.cumsum(usable)))
    end = np.arange(1, n + 1)
    middle = np.maximum(end - short, 0)
    begin = np.maximum(middle - long, 0)
    near, near_n = total[end] - total[middle], count[end] - count[middle]
    far, far_n = total[middle] - total[begin], count[middle] - count[begin]
    ratio = np.zeros(n)
    valid = (2 * near_n >= short) & (allowance[far_n] > 0.0) & (far > 0.0) & (near > 0.0)
    divisor = far[valid] * (near_n[valid] * allowance[far_n[valid]])
    ratio[valid] = near[valid] * far_n[valid] / divisor
    return ratio
