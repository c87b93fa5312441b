"""From evidence to explanations: explosion, earthquake or collapse, or why the data cannot say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from scipy.optimize import nnls

from testban.discrimination._network_ratio import NetworkRatio
from testban.discrimination._ratio_evidence import ratio_evidence
from testban.discrimination.populations import Populations, load_populations
from testban.discrimination.prior import check_prior
from testban.model import (
    EXPLANATIONS,
    Evidence,
    Excluded,
    Explanation,
    Hypotheses,
    Hypothesis,
    HypothesisTerm,
)

# With event scatter 0.15-0.25 and station scatter 0.28 (log10), a separation of 0.65 leaves 4-12 % error at
# eight stations: nobody can check a claim from P/S alone beyond this, whatever the prior.
MAX_FROM_RATIO_ALONE = 0.99

Shares = dict[Explanation, float]


def explain(
    evidence: Sequence[Evidence],
    *,
    prior: Mapping[str, float] | None = None,
    nothing: str = "",
    populations: Populations | None = None,
) -> Hypotheses:
    """Weigh the explanations of an event by all evidence.

    Bayes' rule, with each likelihood raised to a power: P(h | all) ~ P(h) prod L_k(h)^w_k. Independent
    evidence has w = 1. Where scatter between events is correlated by r, the whole scatter of two measurements
    is by rho = r s_1 s_2, s being the share of it that is between events. With R the matrix of rho and d_k
    the separations, v = (w_k d_k) maximises d'v - v'Rv/2 over v >= 0. For Gaussian scatter that is the
    likelihood ratio of the best sum of the measurements none of which counts against itself: two equally good
    ones count 1 / (1 + rho) each, and one weaker than rho times the other adds nothing. The unconstrained
    optimum would set one measurement off against the other, which asks more of R than is known.

    The answer must not depend on the prior: the first explanation must stay first when any other is
    `odds_range` times more likely a priori, under the stated prior and, where the user gave one, under the
    packaged one too. Otherwise the answer is "insufficient_data".

    Parameters
    ----------
    evidence : sequence of Evidence
        Including what could not be weighed, with its reason.
    prior : mapping, optional
        Probabilities before the data, by name, each above 0; by default the packaged ones.
    nothing : str
        Why there is no evidence at all, where there is none.
    populations : Populations, optional
        By default the packaged ones.

    Returns
    -------
    Hypotheses
        In order of probability where answered.

    Raises
    ------
    PriorError
        A prior that leaves out, forbids or adds an explanation, or does not add up.

    Examples
    --------
    >>> explain((), nothing="arrival times only").reason
    'arrival times only'
    """
    published = populations or load_populations()
    stated = dict(published.prior) if prior is None else check_prior(prior)
    weighed = [item for item in evidence if item.log_likelihood]
    not_weighed = tuple(Excluded(id=item.name, reason=item.reason) for item in evidence if item.reason)
    answer = partial(
        Hypotheses,
        prior=stated,
        prior_basis="packaged: a choice, no map of seismicity" if prior is None else "given by the user",
        not_weighed=not_weighed,
    )
    if not weighed:
        return answer(
            status="insufficient_data",
            reason=nothing or _reasons(not_weighed) or "no evidence was given",
            items=tuple(Hypothesis(name=name) for name in EXPLANATIONS),
        )
    posterior, limited = _posterior(weighed, stated, published)
    undecided = _why_undecided(weighed, posterior, published, compare_with_packaged=prior is not None)
    terms = _terms(weighed, stated, published, answered=not undecided)
    if undecided:
        return answer(
            status="insufficient_data",
            reason=undecided,
            items=tuple(Hypothesis(name=name, terms=terms[name]) for name in EXPLANATIONS),
        )
    return answer(
        status="answered",
        reason=f"P/S alone carries no more than {MAX_FROM_RATIO_ALONE:g}" if limited else "",
        items=tuple(
            Hypothesis(name=name, probability=posterior[name], terms=terms[name])
            for name in sorted(posterior, key=lambda name: -posterior[name])
        ),
    )


def _reasons(not_weighed: Sequence[Excluded]) -> str:
    if len(not_weighed) == 1:
        return not_weighed[0].reason
    return "; ".join(f"{item.id}: {item.reason}" for item in not_weighed)


def _why_undecided(
    evidence: Sequence[Evidence], posterior: Shares, populations: Populations, *, compare_with_packaged: bool
) -> str:
    """Why the evidence does not decide between the explanations; empty where it does."""
    does_not_decide = f"{_named(evidence)} {'does' if len(evidence) == 1 else 'do'} not decide"
    best, rival = _first_and_rival(posterior, populations.odds_range)
    if rival:
        return (
            f"{does_not_decide}: {best} is the most probable, but "
            f"{rival} would be if it were {populations.odds_range:g} times more likely a priori"
        )
    if not compare_with_packaged:
        return ""
    packaged, _ = _posterior(evidence, populations.prior, populations)
    best_by_packaged, rival = _first_and_rival(packaged, populations.odds_range)
    if best_by_packaged == best and not rival:
        return ""
    instead = (
        f"{rival} comes within a factor of {populations.odds_range:g}"
        if best_by_packaged == best
        else f"{best_by_packaged} is"
    )
    return (
        f"{does_not_decide}: {best} is the most probable under the given prior, "
        f"but under the packaged one {instead}"
    )


def _terms(
    evidence: Sequence[Evidence], prior: Mapping[str, float], populations: Populations, *, answered: bool
) -> dict[Explanation, tuple[HypothesisTerm, ...]]:
    """What each piece of evidence says of each explanation, and what the rest would give without it."""
    weights = evidence_weights(evidence, populations)
    without = [
        _posterior([other for other in evidence if other is not item], prior, populations)[0]
        for item in evidence
    ]
    return {
        name: tuple(
            HypothesisTerm(
                name=item.name,
                log10_likelihood_ratio=_against_others(name, item, prior),
                weight=weight,
                probability_without=shares[name] if answered else None,
                inputs=item.inputs,
            )
            for item, weight, shares in zip(evidence, weights, without, strict=True)
        )
        for name in EXPLANATIONS
    }


def explain_ratio(
    ratio: NetworkRatio | None,
    *,
    reason: str = "",
    prior: Mapping[str, float] | None = None,
    inputs: tuple[str, ...] = (),
    populations: Populations | None = None,
) -> Hypotheses:
    """Weigh the explanations of an event by its network P/S alone; see `explain` and `ratio_evidence`.

    Examples
    --------
    >>> explain_ratio(None, reason="no three-component record").status
    'insufficient_data'
    """
    by_ratio = ratio_evidence(ratio, reason=reason, inputs=inputs, populations=populations)
    return explain((by_ratio,), prior=prior, populations=populations)


def evidence_weights(evidence: Sequence[Evidence], populations: Populations) -> tuple[float, ...]:
    """Return the power that each likelihood enters the product with; see `explain`.

    Examples
    --------
    >>> even = dict.fromkeys(EXPLANATIONS, 0.0)
    >>> one, two = (
    ...     Evidence(kind="P/S", name=band, log_likelihood=even, separation=2.0, inputs=("p_over_s:A",))
    ...     for band in ("4-6", "6-8")
    ... )
    >>> evidence_weights((one,), load_populations())
    (1.0,)
    >>> [round(weight, 2) for weight in evidence_weights((one, two), load_populations())]
    [0.53, 0.53]
    """
    separation = np.array([item.separation for item in evidence])
    correlation = np.array([[_correlation(a, b, populations) for b in evidence] for a in evidence])
    weights = np.ones(len(evidence))
    told = separation > 0.0
    if told.any():
        # d'v - v'Rv/2 = const - |L'v - L^-1 d|^2 / 2 with R = LL'.
        factor = np.linalg.cholesky(correlation[np.ix_(told, told)])
        best, _ = nnls(factor.T, np.linalg.solve(factor, separation[told]))
        weights[told] = np.clip(best / separation[told], 0.0, 1.0)
    return tuple(float(weight) for weight in weights)


def _correlation(item: Evidence, other: Evidence, populations: Populations) -> float:
    """Correlation of the whole scatter of two measurements."""
    if item is other:
        return 1.0
    between_events = populations.correlation_of(item.kind, other.kind)
    if item.kind == other.kind:
        # Bands of one ratio share windows and paths too.
        return between_events
    return between_events * item.event_share * other.event_share


def _posterior(
    evidence: Sequence[Evidence], prior: Mapping[str, float], populations: Populations
) -> tuple[Shares, bool]:
    """Probabilities, and whether they were held back because P/S stands alone."""
    if not evidence:
        return {name: prior[name] for name in EXPLANATIONS}, False
    log = {name: math.log(prior[name]) for name in EXPLANATIONS}
    for item, weight in zip(evidence, evidence_weights(evidence, populations), strict=True):
        for name in EXPLANATIONS:
            log[name] += weight * item.log_likelihood[name]
    top = max(log.values())
    raw = {name: math.exp(value - top) for name, value in log.items()}
    total = math.fsum(raw.values())  # sum() adds floats otherwise since Python 3.12
    shares: Shares = {name: value / total for name, value in raw.items()}
    best = max(shares, key=lambda name: shares[name])
    alone = all(item.kind == "P/S" for item in evidence)
    if not alone or shares[best] <= MAX_FROM_RATIO_ALONE:
        return shares, False
    spare = (1.0 - MAX_FROM_RATIO_ALONE) / math.fsum(share for name, share in shares.items() if name != best)
    held = {name: share * spare for name, share in shares.items()}
    return {**held, best: MAX_FROM_RATIO_ALONE}, True


def _first_and_rival(shares: Shares, odds_range: float) -> tuple[Explanation, Explanation | None]:
    """Return the most probable, and the other that a prior within the range would put first, if any."""
    first, second = sorted(shares, key=lambda name: -shares[name])[:2]
    return first, second if shares[second] * odds_range >= shares[first] else None


def _against_others(name: Explanation, item: Evidence, prior: Mapping[str, float]) -> float:
    """log10 of the likelihood over that of the other explanations, weighted by their prior."""
    others = [other for other in EXPLANATIONS if other != name]
    top = max(item.log_likelihood[other] for other in others)
    share = math.fsum(prior[other] for other in others)
    against = math.fsum(prior[other] * math.exp(item.log_likelihood[other] - top) for other in others) / share
    return (item.log_likelihood[name] - top - math.log(against)) / math.log(10.0)


def _named(evidence: Sequence[Evidence]) -> str:
    return " and ".join(item.name for item in evidence)
