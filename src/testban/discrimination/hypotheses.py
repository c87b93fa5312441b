"""From P/S to explanations: explosion, earthquake or collapse, or why the data cannot say."""

from __future__ import annotations

import math

from scipy.special import gammaln

from testban.discrimination.network_ratio import NetworkRatio
from testban.discrimination.populations import Population, Populations, load_populations
from testban.model import Hypotheses, Hypothesis, HypothesisTerm

# log10 P/S of real events lies within this range; the density of an outlier.
OUTLIER_RANGE = 3.0


def explain_ratio(
    ratio: NetworkRatio | None,
    *,
    reason: str = "",
    prior: dict[str, float] | None = None,
    inputs: tuple[str, ...] = (),
    populations: Populations | None = None,
) -> Hypotheses:
    """Weigh the explanations of an event by its network P/S.

    Each population predicts P/S by a Student distribution whose scale joins the scatter between events, the
    uncertainty of the published mean, and the error of this measurement; one event in twenty is taken to be
    described by no population. So no P/S is ever certain: the probability stays below 0.99.

    The answer must not hang on the prior: when explosions being three times more, or three times less, likely
    beforehand makes another explanation the most probable, the answer is "insufficient_data".

    Parameters
    ----------
    ratio : NetworkRatio or None
        In the band of the populations; None where nothing could be measured.
    reason : str
        Why it is None.
    prior : dict, optional
        Probabilities beforehand, by name; by default the packaged ones.
    inputs : tuple of str
        Evidence identifiers.
    populations : Populations, optional
        By default the packaged ones.

    Returns
    -------
    Hypotheses
        In order of probability where answered.

    Examples
    --------
    >>> explain_ratio(None, reason="no three-component record").status
    'insufficient_data'
    """
    known = populations or load_populations()
    prior = prior or known.prior
    if ratio is None or ratio.band_hz != known.band_hz:
        low, high = known.band_hz
        said = reason or f"no network P/S at {low:g}-{high:g} Hz"
        return Hypotheses(status="insufficient_data", reason=said, prior=prior, items=_bare(known))
    likelihood = {one.name: population_likelihood(one, ratio, known.outlier_share) for one in known.kinds}
    evidence = inputs or ("waveforms:P/S",)
    name = f"P/S {ratio.band_hz[0]:g}-{ratio.band_hz[1]:g} Hz"
    terms = {
        one.name: HypothesisTerm(
            name=name,
            log10_likelihood_ratio=_against_others(one.name, likelihood, prior),
            inputs=evidence,
        )
        for one in known.kinds
    }
    posterior = _posterior(likelihood, prior)
    best = max(posterior, key=lambda key: posterior[key])
    factor = known.odds_range
    for odds in (factor, 1.0 / factor):
        moved = {key: value * (odds if key == "explosion" else 1.0) for key, value in prior.items()}
        other = _posterior(likelihood, moved)
        leader = max(other, key=lambda key: other[key])
        if leader != best:
            more = "more" if odds > 1.0 else "less"
            said = (
                f"network P/S {ratio.ratio:.2f} ({10**ratio.low:.2f} to {10**ratio.high:.2f}) lies between "
                f"the populations: {best} is the most probable, but {leader} would be if explosions were "
                f"{factor:g} times {more} likely beforehand"
            )
            items = tuple(Hypothesis(name=one.name, terms=(terms[one.name],)) for one in known.kinds)
            return Hypotheses(status="insufficient_data", reason=said, prior=prior, items=items)
    ordered = sorted(posterior, key=lambda key: -posterior[key])
    return Hypotheses(
        status="answered",
        prior=prior,
        items=tuple(Hypothesis(name=key, probability=posterior[key], terms=(terms[key],)) for key in ordered),
    )


def population_likelihood(population: Population, ratio: NetworkRatio, outlier_share: float) -> float:
    """Density of the network's P/S under one population.

    Parameters
    ----------
    population : Population
    ratio : NetworkRatio
    outlier_share : float

    Returns
    -------
    float
        Per unit of log10 P/S, never zero.
    """
    scale = math.sqrt(population.event_sd**2 + population.mean_sd**2 + ratio.sd**2)
    nu = population.degrees_of_freedom
    z = (ratio.log10_ratio - population.mean) / scale
    log_density = (
        float(gammaln(0.5 * (nu + 1.0)) - gammaln(0.5 * nu))
        - 0.5 * math.log(nu * math.pi)
        - math.log(scale)
        - 0.5 * (nu + 1.0) * math.log1p(z * z / nu)
    )
    return (1.0 - outlier_share) * math.exp(log_density) + outlier_share / OUTLIER_RANGE


def _posterior(likelihood: dict[str, float], prior: dict[str, float]) -> dict[str, float]:
    weight = {key: likelihood[key] * prior.get(key, 0.0) for key in likelihood}
    total = sum(weight.values())
    return {key: value / total for key, value in weight.items()}


def _against_others(name: str, likelihood: dict[str, float], prior: dict[str, float]) -> float:
    """log10 of the likelihood over that of the other explanations, weighted by their prior."""
    others = {key: prior.get(key, 0.0) for key in likelihood if key != name}
    share = sum(others.values()) or 1.0
    against = sum(likelihood[key] * weight for key, weight in others.items()) / share
    return math.log10(likelihood[name] / against) if against > 0.0 else 0.0


def _bare(known: Populations) -> tuple[Hypothesis, ...]:
    return tuple(Hypothesis(name=one.name) for one in known.kinds)
