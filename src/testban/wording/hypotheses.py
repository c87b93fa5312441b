"""What an event may have been, in words: probabilities, what they rest on, and the prior."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import Hypotheses, Hypothesis
from testban.wording.phrases import list_text
from testban.wording.rounding import percent_texts, prior_texts, signed_text

# A weight that rounds to 1.00 is not worth a word.
FULL_WEIGHT = 0.995


@dataclass(frozen=True)
class TermView:
    """What one measurement says of one explanation."""

    name: str
    log10_likelihood_ratio: str
    weight: str
    without: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class HypothesisView:
    """One explanation; `probability` is empty where the data carry none."""

    name: str
    probability: str
    prior: str
    terms: tuple[TermView, ...]

    @property
    def text(self) -> str:
        """Name and probability."""
        return f"{self.name} {self.probability}".rstrip()


@dataclass(frozen=True)
class HypothesesView:
    """The explanations, the most probable first, or the reason why there is no answer.

    Attributes
    ----------
    answered : bool
    items : tuple of HypothesisView
    text : str
        All probabilities in one line, or "insufficient data" with the reason.
    evidence : str
        From which measurements, and what the first explanation would have without each.
    prior : str
        Probabilities before the data, and on what basis.
    left_open : str
        Which explanations the data do not tell apart; empty where there is an answer.
    reason : str
    """

    answered: bool
    items: tuple[HypothesisView, ...]
    text: str
    evidence: str
    prior: str
    left_open: str
    reason: str

    @property
    def details(self) -> tuple[str, ...]:
        """What the answer rests on, a line each."""
        return tuple(part for part in (self.evidence, self.prior) if part)


def view_hypotheses(hypotheses: Hypotheses) -> HypothesesView:
    """Put the explanations of an event into words."""
    answered = hypotheses.status == "answered"
    items = _items(hypotheses, answered=answered)
    reason = f" ({hypotheses.reason})" if hypotheses.reason else ""
    return HypothesesView(
        answered=answered,
        items=items,
        text=", ".join(item.text for item in items) + reason
        if answered
        else f"insufficient data: {hypotheses.reason}",
        evidence=_evidence(items) if answered else "",
        prior=prior_text(hypotheses),
        left_open="" if answered else list_text([item.name for item in items]) or "every kind of source",
        reason=hypotheses.reason,
    )


def prior_text(hypotheses: Hypotheses) -> str:
    """Write the probabilities before the data, and on what basis they were chosen.

    Examples
    --------
    >>> prior = {"explosion": 0.5, "earthquake": 0.5}
    >>> prior_text(Hypotheses(status="insufficient_data", reason="no P/S", items=(), prior=prior,
    ...                       prior_basis="given by the user"))
    'before the data: explosion 50 %, earthquake 50 % (given by the user)'
    """
    if not hypotheses.prior:
        return ""
    shares = ", ".join(f"{name} {text}" for name, text in prior_texts(hypotheses.prior).items())
    return f"before the data: {shares} ({hypotheses.prior_basis or 'basis not given'})"


def without_texts(hypotheses: Hypotheses) -> dict[str, dict[str, str]]:
    """Write what the explanations would share without each term, in percentages that add up.

    Returns
    -------
    dict of str to dict of str to str
        By term and explanation; a term without which nothing was worked out is left out.
    """
    shares: dict[str, dict[str, float]] = {}
    for item in hypotheses.items:
        for term in item.terms:
            if term.probability_without is not None:
                shares.setdefault(term.name, {})[item.name] = term.probability_without
    return {name: dict(zip(rest, percent_texts(rest.values()), strict=True)) for name, rest in shares.items()}


def ranked(hypotheses: Hypotheses) -> tuple[Hypothesis, ...]:
    """Return the explanations, the most probable first."""
    return tuple(sorted(hypotheses.items, key=lambda item: -(item.probability or 0.0)))


def _items(hypotheses: Hypotheses, *, answered: bool) -> tuple[HypothesisView, ...]:
    ordered = ranked(hypotheses)
    texts = percent_texts(item.probability or 0.0 for item in ordered)
    priors, without = prior_texts(hypotheses.prior), without_texts(hypotheses)
    return tuple(
        HypothesisView(
            name=item.name,
            probability=text if answered else "",
            prior=priors.get(item.name, "not given"),
            terms=tuple(
                TermView(
                    name=term.name,
                    log10_likelihood_ratio=signed_text(term.log10_likelihood_ratio),
                    weight=f"{term.weight:.2f}" if term.weight < FULL_WEIGHT else "",
                    without=without.get(term.name, {}).get(item.name, "") if len(item.terms) > 1 else "",
                    inputs=term.inputs,
                )
                for term in item.terms
            ),
        )
        for item, text in zip(ordered, texts, strict=True)
    )


def _evidence(items: tuple[HypothesisView, ...]) -> str:
    first = items[0]
    names = [term.name for term in first.terms]
    if not names:
        return ""
    if len(names) == 1:
        return f"from {names[0]} alone"
    without = ", ".join(f"{term.without} without {term.name}" for term in first.terms if term.without)
    return f"from {list_text(names)}" + (f"; {first.name} {without}" if without else "")
