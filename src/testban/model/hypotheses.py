"""What an event may have been, weighed, or the reason why it was not."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from testban.model.base import Noun, Share


class HypothesisTerm(Noun):
    """One piece of evidence for or against a hypothesis: log10 of its likelihood ratio."""

    name: str
    log10_likelihood_ratio: float
    inputs: tuple[str, ...]


class Hypothesis(Noun):
    """One explanation of the event; no probability when the data cannot carry one."""

    name: Literal["explosion", "earthquake", "collapse"]
    probability: Share | None = None
    terms: tuple[HypothesisTerm, ...] = ()


class Hypotheses(Noun):
    """The explanations ranked, or the reason why they are not."""

    status: Literal["answered", "insufficient_data"]
    reason: str = ""
    prior: dict[str, float] = Field(default_factory=dict)
    items: tuple[Hypothesis, ...]

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
