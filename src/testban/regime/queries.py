"""Ask the register about a supposed event, or about what is in force for a State."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from testban.model import ObligationOutcome
from testban.regime.addressees import addressed_to
from testban.regime.measures import require_topic
from testban.regime.outcomes import EventFacts, in_order, outcome_of, relevant
from testban.regime.register import Entry, Force, Register
from testban.regime.taxonomy import load_taxonomy


@dataclass(frozen=True, slots=True)
class SupposedEvent:
    """The answer about a supposed event; `remark` explains an answer without any paragraph."""

    kind: str
    label: str
    outcomes: tuple[ObligationOutcome, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class InForce:
    """One entry with its force on the date."""

    entry: Entry
    force: Force


def obligations_of_kind(
    register: Register, kind: str, *, as_of: date, state: str | None = None, topic: str | None = None
) -> SupposedEvent:
    """Say what an event of a kind would engage, if it happened and were what its name says.

    Parameters
    ----------
    register : Register
        The register.
    kind : str
        Event kind of the taxonomy.
    as_of : datetime.date
        Date of the law.
    state : str, optional
        ISO alpha-3 code of the State whose conduct is asked about; without it every addressee is.
    topic : str, optional
        Only paragraphs of this topic.

    Returns
    -------
    SupposedEvent
        Every outcome stays conditional on the event being what is supposed.

    Raises
    ------
    UnknownNameError, LawDateError
        No such kind or topic; date before the first instrument.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> answer = obligations_of_kind(load_register(), "cruise_launch", as_of=date(2022, 1, 1))
    >>> answer.outcomes, answer.remark[:13]
    ((), 'not addressed')
    """
    register.require_date(as_of)
    require_topic(topic)
    event = load_taxonomy().event(kind)
    event_facts = EventFacts(
        kind=kind,
        triggers=event.triggers,
        may_engage=not event.open_question,
        facts=event.open_question or f"asked about {event.label} as supposed",
        conditions=event.conditions,
        actor=event.actor,
        states=((state, None),) if state else (),
    )
    outcomes = in_order(
        (entry, outcome_of(entry, as_of=as_of, register=register, event_facts=event_facts))
        for entry in relevant(register, event.triggers)
        if topic is None or topic in entry.paragraph.topics
    )
    remark = event.note
    if not outcomes:
        about = f" under the topic {topic}" if topic else ""
        remark = (
            f"not addressed: no paragraph of the register{about} speaks of {event.label}. {remark}".strip()
        )
    return SupposedEvent(kind=kind, label=event.label, outcomes=outcomes, remark=remark)


def obligations_in_force(
    register: Register,
    *,
    as_of: date,
    state: str | None = None,
    topic: str | None = None,
    symbol: str | None = None,
) -> tuple[InForce, ...]:
    """List what is in force on a date, for a State or for everybody.

    Parameters
    ----------
    register : Register
        The register.
    as_of : datetime.date
        Date of the law.
    state : str, optional
        ISO alpha-3 code; only paragraphs addressed to it (or speaking of its conduct).
    topic : str, optional
        Only paragraphs of this topic.
    symbol : str, optional
        Only paragraphs of this instrument.

    Returns
    -------
    tuple of InForce
        In order of adoption.

    Raises
    ------
    UnknownNameError, LawDateError
        No such topic or symbol; date before the first instrument.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> found = obligations_in_force(load_register(), as_of=date(2006, 10, 9), state="PRK", topic="launch")
    >>> [item.entry.id for item in found]
    ['1695-2']
    """
    register.require_date(as_of)
    require_topic(topic)
    instrument = register.instrument(symbol) if symbol else None
    items = [
        InForce(entry, register.force(entry, as_of))
        for entry in register
        if (topic is None or topic in entry.paragraph.topics)
        and (instrument is None or entry.instrument.id == instrument.id)
    ]
    return tuple(
        item
        for item in items
        if item.force.in_force and (state is None or addressed_to(item.entry, state, as_of).answer == "yes")
    )
