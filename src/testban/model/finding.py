"""The finding: what the software says, in the one form that is published as a JSON schema."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from testban.model.base import FrozenModel
from testban.model.bound import Bound, BoundObservations
from testban.model.errors import FindingKindError
from testban.model.event import Kind
from testban.model.infrasound import InfrasoundEvent, InfrasoundObservations
from testban.model.launch import LaunchEvent, LaunchObservations
from testban.model.observation import ExternalInput
from testban.model.provenance import Excluded, InputFile
from testban.model.radionuclide import RadionuclideEvent, RadionuclideObservations
from testban.model.seismic import SeismicEvent, SeismicObservations

SCHEMA_VERSION: Literal["testban.finding/2"] = "testban.finding/2"
Observations = Annotated[
    SeismicObservations
    | InfrasoundObservations
    | LaunchObservations
    | RadionuclideObservations
    | BoundObservations,
    Field(discriminator="kind"),
]
Event = Annotated[
    SeismicEvent | InfrasoundEvent | LaunchEvent | RadionuclideEvent | Bound, Field(discriminator="kind")
]


class Provenance(FrozenModel):
    """What the finding was made from: no wall-clock time, path or host inside."""

    inputs: tuple[InputFile, ...]
    external_inputs: tuple[ExternalInput, ...]
    version: str
    parameters: dict[str, float | int | str | bool | None]


class Finding(FrozenModel):
    """The answer of testban about one set of observations; all its events are of its kind."""

    schema_version: Literal["testban.finding/2"] = SCHEMA_VERSION
    kind: Kind
    id: str = Field(min_length=1)
    title: str = ""
    as_of: date
    as_of_basis: str = Field(min_length=1)
    statement: str = Field(min_length=1)
    events: tuple[Event, ...]
    unassociated_signals: tuple[Excluded, ...] = ()
    not_used: tuple[Excluded, ...] = ()
    provenance: Provenance

    @model_validator(mode="after")
    def _events_of_its_kind(self) -> Self:
        for event in self.events:
            if event.kind != self.kind:
                raise ValueError(f"event {event.id} is of kind {event.kind}, the finding of kind {self.kind}")
        return self

    @property
    def seismic_events(self) -> tuple[SeismicEvent, ...]:
        """The events, for a reader that knows seismic ones only.

        Raises
        ------
        FindingKindError
            The finding is of another kind.
        """
        if self.kind != "seismic":
            raise FindingKindError(f"finding {self.id} is of kind {self.kind}, a seismic one is needed")
        return tuple(event for event in self.events if isinstance(event, SeismicEvent))

    def to_json(self, *, indent: int | None = 1) -> str:
        """Write the finding as JSON, the same bytes for the same finding."""
        return self.model_dump_json(by_alias=True, indent=indent) + "\n"


def finding_schema() -> dict[str, object]:
    """Return the published JSON schema of the finding.

    Examples
    --------
    >>> finding_schema()["title"]
    'Finding'
    """
    schema = Finding.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_VERSION, **schema}
