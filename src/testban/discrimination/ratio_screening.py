"""Screen an event by P/S of the network; the null hypothesis is an explosion."""

from __future__ import annotations

import math

from scipy.special import stdtrit

from testban.discrimination._network_ratio import NetworkRatio
from testban.discrimination.populations import Population, load_populations
from testban.model import Screening

TEST = "P/S 4-8 Hz"


def screen_ratio(ratio: NetworkRatio | None, *, reason: str = "") -> Screening:
    """Screen by P/S: screened out where explosions of the published population are hardly ever so low.

    Parameters
    ----------
    ratio : NetworkRatio or None
        Of the band whose populations are published.
    reason : str
        Why there is none.

    Returns
    -------
    Screening
        Against the lower 2.5 % of the explosions, its error and that of their mean included.

    Examples
    --------
    >>> screen_ratio(None, reason="no station within 1,500 km").result
    'insufficient data'
    """
    if ratio is None:
        return Screening(test=TEST, considered=False, result="insufficient data", reason=reason)
    explosion = next(kind for kind in load_populations().kinds if kind.name == "explosion")
    threshold = 10.0 ** (explosion.mean - _quantile(explosion) * _scale(explosion, ratio))
    return Screening(
        test=TEST,
        considered=True,
        result="screened out" if ratio.ratio < threshold else "not screened out",
        value=ratio.ratio,
        low=10.0**ratio.low,
        high=10.0**ratio.high,
        threshold=threshold,
        reason=f"network P/S {ratio.ratio:.2f} at {ratio.reference_km:g} km from {ratio.measured} stations "
        f"and {ratio.bounds} bounds, against the lower 2.5 % of the published explosions",
    )


def _scale(population: Population, ratio: NetworkRatio) -> float:
    return math.sqrt(population.event_sd**2 + population.mean_sd**2 + ratio.sd**2)


def _quantile(population: Population) -> float:
    return float(stdtrit(population.degrees_of_freedom, 0.975))
