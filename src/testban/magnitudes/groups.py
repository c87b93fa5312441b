"""Which records see one path: elements of an array, or sensors of one station."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from testban.geodesy import KM_PER_DEG, epicentral
from testban.waveforms import Channel

# Elements of regional arrays stand within 3 km of their centre (NORES, ARCES): they share their errors.
WITHIN_KM = 5.0


def path_groups(channels: Sequence[Channel], *, within_km: float = WITHIN_KM) -> dict[str, str]:
    """Name the group of each channel: the first station, in the order of names, that stands near enough.

    Parameters
    ----------
    channels : sequence of Channel
    within_km : float

    Returns
    -------
    dict of seed id to str

    Examples
    --------
    >>> near = [Channel("X.A1..BHZ", 60.0, 5.0), Channel("X.A2..BHZ", 60.01, 5.0)]
    >>> path_groups([*near, Channel("X.B..BHZ", 61.0, 5.0)])
    {'X.A1..BHZ': 'X.A1', 'X.A2..BHZ': 'X.A1', 'X.B..BHZ': 'X.B'}
    """
    heads: list[Channel] = []
    groups: dict[str, str] = {}
    for channel in sorted(channels, key=lambda one: one.seed_id):
        if heads:
            apart = np.asarray(
                epicentral(
                    channel.latitude,
                    channel.longitude,
                    np.array([head.latitude for head in heads]),
                    np.array([head.longitude for head in heads]),
                )[0]
            )
            nearest = int(np.argmin(apart))
            if apart[nearest] * KM_PER_DEG <= within_km:
                groups[channel.seed_id] = heads[nearest].station
                continue
        heads.append(channel)
        groups[channel.seed_id] = channel.station
    return groups
