"""The one view of a finding: every answer in the words that terminal, page, bulletins and programs show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from pydantic import BaseModel

from testban.model import Excluded, Finding, Missing, SeismicEvent
from testban.wording.answer import Answer
from testban.wording.first_screen import first_screen
from testban.wording.hypotheses import HypothesesView, view_hypotheses
from testban.wording.obligations import Group, conditions_of, group_obligations, unverified_text
from testban.wording.origins import OriginView, origins_of
from testban.wording.repeats import repeat_text
from testban.wording.screening import ScreeningView, view_screening
from testban.wording.sizes import (
    MagnitudeView,
    p_over_s_text,
    relative_text,
    view_magnitude,
    weighed_band,
    yield_text,
)
from testban.wording.territory import basis_text, covered_text

VERDICT = "A finding, not a verdict: what it was is for States to judge."


@dataclass(frozen=True)
class ObligationsView:
    """What an event engages: paragraphs by outcome, what they depend on, and how far they were checked."""

    heading: str
    groups: tuple[Group, ...]
    conditions: tuple[str, ...]
    unverified: str


@dataclass(frozen=True)
class EventView:
    """One event in words.

    `summary` holds the seven questions of a reader who is not a seismologist. The other answers are those of
    an analyst, one quantity each; an answer without lines has nothing to say.
    """

    number: int
    summary: tuple[Answer, ...]
    origins: tuple[OriginView, ...]
    when: Answer
    where: Answer
    depth: Answer
    territory: Answer
    magnitude: Answer
    magnitudes: tuple[MagnitudeView, ...]
    explosive_yield: Answer
    what: Answer
    hypotheses: HypothesesView
    repeats: Answer
    p_over_s: Answer
    size: Answer
    screening: Answer
    screenings: tuple[ScreeningView, ...]
    nuclear_basis: Answer
    obligations: ObligationsView

    @property
    def answers(self) -> Iterator[Answer]:
        """The answers of an analyst in the order in which they are shown, those that say something."""
        for answer in (
            self.when,
            self.where,
            self.depth,
            self.territory,
            self.magnitude,
            self.explosive_yield,
            self.what,
            self.repeats,
            self.p_over_s,
            self.size,
            self.screening,
            self.nuclear_basis,
        ):
            if answer.lines:
                yield answer


@dataclass(frozen=True)
class FindingView:
    """A finding in words."""

    title: str
    verdict: str
    statement: str
    events: tuple[EventView, ...]
    unassociated_signals: tuple[str, ...]
    not_used: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the view as plain data that JSON can hold."""
        plain = _plain(self)
        assert isinstance(plain, dict)
        return plain


def view_finding(finding: Finding) -> FindingView:
    """Put a finding into words.

    Parameters
    ----------
    finding : Finding
        The finding.

    Returns
    -------
    FindingView
    """
    return FindingView(
        title=finding.title or finding.id,
        verdict=VERDICT,
        statement=finding.statement,
        events=tuple(view_event(finding, number) for number in range(1, len(finding.seismic_events) + 1)),
        unassociated_signals=_reasons(finding.unassociated_signals),
        not_used=_reasons(finding.not_used),
    )


def view_event(finding: Finding, number: int) -> EventView:
    """Put one event of a finding into words.

    Parameters
    ----------
    finding : Finding
        The finding that holds the event.
    number : int
        Number of the event, from 1.

    Returns
    -------
    EventView
    """
    event = finding.seismic_events[number - 1]
    origins = origins_of(event)
    hypotheses = view_hypotheses(event.hypotheses)
    magnitudes = tuple(view_magnitude(row) for row in event.magnitudes)
    screenings = tuple(view_screening(row) for row in event.screening)
    band, basis = weighed_band(event), basis_text(event.nuclear_basis)
    covered = covered_text(event)
    return EventView(
        number=number,
        summary=tuple(first_screen(finding, number)),
        origins=origins,
        when=Answer("when", "When", _times(origins), section="location"),
        where=_where(event, origins),
        depth=Answer("depth", "Depth", (origins[0].depth,), section="location"),
        territory=Answer("territory", "Territory", (covered,) if covered else (), section="territory"),
        magnitude=Answer("magnitude", "Magnitude", tuple(row.text for row in magnitudes), section="size"),
        magnitudes=magnitudes,
        explosive_yield=Answer("yield", "Yield", (yield_text(event.explosive_yield),), section="size"),
        what=Answer("what", "What", (hypotheses.text,), hypotheses.details, section="source"),
        hypotheses=hypotheses,
        repeats=Answer(
            "repeats", "Repeat", tuple(map(repeat_text, event.suspected_repeats)), section="source"
        ),
        p_over_s=Answer(
            "p_over_s",
            f"P/S {band.low_hz:g}-{band.high_hz:g} Hz" if band else "P/S",
            (p_over_s_text(band),) if band else (),
            section="p-over-s",
        ),
        size=Answer("size", "Size", tuple(map(relative_text, event.relative_magnitudes)), section="relative"),
        screening=Answer("screening", "Screening", tuple(row.text for row in screenings), section="source"),
        screenings=screenings,
        nuclear_basis=Answer("nuclear_basis", "Nuclear", (basis,), section="source"),
        obligations=_obligations(finding, event),
    )


def _times(origins: tuple[OriginView, ...]) -> tuple[str, ...]:
    if len(origins) == 1:
        return (f"{origins[0].time} {origins[0].time_error}",)
    return tuple(f"{origin.time} {origin.time_error}, {origin.label}" for origin in origins)


def _where(event: SeismicEvent, origins: tuple[OriginView, ...]) -> Answer:
    calibrated = event.calibrated_origin
    return Answer(
        "where",
        "Where",
        tuple(line for origin in origins for line in origin.lines),
        (f"no path corrections: {calibrated.reason}",) if isinstance(calibrated, Missing) else (),
        tuple(origin.warning for origin in origins if origin.warning),
        section="location",
    )


def _obligations(finding: Finding, event: SeismicEvent) -> ObligationsView:
    return ObligationsView(
        heading=f"Obligations as of {finding.as_of} ({finding.as_of_basis})",
        groups=tuple(group_obligations(event.obligations)),
        conditions=conditions_of(event.obligations),
        unverified=unverified_text(event.obligations),
    )


def _reasons(rows: tuple[Excluded, ...]) -> tuple[str, ...]:
    return tuple(f"{row.id}: {row.reason}" for row in rows)


def _plain(value: object) -> object:
    """Turn dataclasses, models and tuples into dictionaries and lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
