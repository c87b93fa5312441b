"""How one paragraph of the law relates to an event."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from testban.model.base import FrozenModel

Outcome = Literal[
    "prohibition engaged",
    "measure engaged",
    "Council clause engaged",
    "exempt",
    "not in force",
    "not addressed",
    "not assessed",
]


class Verification(FrozenModel):
    """Whether the substance and the paragraph number of an entry were checked against a document."""

    substance: Literal["verified", "unverified", "conflict"]
    paragraph_number: Literal["verified", "unverified", "conflict"]
    note: str = ""


class ObligationOutcome(FrozenModel):
    """How one paragraph relates to the event as of the date of the finding."""

    id: str = Field(min_length=1)
    symbol: str = Field(min_length=1)
    paragraph: str = Field(min_length=1)
    addressee: str = Field(min_length=1)
    force: str = Field(min_length=1)
    paraphrase: str = Field(min_length=1)
    outcome: Outcome
    conditional_on: tuple[str, ...] = ()
    reason: str = Field(min_length=1)
    verification: Verification
    source: tuple[str, ...] = Field(min_length=1)
