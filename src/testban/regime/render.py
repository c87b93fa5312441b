"""The answers of this room as lines of at most 80 columns for a reader at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from testban.model import ObligationOutcome, Verification
from testban.regime.caps import Account
from testban.regime.chronology import LANES, ChronologyEntry
from testban.regime.lint import Fault, count_verification
from testban.regime.measures import NO_LAPSE, CapToday, Measure, MeasuresInForce
from testban.regime.queries import InForce, SupposedEvent
from testban.regime.record import Record
from testban.regime.register import Entry, Register
from testban.regime.states import named
from testban.regime.treaty import TreatyStatus

TERMINAL_COLUMNS = 80
LANE_WIDTH = 13


def wrap(text: str, *, indent: int = 0, hang: int = 0) -> list[str]:
    """Break a text into lines of at most 80 columns; `hang` indents the lines after the first.

    Examples
    --------
    >>> wrap("one two", indent=2)
    ['  one two']
    """
    first, rest = " " * indent, " " * (indent + hang)
    return textwrap.wrap(text, TERMINAL_COLUMNS, initial_indent=first, subsequent_indent=rest)


def mark(verification: Verification) -> str:
    """Say what of an entry is not verified; empty when all of it is.

    Examples
    --------
    >>> mark(Verification(substance="verified", paragraph_number="unverified"))
    ' [unverified: paragraph number]'
    """
    parts = (("substance", verification.substance), ("paragraph number", verification.paragraph_number))
    remarks = []
    for flag, word in (("unverified", "unverified"), ("conflict", "sources conflict")):
        which = [name for name, value in parts if value == flag]
        if which:
            remarks.append(f"{word}: {', '.join(which)}")
    return f" [{'; '.join(remarks)}]" if remarks else ""


def _title(entry: Entry) -> str:
    return f"{entry.instrument.symbol}, {entry.paragraph.paragraph}"


def _counts(register: Register) -> Iterator[str]:
    counts = count_verification(register)
    yield ""
    yield from wrap(
        f"Of {counts.paragraphs} paragraphs in the register {counts.substance_and_number_verified} are "
        "verified, "
        f"{counts.substance_only} in substance only, {counts.neither} are unverified (from memory), "
        f"{counts.conflict} in conflict between sources. Paraphrases, not legal text."
    )


def in_force_lines(
    items: tuple[InForce, ...], day: date, code: str | None, register: Register
) -> Iterator[str]:
    """What is in force on a date."""
    yield from wrap(
        f"In force on {day}{f', addressed to {named(code)}' if code else ''}: {len(items)} paragraphs"
    )
    for symbol, of_symbol in groupby(items, key=lambda item: item.entry.instrument.symbol):
        yield ""
        yield from wrap(symbol)
        for item in of_symbol:
            paragraph = item.entry.paragraph
            yield from wrap(
                f"{paragraph.paragraph}  ({paragraph.force}, {', '.join(paragraph.addressees)}) "
                f"{paragraph.paraphrase}{mark(paragraph.verification)}",
                indent=2,
                hang=4,
            )
    yield from _counts(register)


def supposed_event_lines(
    supposed: SupposedEvent, day: date, code: str | None, register: Register
) -> Iterator[str]:
    """What a supposed event would engage."""
    yield from wrap(f"Law as of {day}: {supposed.label}{f' ({named(code)})' if code else ''}, as supposed")
    if supposed.remark:
        yield from wrap(supposed.remark)
    for outcome, group in groupby(supposed.outcomes, key=lambda item: item.outcome):
        items = list(group)
        yield ""
        if outcome in ("not in force", "not addressed"):
            yield from wrap(f"{outcome} ({len(items)})")
            for reason, same in groupby(sorted(items, key=lambda item: item.reason), key=lambda i: i.reason):
                yield from wrap(f"{', '.join(_short(item) for item in same)}: {reason}", indent=2, hang=4)
            continue
        for conditions, same in groupby(items, key=lambda item: item.conditional_on):
            yield from wrap(f"{outcome}, if: {'; '.join(conditions) or 'nothing further'}")
            for item in same:
                yield from _outcome(item)
    yield from _counts(register)


def _short(item: ObligationOutcome) -> str:
    return f"{item.symbol}, {item.paragraph}"


def _outcome(item: ObligationOutcome) -> Iterator[str]:
    yield from wrap(
        f"{item.symbol}, {item.paragraph}  ({item.force}, {item.addressee}) "
        f"{item.paraphrase}{mark(item.verification)}",
        indent=2,
        hang=4,
    )


def measures_lines(measures: MeasuresInForce, register: Register) -> Iterator[str]:
    """The measures in force, the humanitarian path and the review clause."""
    yield from wrap(f"Measures in force on {measures.as_of}: {len(measures.measures)}")
    for measure in measures.measures:
        yield from _measure(measure)
    yield ""
    yield from wrap("Humanitarian path")
    for entry in measures.humanitarian:
        yield from wrap(
            f"{_title(entry)}  {entry.paragraph.paraphrase}{mark(entry.paragraph.verification)}",
            indent=2,
            hang=4,
        )
    if not measures.humanitarian:
        yield from wrap("no paragraph of the register opens one on this date", indent=2)
    yield ""
    yield from wrap("Review")
    clause = measures.review_clause
    if clause:
        yield from wrap(
            f"{_title(clause)}  {clause.paragraph.paraphrase}{mark(clause.paragraph.verification)}",
            indent=2,
            hang=4,
        )
    yield from wrap(NO_LAPSE, indent=2, hang=2)
    yield from _counts(register)


def _measure(measure: Measure) -> Iterator[str]:
    paragraph = measure.entry.paragraph
    yield ""
    yield from wrap(f"{_title(measure.entry)}  {paragraph.paraphrase}{mark(paragraph.verification)}", hang=2)
    for cap in measure.caps:
        yield from wrap(_cap_text(cap), indent=4, hang=2)
    for deadline in paragraph.deadlines:
        yield from wrap(f"due {deadline.date}: {deadline.what}", indent=4, hang=2)
    for way in paragraph.exemptions:
        unverified = "" if way.verification == "verified" else f" [{way.verification}]"
        yield from wrap(
            f"except: {way.text}{f' (entry {way.paragraph})' if way.paragraph else ''}{unverified}",
            indent=4,
            hang=2,
        )
    for step in measure.history:
        yield from wrap(
            f"before, until {step.until}: {_title(step.entry)}  {step.entry.paragraph.paraphrase}",
            indent=4,
            hang=2,
        )
    for entry in measure.amended_by:
        yield from wrap(f"see also {_title(entry)}", indent=4)


def _limits_text(cap: CapToday) -> str:
    limits = [
        f"{limit.maximum:,.0f} {limit.unit}" if limit.maximum is not None else f"no figure ({limit.unit})"
        for limit in cap.cap.limits
    ]
    rule = f" ({cap.cap.rule})" if cap.cap.rule else ""
    return f"{' or '.join(limits)}{rule}"


def _cap_text(cap: CapToday) -> str:
    if cap.window:
        when = f"from {cap.window.starts} to {cap.window.ends}"
    else:
        when = f"from {cap.cap.starts}, {'every twelve months' if cap.cap.recurs else f'to {cap.cap.ends}'}"
    unverified = "" if cap.cap.verification == "verified" else f" [{cap.cap.verification}]"
    note = f"; {cap.cap.note}" if cap.cap.note else ""
    return f"cap on {cap.cap.commodity}: {_limits_text(cap)} {when}{unverified}{note}"


def accounts_lines(cap: CapToday, accounts: Iterable[Account], day: date) -> Iterator[str]:
    """What deliveries leave of a cap."""
    yield from wrap(f"Deliveries reported by {day} against {_title(cap.entry)}")
    yield from wrap(_cap_text(cap), indent=2, hang=2)
    for account in accounts:
        yield ""
        if account.remaining is None or account.percent is None:
            yield from wrap(
                f"{account.delivered:,.2f} {account.limit.unit} in {account.deliveries} deliveries"
            )
        else:
            over = account.remaining < 0.0
            left = f"{abs(account.remaining):,.2f} {account.limit.unit} {'over the cap' if over else 'left'}"
            yield from wrap(
                f"{account.delivered:,.2f} {account.limit.unit} in {account.deliveries} deliveries: "
                f"{account.percent:.2f} %, {left}"
            )
        if account.notices_passed:
            passed = ", ".join(f"{notice:g} %" for notice in account.notices_passed)
            yield from wrap(f"notice thresholds passed: {passed}", indent=2)
        for reason in account.not_counted:
            yield from wrap(f"not counted: {reason}", indent=2, hang=2)


def treaty_lines(status: TreatyStatus) -> Iterator[str]:
    """Where the CTBT stands."""
    yield from wrap(f"Comprehensive Nuclear-Test-Ban Treaty on {status.as_of}")
    yield from wrap(status.force.reason)
    for remark in status.remarks:
        yield from wrap(remark)
    yield ""
    yield from wrap(
        "; ".join(f"{step}: {len(states)}" for step, states in status.by_step.items()) + " (of 44 in Annex 2)"
    )
    yield ""
    yield from wrap(f"Missing: {len(status.missing)}")
    for state, step in status.missing:
        signed = f"signed {state.signed}" if state.signed else "not signed"
        withdrawn = state.ratification_withdrawn
        withdrawal = (
            f", ratification withdrawn {withdrawn}" if withdrawn and withdrawn <= status.as_of else ""
        )
        flag = "" if state.verification == "verified" else f" [{state.verification}]"
        yield from wrap(
            f"{state.code}  {state.name}: {signed}{withdrawal}; still has to {step}{flag}", indent=2, hang=5
        )


def strip(events: Sequence[ChronologyEntry]) -> list[str]:
    """Draw the line in text: a row for each lane, a column for each stretch of time, a digit for how many.

    Examples
    --------
    >>> from testban.regime.chronology import select
    >>> strip(select(kind="tests"))[1].startswith("tests        1")
    True
    """
    first = min(event.span.starts for event in events)
    last = max(event.span.starts for event in events)
    columns = TERMINAL_COLUMNS - LANE_WIDTH
    step = (last - first).total_seconds() / (columns - 1) or 1.0
    ends = str(last.date())
    rows = [f"{'':<{LANE_WIDTH}}{first.date()!s:<{columns - len(ends)}}{ends}"]
    for lane in LANES:
        counts = [0] * columns
        for event in events:
            if event.lane == lane:
                counts[int((event.span.starts - first).total_seconds() / step)] += 1
        if any(counts):
            marks = "".join("." if not count else str(count) if count < 10 else "+" for count in counts)
            rows.append(f"{lane:<{LANE_WIDTH}}{marks}")
    return rows


def chronology_lines(events: tuple[ChronologyEntry, ...]) -> Iterator[str]:
    """The chronology: the line itself, then every entry with every disagreement."""
    yield from strip(events)
    yield ""
    for event in events:
        flag = "" if event.verification == "verified" else f" [{event.verification}]"
        yield from wrap(f"{event.when:<19}  {event.kind}: {_plain(event.title)}{flag}", hang=21)
        if event.note:
            yield from wrap(_plain(event.note), indent=21)
        for difference in event.disagreements:
            yield from wrap(
                f"{'CONFLICT: ' if difference.conflict else ''}{difference.comparison}", indent=21
            )
    yield ""
    conflicts = sum(difference.conflict for event in events for difference in event.disagreements)
    unverified = sum(event.verification != "verified" for event in events)
    yield from wrap(
        f"{len(events)} {'entry' if len(events) == 1 else 'entries'}, {unverified} unverified, "
        f"{conflicts} in conflict between sources. Times are UTC."
    )


def record_lines(read: Record) -> Iterator[str]:
    """A record: corrections, speeches, references."""
    yield from wrap(f"{_plain(read.name)}: {read.size_bytes} bytes")
    yield from wrap(f"meeting: {read.meeting or 'unknown'}; date: {read.day or 'unknown'}")
    for note in read.notes:
        yield from wrap(note, indent=2, hang=2)
    yield ""
    yield from wrap(f"Corrections of the scan: {len(read.corrected.corrections)}")
    for item in read.corrected.corrections:
        change = f"{_plain(item.original)!r} -> {_plain(item.corrected)!r}"
        yield from wrap(f"{item.offset}: {change} ({item.rule})", indent=2, hang=2)
    for doubt in read.corrected.doubts:
        yield from wrap(
            f"{doubt.offset}: {_plain(doubt.original)!r} left as it is: {doubt.reason}", indent=2, hang=2
        )
    for speech in read.speeches:
        yield ""
        state = f" ({speech.state})" if speech.state else ""
        language = f", {speech.language}" if speech.language else ""
        yield from wrap(
            _plain(f"{speech.speaker or 'no speaker named'}{state}, role: {speech.role}{language}")
        )
        for paragraph in speech.paragraphs:
            start = textwrap.shorten(_plain(paragraph.text), 60, placeholder=" ...")
            yield from wrap(
                f"{paragraph.number}  {paragraph.starts}-{paragraph.ends}  {start}", indent=2, hang=4
            )
    yield ""
    yield from wrap(f"References: {len(read.references)}")
    for (kind, normal, held), same in groupby(
        sorted(read.references, key=lambda item: (item.kind, item.normal, item.starts)),
        key=lambda item: (item.kind, item.normal, item.register),
    ):
        where = ", ".join(str(item.starts) for item in same)
        yield from wrap(
            f"{kind} {normal} at {where}: {', '.join(held) or 'not in the register'}", indent=2, hang=4
        )


def _plain(text: str) -> str:
    """Text from a file without what a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in text)


def faults_lines(faults: tuple[Fault, ...], register: Register) -> Iterator[str]:
    """What the linter found."""
    for fault in faults:
        yield from wrap(f"{fault.file}: entry {fault.entry!r}, field {fault.field}: {fault.message}", hang=2)
    yield from wrap(f"{len(register.files)} files, {len(register.entries)} paragraphs, {len(faults)} faults")
    yield from _counts(register)
