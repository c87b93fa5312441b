"""What a record gave as the finding keeps it, rounded; and which records see one path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from testban.geodesy import KM_PER_DEG, epicentral
from testban.model import Origin, StationMagnitude
from testban.waveforms import Channel, Record

# Elements of regional arrays stand within 3 km of their centre (NORES, ARCES): they share their errors.
WITHIN_KM = 5.0
# A magnitude outside this range means that the response is wrong.
MIN_MAGNITUDE, MAX_MAGNITUDE = -1.0, 9.0


def path_groups(channels: Sequence[Channel], *, within_km: float = WITHIN_KM) -> dict[str, str]:
    """Name the group of each channel: the first station, in the order of names, that is near enough.

    Parameters
    ----------
    channels : sequence of Channel
        With their positions.
    within_km : float
        Largest distance from the first station of a group.

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
    for channel in sorted(channels, key=lambda channel: channel.seed_id):
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


@dataclass(frozen=True)
class RecordRows:
    """The event, and the group of each record by seed id (see `path_groups`)."""

    origin: Origin
    groups: Mapping[str, str]

    def distance(self, record: Record) -> float:
        """Distance of a record in degrees."""
        channel, origin = record.channel, self.origin
        return float(epicentral(origin.latitude, origin.longitude, channel.latitude, channel.longitude)[0])

    def azimuth(self, record: Record) -> float:
        """Direction of a record from the epicentre, degrees."""
        channel, origin = record.channel, self.origin
        return float(epicentral(origin.latitude, origin.longitude, channel.latitude, channel.longitude)[1])

    def row(
        self,
        record: Record,
        *,
        kind: str,
        value: float,
        amplitude_nm: float,
        period_s: float,
        snr: float | None,
        reason: str,
    ) -> StationMagnitude:
        """A reading or a bound; refused, with the reason, where no event has such a magnitude."""
        if not MIN_MAGNITUDE <= value <= MAX_MAGNITUDE:
            impossible = f"gives {value:.1f}, which no event has: its response or its record is wrong"
            return self.unmeasured(record, impossible)
        return StationMagnitude.model_validate(
            {
                "station": record.channel.station,
                "channel": record.seed_id,
                "kind": kind,
                "value": round(value, 3),
                "distance_deg": round(self.distance(record), 3),
                "amplitude_nm": float(f"{amplitude_nm:.5g}"),
                "period_s": round(period_s, 3),
                "snr": None if snr is None or not np.isfinite(snr) else round(snr, 2),
                "group": self.groups[record.seed_id],
                "reason": reason,
            }
        )

    def unmeasured(self, record: Record, reason: str) -> StationMagnitude:
        """A record without either."""
        return StationMagnitude(
            station=record.channel.station,
            channel=record.seed_id,
            kind="not measured",
            distance_deg=round(self.distance(record), 3),
            group=self.groups[record.seed_id],
            reason=reason,
        )
