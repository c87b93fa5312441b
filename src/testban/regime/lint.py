"""Find the faults of a register that only the whole can show: references, dates, circles, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from testban.geodesy import load_states
from testban.model import FrozenModel
from testban.regime.chronology import load_chronology
from testban.regime.entries import Instrument, Paragraph
from testban.regime.register import Entry, Register
from testban.regime.taxonomy import Taxonomy, load_taxonomy

# The Partial Test Ban Treaty, 1963, is the oldest instrument that bears on testing; the Charter is of 1945.
MIN_TIME = date(1945, 6, 26)
FROM_MEMORY = "from memory"


class Fault(FrozenModel):
    """One fault: the file, the entry and the field where it is, and what is wrong."""

    file: str
    entry: str
    field: str
    message: str


_Maker = Callable[[str, str], Fault]


class Counts(FrozenModel):
    """How much of a register was checked against a document."""

    instruments: int
    instruments_unverified: int
    paragraphs: int
    substance_and_number_verified: int
    substance_only: int
    neither: int
    conflict: int


def count_verification(register: Register) -> Counts:
    """Count what is verified, as every summary must.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> counts = count_verification(load_register())
    >>> counts.paragraphs == (counts.substance_and_number_verified + counts.substance_only
    ...     + counts.neither + counts.conflict)
    True
    """
    flags = [entry.paragraph.verification for entry in register.entries.values()]
    conflict = [flag for flag in flags if "conflict" in (flag.substance, flag.paragraph_number)]
    clear = [flag for flag in flags if "conflict" not in (flag.substance, flag.paragraph_number)]
    substance = [flag for flag in clear if flag.substance == "verified"]
    both = [flag for flag in substance if flag.paragraph_number == "verified"]
    return Counts(
        instruments=len(register.instruments),
        instruments_unverified=sum(
            instrument.verification.substance != "verified" for instrument in register.instruments.values()
        ),
        paragraphs=len(flags),
        substance_and_number_verified=len(both),
        substance_only=len(substance) - len(both),
        neither=len(clear) - len(substance),
        conflict=len(conflict),
    )


def check_register(register: Register) -> tuple[Fault, ...]:
    """Check a whole register.

    Parameters
    ----------
    register : Register
        As read; its form has been checked entry by entry.

    Returns
    -------
    tuple of Fault
        Empty when nothing was found: repeated identifiers, dangling references, impossible dates, circles of
        supersession, entries without a source, "verified" without a document, words outside the taxonomy.
    """
    words = load_taxonomy()
    faults = list(_repeated(register))
    for name, content in register.files:
        faults += _instrument(name, content.instrument, register)
        for paragraph in content.paragraphs:
            faults += _paragraph(Entry(name, content.instrument, paragraph), register, words)
    faults += _circles(register)
    return tuple(faults)


def _repeated(register: Register) -> Iterator[Fault]:
    instruments = Counter(content.instrument.id for _, content in register.files)
    paragraphs = Counter(paragraph.id for _, content in register.files for paragraph in content.paragraphs)
    for name, content in register.files:
        if instruments[content.instrument.id] > 1:
            yield Fault(file=name, entry=content.instrument.id, field="id", message="appears more than once")
        for paragraph in content.paragraphs:
            if paragraphs[paragraph.id] > 1:
                yield Fault(file=name, entry=paragraph.id, field="id", message="appears more than once")


def _instrument(name: str, instrument: Instrument, register: Register) -> Iterator[Fault]:
    def fault(field: str, message: str) -> Fault:
        return Fault(file=name, entry=instrument.id, field=field, message=message)

    if instrument.adopted < MIN_TIME:
        yield fault("adopted", f"{instrument.adopted} lies before the Charter ({MIN_TIME})")
    starts, ends = instrument.in_force_from, instrument.in_force_to
    if starts and starts < instrument.adopted:
        yield fault("in_force_from", f"{starts} lies before adoption ({instrument.adopted})")
    if starts and ends and ends < starts:
        yield fault("in_force_to", f"{ends} lies before in_force_from ({starts})")
    if starts is None and not instrument.not_in_force_because:
        yield fault("not_in_force_because", "an instrument without in_force_from needs the reason")
    if instrument.kind in ("draft", "arrangement") and starts:
        yield fault("in_force_from", f"a {instrument.kind} never enters into force")
    if instrument.review_clause and instrument.review_clause not in register.entries:
        yield fault("review_clause", f"no entry {instrument.review_clause!r}")
    in_chronology = {event.id for event in load_chronology()}
    for answered in instrument.answers:
        if answered not in in_chronology:
            yield fault("answers", f"no entry {answered!r} in the chronology")
    for code in [party.state for party in instrument.parties] + list(instrument.not_parties):
        if code not in load_states():
            yield fault("parties", f"no State has the code {code!r}")
    yield from _source(fault, instrument.source, instrument.verification.substance)


def _paragraph(entry: Entry, register: Register, words: Taxonomy) -> Iterator[Fault]:
    paragraph = entry.paragraph

    def fault(field: str, message: str) -> Fault:
        return Fault(file=entry.file, entry=paragraph.id, field=field, message=message)

    yield from _references(fault, paragraph, register)
    yield from _dates(fault, entry, register)
    yield from _source(fault, paragraph.source, paragraph.verification.substance)
    for field, used, allowed in (
        ("addressees", paragraph.addressees, set(words.addressees)),
        ("conduct_of", paragraph.conduct_of, set(words.addressees)),
        ("topics", paragraph.topics, set(words.topics)),
        ("triggers", paragraph.triggers, words.triggers),
        ("measures", paragraph.measures, set(words.measures)),
        (
            "exemptions.events",
            [kind for way in paragraph.exemptions for kind in way.events],
            set(words.events),
        ),
    ):
        for word in used:
            if word not in allowed:
                yield fault(field, f"{word!r} is not in taxonomy.yaml")
    if paragraph.role == "measure" and not paragraph.measures:
        yield fault("measures", "a measure says of what kind it is")
    flags = paragraph.verification
    if "conflict" in (flags.substance, flags.paragraph_number) and not flags.note:
        yield fault("verification.note", "a conflict needs what the sources say")


def _references(fault: _Maker, paragraph: Paragraph, register: Register) -> Iterator[Fault]:
    if paragraph.superseded_by and paragraph.superseded_by not in register.entries:
        yield fault("superseded_by", f"no entry {paragraph.superseded_by!r}")
    for later in paragraph.amended_by:
        if later not in register.entries:
            yield fault("amended_by", f"no entry {later!r}")
    for way in paragraph.exemptions:
        if way.paragraph and way.paragraph not in register.entries:
            yield fault("exemptions.paragraph", f"no entry {way.paragraph!r}")


def _dates(fault: _Maker, entry: Entry, register: Register) -> Iterator[Fault]:
    instrument, paragraph = entry.instrument, entry.paragraph
    starts = paragraph.in_force_from or instrument.in_force_from
    if paragraph.in_force_from and paragraph.in_force_from < instrument.adopted:
        yield fault("in_force_from", f"{paragraph.in_force_from} lies before adoption ({instrument.adopted})")
    if starts and paragraph.in_force_to and paragraph.in_force_to < starts:
        yield fault("in_force_to", f"{paragraph.in_force_to} lies before {starts}")
    other = register.entries.get(paragraph.superseded_by)
    if other and other.instrument.adopted < instrument.adopted:
        yield fault("superseded_by", f"{paragraph.superseded_by} is older ({other.instrument.adopted})")
    if paragraph.role == "measure" and paragraph.in_force_to and not paragraph.superseded_by:
        yield fault("in_force_to", "a measure does not lapse by itself: superseded_by is missing")
    for number, cap in enumerate(paragraph.caps):
        if cap.ends and cap.ends < cap.starts:
            yield fault(f"caps.{number}.to", f"{cap.ends} lies before {cap.starts}")
        if starts and cap.starts < starts:
            yield fault(
                f"caps.{number}.from", f"{cap.starts} lies before the paragraph is in force ({starts})"
            )
        if cap.recurs and (cap.starts.month, cap.starts.day) == (2, 29):
            yield fault(f"caps.{number}.from", "a window that recurs cannot begin on 29 February")
        if cap.recurs and cap.ends:
            yield fault(f"caps.{number}.recurs", "a window with an end does not recur")
    for deadline in paragraph.deadlines:
        if deadline.date < instrument.adopted:
            yield fault("deadlines", f"{deadline.date} lies before adoption ({instrument.adopted})")


def _source(fault: _Maker, source: tuple[str, ...], substance: str) -> Iterator[Fault]:
    if not any(text.strip() for text in source):
        yield fault("source", "none given")
    elif substance == "verified" and all(text.startswith(FROM_MEMORY) for text in source):
        yield fault("verification.substance", "verified, but the only source is memory")


def _circles(register: Register) -> Iterator[Fault]:
    for start in register.entries.values():
        visited = [start.id]
        following = start.paragraph.superseded_by
        while following in register.entries and following not in visited:
            visited.append(following)
            following = register.entries[following].paragraph.superseded_by
        if following == start.id:
            path = " -> ".join([*visited, start.id])
            yield Fault(file=start.file, entry=start.id, field="superseded_by", message=f"circle: {path}")
