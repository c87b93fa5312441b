"""Magnitudes: of the network, and what each station said of it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from testban.model.base import FrozenModel, Level, NotNegative, Positive
from testban.model.quantity import Quantity


class StationMagnitude(FrozenModel):
    """A magnitude of one record, a bound on it, or why there is none.

    Attributes
    ----------
    station : str
    channel : str
        Seed id of the record.
    kind : str
        "at most": hidden in the noise; "at least": clipped.
    value : float or None
        None exactly where it is "not measured".
    distance_deg, amplitude_nm, period_s, snr : float or None
        Amplitude of the ground, zero to peak, at that period; its ratio to the noise.
    group : str
        Stations of one group share their path and count once: an array, or several sensors of a station.
    reason : str
        Why it is a bound, or not measured.
    """

    station: str = Field(min_length=1)
    channel: str = Field(min_length=1)
    kind: Literal["measured", "at most", "at least", "not measured"]
    value: float | None = None
    distance_deg: NotNegative | None = None
    amplitude_nm: Positive | None = None
    period_s: Positive | None = None
    snr: NotNegative | None = None
    group: str = ""
    reason: str = ""

    @model_validator(mode="after")
    def _value_or_reason(self) -> Self:
        if (self.value is None) != (self.kind == "not measured"):
            raise ValueError(f"{self.channel}: {self.kind!r} with value {self.value}")
        if self.kind != "measured" and not self.reason:
            raise ValueError(f"{self.channel}: {self.kind!r} needs its reason")
        return self


class Magnitude(FrozenModel):
    """A magnitude; `external` when it was taken from somebody else and not measured here.

    `stations` counts those that measured it. Where only bounds are known, `upper_bound` or `lower_bound`
    holds one-sided at `bound_level`, and the magnitude itself is missing. `readings` say what each record
    gave.
    """

    kind: str = Field(min_length=1)
    magnitude: Quantity
    stations: int | None = Field(default=None, ge=0)
    external: bool
    source: str = Field(min_length=1)
    upper_bound: float | None = None
    lower_bound: float | None = None
    bound_level: Level | None = None
    bound_stations: int | None = Field(default=None, ge=0)
    readings: tuple[StationMagnitude, ...] = ()
