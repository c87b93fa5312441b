"""Travel times of seismic phases through spherical Earth models, with corrections to the real Earth."""

from typing import TYPE_CHECKING

from testban._lazy import callable_as_verb, eager

if TYPE_CHECKING or eager(__name__):
    from testban.travel_times.errors import (
        DistanceDepthError,
        ModelFileError,
        UnknownModelError,
        UnknownPhaseError,
    )
    from testban.travel_times.lookup import PACKAGED_MODEL, TravelTime, TravelTimes, model_name

callable_as_verb(__name__)

__all__ = [
    "PACKAGED_MODEL",
    "DistanceDepthError",
    "ModelFileError",
    "TravelTime",
    "TravelTimes",
    "UnknownModelError",
    "UnknownPhaseError",
    "model_name",
]
