"""What an event may have been, weighed, or the reason why it was not."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from testban.model.base import FrozenModel, NotNegative, Share
from testban.model.provenance import Excluded

Explanation = Literal["explosion", "earthquake", "collapse"]
EXPLANATIONS: tuple[Explanation, ...] = ("explosion", "earthquake", "collapse")
EvidenceKind = Literal["P/S", "Ms:mb", "depth", "mechanism", "first motion"]


class Evidence(FrozenModel):
    """What one measurement says of each explanation, or why it says nothing.

    Attributes
    ----------
    kind : str
        Which correlations with other evidence hold for it.
    name : str
        As shown, e.g. "P/S 4-8 Hz".
    log_likelihood : dict
        Natural logarithm of the probability (density) of the measurement under each explanation, the
        uncertainty of the populations' parameters integrated out. Empty where there is a `reason`.
    separation : float
        How far apart explosions and earthquakes lie in this measurement, in standard deviations of what it
        scatters within one of them (events and measurement error together); it says how much each of several
        correlated measurements counts.
    event_share : float
        Share of that standard deviation that is scatter between events. Only this part can be correlated with
        other evidence; 1, the cautious value, where it is not known.
    reason : str
        Why nothing could be weighed.
    inputs : tuple of str
        Evidence identifiers.

    Examples
    --------
    >>> Evidence(kind="Ms:mb", name="Ms:mb", reason="one surface-wave station").log_likelihood
    {}
    """

    kind: EvidenceKind
    name: str = Field(min_length=1)
    log_likelihood: dict[Explanation, float] = Field(default_factory=dict)
    separation: NotNegative = 0.0
    event_share: Share = 1.0
    reason: str = ""
    inputs: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _weighed_or_said_why_not(self) -> Self:
        if bool(self.log_likelihood) == bool(self.reason):
            raise ValueError(f"evidence {self.name}: either likelihoods or the reason why there are none")
        if self.log_likelihood and set(self.log_likelihood) != set(EXPLANATIONS):
            raise ValueError(
                f"evidence {self.name}: needs a likelihood for each of {', '.join(EXPLANATIONS)}"
            )
        if self.log_likelihood and not self.inputs:
            raise ValueError(f"evidence {self.name}: names no input")
        return self


class HypothesisTerm(FrozenModel):
    """One piece of evidence for or against a hypothesis.

    Attributes
    ----------
    log10_likelihood_ratio : float
        log10 of its likelihood over that of the other hypotheses, taken alone.
    weight : float
        Power that its likelihood enters the product with: less than 1 where it repeats correlated evidence.
    probability_without : float or None
        Probability of the hypothesis from all other terms (the prior, where there are none); None where the
        data carry no probability.
    """

    name: str
    log10_likelihood_ratio: float
    weight: Share = 1.0
    probability_without: Share | None = None
    inputs: tuple[str, ...]


class Hypothesis(FrozenModel):
    """One explanation of the event; no probability when the data cannot carry one."""

    name: Explanation
    probability: Share | None = None
    terms: tuple[HypothesisTerm, ...] = ()


class Hypotheses(FrozenModel):
    """The explanations ranked, or the reason why they are not.

    `not_weighed` is evidence that could not be weighed, and why; `prior_basis` says whose the prior is.
    """

    status: Literal["answered", "insufficient_data"]
    reason: str = ""
    prior: dict[str, float] = Field(default_factory=dict)
    prior_basis: str = ""
    items: tuple[Hypothesis, ...]
    not_weighed: tuple[Excluded, ...] = ()

    @model_validator(mode="after")
    def _no_probability_without_an_answer(self) -> Self:
        if self.status == "insufficient_data":
            if not self.reason:
                raise ValueError("insufficient_data needs its reason")
            if any(item.probability is not None for item in self.items):
                raise ValueError("insufficient_data carries no probability")
        elif any(item.probability is None for item in self.items):
            raise ValueError("an answer needs a probability for every hypothesis")
        return self
