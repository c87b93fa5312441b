"""Where and when an event was, with the region that should hold the truth."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from testban.model.base import FrozenModel, Latitude, Level, Longitude, NotNegative, Positive, Share, UTCTime

# Place and time have three unknowns: with this many sites one wrong reading can move them and still fit.
MIN_INDEPENDENT_SITES = 4
DOUBTFUL = 0.1  # probability of a wrong site from which an origin is called doubtful. A choice
MAX_NAMED = 3
# CTBT, Protocol Part II, paragraphs 2-3: the inspection area is at most 1,000 km2 and 50 km across.
OSI_AREA_KM2, OSI_LENGTH_KM = 1000.0, 50.0


class Ellipse(FrozenModel):
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


class Depth(FrozenModel):
    """Depth in km below the surface; `fixed` when the data could not resolve it, with the reason."""

    value: float
    low: float
    high: float
    level: Level = 0.9
    fixed: bool
    reason: str = ""


class SiteJackknife(FrozenModel):
    """Where an event would be without the times of one separate site, and what the others say of that site.

    `probability_wrong` is that of a gross error at this site and no other; its times are `late_s` after those
    that the others expect, with standard deviation `late_sd_s`. Without position: the others do not constrain
    it. `outside` says whether their place lies outside the ellipse of the answer, or may.
    """

    stations: tuple[str, ...] = Field(min_length=1)
    probability_wrong: Share
    late_s: float | None = None
    late_sd_s: Positive | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    distance_km: NotNegative | None = None
    ellipse: Ellipse | None = None
    outside: bool = True

    @property
    def name(self) -> str:
        """The station, or one of several."""
        more = len(self.stations) - 1
        return self.stations[0] + (f" and {more} next to it" if more else "")

    @property
    def delay(self) -> str:
        """How its times differ from what the others expect, where they expect anything."""
        if self.late_s is None:
            return ""
        return f", {abs(self.late_s):.0f} s {'late' if self.late_s > 0.0 else 'early'}"

    @property
    def consequence(self) -> str:
        """What leaving it out does to the epicentre."""
        if self.distance_km is None or self.ellipse is None:
            return f"without {self.name} the others leave the place open"
        return (
            f"without {self.name} it would be {self.distance_km:,.0f} km away at {self.latitude:.2f}, "
            f"{self.longitude:.2f} (ellipse {self.ellipse.major_km:,.0f} x {self.ellipse.minor_km:,.0f} km)"
        )


class Origin(FrozenModel):
    """One solution for position and time.

    `time_low` and `time_high` bound the origin time at the level of the ellipse. `separate_sites` counts the
    stations used, those next to each other on one path once: the independent observations of the position.
    Where they are few, `sites_left_out` says what each of them weighs, the most doubtful first.
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
    sites_left_out: tuple[SiteJackknife, ...] = ()
    azimuthal_gap_deg: float = Field(ge=0.0, le=360.0)
    rms_residual_s: NotNegative
    velocity_model: str = Field(min_length=1)
    inputs: tuple[str, ...] = Field(min_length=1)
    notes: tuple[str, ...] = ()

    @property
    def suspicion(self) -> float:
        """Probability that one site is wrong and the others put the event outside the ellipse."""
        return sum(site.probability_wrong for site in self.sites_left_out if site.outside)

    @property
    def suspect_sites(self) -> tuple[SiteJackknife, ...]:
        """The sites that the suspicion is about."""
        least = DOUBTFUL * self.suspicion
        return tuple(site for site in self.sites_left_out if site.outside and site.probability_wrong >= least)

    @property
    def network_warning(self) -> str:
        """What a reader must know of an origin whose sites contradict each other or are few, or nothing.

        Source: with a fixed depth three unknowns leave one redundant site of four, which can show that a
        reading is wrong but not which.
        """
        if self.suspicion >= DOUBTFUL:
            doubts = "; ".join(
                f"{site.name}{site.delay} ({_percent(site.probability_wrong)}): {site.consequence}"
                for site in self.suspect_sites[:MAX_NAMED]
            )
            return (
                f"its sites contradict each other, and the times of one are wrong with a probability of "
                f"{_percent(self.suspicion)}: {doubts}"
            )
        if self.separate_sites is None or self.separate_sites > MIN_INDEPENDENT_SITES:
            return ""
        warning = (
            f"it rests on {self.separate_sites} separate site{'s' * (self.separate_sites > 1)}, and a wrong "
            "reading at one could move it beyond the ellipse without showing"
        )
        heaviest = max(self.sites_left_out, key=_weight, default=None)
        return f"{warning}; {heaviest.consequence}" if heaviest else warning


def _percent(probability: float) -> str:
    return "more than 99 %" if probability > 0.99 else f"{100.0 * probability:.0f} %"


def _weight(site: SiteJackknife) -> float:
    return float("inf") if site.distance_km is None else site.distance_km


class ArrivalResidual(FrozenModel):
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
