"""Add to a covariance the part that is due to error scales and weights being estimated, not known.

An error of variance d, on one reading or on all of a clock, has a weight w that the residuals tell: given
these, a gamma distribution of variance 2 / (v + 1) of its squared mean, v the degrees of freedom of Student's
t. By the law of total covariance, to second order, each adds to the covariance of the unknowns

    2 / (v + 1) (d^2 (b - p) + d (1 - d b) + d^2 f^2) m m'

with m how the unknowns follow a force on what has the error, b of the inverse covariance, p what the fit
leaves of it, and f the force of the residuals. The first two are the curvature of the covariance in w; the
last is how the unknowns follow the logarithm of w. The scales of paths, clocks and field add the like of it,
with the variances that restricted likelihood gives them (Kackar & Harville 1984, J. Am. Stat. Assoc. 79,
853). Where stations contradict each other the ellipse so grows towards what each of them says. The curvature
in the scales is left to their tail: degrees of freedom after Satterthwaite (1946, Biom. Bull. 2, 110), and
the quantile of F in place of chi-square.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.special import fdtri

from testban.location import DEGREES_OF_FREEDOM
from testban.model import Floats, Indices
from testban.relocation.error_components import (
    FIELD_WEIGHT,
    PATH_WEIGHT,
    STATION_WEIGHT,
    Errors,
    FitResiduals,
    Stations,
    WhitenedDesign,
)

MIN_FREEDOM = 1.0


def with_estimated_scales(
    stations: Stations,
    whitened: WhitenedDesign,
    fit_residuals: FitResiduals,
    errors: Errors,
    covariance: Floats,
    *,
    at: slice,
) -> tuple[Floats, Floats]:
    """Return the covariance of all unknowns with estimated weights and scales, and degrees of freedom.

    Parameters
    ----------
    stations, whitened, fit_residuals, errors
        The readings, and what the fit found and left.
    covariance : array, shape (q, q)
        Of the unknowns, weights and scales taken as known.
    at : slice
        Where the positions of the n events stand among the unknowns, east and north by turns.

    Returns
    -------
    covariance : array, shape (q, q)
    degrees_of_freedom : array, shape (n,)
        Of the scale of each event's covariance.
    """
    add = _adder(stations.clock, stations.told.size)
    moves, clock_moves = fit_residuals.moves, add @ fit_residuals.moves
    force, clock_force = fit_residuals.force, stations.by_clock(fit_residuals.force)
    rest, clock_rest = (
        stations.diagonal(fit_residuals.inverses),
        stations.clock_diagonal(fit_residuals.inverses),
    )
    clock_s2 = stations.clock_s2(errors)
    total = covariance + _weighing(
        moves, stations.reading_s2(errors), stations.diagonal(whitened.inverses), rest, force
    )
    total += _weighing(
        clock_moves, clock_s2, stations.clock_diagonal(whitened.inverses), clock_rest, clock_force
    )

    # By the logarithm of each squared scale: how the unknowns and each position's covariance change with it.
    own_s2 = errors.path_s2[stations.path] / errors.reading_weight
    on_path = _adder(stations.path, stations.paths)
    at_station = _adder(stations.clock_station, stations.stations)
    pull = [
        on_path @ ((own_s2 * force)[:, None] * moves),
        at_station @ ((clock_s2 * clock_force)[:, None] * clock_moves),
        (stations.spread(whitened.fields, force) @ moves)[None],
    ]
    field_slope, field_told = _by_field(stations, whitened, fit_residuals, at)
    slope = [
        on_path @ (own_s2[:, None] * _squares(moves[:, at], moves[:, at])),
        at_station @ (clock_s2[:, None] * _squares(clock_moves[:, at], clock_moves[:, at])),
        field_slope[None],
    ]
    told = [
        PATH_WEIGHT + on_path @ (own_s2 * rest) ** 2,
        STATION_WEIGHT + at_station @ (clock_s2 * clock_rest) ** 2,
        [FIELD_WEIGHT * errors.field_s2 / float(errors.path_s2.mean()) + field_told],
    ]
    variance, pulls = 2.0 / np.concatenate(told), np.concatenate(pull)
    total += (pulls.T * variance) @ pulls
    events = field_slope.size // 4
    places = covariance[at, at].reshape(events, 2, events, 2)
    alone = places[np.arange(events), :, np.arange(events), :]
    slopes = np.concatenate(slope).reshape(-1, events, 2, 2)
    growth = 0.5 * np.einsum("nab,jnba->jn", np.linalg.inv(alone), slopes)
    scale_variance = np.maximum((variance[:, None] * growth**2).sum(axis=0), 1e-9)
    return total, np.maximum(2.0 / scale_variance, MIN_FREEDOM)


def quantile_ratio(degrees_of_freedom: float, level: float) -> float:
    """Return by how much the variance for an ellipse grows when its scale has few degrees of freedom.

    Examples
    --------
    >>> [round(quantile_ratio(freedom, 0.9), 2) for freedom in (5.0, 20.0, 1e6)]
    [1.64, 1.12, 1.0]
    """
    return float(-fdtri(2.0, degrees_of_freedom, level) / np.log1p(-level))


def _weighing(moves: Floats, variance: Floats, whole: Floats, rest: Floats, force: Floats) -> Floats:
    """What the weights of errors add to the covariance of the unknowns."""
    curvature = variance**2 * (whole - rest) + variance * (1.0 - variance * whole)
    share = 2.0 / (DEGREES_OF_FREEDOM + 1.0) * (curvature + (variance * force) ** 2)
    return np.asarray((moves.T * share) @ moves)


def _by_field(
    stations: Stations, whitened: WhitenedDesign, fit_residuals: FitResiduals, at: slice
) -> tuple[Floats, float]:
    """How the covariance of each position follows the scale of the field (4 n,), and what tells that."""
    slope, told = np.zeros(2 * (at.stop - at.start)), 0.0
    for batch, field, inverse in zip(stations.batches, whitened.fields, fit_residuals.inverses, strict=True):
        reach = fit_residuals.moves[batch.rows][:, :, at]
        size = batch.rows.size
        slope += _squares((field @ reach).reshape(size, -1), reach.reshape(size, -1)).sum(axis=0)
        both = inverse @ field
        told += float((both * both.transpose(0, 2, 1)).sum())
    return slope, told


def _squares(first: Floats, second: Floats) -> Floats:
    """Outer products of the two components of each event, (m, 2 n) to (m, 4 n)."""
    shape = (first.shape[0], -1, 2)
    return np.asarray(
        (first.reshape(shape)[:, :, :, None] * second.reshape(shape)[:, :, None, :]).reshape(shape[0], -1)
    )


def _adder(number: Indices, count: int) -> csr_array:
    """Matrix that sums what has the same number."""
    return csr_array((np.ones(number.size), (number, np.arange(number.size))), shape=(count, number.size))
