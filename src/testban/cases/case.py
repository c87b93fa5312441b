"""A reference case: tabulated facts of one event, each with its citation."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from testban.model import ExternalInput, Noun

REFERENCE_PREFIX = "reference:"


class Holding(Noun):
    """One file of a case: what it holds and where the facts come from."""

    file: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    source: str = Field(min_length=1)
    verified: bool


class Case(Noun):
    """The contents of ``case.yaml``.

    `published` holds other people's answers. They are there to be compared with and are never an input.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    holds: dict[str, Holding]
    external_inputs: tuple[ExternalInput, ...] = ()
    published: dict[str, Any] = Field(default_factory=dict)

    def references(self) -> dict[str, ExternalInput]:
        """Reference events by case id."""
        return {
            one.name.removeprefix(REFERENCE_PREFIX): one
            for one in self.external_inputs
            if one.name.startswith(REFERENCE_PREFIX)
        }
