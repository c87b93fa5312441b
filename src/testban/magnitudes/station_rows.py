"""Write what a record gave as the noun of the finding, rounded as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from testban.geodesy import epicentral
from testban.model import Origin, StationMagnitude
from testban.waveforms import Record

# A magnitude outside this range means a response that contradicts the Earth.
POSSIBLE = (-1.0, 9.0)


@dataclass(frozen=True)
class StationRows:
    """The event, and the group of each record by seed id (see `path_groups`)."""

    origin: Origin
    groups: Mapping[str, str]

    def distance(self, record: Record) -> float:
        """Distance of a record in degrees."""
        where, origin = record.channel, self.origin
        return float(epicentral(origin.latitude, origin.longitude, where.latitude, where.longitude)[0])

    def azimuth(self, record: Record) -> float:
        """Direction of a record from the epicentre, degrees."""
        where, origin = record.channel, self.origin
        return float(epicentral(origin.latitude, origin.longitude, where.latitude, where.longitude)[1])

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
        if not POSSIBLE[0] <= value <= POSSIBLE[1]:
            said = f"gives {value:.1f}, which no event has: its response or its record is wrong"
            return self.unmeasured(record, said)
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
