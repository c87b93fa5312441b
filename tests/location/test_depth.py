"""Depth where phases tell it to the kilometre: between the depths that are tried first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from testban.geodesy import epicentral
from testban.location import locate
from testban.model import Arrival, Station
from testban.travel_times import TravelTimes

KM = 1.0


@pytest.mark.parametrize("depth_km", [41.0, 123.0, 244.0, 523.0])
def test_depth_phases_tell_a_depth_between_those_tried_first(depth_km: float) -> None:
    table, start = TravelTimes.load("ak135"), datetime(2020, 1, 1, tzinfo=UTC)
    rng = np.random.default_rng(8)
    latitude, longitude = rng.uniform(-60.0, 70.0, 40), rng.uniform(-20.0, 120.0, 40)
    distance, azimuth = epicentral(11.0, 50.0, latitude, longitude)
    stations, arrivals = [], []
    for k in np.flatnonzero((distance > 28.0) & (distance < 90.0)):
        stations.append(Station(id=f"S{k}", latitude=latitude[k], longitude=longitude[k]))
        for phase in ("P", "pP"):
            late = float(table.phase(phase, distance[k], depth_km).time_s)
            late += float(table.ellipticity_s(phase, distance[k], depth_km, azimuth[k], 11.0))
            late += 0.2 * rng.standard_normal()
            time = start + timedelta(seconds=late)
            arrivals.append(Arrival(id=f"S{k}/{phase}", station=f"S{k}", phase=phase, time=time))
    depth = locate(stations, arrivals).origin.depth_km
    assert depth.value == pytest.approx(depth_km, abs=3 * KM)
    assert depth.low <= depth_km + KM
    assert depth.high >= depth_km - KM
