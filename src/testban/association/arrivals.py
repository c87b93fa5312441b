"""Detections of an event as its arrivals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from testban.association.motion import BACK_AZIMUTH_SD_DEG
from testban.detection import Polarization
from testban.model import Arrival, Detection


def as_arrivals(
    detections: Mapping[str, Detection], motions: Mapping[str, Polarization] | None = None
) -> tuple[Arrival, ...]:
    """State detections as arrivals of first P.

    Parameters
    ----------
    detections : mapping of str to Detection
        By station.
    motions : mapping of str to Polarization, optional
        Particle motions whose back azimuths are part of the arrivals, by station.

    Returns
    -------
    tuple of Arrival

    Examples
    --------
    >>> as_arrivals({"XX.AAA": Detection("XX.AAA", 0.0, 0.1, 12.0)})[0].id
    'XX.AAA/P'
    """
    back_azimuth_deg = {
        station: round(motion.back_azimuth_deg, 1) for station, motion in (motions or {}).items()
    }
    return tuple(
        Arrival(
            id=f"{station}/P",
            station=station,
            phase="P",
            time=datetime.fromtimestamp(detection.time_s, tz=UTC),
            time_sd_s=detection.sd_s,
            back_azimuth_deg=back_azimuth_deg.get(station),
            back_azimuth_sd_deg=BACK_AZIMUTH_SD_DEG if station in back_azimuth_deg else None,
        )
        for station, detection in detections.items()
    )
