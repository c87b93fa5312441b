"""The first screen: seven questions of a reader who is not a seismologist, answered from the finding."""

from __future__ import annotations

from testban.model import Finding, Measured, Missing, SeismicEvent
from testban.wording.answer import Answer
from testban.wording.hypotheses import view_hypotheses
from testban.wording.obligations import conditions_of, group_obligations, unverified_text
from testban.wording.origins import OriginView, origins_of
from testban.wording.phrases import count_text, list_text, sentence, stopped
from testban.wording.rounding import interval_texts, level_text
from testban.wording.sizes import YIELD_CONDITION, short_magnitude, yield_range
from testban.wording.territory import basis_text, covered_text

# Groups of outcomes and magnitudes named on the first screen; the others stand in the tables.
MAX_GROUPS, MAX_MAGNITUDES = 2, 2


def first_screen(finding: Finding, number: int) -> list[Answer]:
    """Answer what, where, when, how big, how sure, what else it could be and what it engages.

    Parameters
    ----------
    finding : Finding
        The finding.
    number : int
        Number of the event, from 1.

    Returns
    -------
    list of Answer
    """
    event = finding.seismic_events[number - 1]
    origins = origins_of(event)
    return [
        _what(event),
        _where(event, origins),
        _when(origins),
        _how_big(event),
        _how_sure(event, origins),
        _what_else(event),
        _what_it_engages(finding, event),
    ]


def _what(event: SeismicEvent) -> Answer:
    hypotheses = view_hypotheses(event.hypotheses)
    text = "A seismic event; the data here do not say of which kind"
    if hypotheses.answered:
        first = hypotheses.items[0]
        text = f"Most likely {'an' if first.name[0] in 'aeiou' else 'a'} {first.name} ({first.probability})"
    basis = (
        f"Nothing here shows that it was nuclear ({event.nuclear_basis.source.rstrip('.')})."
        if event.nuclear_basis.kind == "none"
        else f"Called nuclear because: {basis_text(event.nuclear_basis)}."
    )
    prior = (sentence(hypotheses.prior),) if hypotheses.answered and hypotheses.prior else ()
    return Answer("what", "What", (text,), (basis, *prior), section="source")


def _where(event: SeismicEvent, origins: tuple[OriginView, ...]) -> Answer:
    best = origins[-1]
    covered = covered_text(event)
    return Answer(
        "where",
        "Where",
        (best.position,),
        tuple(sentence(text) for text in (f"{best.label}: {best.ellipse}", covered) if text),
        tuple(origin.warning for origin in origins if origin.warning),
        section="location",
    )


def _when(origins: tuple[OriginView, ...]) -> Answer:
    best = origins[-1]
    return Answer(
        "when",
        "When",
        (best.time,),
        (f"{best.time_error}, {best.label}.", f"Depth {stopped(origins[0].depth)}"),
        section="location",
    )


def _how_big(event: SeismicEvent) -> Answer:
    sizes = [short_magnitude(row) for row in event.magnitudes if isinstance(row.magnitude, Measured)]
    energy = event.explosive_yield
    if isinstance(energy, Measured):
        text = yield_range(energy)
        condition = (
            f"Yield at {level_text(energy.level)}, {YIELD_CONDITION}; best value "
            f"{interval_texts(energy)[0]} {energy.unit}."
        )
    else:
        text = sizes[0] if sizes else "Not measured"
        condition = f"No yield: {stopped(energy.reason)}"
    named = f"Magnitude: {'; '.join(sizes[:MAX_MAGNITUDES])}." if sizes else "No magnitude."
    return Answer("how_big", "How big", (text,), (condition, named), section="size")


def _how_sure(event: SeismicEvent, origins: tuple[OriginView, ...]) -> Answer:
    alone, best = origins[0], origins[-1]
    level = level_text(event.origin.ellipse.level)
    source = f"{level} region from {best.network}, {best.label}"
    if best is not alone:
        source += f", which rest on the published positions of earlier events; {alone.area} {alone.label}"
    details = [f"{source}.", sentence(best.inspection)]
    if isinstance(event.calibrated_origin, Missing):
        details.append(f"No path corrections: {stopped(event.calibrated_origin.reason)}")
    return Answer("how_sure", "How sure", (f"Located to {best.area}",), tuple(details), section="fit")


def _what_else(event: SeismicEvent) -> Answer:
    hypotheses = view_hypotheses(event.hypotheses)
    key, label = "what_else", "What else it could be"
    if not hypotheses.answered:
        details = (f"Left open: {hypotheses.left_open}.", sentence(hypotheses.reason))
        return Answer(key, label, ("Insufficient data",), details, section="source")
    others = list_text([f"{item.name} ({item.probability})" for item in hypotheses.items[1:]])
    out = [row.test for row in event.screening if row.result == "screened out"]
    detail = (
        f"Screened out as an explosion by {list_text(out)}." if out else "No test screens out an explosion."
    )
    others = others or "nothing else was weighed"
    return Answer(key, label, (others[0].upper() + others[1:],), (detail,), section="source")


def _what_it_engages(finding: Finding, event: SeismicEvent) -> Answer:
    key, label, rows = "engages", "What it engages", event.obligations
    if not rows:
        date = f"As of {finding.as_of}."
        return Answer(key, label, ("No paragraph listed",), (date,), section="obligations")
    conditions = conditions_of(rows)
    details = [f"{count_text(len(rows), 'paragraph')} as of {finding.as_of}."]
    if conditions:
        details.append(f"Conditional on: {'; '.join(conditions)}.")
    if unchecked := unverified_text(rows):
        details.append(f"{unchecked}.")
    text = ", ".join(group.count for group in group_obligations(rows)[:MAX_GROUPS])
    return Answer(key, label, (text,), tuple(details), section="obligations")
