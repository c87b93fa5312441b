"""A launch: what is reported of a flight, and what was launched."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from testban.model.base import FrozenModel, UTCTime
from testban.model.event import EventBase
from testban.model.observation import ObservationsBase
from testban.model.quantity import Quantity

Vehicle = Literal[
    "not known",
    "ballistic missile",
    "intercontinental ballistic missile",
    "satellite launcher",
    "cruise missile",
    "large-calibre rocket",
    "artillery",
]
# Kind of event in the register by vehicle. Of an unknown one the ballistic paragraphs are asked about.
REGISTER_KINDS: dict[Vehicle, str] = {
    "not known": "ballistic_launch",
    "ballistic missile": "ballistic_launch",
    "intercontinental ballistic missile": "icbm_launch",
    "satellite launcher": "satellite_launch",
    "cruise missile": "cruise_launch",
    "large-calibre rocket": "large_calibre_rocket",
    "artillery": "artillery",
}


class LaunchReport(FrozenModel):
    """What one source says of a flight; sources that contradict each other stay apart.

    Apogee and distance flown over the ground in km, flight time in s, azimuth in degrees from north, site as
    latitude and longitude in degrees.
    """

    source: str = Field(min_length=1)
    time: UTCTime | None
    latitude: Quantity
    longitude: Quantity
    apogee: Quantity
    distance: Quantity
    flight_time: Quantity
    azimuth: Quantity


class LaunchObservations(ObservationsBase):
    """Reports on one flight."""

    kind: Literal["launch"] = "launch"
    reports: tuple[LaunchReport, ...] = Field(min_length=1)


class LaunchEvent(EventBase):
    """One launch of a finding; `vehicle_basis` says whose word or what measurement the vehicle is."""

    region: ClassVar[str] = "the launch site"

    kind: Literal["launch"] = "launch"
    reports: tuple[LaunchReport, ...] = Field(min_length=1)
    vehicle: Vehicle
    vehicle_basis: str = Field(min_length=1)

    @property
    def register_kind(self) -> str:
        """The launch of such a vehicle."""
        return REGISTER_KINDS[self.vehicle]
