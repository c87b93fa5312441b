"""Readings of an event at a known place, for the tests of location: exact or with errors drawn as assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from testban.geodesy import destination
from testban.location.predict import predict
from testban.location.readings import ReadingArrays, make_readings
from testban.model import Arrival, Station

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
PLACE = (41.0, 129.0)


def readings_at(
    place: tuple[float, float],
    distance_deg: Sequence[float] | np.ndarray,
    azimuth_deg: Sequence[float] | np.ndarray,
    *,
    phase: str | Sequence[str] = "P",
    late_s: np.ndarray | float = 0.0,
    depth_km: float = 0.0,
    beam: bool = False,
) -> ReadingArrays:
    """Times `late_s` after the predicted ones, one a station; as of beams also azimuths and slownesses."""
    distance_deg = np.asarray(distance_deg, dtype=np.float64)
    phases = [phase] * distance_deg.size if isinstance(phase, str) else phase
    latitude, longitude = destination(*place, distance_deg, np.asarray(azimuth_deg, dtype=np.float64))
    names = [f"S{number:03d}" for number in range(distance_deg.size)]
    stations = [
        Station(id=name, latitude=float(a), longitude=float(b))
        for name, a, b in zip(names, latitude, longitude, strict=True)
    ]
    read = {"back_azimuth_deg": 0.0, "slowness_s_per_deg": 5.0} if beam else {}
    arrivals = [
        Arrival(id=f"{name}/{kind}", station=name, phase=kind, time=EPOCH, **read)
        for name, kind in zip(names, phases, strict=True)
    ]
    readings, _ = make_readings(stations, arrivals)
    assert readings is not None
    predicted = predict(readings, latitude_deg=place[0], longitude_deg=place[1], depth_km=depth_km)
    made = replace(readings, time_s=predicted.time_s + late_s)
    if beam:
        made = replace(
            made, back_azimuth_deg=predicted.back_azimuth_deg, slowness_s_per_deg=predicted.slowness_s_per_deg
        )
    return made
