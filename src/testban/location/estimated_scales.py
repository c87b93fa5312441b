"""Add to a covariance what it owes to error scales and weights that were estimated, not known.

The positions are a weighted mean of readings, and the weights w come from the residuals of a few stations.
Given these, w has a gamma distribution of variance 2 / (v + k) times its squared mean, v the degrees of
freedom of Student's t and k the readings of a block. By the law of total covariance, to second order,

    E[C(w)] = C + sum 2 / (v + k) C A C A C      A: the block's share of the information
    cov[x(w)] = sum 2 / (v + k) d d'             d: how the positions follow the logarithm of w

and the same second term for the error scales of paths and the correlations of stations (Kackar & Harville
1984, J. Am. Stat. Assoc. 79, 853). Where stations contradict each other the ellipse so grows towards what
each of them says. The first term of the scales is left to their tail: degrees of freedom after Satterthwaite
(1946, Biom. Bull. 2, 110), and the quantile of F in place of chi-square.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as fisher

from testban.location.reading_errors import (
    CORRELATION_WEIGHT,
    PATH_WEIGHT,
    Noise,
    Onsets,
    Rows,
)
from testban.location.settle import DEGREES_OF_FREEDOM

Floats = NDArray[np.float64]

LEAST_FREEDOM = 1.0


def with_estimated_scales(
    onsets: Onsets,
    rows: Rows,
    residual: Floats,
    weight: Floats,
    noise: Noise,
    covariance: Floats,
    *,
    at: slice,
    events: int,
) -> tuple[Floats, Floats]:
    """Return the covariance of all unknowns with estimated weights and scales, and degrees of freedom.

    Parameters
    ----------
    onsets, rows, residual, weight, noise
        The blocks of m readings, their derivatives by q unknowns, and what the fit found.
    covariance : array, shape (q, q)
        Of the unknowns, weights and scales taken as known.
    at : slice
        Where the positions of the events stand among the unknowns, east and north by turns.
    events : int
        Their number n.

    Returns
    -------
    covariance : array, shape (q, q)
    degrees_of_freedom : array, shape (n,)
        Of the scale of each event's covariance.
    """
    paths = noise.variance.size
    pull = np.zeros((covariance.shape[0], paths + onsets.stations))
    own_pull, own_variance = [], []
    bowed = np.zeros_like(covariance)
    slope = np.zeros((paths + onsets.stations, events, 2, 2))
    freedom, pairs = np.zeros(paths), np.zeros(onsets.stations)
    # How each reading moves the positions: (m, events, 2).
    reach = np.einsum("mc,mcp->mp", rows.value, covariance[:, at][rows.column]).reshape(-1, events, 2)
    groups = zip(onsets.blocks, onsets.own(noise), onsets.inverses(noise), strict=True)
    for block, own, inverse in groups:
        k = block.shape[1]
        full = weight[block[:, :1], None] * inverse
        path, station = onsets.path[block], onsets.station[onsets.path[block[:, 0]]]
        column, value = rows.column[block], rows.value[block]
        each = np.zeros((covariance.shape[0], block.shape[0]))
        force = np.einsum("bkl,bl->bk", full, residual[block])
        number = np.broadcast_to(np.arange(block.shape[0])[:, None, None], column.shape)
        np.add.at(each, (column, number), value * force[:, :, None])
        own_pull.append(each)
        share = 2.0 / (DEGREES_OF_FREEDOM + k)
        own_variance.append(np.full(block.shape[0], share))
        spread = covariance[column[:, :, None, :, None], column[:, None, :, None, :]]
        fitted = np.einsum("bkp,bklpq,blq->bkl", value, spread, value, optimize=True)
        through = np.einsum("bkc,bkcq->bkq", value, covariance[column])
        bowed += share * np.einsum("bkq,bkl,blr->qr", through, full @ fitted @ full, through, optimize=True)
        free = 1.0 - np.clip(np.einsum("bkl,blk->bk", full, fitted), 0.0, 1.0)
        freedom += np.bincount(path.ravel(), free.ravel(), paths)
        changes = [(path[:, q], _by_scale(own, q)) for q in range(k)]
        if k > 1:
            pairs += np.bincount(station, free.mean(axis=1) * (k * (k - 1) // 2), onsets.stations)
            changes.append((paths + station, _by_correlation(own)))
        for where, change in changes:
            turned = -full @ change @ inverse
            force = np.einsum("bkl,bl->bk", turned, residual[block])
            number = np.broadcast_to(where[:, None, None], column.shape)
            np.add.at(pull, (column, number), value * force[:, :, None])
            np.subtract.at(
                slope,
                where,
                np.einsum("bkna,bkl,blnc->bnac", reach[block], turned, reach[block], optimize=True),
            )
    variance = np.concatenate(
        [
            2.0 / (freedom + PATH_WEIGHT),
            (1.0 - noise.correlation**2) ** 2 / (pairs + CORRELATION_WEIGHT),
        ]
    )
    places = covariance[at, at].reshape(events, 2, events, 2)
    alone = places[np.arange(events), :, np.arange(events), :]
    growth = 0.5 * np.einsum("nab,jnba->jn", np.linalg.inv(alone), slope)
    scale_variance = np.maximum((variance[:, None] * growth**2).sum(axis=0), 1e-9)
    moved = covariance @ np.concatenate([pull, *own_pull], axis=1)
    total = covariance + bowed + (moved * np.concatenate([variance, *own_variance])) @ moved.T
    return total, np.maximum(2.0 / scale_variance, LEAST_FREEDOM)


def quantile_ratio(degrees_of_freedom: float, level: float) -> float:
    """Return by how much the variance for an ellipse grows when its scale has few degrees of freedom.

    Examples
    --------
    >>> [round(quantile_ratio(freedom, 0.9), 2) for freedom in (5.0, 20.0, 1e6)]
    [1.64, 1.12, 1.0]
    """
    return float(-fisher.ppf(level, 2.0, degrees_of_freedom) / np.log1p(-level))


def _by_scale(own: Floats, phase: int) -> Floats:
    """Derivative of block covariances (b, k, k) by the logarithm of one path's error variance."""
    change = np.zeros_like(own)
    change[:, phase, :] += 0.5 * own[:, phase, :]
    change[:, :, phase] += 0.5 * own[:, :, phase]
    return change


def _by_correlation(own: Floats) -> Floats:
    """Derivative of block covariances by the correlation of their phases."""
    sd = np.sqrt(np.einsum("bkk->bk", own))
    return np.asarray(sd[:, :, None] * sd[:, None, :] * (1.0 - np.eye(own.shape[1])))
