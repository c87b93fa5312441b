"""Say the finding in plain words, with its uncertainty and what it leaves open."""

from __future__ import annotations

from testban.model import Measured, SeismicEvent
from testban.wording.hypotheses import view_hypotheses
from testban.wording.origins import origins_of
from testban.wording.phrases import sentence
from testban.wording.repeats import repeat_text
from testban.wording.rounding import quantity_text
from testban.wording.sizes import YIELD_CONDITION
from testban.wording.territory import basis_text, covered_text


def state_event(event: SeismicEvent) -> str:
    """Describe one event for a reader who is not a seismologist."""
    sentences = [_where(event), _size(event), _what(event), _nuclear(event), _territory(event)]
    sentences += [repeat_text(repeat) for repeat in event.suspected_repeats]
    return " ".join(text for text in sentences if text)


def _where(event: SeismicEvent) -> str:
    alone, *corrected = origins_of(event)
    best = corrected[0] if corrected else alone
    text = (
        f"A seismic event occurred on {' at '.join(best.time.split(' ', 1))} {best.time_error} near "
        f"{best.position} ({best.label}; {best.ellipse}, {best.area})."
    )
    if corrected:
        text += f" The arrivals alone give {alone.position} ({alone.ellipse}, {alone.area})."
    if alone.warning:
        text += f" Warning on the position: {alone.warning}."
    return text


def _size(event: SeismicEvent) -> str:
    quantity = event.explosive_yield
    if isinstance(quantity, Measured):
        return f"{sentence(YIELD_CONDITION).rstrip('.')}, its mb means {quantity_text(quantity)}."
    return f"Its yield is not given: {quantity.reason}."


def _what(event: SeismicEvent) -> str:
    hypotheses = view_hypotheses(event.hypotheses)
    if not hypotheses.answered:
        return f"What it was is left open: {hypotheses.reason}."
    parts = (hypotheses.text, hypotheses.prior)
    return f"What it was: {'; '.join(part for part in parts if part)}."


def _nuclear(event: SeismicEvent) -> str:
    if event.nuclear_basis.kind == "none":
        return "Nothing in the input says that it was nuclear."
    return f"It would be called nuclear on the basis: {basis_text(event.nuclear_basis)}."


def _territory(event: SeismicEvent) -> str:
    covered = covered_text(event)
    return f"{sentence(covered)}" if covered else ""
