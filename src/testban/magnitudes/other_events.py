"""When the waves of other events pass a station, so that they are not taken for those of one event."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from testban.geodesy import KM_PER_DEG, epicentral
from testban.magnitudes.surface_wave import GROUP_VELOCITY_KM_S
from testban.waveforms import Channel


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """Where and when another event of the same records was: seconds since 1970-01-01 UTC, degrees."""

    time_s: float
    latitude: float
    longitude: float


def passing_s(
    others: Sequence[OtherEvent], channel: Channel, travel_time_s: Callable[[float], float]
) -> tuple[tuple[float, float], ...]:
    """Return from when until when each event is seen at a station: first P to the slowest surface wave.

    Parameters
    ----------
    others : sequence of OtherEvent
        Events whose waves may pass.
    channel : Channel
        Where the station is.
    travel_time_s : callable
        Time of the first P in seconds at a distance in degrees; where it is not finite, the origin time is
        taken.

    Returns
    -------
    tuple of (float, float)
        Seconds since 1970-01-01 UTC.

    Examples
    --------
    >>> here = Channel("XX.A..BHZ", 0.0, 9.0)
    >>> ((start, stop),) = passing_s([OtherEvent(0.0, 0.0, 0.0)], here, lambda distance_deg: 130.0)
    >>> round(start), round(stop)
    (130, 556)
    """
    passing = []
    for other in others:
        distance = float(epicentral(other.latitude, other.longitude, channel.latitude, channel.longitude)[0])
        first = travel_time_s(distance)
        slowest = distance * KM_PER_DEG / GROUP_VELOCITY_KM_S[0]
        passing.append((other.time_s + (first if math.isfinite(first) else 0.0), other.time_s + slowest))
    return tuple(passing)
