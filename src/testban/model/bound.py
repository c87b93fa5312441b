"""A bound: how large an event could have been at a place in a time without being seen."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from testban.model.base import FrozenModel, Latitude, Level, Longitude, NotNegative, UTCTime
from testban.model.event import EventBase
from testban.model.observation import ObservationsBase, Station
from testban.model.quantity import Quantity


class WatchedPlace(FrozenModel):
    """A place and a time that are asked about."""

    latitude: Latitude
    longitude: Longitude
    radius_km: NotNegative
    start: UTCTime
    end: UTCTime

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the time watched ends ({self.end}) at or before its start ({self.start})")
        return self


class SizeLimit(FrozenModel):
    """With this probability an event of this magnitude or more would have been seen."""

    probability: Level
    magnitude: Quantity


class BoundObservations(ObservationsBase):
    """A place and a time, and the stations that watched it."""

    kind: Literal["bound"] = "bound"
    place: WatchedPlace
    stations: tuple[Station, ...]


class Bound(EventBase):
    """The bound of a finding: no event, but the largest that could be missed. It engages nothing."""

    region: ClassVar[str] = "the place watched"

    kind: Literal["bound"] = "bound"
    place: WatchedPlace
    limits: tuple[SizeLimit, ...] = Field(min_length=1)

    @property
    def register_kind(self) -> str:
        """None: where nothing was seen, nothing is asked."""
        return ""
