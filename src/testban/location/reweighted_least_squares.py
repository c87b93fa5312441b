"""Weigh the readings and take the least-squares step, in turns, on one linearisation."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.linalg.lapack import dpotrf, dpotri

from testban.location.linear_system import Block, Blocks, LinearSystem
from testban.model import Flags, Floats, Indices

DEGREES_OF_FREEDOM = 4.0  # of Student's t: heavier than Gaussian picks, lighter than Cauchy
SCALE_PRIOR_WEIGHT = 5.0  # readings that the assumed reading error is worth when its scale is estimated
WEIGHTS_CONVERGED = 1e-4
MAX_WEIGHTINGS = 12
RIDGE = 1e-9  # a direction without any information stays where it is instead of running away
MAX_COMPILED_ROWS = 100  # rows up to which the compiled loops beat LAPACK called from Python


class SystemArrays(NamedTuple):
    """The arrays of a `LinearSystem` of m rows, as both twins take them."""

    design: Floats
    residual: Floats
    single_sd: Floats
    is_time: Flags
    onset: Indices


class SharedErrors(NamedTuple):
    """Rows whose model errors are correlated, and the covariance of those."""

    rows: Indices
    covariance: Floats


def reweighted_least_squares(
    rows: LinearSystem,
    blocks: Blocks,
    factors: tuple[float, float],
    range_deg: float,
    weights: Floats,
    scale: float,
) -> tuple[Floats, Floats, float]:
    """Alternate between the least-squares step and the weights (expectation-maximisation).

    Parameters
    ----------
    rows : LinearSystem
        m rows.
    blocks : Blocks
        Errors that readings share, by block.
    factors : tuple of float
        Of the regional and the teleseismic model errors.
    range_deg : float
        Their correlation range, one of those of the blocks.
    weights : array, shape (m,)
        Weights to start from.
    scale : float
        Scale of the reading errors to start from.

    Returns
    -------
    step : array, shape (3,)
        East km, north km, origin time s.
    weights : array, shape (m,)
    scale : float
    """
    near, far = (
        shared_covariance(block, factor, blocks.ranges_deg.index(range_deg))
        for block, factor in zip((blocks.regional, blocks.teleseismic), factors, strict=True)
    )
    function = _reweighted_numba if rows.residual.size <= MAX_COMPILED_ROWS else _reweighted_numpy
    step, weights, scale = function(
        SystemArrays(rows.design, rows.residual, rows.single_sd, rows.is_time, rows.onset),
        SharedErrors(blocks.regional.rows, near),
        SharedErrors(blocks.teleseismic.rows, far),
        blocks.alone,
        weights,
        scale,
    )
    return np.asarray(step), np.asarray(weights), float(scale)


def shared_covariance(block: Block, factor: float, number: int) -> Floats:
    """Covariance of the model errors of one block."""
    scaled = factor * block.sd
    return np.asarray(scaled[:, None] * block.correlation[number] * scaled)


def _reweighted_numpy(
    system: SystemArrays, near: SharedErrors, far: SharedErrors, alone: Indices, weights: Floats, scale: float
) -> tuple[Floats, Floats, float]:
    design, residual, single_sd, is_time, onset = system
    size = np.bincount(onset)
    step = np.zeros(3)
    for _ in range(MAX_WEIGHTINGS):
        single = (np.where(is_time, scale, 1.0) * single_sd) ** 2 / weights
        weighted_design, fitted, diagonal = (
            np.empty_like(design),
            np.empty_like(residual),
            np.empty_like(residual),
        )
        inverses = []
        for rows, covariance in (near, far):
            weight = inverse(covariance + np.diag(single[rows]))
            inverses.append(weight)
            weighted_design[rows] = weight @ design[rows]
            diagonal[rows] = np.diag(weight)
        weighted_design[alone], diagonal[alone] = design[alone] / single[alone, None], 1.0 / single[alone]
        spread = np.linalg.inv(design.T @ weighted_design + RIDGE * np.eye(3))
        step = spread @ (weighted_design.T @ residual)
        left = residual - design @ step
        for (rows, _), weight in zip((near, far), inverses, strict=True):
            fitted[rows] = weight @ left[rows]
        fitted[alone] = left[alone] / single[alone]
        # What each single-reading error must have been, and how uncertain that still is.
        projected = diagonal - np.einsum("ij,jk,ik->i", weighted_design, spread, weighted_design)
        error2 = (single * fitted) ** 2 + np.maximum(single - single**2 * projected, 0.0)
        squared = error2 / single_sd**2
        summed = np.bincount(onset, squared / np.where(is_time, scale**2, 1.0))
        new = ((DEGREES_OF_FREEDOM + size) / (DEGREES_OF_FREEDOM + summed))[onset]
        total = SCALE_PRIOR_WEIGHT + np.sum((new * squared)[is_time])
        scale = float(np.sqrt(total / (SCALE_PRIOR_WEIGHT + np.count_nonzero(is_time))))
        change = float(np.abs(new - weights).max())
        weights = new
        if change < WEIGHTS_CONVERGED:
            break
    return step, weights, scale


def inverse(covariance: Floats) -> Floats:
    """Inverse of a positive definite matrix through its Cholesky factor."""
    if covariance.size == 0:
        return covariance
    factor, _ = dpotrf(covariance.T, lower=0, overwrite_a=1)
    triangle, _ = dpotri(factor, lower=0, overwrite_c=1)
    return np.asarray(np.triu(triangle) + np.triu(triangle, 1).T)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def factor_in_place(a):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Leave the Cholesky factor in the lower triangle of a positive definite matrix."""
    for i in range(a.shape[0]):
        for j in range(i + 1):
            total = a[i, j]
            for k in range(j):
                total -= a[i, k] * a[j, k]
            a[i, j] = math.sqrt(total) if i == j else total / a[j, j]


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _inverse_factor(factor, out):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Invert a lower triangular matrix, row by row."""
    for i in range(factor.shape[0]):
        out[i, : i + 1] = 0.0
        for k in range(i):
            for j in range(k + 1):
                out[i, j] -= factor[i, k] * out[k, j]
        for j in range(i):
            out[i, j] /= factor[i, i]
        out[i, i] = 1.0 / factor[i, i]


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _through_block(rows, covariance, single, design, residual, weighted_design, shown, diagonal):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Inverse covariance of one block times design and residual, and its diagonal."""
    n = rows.size
    a = covariance.copy()
    for i in range(n):
        a[i, i] += single[rows[i]]
    factor_in_place(a)
    inverse = np.empty((n, n))
    _inverse_factor(a, inverse)
    for i in range(n):
        weighted_design[rows[i], :] = 0.0
        shown[rows[i]] = 0.0
        diagonal[rows[i]] = 0.0
    for i in range(n):
        east = north = when = miss = 0.0
        for k in range(i + 1):
            east += inverse[i, k] * design[rows[k], 0]
            north += inverse[i, k] * design[rows[k], 1]
            when += inverse[i, k] * design[rows[k], 2]
            miss += inverse[i, k] * residual[rows[k]]
        for k in range(i + 1):
            row = rows[k]
            weighted_design[row, 0] += inverse[i, k] * east
            weighted_design[row, 1] += inverse[i, k] * north
            weighted_design[row, 2] += inverse[i, k] * when
            shown[row] += inverse[i, k] * miss
            diagonal[row] += inverse[i, k] * inverse[i, k]


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _inverse_3(a, out):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Invert a symmetric matrix of three by three through its cofactors, scaled to a unit diagonal."""
    s0, s1, s2 = 1.0 / math.sqrt(a[0, 0]), 1.0 / math.sqrt(a[1, 1]), 1.0 / math.sqrt(a[2, 2])
    d, e, f = a[0, 1] * s0 * s1, a[0, 2] * s0 * s2, a[1, 2] * s1 * s2
    determinant = max(1e-15, 1.0 - f * f - d * (d - f * e) + e * (d * f - e))
    out[0, 0] = s0 * s0 * (1.0 - f * f) / determinant
    out[1, 1] = s1 * s1 * (1.0 - e * e) / determinant
    out[2, 2] = s2 * s2 * (1.0 - d * d) / determinant
    out[0, 1] = out[1, 0] = s0 * s1 * (e * f - d) / determinant
    out[0, 2] = out[2, 0] = s0 * s2 * (d * f - e) / determinant
    out[1, 2] = out[2, 1] = s1 * s2 * (d * e - f) / determinant


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _reweighted_numba(  # type: ignore[no-untyped-def]  # pragma: no cover  # noqa: C901 - kernel
    system, near, far, alone, weights, scale
):
    design, residual, single_sd, is_time, onset = system
    near_rows, near_covariance = near
    far_rows, far_covariance = far
    m = residual.size
    onsets, times = 0, 0
    for i in range(m):
        onsets = max(onsets, onset[i] + 1)
        times += 1 if is_time[i] else 0
    size, summed = np.zeros(onsets), np.empty(onsets)
    for i in range(m):
        size[onset[i]] += 1.0
    single, squared, shown, diagonal = np.empty(m), np.empty(m), np.empty(m), np.empty(m)
    weighted_design, normal, spread, step = np.empty((m, 3)), np.empty((3, 3)), np.empty((3, 3)), np.empty(3)
    weights = weights.copy()
    for _ in range(MAX_WEIGHTINGS):
        for i in range(m):
            sd = scale * single_sd[i] if is_time[i] else single_sd[i]
            single[i] = sd * sd / weights[i]
        _through_block(near_rows, near_covariance, single, design, residual, weighted_design, shown, diagonal)
        _through_block(far_rows, far_covariance, single, design, residual, weighted_design, shown, diagonal)
        for i in alone:
            diagonal[i] = 1.0 / single[i]
            shown[i] = residual[i] / single[i]
            for k in range(3):
                weighted_design[i, k] = design[i, k] / single[i]
        for k in range(3):
            for j in range(3):
                normal[k, j] = RIDGE if k == j else 0.0
                for i in range(m):
                    normal[k, j] += design[i, k] * weighted_design[i, j]
        _inverse_3(normal, spread)
        for k in range(3):
            step[k] = 0.0
            for i in range(m):
                for j in range(3):
                    step[k] += spread[k, j] * weighted_design[i, j] * residual[i]
        summed[:] = 0.0
        for i in range(m):
            fitted, projected = shown[i], diagonal[i]
            for k in range(3):
                fitted -= weighted_design[i, k] * step[k]
                for j in range(3):
                    projected -= weighted_design[i, k] * spread[k, j] * weighted_design[i, j]
            # What each single-reading error must have been, and how uncertain that still is.
            error2 = (single[i] * fitted) ** 2 + max(single[i] - single[i] ** 2 * projected, 0.0)
            squared[i] = error2 / single_sd[i] ** 2
            summed[onset[i]] += squared[i] / (scale * scale if is_time[i] else 1.0)
        total, change = SCALE_PRIOR_WEIGHT, 0.0
        for i in range(m):
            new = (DEGREES_OF_FREEDOM + size[onset[i]]) / (DEGREES_OF_FREEDOM + summed[onset[i]])
            change = max(change, abs(new - weights[i]))
            weights[i] = new
            if is_time[i]:
                total += new * squared[i]
        scale = math.sqrt(total / (SCALE_PRIOR_WEIGHT + times))
        if change < WEIGHTS_CONVERGED:
            break
    return step, weights, scale
