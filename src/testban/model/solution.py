"""What locating an event gave: the origin with the fit of every arrival, or why there is none."""

from __future__ import annotations

from testban.model.base import FrozenModel, Level
from testban.model.origin import ArrivalResidual, Origin
from testban.model.provenance import Excluded


class Solution(FrozenModel):
    """A location with the fit of every arrival, what was left out, and the error model that was found."""

    origin: Origin
    arrivals: tuple[ArrivalResidual, ...]
    not_used: tuple[Excluded, ...]
    parameters: dict[str, float | int | str | bool | None]


class LocationResult(FrozenModel):
    """What locating an event gave, kept with its observations so that it is located once.

    Attributes
    ----------
    level : float
        Level of ellipse and intervals that was asked for.
    velocity_model : str
    solution : Solution or None
    reason : str
        Why there is no solution; empty where there is one.
    """

    level: Level
    velocity_model: str
    solution: Solution | None = None
    reason: str = ""
