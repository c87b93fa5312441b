"""What was observed: stations, arrivals, and the values taken from other people."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from testban.model.base import FrozenModel, Latitude, Longitude, NotNegative, Positive, UTCTime
from testban.model.discriminants import Discriminants
from testban.model.provenance import Excluded, InputFile
from testban.model.solution import LocationResult


class Station(FrozenModel):
    """A place that records: code, position in degrees (WGS84) and elevation in metres."""

    id: str = Field(min_length=1)
    latitude: Latitude
    longitude: Longitude
    elevation_m: float = Field(default=0.0, ge=-12_000.0, le=9_000.0)


class Arrival(FrozenModel):
    """One reading of one phase at one station.

    `time_sd_s` is the reading error alone (one standard deviation), None when the source gives none.
    Back azimuth in degrees clockwise from north, horizontal slowness in seconds per degree.
    """

    id: str = Field(min_length=1)
    station: str = Field(min_length=1)
    phase: str = Field(min_length=1)
    time: UTCTime
    time_sd_s: Positive | None = None
    back_azimuth_deg: float | None = Field(default=None, ge=0.0, le=360.0)
    back_azimuth_sd_deg: Positive | None = None
    slowness_s_per_deg: NotNegative | None = None
    slowness_sd_s_per_deg: Positive | None = None


class ExternalInput(FrozenModel):
    """A value taken from somebody else, named so that it can be withheld.

    `value` None means withheld: what depends on it becomes a `Missing` and nothing else changes. `stations`
    is the number behind a network magnitude, where its source says it.
    """

    name: str = Field(min_length=1)
    value: float | str | None
    sd: Positive | None = None
    stations: int | None = Field(default=None, ge=1)
    unit: str = "1"
    source: str = Field(min_length=1)


class ReferenceEvent(FrozenModel):
    """An earlier event whose position others published, with its own arrivals, to learn path corrections.

    `latitude` and `longitude` are None where the published position is withheld.
    """

    id: str = Field(min_length=1)
    latitude: Latitude | None
    longitude: Longitude | None
    sigma_km: Positive
    source: str = Field(min_length=1)
    arrivals: tuple[Arrival, ...]


class Observations(FrozenModel):
    """All that is known of one event (or of nothing yet): the input of the main job.

    `unassociated_signals` were seen on the same records and belong to no event. `location` is what locating
    the event gave, where its records were processed.
    """

    id: str = Field(min_length=1)
    title: str = ""
    kind: Literal["seismic"] = "seismic"
    stations: tuple[Station, ...]
    arrivals: tuple[Arrival, ...]
    references: tuple[ReferenceEvent, ...] = ()
    external: tuple[ExternalInput, ...] = ()
    not_used: tuple[Excluded, ...] = ()
    unassociated_signals: tuple[Excluded, ...] = ()
    discriminants: Discriminants | None = None
    inputs: tuple[InputFile, ...] = ()
    warnings: tuple[str, ...] = ()
    location: LocationResult | None = None
