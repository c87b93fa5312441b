"""Location of small earthquakes from automatic P picks, misassociated picks left among them.

The picks of a detector, 53 earthquakes of the central and eastern United States of 2017 (magnitude 2.5 to
4.3) and their catalogue positions (USGS, neic-glass3). Picks are chosen with help of the position: at each
station the first one within so many seconds of the predicted first P, at any distance. So this says nothing
of association; it tests location with some picks of other events. The catalogue states no error of its
positions. Apart stand those with a station within 30 km and a gap of at most 110 degrees: that much of the
criteria for 5 km of Bondar, Myers, Engdahl & Bergman (2004, Geophys. J. Int. 156, 483) it lets one see.
"""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from testban.geodesy import epicentral, geodesic
from testban.location import NotLocatedError, locate
from testban.model import Arrival, Station
from testban.travel_times import TravelTimes
from validation.location_simulated import holds
from validation.measure import Measure, reported

WINDOWS_S = (10.0, 20.0, 30.0)
MIN_DISTANCE_KM, MAX_GAP_DEG = 30.0, 110.0
GROSS_KM = 50.0
MAX_DURATION_S = 1300.0  # the last first P


@dataclass(frozen=True)
class Catalogued:
    """An earthquake as its catalogue has it; `near` where the network was close all around it."""

    place: tuple[float, float]
    depth_km: float
    time_s: float
    near: bool


def located_picks(folder: Path) -> list[Measure]:
    """Locate every earthquake from the picks around its predicted times, for three widths of the window."""
    stations, picks = _stations(folder / "stations.json"), _picks(folder / "picks.jsonl.gz")
    events = _events(folder / "truth.csv")
    found = []
    for half_s in WINDOWS_S:
        distances, held, area, near = [], [], [], []
        for event in events:
            arrivals = _within(half_s, event, stations, picks)
            try:
                origin = locate(list(stations.values()), arrivals).origin
            except NotLocatedError:
                continue
            distances.append(float(geodesic(origin.latitude, origin.longitude, *event.place)[0]))
            held.append(holds(origin, event.place))
            area.append(origin.ellipse.area_km2)
            near.append(event.near)
        chosen, inside = np.array(near), np.array(held)
        name = f"automatic picks within {half_s:g} s"
        found += [
            reported(f"{name}: located", len(distances), f"of {len(events)}"),
            reported(f"{name}: median distance from the catalogue", _tenth(np.median(distances)), "km"),
            reported(f"{name}: 90th percentile of the distance", _tenth(np.percentile(distances, 90)), "km"),
            reported(
                f"{name}: further off than {GROSS_KM:g} km", int((np.array(distances) > GROSS_KM).sum()), ""
            ),
            reported(
                f"{name}: 90 % ellipses that hold the catalogue's", int(inside.sum()), f"of {inside.size}"
            ),
            reported(
                f"{name}: the same where the network was near",
                int(inside[chosen].sum()),
                f"of {chosen.sum()}",
            ),
            reported(f"{name}: median area", _tenth(np.median(area)), "km2"),
        ]
    return found


def _tenth(value: float | np.floating) -> float:
    return round(float(value), 1)


def _stations(file: Path) -> dict[str, Station]:
    listed = json.loads(file.read_text())["StationList"]
    found = {}
    for one in listed:
        code = f"{one['Site']['Network']}.{one['Site']['Station']}"
        found[code] = Station(
            id=code, latitude=one["Latitude"], longitude=one["Longitude"], elevation_m=one["Elevation"]
        )
    return found


def _picks(file: Path) -> list[tuple[float, str]]:
    """Times, POSIX seconds, and stations, in order of time."""
    with gzip.open(file, "rt") as stream:
        read = [json.loads(line) for line in stream]
    return sorted(
        (
            datetime.fromisoformat(one["Time"]).timestamp(),
            f"{one['Site']['Network']}.{one['Site']['Station']}",
        )
        for one in read
    )


def _events(file: Path) -> list[Catalogued]:
    with file.open() as stream:
        return [
            Catalogued(
                place=(float(row["Lat"]), float(row["Lon"])),
                depth_km=max(float(row["Dep"]), 0.0),
                time_s=float(row["OT"]),
                near=float(row["MinDist"]) <= MIN_DISTANCE_KM and float(row["Gap"]) <= MAX_GAP_DEG,
            )
            for row in csv.DictReader(stream)
        ]


def _within(
    half_s: float, event: Catalogued, stations: dict[str, Station], picks: list[tuple[float, str]]
) -> list[Arrival]:
    """The first pick of each station that is so near the predicted first P."""
    codes = list(stations)
    distance, _ = epicentral(
        *event.place,
        np.array([stations[code].latitude for code in codes]),
        np.array([stations[code].longitude for code in codes]),
    )
    travel = TravelTimes.load("ak135").first_p(distance, np.full(distance.size, event.depth_km))[0]
    predicted = dict(zip(codes, event.time_s + travel, strict=True))
    chosen: dict[str, Arrival] = {}
    first, last = np.searchsorted(
        [time for time, _ in picks], [event.time_s - half_s, event.time_s + MAX_DURATION_S]
    )
    for time_s, code in picks[first:last]:
        if code in chosen or abs(time_s - predicted.get(code, np.inf)) > half_s:
            continue
        chosen[code] = Arrival(
            id=f"{code}.P", station=code, phase="P", time=datetime.fromtimestamp(time_s, UTC)
        )
    return list(chosen.values())
