"""An infrasonic event: bearings and times at arrays, and the place they agree on."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from testban.model.base import FrozenModel, UTCTime
from testban.model.event import EventBase, NuclearBasis
from testban.model.observation import ObservationsBase, Station
from testban.model.origin import Origin
from testban.model.quantity import Missing, Quantity


class InfrasoundDetection(FrozenModel):
    """One signal at one array: back azimuth in degrees from north, apparent velocity in km/s."""

    id: str = Field(min_length=1)
    station: str = Field(min_length=1)
    time: UTCTime
    back_azimuth: Quantity
    apparent_velocity: Quantity


class InfrasoundObservations(ObservationsBase):
    """Detections at infrasound arrays."""

    kind: Literal["infrasound"] = "infrasound"
    stations: tuple[Station, ...]
    detections: tuple[InfrasoundDetection, ...]


class InfrasoundEvent(EventBase):
    """One infrasonic event of a finding; its origin lies at the surface, with a celerity as model."""

    region: ClassVar[str] = "its region"

    kind: Literal["infrasound"] = "infrasound"
    detections: tuple[InfrasoundDetection, ...]
    origin: Origin | Missing
    nuclear_basis: NuclearBasis

    @property
    def register_kind(self) -> str:
        """A nuclear test in the atmosphere: what infrasound is asked about."""
        return "nuclear_test_not_underground"
