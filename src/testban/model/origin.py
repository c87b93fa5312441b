"""Where and when an event was, with the region that should hold the truth."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from testban.model.base import Latitude, Level, Longitude, NotNegative, Noun, Positive, Share, UTCTime

# Place and time have three unknowns: with this many sites one wrong reading can move them and still fit.
FEW_SITES = 4
# CTBT, Protocol Part II, paragraphs 2-3: the inspection area is at most 1,000 km2 and 50 km across.
OSI_AREA_KM2, OSI_LENGTH_KM = 1000.0, 50.0


class Ellipse(Noun):
    """An error ellipse: semi-axes in km, strike of the major axis in degrees clockwise from north.

    Examples
    --------
    >>> e = Ellipse(kind="coverage", level=0.9, major_km=20.0, minor_km=10.0, strike_deg=30.0, area_km2=628.3)
    >>> e.within_osi_limit
    True
    """

    kind: Literal["coverage", "confidence"]
    level: Level
    major_km: Positive
    minor_km: Positive
    strike_deg: float = Field(ge=0.0, lt=180.0)
    area_km2: Positive
    within_osi_limit: bool = False

    @model_validator(mode="before")
    @classmethod
    def _compare_with_inspection_limit(cls, data: object) -> object:
        if isinstance(data, dict) and {"area_km2", "major_km"} <= data.keys():
            inside = data["area_km2"] <= OSI_AREA_KM2 and 2.0 * data["major_km"] <= OSI_LENGTH_KM
            return {**data, "within_osi_limit": inside}
        return data

    @model_validator(mode="after")
    def _axes_ordered(self) -> Self:
        if self.major_km < self.minor_km:
            raise ValueError(f"major semi-axis {self.major_km} km shorter than minor {self.minor_km} km")
        return self


class Depth(Noun):
    """Depth in km below the surface; `fixed` when the data could not resolve it, with the reason."""

    value: float
    low: float
    high: float
    level: Level = 0.9
    fixed: bool
    reason: str = ""


class Origin(Noun):
    """One solution for position and time.

    `time_low` and `time_high` bound the origin time at the level of the ellipse. `separate_sites` counts the
    stations used, those beside each other on one path once: the independent witnesses of the position.
    """

    label: str = Field(min_length=1)
    time: UTCTime
    time_low: UTCTime
    time_high: UTCTime
    latitude: Latitude
    longitude: Longitude
    depth_km: Depth
    ellipse: Ellipse
    arrivals_used: int = Field(ge=1)
    separate_sites: int | None = Field(default=None, ge=1)
    azimuthal_gap_deg: float = Field(ge=0.0, le=360.0)
    rms_residual_s: NotNegative
    velocity_model: str = Field(min_length=1)
    inputs: tuple[str, ...] = Field(min_length=1)
    notes: tuple[str, ...] = ()

    @property
    def witness_warning(self) -> str:
        """What a reader must know of an origin that rests on few sites, or nothing.

        Source: with a fixed depth three unknowns leave one redundant site of four, which can show that a
        reading is wrong but not which.
        """
        if self.separate_sites is None or self.separate_sites > FEW_SITES:
            return ""
        return (
            f"it rests on {self.separate_sites} separate sites, and a wrong reading at one could move it "
            "beyond the ellipse without showing"
        )


class ArrivalResidual(Noun):
    """How one arrival fits an origin: residual = observed - predicted, seconds.

    `weight` is the arrival's share of its full weight after robust down-weighting (1 full, 0 ignored);
    `defining` says whether it took part in the solution (the bulletin term "time defining").
    """

    id: str
    station: str
    phase: str
    time: UTCTime
    distance_deg: float = Field(ge=0.0, le=180.0)
    azimuth_deg: float = Field(ge=0.0, le=360.0)
    predicted_s: float
    residual_s: float
    sd_s: Positive
    weight: Share
    defining: bool
