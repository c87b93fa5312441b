"""Records of a small network with known truth, made anew for each test."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from obspy import Stream, Trace, UTCDateTime

from testban.geodesy import back_azimuth, destination, epicentral
from testban.travel_times import TravelTimes

RECORDS_START = UTCDateTime("2020-01-02T03:00:00Z")
RATE_HZ = 20.0


@dataclass
class Network:
    """Stations about a place, and what they record: raw counts by seed id, coordinates by station."""

    latitude: dict[str, float]
    longitude: dict[str, float]
    traces: dict[str, np.ndarray] = field(default_factory=dict)

    def stream(self) -> Stream:
        return Stream([trace(seed_id, data) for seed_id, data in self.traces.items()])

    def write(self, folder: Path) -> Path:
        """Write one miniSEED file a channel and a station table."""
        folder.mkdir(parents=True, exist_ok=True)
        for seed_id, data in self.traces.items():
            trace(seed_id, data).write(str(folder / f"{seed_id}.mseed"), format="MSEED")
        rows = [f"{name},{self.latitude[name]:.4f},{self.longitude[name]:.4f}" for name in self.latitude]
        (folder / "stations.csv").write_text("id,latitude,longitude\n" + "\n".join(rows) + "\n")
        return folder


def trace(
    seed_id: str, data: np.ndarray, *, start: UTCDateTime = RECORDS_START, rate_hz: float = RATE_HZ
) -> Trace:
    network, station, location, channel = seed_id.split(".")
    header = {
        "network": network,
        "station": station,
        "location": location,
        "channel": channel,
        "starttime": start,
        "sampling_rate": rate_hz,
    }
    return Trace(np.ascontiguousarray(data, dtype=np.float32), header=header)


def network(
    *,
    latitude: float = 40.0,
    longitude: float = 100.0,
    count: int = 9,
    radius_km: float = 300.0,
    seed: int = 0,
) -> Network:
    """Stations in a ring about a place, at 0.4 to 1 of the radius."""
    rng = np.random.default_rng(seed)
    azimuth = np.linspace(0.0, 360.0, count, endpoint=False) + rng.uniform(-10.0, 10.0, count)
    distance = radius_km / 111.195 * rng.uniform(0.4, 1.0, count)
    lat, lon = destination(latitude, longitude, distance, azimuth)
    names = [f"XX.S{number:02d}" for number in range(count)]
    return Network(dict(zip(names, lat, strict=True)), dict(zip(names, lon, strict=True)))


def quake(
    made: Network,
    *,
    latitude: float,
    longitude: float,
    origin_s: float = 120.0,
    p: float = 60.0,
    s: float = 60.0,
    length_s: float = 400.0,
    depth_km: float = 10.0,
    seed: int = 1,
) -> Network:
    """Record an event: noise of unit size with bursts of P and S, as many times as strong as asked."""
    rng = np.random.default_rng(seed)
    table = TravelTimes.load("ak135")
    n = int(length_s * RATE_HZ)
    seconds = np.arange(n) / RATE_HZ
    for name in made.latitude:
        distance, _ = epicentral(latitude, longitude, made.latitude[name], made.longitude[name])
        arrival = [float(table.phase(phase, distance, depth_km).time_s) + origin_s for phase in ("P", "S")]
        decay = 4.0 + 8.0 * float(distance)
        towards = np.radians(back_azimuth(latitude, longitude, made.latitude[name], made.longitude[name]))
        # P moves up and away from the source, as one wave on all components; S as three.
        p_wave = p * _burst(seconds, arrival[0], decay) * rng.normal(size=n)
        motion = {"Z": 1.0, "N": -0.7 * np.cos(towards), "E": -0.7 * np.sin(towards)}
        for letter, share in motion.items():
            s_wave = s * _burst(seconds, arrival[1], decay) * rng.normal(size=n)
            made.traces.setdefault(f"{name}..BH{letter}", rng.normal(size=n))
            made.traces[f"{name}..BH{letter}"] += share * p_wave + s_wave
    return made


def _burst(seconds: np.ndarray, onset_s: float, decay_s: float) -> np.ndarray:
    return np.where(seconds >= onset_s, np.exp(-np.maximum(seconds - onset_s, 0.0) / decay_s), 0.0)
