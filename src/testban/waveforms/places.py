"""How far apart two places are, to tell sites apart."""

from __future__ import annotations

import math
from typing import Protocol

from testban.geodesy import KM_PER_DEG

# One station's sensors and epochs, and the elements of one array, stand within this.
SAME_SITE_KM = 1.0


class Placed(Protocol):
    """Anything with a latitude and a longitude in degrees."""

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


def apart_km(first: Placed, second: Placed) -> float:
    """Distance in km of two places; flat Earth, good to 1 % within 100 km.

    Examples
    --------
    >>> from testban.model import Station
    >>> one = Station(id="A", latitude=0.0, longitude=179.999)
    >>> round(apart_km(one, Station(id="B", latitude=0.0, longitude=-179.999)), 3)
    0.222
    """
    middle = math.radians(0.5 * (first.latitude + second.latitude))
    east = (first.longitude - second.longitude + 180.0) % 360.0 - 180.0
    return KM_PER_DEG * math.hypot(first.latitude - second.latitude, east * math.cos(middle))
