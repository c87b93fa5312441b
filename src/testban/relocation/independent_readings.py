"""From pairs of differential times to the independent readings behind them.

n events give n (n - 1) / 2 pairs at a station but only n readings: pairs that close (the lag from one event
to a third is the sum of the lags between) say nothing new. Counting them as independent makes ellipses
absurdly small, so each path's lags are reduced to one time per event, known up to a constant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import lsqr, splu

from testban.model import Floats, Indices

ROUNDS = 8
OUTLIER_SDS = (
    4.0  # beyond this many typical closure errors the weight of a pair falls as in Huber's estimator
)
MIN_SD_S = 1e-6


@dataclass(frozen=True)
class PathReadings:
    """One time for each event on each path, m of them, ordered by path and event.

    `constant` numbers the sets of readings that share an unknown constant: one per path, more where its
    pairs fall apart. `pair_sd_s` is the error that the pairs' failure to close leaves in a reading,
    `closure_s` the rms of that failure.
    """

    event: Indices
    path: Indices
    constant: Indices
    time_s: Floats
    pair_sd_s: Floats
    closure_s: float

    def __len__(self) -> int:
        return int(self.event.size)


def readings_from_pairs(
    first: Indices, second: Indices, path: Indices, lag_s: Floats, *, sd_s: Floats | None = None
) -> PathReadings:
    """Reduce pairs to readings by robust least squares on each path.

    Parameters
    ----------
    first, second, path : array of int, shape (p,)
        Events of each pair, and the path (station and phase) it was measured on.
    lag_s : array, shape (p,)
        Arrival time of the second event minus that of the first, seconds.
    sd_s : array, shape (p,), optional
        Standard deviation of each lag. Lags of one reading share its error, so that more pairs do not
        reduce it: variances of readings are fitted to those of the lags.

    Returns
    -------
    PathReadings

    Examples
    --------
    >>> made = readings_from_pairs(
    ...     np.array([0, 1, 0]), np.array([1, 2, 2]), np.zeros(3, int), np.array([1.0, 2.0, 3.0])
    ... )
    >>> (made.time_s - made.time_s[0]).round(6).tolist(), len(made)
    ([0.0, 1.0, 3.0], 3)
    """
    events = int(max(first.max(), second.max())) + 1
    nodes, index = np.unique(
        np.concatenate([path, path]) * events + np.concatenate([first, second]), return_inverse=True
    )
    a, b = index[: first.size], index[first.size :]
    count = nodes.size
    links = coo_matrix((np.ones(a.size), (a, b)), shape=(count, count))
    sets, constant = connected_components(links, directed=False)
    _, anchors = np.unique(constant, return_index=True)
    given = np.ones(a.size) if sd_s is None else (np.median(sd_s) / np.maximum(sd_s, MIN_SD_S)) ** 2
    weight = given
    for _ in range(ROUNDS):
        time, diagonal = _solve(a, b, lag_s, weight, count, anchors)
        off = lag_s - (time[b] - time[a])
        typical = max(1.4826 * float(np.median(np.abs(off))), MIN_SD_S)
        new = given * np.minimum(1.0, OUTLIER_SDS * typical / np.maximum(np.abs(off), 1e-12))
        if np.abs(new - weight).max() < 1e-3:
            break
        weight = new
    mean = np.bincount(constant, time) / np.bincount(constant)
    # Redundant pairs tell the error of one lag; a reading's own share of it falls with the pairs it is in.
    spare = max(a.size - count + sets, 1)
    variance = float(np.sum(weight * off**2)) / spare
    pair_variance = variance / diagonal
    if sd_s is not None:
        pair_variance = np.maximum(pair_variance, _shared_variance(a, b, sd_s, count))
    return PathReadings(
        event=nodes % events,
        path=nodes // events,
        constant=constant.astype(np.int64),
        time_s=time - mean[constant],
        pair_sd_s=np.sqrt(pair_variance),
        closure_s=float(np.sqrt(np.mean(off**2))),
    )


def _solve(
    a: Indices, b: Indices, lag_s: Floats, weight: Floats, count: int, anchors: Indices
) -> tuple[Floats, Floats]:
    """Times of the nodes by weighted least squares, one of each set held; and the sums of the weights."""
    diagonal = np.asarray(np.bincount(a, weight, count) + np.bincount(b, weight, count), dtype=np.float64)
    held = diagonal.copy()
    held[anchors] += 1.0
    rows, columns = np.concatenate([a, b, np.arange(count)]), np.concatenate([b, a, np.arange(count)])
    matrix = coo_matrix((np.concatenate([-weight, -weight, held]), (rows, columns)), shape=(count, count))
    right = np.bincount(b, weight * lag_s, count) - np.bincount(a, weight * lag_s, count)
    return splu(matrix.tocsc()).solve(right), diagonal


def _shared_variance(a: Indices, b: Indices, sd_s: Floats, count: int) -> Floats:
    """Variances of the readings whose sums are nearest to those of the lags; a lone pair shares equally."""
    rows = np.arange(a.size)
    sums = coo_matrix(
        (np.ones(2 * a.size), (np.concatenate([rows, rows]), np.concatenate([a, b]))), shape=(a.size, count)
    )
    variance_s2: Floats = np.maximum(np.asarray(lsqr(sums.tocsr(), sd_s**2)[0]), 0.0)
    return variance_s2


def connected_events(event: Indices, constant: Indices, events: int) -> Indices:
    """Number the groups of events that readings join; events of one group share some constants.

    Examples
    --------
    >>> connected_events(np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1]), 4).tolist()
    [0, 0, 1, 1]
    """
    constants = int(constant.max()) + 1 if constant.size else 0
    links = coo_matrix(
        (np.ones(event.size), (event, events + constant)), shape=(events + constants, events + constants)
    )
    _, label = connected_components(links, directed=False)
    return np.unique(label[:events], return_inverse=True)[1].astype(np.int64)
