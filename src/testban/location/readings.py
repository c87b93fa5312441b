"""Turn arrivals and stations into arrays, and say which arrivals cannot define a location."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from testban.model import Arrival, Excluded, Floats, Station

# Phases whose times define a location, with the uncorrelated error of a reading that names none, in seconds:
# 0.3 s for an analyst's P, 1 s for S and Lg, which emerge from the coda of P.
DEFINING_PHASES = {
    "P": 0.3, "Pn": 0.3, "Pg": 0.5, "Pb": 0.5, "Pdiff": 0.8, "PKP": 0.5, "PKPdf": 0.5, "PKPbc": 0.5,
    "PKPab": 0.5, "S": 1.0, "Sn": 1.0, "Sg": 1.0, "Sb": 1.0, "Lg": 1.5, "PcP": 0.6, "pP": 0.6, "sP": 0.8,
}  # fmt: skip
# A back azimuth or slowness that names no error: typical of a small regional array.
BACK_AZIMUTH_SD_DEG, SLOWNESS_SD_S_PER_DEG = 15.0, 1.5


@dataclass(frozen=True)
class ReadingArrays:
    """The defining readings as arrays of one length n; NaN where an azimuth or slowness was not read.

    `time_s` counts from `epoch`; `sd_s` is the reading error alone.
    """

    arrivals: tuple[Arrival, ...]
    epoch: datetime
    phase: NDArray[np.str_]
    latitude_deg: Floats
    longitude_deg: Floats
    elevation_m: Floats
    time_s: Floats
    sd_s: Floats
    back_azimuth_deg: Floats
    back_azimuth_sd_deg: Floats
    slowness_s_per_deg: Floats
    slowness_sd_s_per_deg: Floats

    def __len__(self) -> int:
        return len(self.arrivals)

    def moment(self, seconds: float) -> datetime:
        """Return the time that lies `seconds` after the epoch."""
        return self.epoch + timedelta(seconds=float(seconds))


def make_readings(
    stations: Sequence[Station], arrivals: Sequence[Arrival]
) -> tuple[ReadingArrays | None, tuple[Excluded, ...]]:
    """Keep the arrivals that can define a location, as arrays; name the others with the reason.

    Parameters
    ----------
    stations : sequence of Station
        Where the arrivals were read.
    arrivals : sequence of Arrival
        In any order.

    Returns
    -------
    readings : ReadingArrays or None
        None when nothing is left.
    not_used : tuple of Excluded
    """
    places = {station.id: station for station in stations}
    kept, not_used, read = [], [], set()
    for arrival in sorted(arrivals, key=lambda arrival: (arrival.time, arrival.id)):
        key = (arrival.station, arrival.phase)
        if arrival.station not in places:
            not_used.append(Excluded(id=arrival.id, reason=f"station {arrival.station} has no coordinates"))
        elif arrival.phase not in DEFINING_PHASES:
            not_used.append(
                Excluded(id=arrival.id, reason=f"phase {arrival.phase} does not define a location")
            )
        elif key in read:
            reason = f"a second reading of {arrival.phase} at {arrival.station}; the earlier one is used"
            not_used.append(Excluded(id=arrival.id, reason=reason))
        else:
            read.add(key)
            kept.append(arrival)
    if not kept:
        return None, tuple(not_used)
    epoch = kept[0].time.astimezone(UTC).replace(microsecond=0)
    sites = [places[arrival.station] for arrival in kept]

    def column(values: Sequence[float | None], default: float = np.nan) -> Floats:
        return np.array([default if value is None else value for value in values], dtype=np.float64)

    return (
        ReadingArrays(
            arrivals=tuple(kept),
            epoch=epoch,
            phase=np.array([arrival.phase for arrival in kept]),
            latitude_deg=column([site.latitude for site in sites]),
            longitude_deg=column([site.longitude for site in sites]),
            elevation_m=column([site.elevation_m for site in sites]),
            time_s=column([(arrival.time - epoch).total_seconds() for arrival in kept]),
            sd_s=column([arrival.time_sd_s or DEFINING_PHASES[arrival.phase] for arrival in kept]),
            back_azimuth_deg=column([arrival.back_azimuth_deg for arrival in kept]),
            back_azimuth_sd_deg=column(
                [arrival.back_azimuth_sd_deg for arrival in kept], BACK_AZIMUTH_SD_DEG
            ),
            slowness_s_per_deg=column([arrival.slowness_s_per_deg for arrival in kept]),
            slowness_sd_s_per_deg=column(
                [arrival.slowness_sd_s_per_deg for arrival in kept], SLOWNESS_SD_S_PER_DEG
            ),
        ),
        tuple(not_used),
    )
