"""A radionuclide sample: activities in the air of a station, and what they allow."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from testban.model.base import FrozenModel, UTCTime
from testban.model.event import EventBase, NuclearBasis
from testban.model.observation import ObservationsBase
from testban.model.quantity import Quantity


class RadionuclideSample(FrozenModel):
    """Activity concentrations of one sample by nuclide ("Xe-133"); a `Missing` one was below its limit.

    They hold at the end of collection unless their unit says otherwise.
    """

    id: str = Field(min_length=1)
    station: str = Field(min_length=1)
    collection_start: UTCTime
    collection_stop: UTCTime
    activities: dict[str, Quantity] = Field(min_length=1)

    @model_validator(mode="after")
    def _collected_forward(self) -> Self:
        if self.collection_stop <= self.collection_start:
            raise ValueError(f"sample {self.id}: its collection stops at or before its start")
        return self


class RadionuclideObservations(ObservationsBase):
    """Samples that are asked about together."""

    kind: Literal["radionuclide"] = "radionuclide"
    samples: tuple[RadionuclideSample, ...] = Field(min_length=1)


class RadionuclideEvent(EventBase):
    """One release of a finding; where it came from is a matter of transport, which is not modelled."""

    region: ClassVar[str] = "the region of release"

    kind: Literal["radionuclide"] = "radionuclide"
    samples: tuple[RadionuclideSample, ...] = Field(min_length=1)
    nuclear_basis: NuclearBasis

    @property
    def register_kind(self) -> str:
        """A nuclear test, which radionuclides alone can tell from another explosion."""
        return "nuclear_test"
