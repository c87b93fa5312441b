"""Add to a covariance what is due to weights and a reading-error scale that were estimated, not known.

The weights of the readings come from their residuals. Given these, a weight w has a gamma distribution of
variance 2 / (v + k) times its squared mean, v the degrees of freedom of Student's t and k the rows of one
onset. By the law of total covariance, to second order,

    E[C(w)] + cov[x(w)] = C + sum over onsets  2 / (v + k)  G' E[e e'] G

e: the errors of the onset's own rows, with the uncertainty they still have; G: how each row moves the answer.
Expectation-maximisation leaves this out (Louis 1982, J. R. Stat. Soc. B 44, 226). Of what known weights would
say, many readings without model errors lose the share 2 / (v + 3), as Student's t has it (Lange, Little &
Taylor 1989, J. Am. Stat. Assoc. 84, 881); to second order the variance grows by that share. The scale of the
reading errors is treated alike, as one weight of all times.
"""

from __future__ import annotations

import numpy as np

from testban.location.linear_system import Blocks, LinearSystem
from testban.location.reweighted_least_squares import (
    DEGREES_OF_FREEDOM,
    RIDGE,
    SCALE_PRIOR_WEIGHT,
    inverse,
    shared_covariance,
)
from testban.model import Floats

# What a reading with the errors of Student's t says of their scale, as a share of what a Gaussian one says.
SCALE_SHARE = DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM + 3.0)


def missing_information(
    rows: LinearSystem,
    blocks: Blocks,
    factors: tuple[float, float],
    range_deg: float,
    weights: Floats,
    scale: float,
) -> Floats:
    """Return the covariance that estimated weights and scale add to that of the least-squares step.

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
        Weights of the readings.
    scale : float
        Scale of their own errors.

    Returns
    -------
    array, shape (3, 3)
        East km, north km, origin time s.
    """
    single = rows.single_variance(scale, weights)
    weight = np.diag(1.0 / single)
    number = blocks.ranges_deg.index(range_deg)
    for block, factor in zip((blocks.regional, blocks.teleseismic), factors, strict=True):
        covariance = shared_covariance(block, factor, number) + np.diag(single[block.rows])
        weight[np.ix_(block.rows, block.rows)] = inverse(covariance)
    weighted_design = weight @ rows.design
    spread = np.linalg.inv(rows.design.T @ weighted_design + RIDGE * np.eye(3))
    step = spread @ (weighted_design.T @ rows.residual)
    error = single * (weight @ (rows.residual - rows.design @ step))
    projected = weight - weighted_design @ spread @ weighted_design.T
    squared = np.outer(error, error) + np.diag(single) - single[:, None] * projected * single
    reach = weighted_design @ spread
    size = np.bincount(rows.onset)
    share = 2.0 / (DEGREES_OF_FREEDOM + size)[rows.onset]
    weights = reach.T @ (squared * share * (rows.onset[:, None] == rows.onset)) @ reach
    times = np.flatnonzero(rows.is_time)
    # How much of each reading's own error is seen: none of it where the model error explains all.
    free = float(np.sum(single[times] * np.diag(projected)[times]))
    share_of_scale = 2.0 / (SCALE_PRIOR_WEIGHT + SCALE_SHARE * free)
    scales = share_of_scale * reach[times].T @ squared[np.ix_(times, times)] @ reach[times]
    return np.asarray(weights + scales)
