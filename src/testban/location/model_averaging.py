"""Average the answer over error models."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.linalg import solve_triangular
from scipy.linalg.lapack import dpotrf

from testban.location.error_model import ErrorModel
from testban.location.linear_system import Block, Blocks, LinearSystem
from testban.location.reweighted_least_squares import MAX_COMPILED_ROWS, RIDGE, factor_in_place
from testban.model import Floats


@dataclass(frozen=True)
class Mixture:
    """Mean step (3,), its covariance (3, 3), the best factors and range, and how well all of them explain."""

    mean: Floats
    covariance: Floats
    best: tuple[tuple[float, float], float]
    log_evidence: float


def average(rows: LinearSystem, blocks: Blocks, weights: Floats, scale: float, errors: ErrorModel) -> Mixture:
    """Average the step over error models, each by how well it explains the residuals (restricted likelihood).

    The spread of the means between models is part of the covariance (law of total covariance).

    Parameters
    ----------
    rows : LinearSystem
        m rows.
    blocks : Blocks
        Errors that readings share, by block.
    weights : array, shape (m,)
        Weights of the readings.
    scale : float
        Scale of their own errors.
    errors : ErrorModel
        Factors and ranges with their prior.

    Returns
    -------
    Mixture
    """
    joined = np.column_stack([rows.design, rows.residual])
    near_factors, far_factors = factors_tried(blocks, errors)
    total, logs = sums_by_model(joined, rows, blocks, weights, scale, errors)
    normal = total[:, :3, :3] + RIDGE * np.eye(3)
    right = total[:, :3, 3]
    spreads = np.linalg.inv(normal)
    means = np.einsum("ijk,ik->ij", spreads, right)
    fit = logs - 0.5 * (total[:, 3, 3] - np.einsum("ij,ij->i", right, means))
    log = fit - 0.5 * np.linalg.slogdet(normal)[1]
    share = np.exp(log - log.max())
    share /= share.sum()
    # Places are compared by how well they fit: the determinant would reward one that leaves much room, such
    # as a far one for a small network.
    evidence = float(fit.max() + np.log(np.mean(np.exp(fit - fit.max()))))
    mean = share @ means
    off = means - mean
    covariance = np.einsum("i,ijk->jk", share, spreads) + (off.T * share) @ off
    shape = (len(errors.ranges_deg), len(near_factors), len(far_factors))
    c, a, b = np.unravel_index(int(log.argmax()), shape)
    return Mixture(mean, covariance, ((near_factors[a], far_factors[b]), errors.ranges_deg[c]), evidence)


def factors_tried(blocks: Blocks, errors: ErrorModel) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the regional and the teleseismic factors that matter: only one where no row has such errors."""
    return (
        errors.regional_factors if blocks.regional.rows.size else (1.0,),
        errors.teleseismic_factors if blocks.teleseismic.rows.size else (1.0,),
    )


def sums_by_model(
    joined: Floats, rows: LinearSystem, blocks: Blocks, weights: Floats, scale: float, errors: ErrorModel
) -> tuple[Floats, Floats]:
    """Weigh columns by each error model: what every estimate of least squares is made of.

    Parameters
    ----------
    joined : array, shape (m, c)
        Derivatives and residuals of the m rows.
    rows, blocks, weights, scale, errors
        As in `average`.

    Returns
    -------
    products : array, shape (k, c, c)
        Of the columns with the inverse covariance between them; k models by range, regional and teleseismic
        factor.
    logs : array, shape (k,)
        Log prior less half the log determinant of the covariance.
    """
    single = rows.single_variance(scale, weights)
    alone = joined[blocks.alone] / np.sqrt(single[blocks.alone])[:, None]
    near_factors, far_factors = factors_tried(blocks, errors)
    near, near_log = _sums(blocks.regional, near_factors, single, joined)
    far, far_log = _sums(blocks.teleseismic, far_factors, single, joined)
    # Axes: range, regional factor, teleseismic factor; the last two of `total` are the joined columns.
    total = near[:, :, None] + far[:, None, :] + alone.T @ alone
    prior = np.array(
        [[[errors.log_prior(a, b, c) for b in far_factors] for a in near_factors] for c in errors.ranges_deg]
    )
    logs = prior - near_log[:, :, None] - far_log[:, None, :] - 0.5 * np.log(single[blocks.alone]).sum()
    return total.reshape(-1, *total.shape[3:]), logs.ravel()


def _sums(block: Block, factors: tuple[float, ...], single: Floats, joined: Floats) -> tuple[Floats, Floats]:
    """Products of the whitened columns and half the log determinant, for each range and factor.

    Returns
    -------
    products : array, shape (ranges, factors, c, c)
    half_log_determinant : array, shape (ranges, factors)
    """
    model = block.sd[:, None] * block.correlation * block.sd
    compiled = block.rows.size <= MAX_COMPILED_ROWS and joined.shape[1] == 4
    function = _sums_numba if compiled else _sums_numpy
    products, halves = function(model, np.array(factors), single[block.rows], joined[block.rows])
    return np.asarray(products), np.asarray(halves)


def _sums_numpy(model: Floats, factors: Floats, single: Floats, joined: Floats) -> tuple[Floats, Floats]:
    products = np.zeros((model.shape[0], factors.size, joined.shape[1], joined.shape[1]))
    halves = np.zeros((model.shape[0], factors.size))
    for number, correlation in enumerate(model):
        for place, factor in enumerate(factors):
            covariance = factor**2 * correlation + np.diag(single)
            if covariance.size == 0:
                continue
            factored, _ = dpotrf(covariance.T, lower=0, overwrite_a=1)
            white = solve_triangular(factored, joined, trans="T", check_finite=False)
            products[number, place] = white.T @ white
            halves[number, place] = np.log(np.diag(factored)).sum()
    return products, halves


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _sums_numba(model, factors, single, joined):  # type: ignore[no-untyped-def]  # pragma: no cover
    n = single.size
    products = np.zeros((model.shape[0], factors.size, 4, 4))
    halves = np.zeros((model.shape[0], factors.size))
    a, white = np.empty((n, n)), np.empty((n, 4))
    for number in range(model.shape[0]):
        for place in range(factors.size):
            square = factors[place] ** 2
            for i in range(n):
                for j in range(i + 1):
                    a[i, j] = square * model[number, i, j]
                a[i, i] += single[i]
            factor_in_place(a)
            for i in range(n):
                halves[number, place] += math.log(a[i, i])
                for c in range(4):
                    value = joined[i, c]
                    for k in range(i):
                        value -= a[i, k] * white[k, c]
                    white[i, c] = value / a[i, i]
            for i in range(n):
                for c in range(4):
                    for d in range(4):
                        products[number, place, c, d] += white[i, c] * white[i, d]
    return products, halves
