"""Tests, launches, resolutions, vetoes and contacts on one line, with every disagreement about when."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from importlib.resources import files

from testban.model import utc_text
from testban.regime.errors import LawDateError, UnknownNameError, near

# Lanes of the line and the kinds each holds, in the order they are drawn.
LANES: dict[str, tuple[str, ...]] = {
    "tests": ("nuclear test",),
    "launches": ("icbm launch", "satellite launch", "ballistic launch"),
    "resolutions": ("resolution", "presidential statement", "designation"),
    "vetoes": ("veto",),
    "council": ("meeting", "council", "deadline"),
    "treaties": ("treaty",),
    "contacts": ("contact", "summit", "moratorium", "statement"),
}
# Catalogues round to the minute and watch different sensors: within this they agree.
AGREE = timedelta(minutes=10)
HALF_DAY = timedelta(hours=12)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of UTC time that a date or a time stands for; the end is not included."""

    starts: datetime
    ends: datetime

    def gap(self, other: Span) -> timedelta:
        """Time between two spans; zero where they touch or overlap."""
        return max(self.starts - other.ends, other.starts - self.ends, timedelta(0))


@dataclass(frozen=True, slots=True)
class Reading:
    """When another source says that it happened, in its own zone."""

    reader: str
    span: Span
    as_stated: str
    source: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A reading next to the date of the line: the same instant in another zone, or a real conflict."""

    reading: Reading
    conflict: bool
    comparison: str


@dataclass(frozen=True, slots=True)
class ChronologyEntry:
    """One entry of the chronology; `when` is its UTC date (and time) as text."""

    id: str
    when: str
    span: Span
    kind: str
    lane: str
    title: str
    source: str
    verification: str
    note: str
    related: tuple[str, ...]
    readings: tuple[Reading, ...]

    @property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Every other reading, compared with the date of the line."""
        return tuple(_compare(self.span, reading) for reading in self.readings)


@cache
def load_chronology() -> tuple[ChronologyEntry, ...]:
    """Read the packaged chronology, in order of time.

    Examples
    --------
    >>> sum(event.kind == "nuclear test" for event in load_chronology())
    6
    """
    folder = files("testban.regime") / "data"
    readings: dict[str, list[Reading]] = defaultdict(list)
    for row in csv.DictReader((folder / "chronology_readings.csv").read_text(encoding="utf-8").splitlines()):
        at = f" {row['time']}" if row["time"] else ""
        readings[row["event"]].append(
            Reading(
                reader=row["reader"],
                span=span_of(row["date"], row["time"], row["utc_offset"]),
                as_stated=f"{row['date']}{at} ({row['zone']})",
                source=row["source"],
            )
        )
    lane_of = {kind: lane for lane, kinds in LANES.items() for kind in kinds}
    entries = [
        ChronologyEntry(
            id=row["id"],
            when=f"{row['date']} {row['time_utc']}".strip(),
            span=span_of(row["date"], row["time_utc"], "+00:00"),
            kind=row["kind"],
            lane=lane_of[row["kind"]],
            title=row["title"],
            source=row["source"],
            verification=row["verification"],
            note=row["note"],
            related=tuple(name for name in row["related"].split(";") if name),
            readings=tuple(readings[row["id"]]),
        )
        for row in csv.DictReader((folder / "chronology.csv").read_text(encoding="utf-8").splitlines())
    ]
    return tuple(sorted(entries, key=lambda event: event.span.starts))


def span_of(day: str, clock: str, utc_offset: str) -> Span:
    """Turn a date (or a year, or a month) and perhaps a time in a zone into a span of UTC.

    Parameters
    ----------
    day : str
        YYYY, YYYY-MM or YYYY-MM-DD.
    clock : str
        HH:MM or HH:MM:SS, or empty when only the day is known.
    utc_offset : str
        Such as "+08:30".

    Returns
    -------
    Span
        A minute for HH:MM, a second for HH:MM:SS, else the whole day, month or year.

    Examples
    --------
    >>> span_of("2017-09-02", "", "-04:00").ends.isoformat()
    '2017-09-03T04:00:00+00:00'
    """
    hours, minutes = utc_offset[1:].split(":")
    sign = -1 if utc_offset.startswith("-") else 1
    zone = timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
    parts = [int(part) for part in day.split("-")]
    year, month, number = (*parts, 1, 1)[:3]
    starts = datetime(year, month, number, tzinfo=zone)
    if clock:
        at = time.fromisoformat(clock)
        starts = starts.replace(hour=at.hour, minute=at.minute, second=at.second)
        ends = starts + timedelta(seconds=1 if clock.count(":") == 2 else 60)
    elif len(parts) == 3:
        ends = starts + DAY
    elif len(parts) == 2:
        ends = (starts + timedelta(days=32)).replace(day=1)
    else:
        ends = starts.replace(year=year + 1)
    return Span(starts.astimezone(UTC), ends.astimezone(UTC))


def _compare(span: Span, reading: Reading) -> Disagreement:
    gap = span.gap(reading.span)
    if gap <= AGREE:
        return Disagreement(reading, False, f"{reading.reader} says {reading.as_stated}: agrees")
    if abs(gap - HALF_DAY) <= AGREE:
        why = "12 hours apart, a 12-hour clock read as 24"
    elif gap < HALF_DAY:
        why = f"{gap.total_seconds() / 3600.0:.1f} hours apart"
    else:
        why = f"{gap / DAY:.1f} days apart"
    return Disagreement(reading, True, f"{reading.reader} says {reading.as_stated}: {why}")


def select(
    *, starts: date | None = None, ends: date | None = None, kind: str | None = None
) -> tuple[ChronologyEntry, ...]:
    """Choose from the chronology.

    Parameters
    ----------
    starts, ends : datetime.date, optional
        First and last day (UTC), both included.
    kind : str, optional
        A lane ("tests", "launches", "resolutions", "vetoes", ...) or a kind ("nuclear test").

    Returns
    -------
    tuple of ChronologyEntry
        In order of time.

    Raises
    ------
    LawDateError
        `ends` lies before `starts`.
    UnknownNameError
        No such lane or kind.

    Examples
    --------
    >>> [event.when for event in select(starts=date(2017, 9, 1), ends=date(2017, 9, 15))]
    ['2017-09-03 03:30:01', '2017-09-11']
    """
    if starts and ends and ends < starts:
        raise LawDateError(f"--to {ends} lies before --from {starts}")
    kinds = _kinds(kind)
    low = datetime.combine(starts or date.min, time.min, UTC)
    high = datetime.combine(ends or date.max, time.max, UTC)
    return tuple(
        event
        for event in load_chronology()
        if event.kind in kinds and event.span.ends > low and event.span.starts <= high
    )


def _kinds(kind: str | None) -> frozenset[str]:
    every = [name for kinds in LANES.values() for name in kinds]
    if kind is None:
        return frozenset(every)
    name = kind.replace("_", " ").casefold()
    if name in LANES:
        return frozenset(LANES[name])
    if name in every:
        return frozenset({name})
    names = [*LANES, *every]
    raise UnknownNameError(f"kind {kind!r} unknown{near(name, names)} (kinds: {', '.join(names)})")


def match(stated: date, *, kind: str, window_days: int = 1) -> tuple[ChronologyEntry, ...]:
    """Find what a document means by a date, whose zone it may not say.

    Parameters
    ----------
    stated : datetime.date
        The date in the document.
    kind : str
        Lane or kind.
    window_days : int
        Days allowed on each side: documents of the Council use New York dates.

    Returns
    -------
    tuple of ChronologyEntry
        Nearest first.

    Examples
    --------
    >>> [event.when for event in match(date(2017, 9, 2), kind="tests")]
    ['2017-09-03 03:30:01']
    """
    day = span_of(stated.isoformat(), "", "+00:00")
    window = Span(day.starts - window_days * DAY, day.ends + window_days * DAY)
    kinds = _kinds(kind)
    within = [
        event
        for event in load_chronology()
        if event.kind in kinds and event.span.starts < window.ends and event.span.ends > window.starts
    ]
    return tuple(sorted(within, key=lambda event: event.span.gap(day)))


def chronology_entry_data(event: ChronologyEntry) -> dict[str, object]:
    """Write one entry as plain data, its readings and conflicts with it."""
    return {
        "id": event.id,
        "when_utc": event.when,
        "earliest": utc_text(event.span.starts),
        "latest": utc_text(event.span.ends),
        "kind": event.kind,
        "lane": event.lane,
        "title": event.title,
        "verification": event.verification,
        "note": event.note,
        "related": list(event.related),
        "source": event.source,
        "readings": [
            {
                "reader": difference.reading.reader,
                "said": difference.reading.as_stated,
                "earliest": utc_text(difference.reading.span.starts),
                "latest": utc_text(difference.reading.span.ends),
                "conflict": difference.conflict,
                "comparison": difference.comparison,
                "source": difference.reading.source,
            }
            for difference in event.disagreements
        ],
    }
