"""Short-term over long-term average of power: when does a signal stand out of its own past?"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import fdtrc, fdtri

from testban.detection.errors import DetectionError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def sta_lta(power: Floats, usable: Flags, *, short: int, long: int, allowance: Floats) -> Floats:
    """Return the ratio of the mean power now to the mean power before (Allen, 1978; Withers et al., 1998).

    The long window ends where the short one begins, so a signal never hides itself. Both averages skip
    samples that are not usable, and what lies before the record counts as such.

    Parameters
    ----------
    power : ndarray of float64, shape (n,)
        Squared samples.
    usable : ndarray of bool, shape (n,)
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
    sampling_rate_hz: float, *, short: int, long: int, least: int, bandwidth_hz: float, threshold: float
) -> Floats:
    """By how much a ratio must be larger where fewer samples of the past tell the noise.

    The mean power of Gaussian noise of bandwidth B over a time T follows chi-square over its 2 B T degrees
    of freedom, the ratio of two such means F. The quantile of F that noise exceeds as seldom as it exceeds
    `threshold` with a full past, over `threshold`, is the allowance.

    Parameters
    ----------
    sampling_rate_hz : float
    short, long : int
        Window lengths in samples.
    least : int
        Fewest samples of the past.
    bandwidth_hz : float
        Of the narrowest band.
    threshold : float
        Ratio of powers.

    Returns
    -------
    ndarray of float64, shape (long + 1,)
        0 below `least` samples, 1 at `long`.

    Examples
    --------
    >>> allowance = past_allowance(
    ...     20.0, short=20, long=600, least=100, bandwidth_hz=1.2, threshold=16.0)
    >>> [round(float(np.sqrt(allowance[20 * t])), 2) for t in (4, 5, 10, 30)]
    [0.0, 1.91, 1.27, 1.0]
    """
    degrees = 2.0 * bandwidth_hz / sampling_rate_hz
    samples = np.arange(least, long + 1)
    chance = fdtrc(degrees * short, degrees * long, threshold)
    allowance = np.zeros(long + 1)
    allowance[least:] = fdtri(degrees * short, degrees * samples, 1.0 - chance) / threshold
    allowance[long] = 1.0
    allowance.flags.writeable = False
    return allowance


@njit(cache=True)
def _sta_lta_numba(  # pragma: no cover
    power: Floats, usable: Flags, short: int, long: int, allowance: Floats
) -> Floats:
    n = power.size
    ratio = np.zeros(n)
    near = far = 0.0
    near_n = far_n = 0
    for i in range(n):
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
        if 2 * near_n >= short and allowance[far_n] > 0.0 and far > 0.0 and near > 0.0:
            ratio[i] = (near / near_n) / (far / far_n) / allowance[far_n]
    return ratio


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
    mean_far = far[valid] / far_n[valid]
    ratio[valid] = near[valid] / near_n[valid] / mean_far / allowance[far_n[valid]]
    return ratio
