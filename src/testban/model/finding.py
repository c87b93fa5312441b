"""The finding: what the software says, in the one form that is published as a JSON schema."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from testban.model.base import FrozenModel, Share
from testban.model.discriminants import BandRatio, RelativeMagnitude
from testban.model.hypotheses import Hypotheses
from testban.model.magnitude import Magnitude
from testban.model.observation import ExternalInput
from testban.model.origin import ArrivalResidual, Origin
from testban.model.provenance import Excluded, InputFile
from testban.model.quantity import Missing, Quantity
from testban.model.repeat import SuspectedRepeat
from testban.model.screening import Screening

SCHEMA_VERSION: Literal["testban.finding/1"] = "testban.finding/1"


class NuclearBasis(FrozenModel):
    """On what basis, if any, an explosion is called nuclear: a waveform alone never is one."""

    kind: Literal["none", "size implausible for a chemical shot", "radionuclide", "declared by the State"]
    source: str = Field(min_length=1)


class TerritoryShare(FrozenModel):
    """The share of the ellipse that lies in one State; a waveform names no State."""

    state: str = Field(min_length=1)
    name: str = Field(min_length=1)
    share: Share


class NearbyReferenceEvent(FrozenModel):
    """A known event near this one, as a hint for the analyst and not as evidence."""

    id: str
    distance: Quantity
    source: str


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


class Event(FrozenModel):
    """One event of the finding."""

    origin: Origin
    calibrated_origin: Origin | Missing
    arrivals: tuple[ArrivalResidual, ...]
    magnitudes: tuple[Magnitude, ...]
    screening: tuple[Screening, ...]
    p_over_s: tuple[BandRatio, ...] = ()
    relative_magnitudes: tuple[RelativeMagnitude, ...] = ()
    hypotheses: Hypotheses
    suspected_repeats: tuple[SuspectedRepeat, ...] = ()
    nuclear_basis: NuclearBasis
    territory: tuple[TerritoryShare, ...]
    explosive_yield: Quantity = Field(serialization_alias="yield", validation_alias="yield")
    similar_events: tuple[NearbyReferenceEvent, ...] = ()
    obligations: tuple[ObligationOutcome, ...]


class Provenance(FrozenModel):
    """What the finding was made from: no wall-clock time, path or host inside."""

    inputs: tuple[InputFile, ...]
    external_inputs: tuple[ExternalInput, ...]
    version: str
    parameters: dict[str, float | int | str | bool | None]


class Finding(FrozenModel):
    """The answer of testban about one set of observations."""

    schema_version: Literal["testban.finding/1"] = SCHEMA_VERSION
    kind: Literal["seismic", "infrasound", "launch", "radionuclide"]
    id: str = Field(min_length=1)
    title: str = ""
    as_of: date
    as_of_basis: str = Field(min_length=1)
    statement: str = Field(min_length=1)
    events: tuple[Event, ...]
    unassociated_signals: tuple[Excluded, ...] = ()
    not_used: tuple[Excluded, ...] = ()
    provenance: Provenance

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
