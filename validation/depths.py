"""Does depth ever speak against a known explosion, and does it speak where it should?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from testban.cases import load_case
from testban.discrimination import depth_evidence
from testban.geodesy import destination
from testban.location import NotLocatedError, locate
from testban.location.predict import predict
from testban.location.readings import make_readings
from testban.model import Arrival, Station
from validation.measure import Measure, at_most, reported

SEED = 20170903
CASES = ("dprk-2009", "dprk-2013", "dprk-2016-01", "dprk-2016-09", "dprk-2017")
ARRIVALS = (8, 12, 20, 48)
DRAWS = 4
EARTHQUAKES = 12
DEPTH_DRAWS = 100
STATIONS = 16
# Against an explosion by more than this, natural logarithm: a factor of three.
SPEAKS = np.log(3.0)


def measure() -> list[Measure]:
    """Explosions by fewer arrivals; simulated earthquakes with and without depth phases, and their depth."""
    rng = np.random.default_rng(SEED)
    draws = against = 0
    for case in CASES:
        observed = load_case(case)
        for count in ARRIVALS:
            for _ in range(DRAWS):
                chosen = rng.choice(len(observed.arrivals), min(count, len(observed.arrivals)), replace=False)
                spoke = _speaks(observed.stations, [observed.arrivals[int(place)] for place in chosen])
                draws += spoke is not None
                against += bool(spoke)
    found = [
        at_most(
            f"depth against an explosion by more than 3: of {draws} draws of {ARRIVALS[0]}-{ARRIVALS[-1]} "
            "arrivals of five explosions",
            100.0 * against / max(draws, 1),
            5.0,
            "%",
        )
    ]
    for depth_km in (15.0, 40.0, 150.0):
        for phases in (("P",), ("P", "pP")):
            said = [_speaks(*_earthquake(rng, depth_km, phases)) for _ in range(EARTHQUAKES)]
            share = 100.0 * sum(bool(one) for one in said) / EARTHQUAKES
            found.append(
                reported(
                    f"depth against an explosion by more than 3: {EARTHQUAKES} simulated earthquakes at "
                    f"{depth_km:g} km, {STATIONS} stations, {' and '.join(phases)}",
                    round(share, 1),
                    "%",
                )
            )
    return found + _told_by_depth_phases(rng)


def _told_by_depth_phases(rng: np.random.Generator) -> list[Measure]:
    """Depths at random, between those that the locator tries first."""
    errors, held, widths = [], 0, []
    for _ in range(DEPTH_DRAWS):
        depth_km = rng.uniform(20.0, 600.0)
        depth = locate(*_earthquake(rng, depth_km, ("P", "pP"))).origin.depth_km
        errors.append(abs(depth.value - depth_km))
        widths.append(depth.high - depth.low)
        held += depth.low <= depth_km <= depth.high
    label = f"{DEPTH_DRAWS} simulated earthquakes at 20-600 km, {STATIONS} stations, P and pP"
    return [
        at_most(f"{label}: largest error of depth", max(errors), 5.0, "km"),
        reported(f"{label}: median error of depth", round(float(np.median(errors)), 1), "km"),
        reported(f"{label}: 90 % intervals that hold it", round(100.0 * held / DEPTH_DRAWS, 1), "%"),
        reported(f"{label}: median width of the interval", round(float(np.median(widths)), 1), "km"),
    ]


def _speaks(stations: Sequence[Station], arrivals: Sequence[Arrival]) -> bool | None:
    try:
        origin = locate(stations, arrivals).origin
    except NotLocatedError:
        return None
    likelihood = depth_evidence(origin.depth_km).log_likelihood
    return bool(likelihood) and likelihood["explosion"] < -SPEAKS


def _earthquake(
    rng: np.random.Generator, depth_km: float, phases: tuple[str, ...]
) -> tuple[tuple[Station, ...], list[Arrival]]:
    """Arrivals read to 0.3 s, through a medium that is off by 0.8 s at each station for all phases."""
    latitude, longitude = rng.uniform(-50.0, 50.0), rng.uniform(-180.0, 180.0)
    lat, lon = destination(
        latitude, longitude, rng.uniform(25.0, 90.0, STATIONS), rng.uniform(0.0, 360.0, STATIONS)
    )
    stations = tuple(
        Station(id=f"S{number:02d}", latitude=float(a), longitude=float(b))
        for number, (a, b) in enumerate(zip(lat, lon, strict=True))
    )
    epoch = datetime(2020, 1, 1, tzinfo=UTC)
    blank = [
        Arrival(id=f"{one.id}/{phase}", station=one.id, phase=phase, time=epoch)
        for one in stations
        for phase in phases
    ]
    readings, _ = make_readings(stations, blank)
    assert readings is not None
    times = predict(readings, latitude_deg=latitude, longitude_deg=longitude, depth_km=depth_km).time_s
    medium = {one.id: 0.8 * rng.standard_normal() for one in stations}
    arrivals = [
        one.model_copy(
            update={
                "time": epoch
                + timedelta(seconds=float(time + medium[one.station] + 0.3 * rng.standard_normal()))
            }
        )
        for one, time in zip(readings.arrivals, times, strict=True)
    ]
    return stations, arrivals
