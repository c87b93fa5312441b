"""What a bulletin holds, as its source wrote it: events, origins, magnitudes and readings.

These are the room's own nouns. What is located is made from the readings alone; origins of others are kept
apart, for comparison and for conversion between formats, and mb and Ms become external inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from testban.bulletins.station_table import StationTable
from testban.model import Excluded, InputFile, clean_code, one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedOrigin:
    """An origin somebody published: never an input of ours.

    The ellipse holds with probability `ellipse_level`, the depth lies within `depth_error_90_km` with 90 %
    (both as IMS1.0 defines them), `time_sd_s` is one standard deviation.
    """

    event_id: str
    author: str
    id: str = ""
    time: datetime | None = None
    time_fixed: bool = False
    time_low: datetime | None = None
    time_high: datetime | None = None
    time_sd_s: float | None = None
    rms_s: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    epicentre_fixed: bool = False
    major_km: float | None = None
    minor_km: float | None = None
    strike_deg: float | None = None
    ellipse_level: float | None = None
    depth_km: float | None = None
    depth_flag: str = ""
    depth_error_90_km: float | None = None
    phases_defining: int | None = None
    stations: int | None = None
    gap_deg: float | None = None
    nearest_deg: float | None = None
    farthest_deg: float | None = None
    analysis: str = ""
    method: str = ""
    event_type: str = ""
    prime: bool = False
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedMagnitude:
    """A magnitude somebody published."""

    event_id: str
    kind: str
    magnitude: float
    author: str = ""
    origin_id: str = ""
    bound: str = ""
    sd: float | None = None
    stations: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One line of a phase block, as written; `problem` says why it cannot be a reading of an onset."""

    line: int
    station: str
    phase: str
    time: datetime | None = None
    network: str = ""
    channel: str = ""
    location: str = ""
    time_sd_s: float | None = None
    back_azimuth_deg: float | None = None
    back_azimuth_sd_deg: float | None = None
    slowness_s_per_deg: float | None = None
    slowness_sd_s_per_deg: float | None = None
    # What follows depends on a published origin, or on amplitudes: kept for conversion only.
    distance_deg: float | None = None
    azimuth_deg: float | None = None
    residual_s: float | None = None
    back_azimuth_residual_deg: float | None = None
    slowness_residual_s_per_deg: float | None = None
    defining: str = ""
    time_weight: float | None = None
    snr: float | None = None
    amplitude_nm: float | None = None
    period_s: float | None = None
    mode: str = ""
    polarity: str = ""
    onset: str = ""
    magnitude_kind: str = ""
    magnitude_bound: str = ""
    magnitude: float | None = None
    id: str = ""
    problem: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Whether the station is a code that any format can hold; hostile text is none."""
        return clean_code(self.station) is not None

    @property
    def phase_text(self) -> str:
        """The phase as written, without control characters."""
        return one_line(self.phase, limit=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinEvent:
    """One event of a bulletin."""

    id: str
    region: str = ""
    line: int = 1
    origins: tuple[PublishedOrigin, ...] = ()
    magnitudes: tuple[PublishedMagnitude, ...] = ()
    readings: tuple[Reading, ...] = ()
    comments: tuple[str, ...] = ()
    not_used: tuple[Excluded, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A file read: its events and what it said about itself."""

    format: str
    events: tuple[BulletinEvent, ...]
    unit: str = "line"
    title: str = ""
    inputs: tuple[InputFile, ...] = ()
    warnings: tuple[str, ...] = ()
    stations: StationTable | None = None
