"""From evidence to explanations: explosion, earthquake or collapse, or why the data cannot say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

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

    The answer must not hang on the prior: the first explanation must stay first when any other is
    `odds_range` times more likely beforehand, under the stated prior and, where the user gave one, under the
    packaged one too. Otherwise the answer is "insufficient_data".

    Parameters
    ----------
    evidence : sequence of Evidence
        Including what could not be weighed, with its reason.
    prior : mapping, optional
        Probabilities beforehand, by name, each above 0; by default the packaged ones.
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
    known = populations or load_populations()
    stated = dict(known.prior) if prior is None else check_prior(prior)
    basis = "packaged: a choice, no map of seismicity" if prior is None else "given by the user"
    used = [evidence_item for evidence_item in evidence if evidence_item.log_likelihood]
    left = tuple(
        Excluded(id=evidence_item.name, reason=evidence_item.reason)
        for evidence_item in evidence
        if evidence_item.reason
    )

    def unanswered(reason: str, terms: dict[Explanation, tuple[HypothesisTerm, ...]]) -> Hypotheses:
        return Hypotheses(
            status="insufficient_data",
            reason=reason,
            prior=stated,
            prior_basis=basis,
            items=tuple(Hypothesis(name=name, terms=terms.get(name, ())) for name in EXPLANATIONS),
            not_weighed=left,
        )

    if not used:
        said = "; ".join(one.reason if len(left) == 1 else f"{one.id}: {one.reason}" for one in left)
        return unanswered(nothing or said or "no evidence was given", {})
    weights = evidence_weights(used, known)
    posterior, limited = _posterior(used, stated, known)
    without = [_posterior([other for other in used if other is not one], stated, known)[0] for one in used]
    best, rival = _hangs_on_prior(posterior, known.odds_range)
    reason = ""
    verb = "does" if len(used) == 1 else "do"
    if rival:
        reason = (
            f"{_named(used)} {verb} not decide: {best} is the most probable, but "
            f"{rival} would be if it were {known.odds_range:g} times more likely beforehand"
        )
    elif prior is not None:
        usual, close = _hangs_on_prior(_posterior(used, dict(known.prior), known)[0], known.odds_range)
        if close or usual != best:
            reason = (
                f"{_named(used)} {verb} not decide: {best} is the most probable under the given prior, "
                f"but under the packaged one "
                + (
                    f"{usual} is"
                    if usual != best
                    else f"{close} comes within a factor of {known.odds_range:g}"
                )
            )

    def terms_of(name: Explanation) -> tuple[HypothesisTerm, ...]:
        return tuple(
            HypothesisTerm(
                name=one.name,
                log10_likelihood_ratio=_against_others(name, one, stated),
                weight=weight,
                probability_without=None if reason else shares[name],
                inputs=one.inputs,
            )
            for one, weight, shares in zip(used, weights, without, strict=True)
        )

    if reason:
        return unanswered(reason, {name: terms_of(name) for name in EXPLANATIONS})
    ordered = sorted(posterior, key=lambda name: -posterior[name])
    return Hypotheses(
        status="answered",
        reason=f"P/S alone carries no more than {MAX_FROM_RATIO_ALONE:g}" if limited else "",
        prior=stated,
        prior_basis=basis,
        items=tuple(
            Hypothesis(name=name, probability=posterior[name], terms=terms_of(name)) for name in ordered
        ),
        not_weighed=left,
    )


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
    one = ratio_evidence(ratio, reason=reason, inputs=inputs, populations=populations)
    return explain((one,), prior=prior, populations=populations)


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
    separation = np.array([evidence_item.separation for evidence_item in evidence])
    correlation = np.array([[_correlation(a, b, populations) for b in evidence] for a in evidence])
    weights = np.ones(len(evidence))
    told = separation > 0.0
    if told.any():
        # d'v - v'Rv/2 = const - |L'v - L^-1 d|^2 / 2 with R = LL'.
        factor = np.linalg.cholesky(correlation[np.ix_(told, told)])
        best, _ = nnls(factor.T, np.linalg.solve(factor, separation[told]))
        weights[told] = np.clip(best / separation[told], 0.0, 1.0)
    return tuple(float(weight) for weight in weights)


def _correlation(one: Evidence, other: Evidence, populations: Populations) -> float:
    """Correlation of the whole scatter of two measurements."""
    if one is other:
        return 1.0
    between_events = populations.correlation_of(one.kind, other.kind)
    if one.kind == other.kind:
        # Bands of one ratio share windows and paths too.
        return between_events
    return between_events * one.event_share * other.event_share


def _posterior(
    evidence: Sequence[Evidence], prior: Mapping[str, float], known: Populations
) -> tuple[Shares, bool]:
    """Probabilities, and whether they were held back because P/S stands alone."""
    if not evidence:
        return {name: prior[name] for name in EXPLANATIONS}, False
    log = {name: math.log(prior[name]) for name in EXPLANATIONS}
    for one, weight in zip(evidence, evidence_weights(evidence, known), strict=True):
        for name in EXPLANATIONS:
            log[name] += weight * one.log_likelihood[name]
    top = max(log.values())
    raw = {name: math.exp(value - top) for name, value in log.items()}
    total = math.fsum(raw.values())  # sum() adds floats otherwise since Python 3.12
    shares: Shares = {name: value / total for name, value in raw.items()}
    best = max(shares, key=lambda name: shares[name])
    alone = bool(evidence) and all(evidence_item.kind == "P/S" for evidence_item in evidence)
    if not alone or shares[best] <= MAX_FROM_RATIO_ALONE:
        return shares, False
    spare = (1.0 - MAX_FROM_RATIO_ALONE) / math.fsum(share for name, share in shares.items() if name != best)
    held = {name: share * spare for name, share in shares.items()}
    return {**held, best: MAX_FROM_RATIO_ALONE}, True


def _hangs_on_prior(shares: Shares, odds_range: float) -> tuple[Explanation, Explanation | None]:
    """Return the most probable, and the other that a prior within the range would put first, if any."""
    first, second = sorted(shares, key=lambda name: -shares[name])[:2]
    return first, second if shares[second] * odds_range >= shares[first] else None


def _against_others(name: Explanation, one: Evidence, prior: Mapping[str, float]) -> float:
    """log10 of the likelihood over that of the other explanations, weighted by their prior."""
    others = [other for other in EXPLANATIONS if other != name]
    top = max(one.log_likelihood[other] for other in others)
    share = math.fsum(prior[other] for other in others)
    against = math.fsum(prior[other] * math.exp(one.log_likelihood[other] - top) for other in others) / share
    return (one.log_likelihood[name] - top - math.log(against)) / math.log(10.0)


def _named(evidence: Sequence[Evidence]) -> str:
    return " and ".join(evidence_item.name for evidence_item in evidence)
