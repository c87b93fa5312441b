"""The sanctions in force on a date: history, caps, ways out, and the clause that reviews them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from testban.regime.caps import Window, window_of
from testban.regime.entries import Cap
from testban.regime.errors import UnknownNameError, near
from testban.regime.register import Entry, Register
from testban.regime.taxonomy import load_taxonomy

NO_LAPSE = "No measure lapses by itself: each ends by a decision of the Council."


@dataclass(frozen=True, slots=True)
class CapToday:
    """A cap with the window that holds the day, or None when its first window lies ahead."""

    entry: Entry
    cap: Cap
    window: Window | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A paragraph that the measure replaced, with the last day it was in force."""

    entry: Entry
    until: date


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure in force, what it replaced (oldest first), what amends it, and its caps on the day."""

    entry: Entry
    history: tuple[Earlier, ...]
    amended_by: tuple[Entry, ...]
    caps: tuple[CapToday, ...]


@dataclass(frozen=True, slots=True)
class MeasuresInForce:
    """All measures on a date, the humanitarian path, and the review clause (None before the first)."""

    as_of: date
    measures: tuple[Measure, ...]
    humanitarian: tuple[Entry, ...]
    review_clause: Entry | None


def measures_in_force(register: Register, as_of: date, *, topic: str | None = None) -> MeasuresInForce:
    """List the measures in force on a date.

    Parameters
    ----------
    register : Register
        The register.
    as_of : datetime.date
        The day asked about.
    topic : str, optional
        Only measures of this topic of the taxonomy.

    Returns
    -------
    MeasuresInForce
        In order of adoption.

    Raises
    ------
    LawDateError
        Date before the first instrument.
    UnknownNameError
        No such topic.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> found = measures_in_force(load_register(), date(2017, 12, 15), topic="coal")
    >>> [(m.entry.id, [e.entry.id for e in m.history]) for m in found.measures]
    [('2371-8', ['2270-29', '2321-26'])]
    """
    register.require_date(as_of)
    require_topic(topic)
    in_force = [
        _measure(register, entry, as_of)
        for entry in register
        if entry.paragraph.role == "measure"
        and (topic is None or topic in entry.paragraph.topics)
        and register.force(entry, as_of).in_force
    ]
    return MeasuresInForce(
        as_of=as_of,
        measures=tuple(in_force),
        humanitarian=tuple(
            entry
            for entry in register
            if entry.paragraph.role == "exemption" and register.force(entry, as_of).in_force
        ),
        review_clause=review_clause(register, as_of),
    )


def require_topic(topic: str | None) -> None:
    """Refuse a topic that the taxonomy does not know.

    Raises
    ------
    UnknownNameError
        Names the near ones.
    """
    topics = load_taxonomy().topics
    if topic is not None and topic not in topics:
        raise UnknownNameError(f"topic {topic!r} unknown{near(topic, topics)} (topics: {', '.join(topics)})")


def review_clause(register: Register, as_of: date) -> Entry | None:
    """Return the newest clause in force by which the Council reviews the measures.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> review_clause(load_register(), date(2013, 2, 1)).id
    '2087-19'
    """
    clauses = [
        entry
        for entry in register
        if entry.paragraph.role == "council clause"
        and "review_clause" in entry.paragraph.topics
        and register.force(entry, as_of).in_force
    ]
    return clauses[-1] if clauses else None


def caps_in_force(register: Register, as_of: date) -> tuple[CapToday, ...]:
    """List every cap that holds on a date or begins later by a decision already taken."""
    return tuple(cap for measure in measures_in_force(register, as_of).measures for cap in measure.caps)


def find_cap(register: Register, commodity: str, as_of: date) -> CapToday:
    """Return the cap whose window holds the day for a commodity.

    Raises
    ------
    UnknownNameError
        No cap on such a commodity holds on the day; names those that do.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> find_cap(load_register(), "refined_petroleum", date(2017, 12, 15)).entry.id
    '2375-14'
    """
    name = commodity.replace("_", " ").replace("-", " ").casefold()
    caps = [cap for cap in caps_in_force(register, as_of) if cap.window is not None]
    for cap in caps:
        if cap.cap.commodity == name:
            return cap
    commodities = sorted({cap.cap.commodity for cap in caps})
    then = f"capped then: {', '.join(commodities) or 'nothing'}"
    raise UnknownNameError(f"no cap on {commodity!r} holds on {as_of}{near(name, commodities)} ({then})")


def _measure(register: Register, entry: Entry, as_of: date) -> Measure:
    return Measure(
        entry=entry,
        history=_history(register, entry),
        amended_by=tuple(
            register.entry(later)
            for later in entry.paragraph.amended_by
            if register.force(register.entry(later), as_of).in_force
        ),
        caps=tuple(
            CapToday(entry, cap, window_of(cap, as_of))
            for cap in entry.paragraph.caps
            if _still_ahead(register, entry, cap, as_of)
        ),
    )


def _still_ahead(register: Register, entry: Entry, cap: Cap, as_of: date) -> bool:
    """Whether a cap holds now or later, as far as was decided by the date."""
    if window_of(cap, as_of) is None and cap.starts <= as_of:
        return False
    ends = entry.paragraph.in_force_to
    if ends is None or cap.starts <= ends:
        return True
    # The end came with a later decision: before that decision nobody knew of it.
    return register.entry(entry.paragraph.superseded_by).instrument.adopted > as_of


def _history(register: Register, entry: Entry) -> tuple[Earlier, ...]:
    """What the entry replaced, oldest first, through every step."""
    starts = entry.paragraph.in_force_from or entry.instrument.in_force_from
    earlier: list[Earlier] = []
    for older in register:
        if older.paragraph.superseded_by == entry.id and starts:
            earlier += _history(register, older)
            earlier.append(Earlier(older, older.paragraph.in_force_to or starts - timedelta(days=1)))
    return tuple(earlier)
