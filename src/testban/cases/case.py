"""A reference case: tabulated facts of one event, each with its citation."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from testban.model import ExternalInput, FrozenModel

REFERENCE_PREFIX = "reference:"
TABLES = ("arrivals", "stations", "measurements")
# What is a number, and between which bounds one is possible: magnitudes, and a latitude in degrees.
NUMBERS = dict.fromkeys(("mb", "mb_idc", "ms", "ms_idc"), (-5.0, 10.0)) | {
    "source_type_latitude": (-90.0, 90.0)
}
DECLARATION = "declaration"


class Holding(FrozenModel):
    """One file of a case: what it holds and where the facts come from."""

    file: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    source: str = Field(min_length=1)
    verified: bool


class Case(FrozenModel):
    """The contents of ``case.yaml``.

    `published` holds other people's answers. They are there to be compared with and are never an input.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    holds: dict[str, Holding]
    external_inputs: tuple[ExternalInput, ...] = ()
    published: dict[str, Any] = Field(default_factory=dict)

    @field_validator("holds")
    @classmethod
    def _each_of_a_known_kind(cls, given: dict[str, Holding]) -> dict[str, Holding]:
        """Refuse a table that nobody would read."""
        for name in given:
            if name not in TABLES:
                raise ValueError(f"{name!a} is none of {', '.join(TABLES)}")
        return given

    @field_validator("external_inputs")
    @classmethod
    def _each_known_and_possible(cls, given: tuple[ExternalInput, ...]) -> tuple[ExternalInput, ...]:
        """Refuse a name nobody would look for, one given twice, and a value that is none of its kind."""
        names = [external.name for external in given]
        for external in given:
            if names.count(external.name) > 1:
                raise ValueError(f"{external.name} is given twice")
            if external.name in NUMBERS:
                _number(external, *NUMBERS[external.name])
            elif external.name != DECLARATION and not external.name.startswith(REFERENCE_PREFIX):
                possible = ", ".join((*NUMBERS, DECLARATION, f"{REFERENCE_PREFIX}CASE"))
                raise ValueError(f"{external.name!a} is none of {possible}")
        return given

    def references(self) -> dict[str, ExternalInput]:
        """Reference events by case id."""
        return {
            external_input.name.removeprefix(REFERENCE_PREFIX): external_input
            for external_input in self.external_inputs
            if external_input.name.startswith(REFERENCE_PREFIX)
        }


def _number(external: ExternalInput, low: float, high: float) -> None:
    if external.value is None:
        return
    try:
        possible = low <= float(external.value) <= high
    except ValueError:
        possible = False
    if not possible:
        raise ValueError(
            f"{external.name}: {str(external.value)[:60]!a} is not a number from {low:g} to {high:g}"
        )
