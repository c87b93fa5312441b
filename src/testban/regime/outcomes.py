"""From one paragraph, a date and what is known of an event to a legal outcome: law first, then facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from testban.model import ObligationOutcome, Outcome
from testban.regime.addressees import Addressed, addressed_to, spoken_of
from testban.regime.ctbt_states import standing_before_entry_into_force
from testban.regime.entries import Role
from testban.regime.register import Entry, Register
from testban.regime.states import named
from testban.regime.taxonomy import load_taxonomy

ENGAGED: dict[Role, Outcome] = {
    "prohibition": "prohibition engaged",
    "requirement": "prohibition engaged",
    "measure": "measure engaged",
    "council clause": "Council clause engaged",
    "call": "Council clause engaged",
    "interpretation": "Council clause engaged",
}
WHY_ENGAGED: dict[Role, str] = {
    "prohibition": "forbids such an event",
    "requirement": "requires what such an event would show undone",
    "measure": "is a measure that such an event calls into use",
    "council clause": "says what the Council will weigh or do; it is engaged, never violated",
    "call": "is a call, not a prohibition",
    "interpretation": "says how the Council reads its own rule",
}
# Order in which outcomes are listed: what needs attention first.
ORDER: tuple[Outcome, ...] = (
    "prohibition engaged",
    "measure engaged",
    "Council clause engaged",
    "exempt",
    "not assessed",
    "not addressed",
    "not in force",
)


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What is known of an event, kept apart from the law.

    Attributes
    ----------
    kind : str
        Event kind of the taxonomy.
    triggers : tuple of str
        What the kind asks the register about.
    may_engage : bool
        Whether the facts allow an outcome other than "not assessed".
    facts : str
        The facts in words: how probable, on what basis.
    conditions : tuple of str
        What every outcome still depends on, except the actor.
    actor : str
        "conducted by", "launched by"; empty where the actor is not in question (trade).
    states : tuple of (code, share or None)
        Whose conduct is asked about; empty when nobody knows. The share is that of `region`.
    region : str
        Where the event may have been, in words.
    """

    kind: str
    triggers: tuple[str, ...]
    may_engage: bool
    facts: str
    conditions: tuple[str, ...]
    actor: str
    states: tuple[tuple[str, float | None], ...] = field(default=())
    region: str = "the ellipse"


def relevant(register: Register, triggers: Iterable[str]) -> list[Entry]:
    """List the entries that an event with these triggers asks about, in order of adoption."""
    asked = set(triggers)
    return [
        entry
        for entry in register
        if asked & set(entry.paragraph.triggers) and (entry.paragraph.role in ENGAGED)
    ]


def outcome_of(
    entry: Entry, *, as_of: date, register: Register, event_facts: EventFacts
) -> ObligationOutcome:
    """Say how one paragraph relates to an event.

    Parameters
    ----------
    entry : Entry
        A paragraph that the event asks about (`relevant`).
    as_of : datetime.date
        Date of the law.
    register : Register
        The register the entry stands in.
    event_facts : EventFacts
        What is known of the event.

    Returns
    -------
    ObligationOutcome
        The law is asked first (in force, addressed to whom), the facts after it.
    """
    force = register.force(entry, as_of)
    if not force.in_force:
        return _say(entry, "not in force", _with_treaty_remark(entry, force.reason, event_facts, as_of))
    addressed = [(code, addressed_to(entry, code, as_of)) for code, _ in event_facts.states]
    yes = [(code, answer) for code, answer in addressed if answer.answer == "yes"]
    if addressed and not yes:
        for _, answer in addressed:
            if answer.answer == "not recorded":
                return _say(entry, "not assessed", answer.reason, event_facts.conditions)
        return _say(entry, "not addressed", f"{addressed[0][1].reason}; {_where(event_facts)}")
    freed = [exemption for exemption in entry.paragraph.exemptions if event_facts.kind in exemption.events]
    for exemption in freed:
        other = register.entry(exemption.paragraph) if exemption.paragraph else entry
        if register.force(other, as_of).in_force:
            by = f"paragraph {other.paragraph.paragraph} of {other.instrument.symbol}"
            return _say(entry, "exempt", f"{exemption.text} ({by})", event_facts.conditions)
    conditions = _conditions(entry, event_facts, yes)
    if not event_facts.may_engage:
        return _say(entry, "not assessed", f"{event_facts.facts}; {force.reason}", conditions)
    reason = f"{force.reason}; the paragraph {WHY_ENGAGED[entry.paragraph.role]}; {event_facts.facts}"
    return _say(entry, ENGAGED[entry.paragraph.role], reason, conditions)


def in_order(outcomes: Iterable[tuple[Entry, ObligationOutcome]]) -> tuple[ObligationOutcome, ...]:
    """Sort outcomes: what needs attention first, prohibitions before measures and calls, then by adoption."""
    roles = tuple(ENGAGED)

    def key(pair: tuple[Entry, ObligationOutcome]) -> tuple[int, int, date]:
        entry, outcome = pair
        return ORDER.index(outcome.outcome), roles.index(entry.paragraph.role), entry.instrument.adopted

    return tuple(outcome for _, outcome in sorted(outcomes, key=key))


def _conditions(
    entry: Entry, event_facts: EventFacts, yes: Sequence[tuple[str, Addressed]]
) -> tuple[str, ...]:
    conditions = list(event_facts.conditions)
    if event_facts.actor:
        words = load_taxonomy().addressees
        groups = spoken_of(entry)
        if yes:
            actors = [named(code) for code, _ in yes]
        else:
            actors = [named(code) for group in groups for code in words[group].states] or [
                "a State it speaks of"
            ]
        conditions.append(f"{event_facts.actor} {' or '.join(actors)}")
    conditions += [answer.condition for _, answer in yes if answer.condition]
    if entry.paragraph.role in ("prohibition", "requirement") and entry.instrument.chapter_vii is False:
        conditions.append("the demand binding although not adopted under Chapter VII")
    return tuple(conditions)


def _where(event_facts: EventFacts) -> str:
    if any(share is not None for _, share in event_facts.states):
        shares = ", ".join(f"{code} ({100 * (share or 0.0):.0f} %)" for code, share in event_facts.states)
        return f"{event_facts.region} lies in {shares}"
    return f"asked for {', '.join(code for code, _ in event_facts.states)}"


def _with_treaty_remark(entry: Entry, reason: str, event_facts: EventFacts, as_of: date) -> str:
    if entry.instrument.id != "ctbt" or as_of < entry.instrument.adopted:
        return reason
    treaty_status = [standing_before_entry_into_force(code, as_of) for code, _ in event_facts.states]
    return "; ".join([reason, *treaty_status])


def _say(entry: Entry, outcome: Outcome, reason: str, conditions: tuple[str, ...] = ()) -> ObligationOutcome:
    paragraph = entry.paragraph
    return ObligationOutcome(
        id=paragraph.id,
        symbol=entry.instrument.symbol,
        paragraph=paragraph.paragraph,
        addressee="; ".join(paragraph.addressees),
        force=paragraph.force,
        paraphrase=paragraph.paraphrase,
        outcome=outcome,
        conditional_on=conditions,
        reason=reason,
        verification=paragraph.verification,
        source=paragraph.source,
    )
