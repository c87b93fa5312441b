"""From one magnitude to the distribution of the yield, given the posterior of the relation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testban.yields.posterior import Line, Posterior

# log10 of yields in kt on which the distribution is evaluated: far beyond any explosion on both sides.
LOG10_YIELD = np.linspace(-7.0, 8.0, 1501)


@dataclass(frozen=True)
class MagnitudeShift:
    """A known or partly known departure of an explosion from the calibration ones.

    The magnitude is expected at a + b x + `constant` + `slope` x, x = log10 of the yield in kt, with an
    independent uncertainty of standard deviation |`sd_constant` + `sd_slope` x|; all in magnitude units.
    """

    constant: float = 0.0
    slope: float = 0.0
    sd_constant: float = 0.0
    sd_slope: float = 0.0


NO_SHIFT = MagnitudeShift()


def yield_probability(
    mb: float,
    *,
    mb_sd: float,
    posterior: Posterior,
    lines: Sequence[tuple[float, Line]],
    shift: MagnitudeShift = NO_SHIFT,
) -> NDArray[np.float64]:
    """Probability of each node of `LOG10_YIELD`, for a magnitude and a flat prior on log yield.

    Parameters
    ----------
    mb, mb_sd : float
        Network magnitude and its standard deviation, magnitude units.
    posterior : Posterior
        Posterior of the relation.
    lines : sequence of (share, Line)
        The site's own line with share 1, or the lines of the provinces with their shares (sum 1).
    shift : MagnitudeShift
        Depth effect.

    Returns
    -------
    ndarray, shape of LOG10_YIELD
        Probabilities, sum 1.

    Examples
    --------
    >>> from testban.yields.posterior import load_posterior
    >>> posterior = load_posterior()
    >>> line = posterior.at_new_site["elsewhere"]
    >>> p = yield_probability(6.1, mb_sd=0.1, posterior=posterior, lines=[(1.0, line)])
    >>> round(float(p.sum()), 6)
    1.0
    """
    x = LOG10_YIELD[None, :]
    total: NDArray[np.float64] = np.zeros(LOG10_YIELD.size)
    for share, line in lines:
        expected = line.mean[:, :1] + line.mean[:, 1:] * x + shift.constant + shift.slope * x
        variance = (
            posterior.sigma[:, None] ** 2
            + mb_sd**2
            + line.cov[:, 0, 0, None]
            + 2.0 * line.cov[:, 0, 1, None] * x
            + line.cov[:, 1, 1, None] * x**2
            + (shift.sd_constant + shift.sd_slope * x) ** 2
        )
        likelihood = np.exp(-0.5 * (mb - expected) ** 2 / variance) / np.sqrt(variance)
        total += share * (posterior.weight @ likelihood)
    normalised: NDArray[np.float64] = total / total.sum()
    return normalised


def quantiles(probability: NDArray[np.float64], levels: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of log10 yield from the probabilities of the nodes, linear between the nodes."""
    cumulative = np.cumsum(probability) - 0.5 * probability
    return tuple(float(np.interp(level, cumulative, LOG10_YIELD)) for level in levels)
