"""What was observed: stations, arrivals, and the values taken from other people."""

from __future__ import annotations

from pydantic import Field

from testban.model.base import FrozenModel, Latitude, Longitude, NotNegative, Positive, UTCTime
from testban.model.event import Kind
from testban.model.provenance import Excluded, InputFile


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


class ObservationsBase(FrozenModel):
    """What observations of every kind share: the input of the main job.

    Attributes
    ----------
    kind : str
        Which class they are read as.
    id : str
    title : str
    external : tuple of ExternalInput
        Values taken from others.
    not_used : tuple of Excluded
        What was given and cannot be used, with the reason.
    inputs : tuple of InputFile
        The files they were read from.
    warnings : tuple of str
    """

    kind: Kind
    id: str = Field(min_length=1)
    title: str = ""
    external: tuple[ExternalInput, ...] = ()
    not_used: tuple[Excluded, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    warnings: tuple[str, ...] = ()
