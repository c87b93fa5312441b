"""Name stations whose coordinates cannot be right, and those that share a place."""

from __future__ import annotations

from collections.abc import Sequence

from testban.model import Excluded
from testban.waveforms.places import SAME_SITE_KM, apart_km
from testban.waveforms.record import Channel


def contradicting_stations(channels: Sequence[Channel]) -> list[Excluded]:
    """Name stations whose own channels disagree about where they stand.

    Parameters
    ----------
    channels : sequence of Channel
        Channels with the source of their positions.

    Returns
    -------
    list of Excluded
        One entry a station. Where another station stands at one of the two places, it is named: the
        coordinates were copied.

    Examples
    --------
    >>> a, b = Channel("X.A..BHE", 42.0, 143.1), Channel("X.A..BHZ", 44.1, 142.6)
    >>> contradicting_stations([a, b, Channel("X.B..BHZ", 44.1, 142.6)])[0].id
    'X.A'
    """
    stations: dict[str, list[Channel]] = {}
    for channel in channels:
        stations.setdefault(channel.station, []).append(channel)
    faults = []
    for station, of_station in stations.items():
        first = of_station[0]
        far = max(of_station, key=lambda channel: apart_km(first, channel))
        distance = apart_km(first, far)
        if distance <= SAME_SITE_KM:
            continue
        twins = sorted(
            {
                other.station
                for other in channels
                if other.station != station and any(apart_km(other, channel) < 0.01 for channel in of_station)
            }
        )
        copied = f", the latter those of {twins[0]}" if twins else ""
        faults.append(
            Excluded(
                id=station,
                reason=f"coordinates contradict each other: {first.seed_id} {first.latitude:.4f}, "
                f"{first.longitude:.4f}; {far.seed_id} {far.latitude:.4f}, {far.longitude:.4f} "
                f"({distance:.0f} km apart{copied})",
            )
        )
    return faults


def shared_coordinates(channels: Sequence[Channel]) -> list[tuple[str, str]]:
    """Pairs of stations with different codes at exactly the same place (within 10 m)."""
    first_of: dict[str, Channel] = {}
    for channel in channels:
        first_of.setdefault(channel.station, channel)
    listed = list(first_of.values())
    return [
        (first.station, other.station)
        for index, first in enumerate(listed)
        for other in listed[index + 1 :]
        if apart_km(first, other) < 0.01
    ]
