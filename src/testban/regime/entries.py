"""The nouns of the register: instrument, paragraph, cap, exemption, deadline."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from testban.model import FrozenModel, Verification

Flag = Literal["verified", "unverified", "conflict"]

Role = Literal[
    "prohibition",  # conduct forbidden to the addressee
    "requirement",  # conduct required of the addressee that the event would show undone
    "measure",  # what States do about goods, ships, money and people
    "council clause",  # what the Council says it will weigh or do
    "call",  # calls upon, urges, invites: no prohibition
    "interpretation",  # how a rule is to be read
    "exemption",  # a way out of measures
    "institution",  # committee, panel, monitoring system, procedure
    "statement",  # speaks of one past event
]


class InstrumentCheck(FrozenModel):
    """Whether the facts of an instrument (title, date, vote) were checked against a document."""

    substance: Flag
    note: str = ""


class Vote(FrozenModel):
    """Votes cast in the Council."""

    in_favour: int = Field(ge=0, le=15)
    against: int = Field(ge=0, le=15)
    abstaining: int = Field(ge=0, le=15)


class Party(FrozenModel):
    """A party to a treaty; `since` is None where the date is not recorded."""

    state: str = Field(pattern=r"^[A-Z]{3}$")
    since: date | None


class Exemption(FrozenModel):
    """What a measure leaves free, the event kinds freed, and the paragraph that says so if another does."""

    text: str = Field(min_length=1)
    events: tuple[str, ...] = ()
    paragraph: str = ""
    verification: Flag


class Limit(FrozenModel):
    """One maximum; None where the document names no figure."""

    maximum: float | None = Field(gt=0.0)
    unit: str = Field(min_length=1)


class Cap(FrozenModel):
    """A quantity allowed from one day to another, both included; `recurs` repeats it every twelve months."""

    commodity: str = Field(min_length=1)
    limits: tuple[Limit, ...] = Field(min_length=1)
    rule: str = ""
    starts: date = Field(validation_alias="from", serialization_alias="from")
    ends: date | None = Field(validation_alias="to", serialization_alias="to")
    recurs: bool
    notice_percent: tuple[float, ...] = ()
    verification: Flag
    note: str = ""


class Deadline(FrozenModel):
    """A date by which something is due."""

    date: date
    what: str = Field(min_length=1)


class Paragraph(FrozenModel):
    """One paragraph (or article) of an instrument; the paraphrase is never the legal text.

    `conduct_of` names whose conduct a clause addressed to an organ speaks of.
    Dates left out are those of the instrument, and of the paragraph that supersedes this one.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    paragraph: str = Field(min_length=1)
    role: Role
    force: str = Field(min_length=1)
    addressees: tuple[str, ...] = Field(min_length=1)
    conduct_of: tuple[str, ...] = ()
    topics: tuple[str, ...] = Field(min_length=1)
    paraphrase: str = Field(min_length=1)
    triggers: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    in_force_from: date | None = None
    in_force_to: date | None = None
    superseded_by: str = ""
    amended_by: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    caps: tuple[Cap, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    verification: Verification
    source: tuple[str, ...]
    note: str = ""


class Instrument(FrozenModel):
    """A resolution, presidential statement, treaty, draft or arrangement.

    `trigger_event` says in words what it answers, `answers` names the same in the chronology.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    symbol: str = Field(min_length=1)
    other_symbols: tuple[str, ...] = ()
    title: str = Field(min_length=1)
    kind: Literal["resolution", "presidential statement", "treaty", "draft", "arrangement"]
    adopted: date
    in_force_from: date | None
    in_force_to: date | None
    not_in_force_because: str = ""
    meeting: str = ""
    vote: Vote | None = None
    vetoed_by: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()
    chapter_vii: bool | None = None
    trigger_event: str = ""
    answers: tuple[str, ...] = ()
    undl_record: int | None = None
    parties: tuple[Party, ...] = ()
    not_parties: tuple[str, ...] = ()
    parties_complete: bool = False
    review_clause: str = ""
    verification: InstrumentCheck
    source: tuple[str, ...]
    note: str = ""


class RegisterFile(FrozenModel):
    """What one file of the register holds: an instrument and its paragraphs."""

    instrument: Instrument
    paragraphs: tuple[Paragraph, ...] = ()
