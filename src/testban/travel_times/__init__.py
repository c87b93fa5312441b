"""Travel times of seismic phases through spherical Earth models, with corrections to the real Earth."""

from testban.travel_times.errors import (
    DistanceDepthError,
    ModelFileError,
    UnknownModelError,
    UnknownPhaseError,
)
from testban.travel_times.lookup import TravelTime, TravelTimes

__all__ = [
    "DistanceDepthError",
    "ModelFileError",
    "TravelTime",
    "TravelTimes",
    "UnknownModelError",
    "UnknownPhaseError",
]
