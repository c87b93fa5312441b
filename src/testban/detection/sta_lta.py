"""Short-term over long-term average of power: when does a signal stand out of its own past?"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from testban.detection.errors import DetectionError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def sta_lta(power: Floats, usable: Flags, *, short: int, long: int) -> Floats:
    """Return the ratio of the mean power now to the mean power before (Allen, 1978; Withers et al., 1998).

    The long window ends where the short one begins, so a signal never hides itself. Both averages skip
    samples that are not usable; where less than half a window is usable the ratio is 0.

    Parameters
    ----------
    power : ndarray of float64, shape (n,)
        Squared samples.
    usable : ndarray of bool, shape (n,)
    short, long : int
        Window lengths in samples.

    Returns
    -------
    ndarray of float64, shape (n,)
        At each sample, for the short window that ends there; 0 where the past is too short.

    Raises
    ------
    DetectionError
        A window without a sample, or arrays of different length.

    Examples
    --------
    >>> sta_lta(np.array([1.0, 1, 1, 1, 9, 9]), np.ones(6, bool), short=2, long=4)[-1]
    np.float64(9.0)
    """
    if short < 1 or long < 1 or power.shape != usable.shape:
        raise DetectionError(f"windows of {short} and {long} samples on {power.shape} and {usable.shape}")
    return np.asarray(_sta_lta_numba(np.ascontiguousarray(power), usable, short, long))


@njit(cache=True)
def _sta_lta_numba(power: Floats, usable: Flags, short: int, long: int) -> Floats:  # pragma: no cover
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
        if k >= -1 and 2 * near_n >= short and 2 * far_n >= long and far > 0.0 and near > 0.0:
            ratio[i] = (near / near_n) / (far / far_n)
    return ratio


def _sta_lta_numpy(power: Floats, usable: Flags, short: int, long: int) -> Floats:
    """Plain twin of the kernel."""
    n = power.size
    if n < short + long:
        return np.zeros(n)
    total = np.concatenate(([0.0], np.cumsum(np.where(usable, power, 0.0))))
    count = np.concatenate(([0], np.cumsum(usable)))
    end = np.arange(short + long, n + 1)
    near, near_n = total[end] - total[end - short], count[end] - count[end - short]
    begin = end - short - long
    far, far_n = total[end - short] - total[begin], count[end - short] - count[begin]
    ratio = np.zeros(n)
    valid = (2 * near_n >= short) & (2 * far_n >= long) & (far > 0.0) & (near > 0.0)
    ratio[end[valid] - 1] = (near[valid] / near_n[valid]) / (far[valid] / far_n[valid])
    return ratio
