"""From observations at stations 0 to 180 degrees away to the written dossier: shadow zones end nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import testban as tb
from synthetic_records import RATE_HZ, RECORDS_START, Network, network
from testban.api import FindingResult
from testban.geodesy import destination, epicentral
from testban.model import SeismicEvent, SeismicObservations
from testban.travel_times import TravelTimes

LATITUDE, LONGITUDE, ORIGIN_S, DEPTH_KM = 40.3, 100.2, 120.0, 10.0
# About the last direct P, the last P of the association curve, the two ends of the core shadow, the antipode.
EDGES_DEG = (94.97, 95.0, 95.03, 97.6, 98.4, 114.5, 143.0, 179.9, 180.0)
EVERY_DEG = (*np.arange(0.0, 180.0, 15.0), *EDGES_DEG)
SACPZ = """* NETWORK     : XX
* STATION     : {station}
* LOCATION    :
* CHANNEL     : BHZ
* START       : 2010-01-01T00:00:00
* END         : 2599-12-31T23:59:59
* INPUT UNIT  : M
* OUTPUT UNIT : COUNTS
ZEROS 3
POLES 2
-0.037 0.037
-0.037 -0.037
CONSTANT 1.0e9
"""


def world() -> Network:
    """Eight stations about a place that locate an event, and others at every distance from it."""
    made = network(count=8, latitude=LATITUDE, longitude=LONGITUDE)
    azimuth = np.linspace(0.0, 350.0, len(EVERY_DEG))
    latitude, longitude = destination(LATITUDE, LONGITUDE, np.array(EVERY_DEG), azimuth)
    for number, place in enumerate(zip(latitude, longitude, strict=True)):
        made.latitude[f"XX.F{number:02d}"], made.longitude[f"XX.F{number:02d}"] = map(float, place)
    return made


def distance_deg(made: Network, name: str) -> float:
    return float(epicentral(LATITUDE, LONGITUDE, made.latitude[name], made.longitude[name])[0])


def record_everywhere(made: Network, folder: Path) -> Path:
    """Write records, responses and stations: the first P (direct, or through the core) is seen everywhere."""
    rng, table = np.random.default_rng(3), TravelTimes.load("ak135")
    seconds = np.arange(int(1450.0 * RATE_HZ)) / RATE_HZ
    for name in made.latitude:
        away = distance_deg(made, name)
        times = (table.first_p([away], DEPTH_KM).time_s[0], table.phase("S", [away], DEPTH_KM).time_s[0])
        for letter in "ZNE" if away < 5.0 or away in EDGES_DEG else "Z":
            samples = rng.normal(size=seconds.size)
            for time_s, size in zip(times, (100.0, 40.0), strict=True):
                if np.isfinite(time_s):
                    since = seconds - ORIGIN_S - time_s
                    burst = np.where(since >= 0.0, np.exp(-np.maximum(since, 0.0) / 10.0), 0.0)
                    samples += size * burst * rng.normal(size=seconds.size)
            made.traces[f"{name}..BH{letter}"] = 1000.0 * samples
    made.write(folder)
    for name in made.latitude:
        text = SACPZ.format(station=name.removeprefix("XX."))
        (folder / f"{name}.sacpz").write_text(text)
    return folder


@pytest.fixture(scope="module")
def made() -> Network:
    return world()


@pytest.fixture(scope="module")
def assessed(made: Network, tmp_path_factory: pytest.TempPathFactory) -> FindingResult:
    return tb.assess(record_everywhere(made, tmp_path_factory.mktemp("world")))


def first_event(result: FindingResult) -> SeismicEvent:
    event = result.finding.events[0]
    assert isinstance(event, SeismicEvent)
    return event


class TestRecords:
    def test_the_event_is_located_and_every_station_is_used_or_named(
        self, made: Network, assessed: FindingResult
    ) -> None:
        event = first_event(assessed)
        off, _ = epicentral(LATITUDE, LONGITUDE, event.origin.latitude, event.origin.longitude)
        assert float(off) < 0.2
        observed = assessed.observed.observations[0]
        assert isinstance(observed, SeismicObservations)
        named = " ".join(excluded.id for excluded in observed.not_used)
        named += " ".join(reading.channel for scale in event.magnitudes for reading in scale.readings)
        used = {arrival.station for arrival in observed.arrivals}
        assert all(name in used or name in named for name in made.latitude)

    def test_nothing_fails_for_want_of_a_predicted_time(self, assessed: FindingResult) -> None:
        observed = assessed.observed.observations[0]
        assert isinstance(observed, SeismicObservations)
        failed = [excluded for excluded in observed.not_used if excluded.reason.startswith("failed")]
        assert not failed
        assert "NaN" not in assessed.finding.to_json()

    def test_magnitudes_say_what_was_not_measured_where_no_p_is_predicted(
        self, made: Network, assessed: FindingResult
    ) -> None:
        (mb,) = (scale for scale in first_event(assessed).magnitudes if scale.kind == "mb")
        in_shadow = {name for name in made.latitude if 95.1 < distance_deg(made, name) < 100.0}
        readings = [reading for reading in mb.readings if reading.station in in_shadow]
        assert len(readings) == len(in_shadow) > 0
        assert {reading.reason for reading in readings} == {"P neither seen nor predicted"}

    def test_the_dossier_is_written_with_its_record_section(
        self, assessed: FindingResult, tmp_path: Path
    ) -> None:
        written = assessed.write(tmp_path / "dossier")
        (page,) = (path for path in written if path.suffix == ".html")
        assert "Record section" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("phase", ["P", "S", "PKP", "PKIKP", "Pdiff"])
def test_arrivals_of_any_distance_and_any_name_end_in_a_dossier(
    made: Network, phase: str, tmp_path: Path
) -> None:
    table = TravelTimes.load("ak135")
    rows = ["station,phase,time"]
    for name in made.latitude:
        away = distance_deg(made, name)
        near = away < 90.0
        time_s = float(table.first_p([away], DEPTH_KM).time_s[0])
        moment = RECORDS_START + ORIGIN_S + (time_s if np.isfinite(time_s) else 900.0)
        rows.append(f"{name},{'P' if near else phase},{moment}")
    arrivals = tmp_path / "arrivals.csv"
    arrivals.write_text("\n".join(rows) + "\n")
    places = [f"{name},{made.latitude[name]:.4f},{made.longitude[name]:.4f}" for name in made.latitude]
    stations = tmp_path / "stations.csv"
    stations.write_text("id,latitude,longitude\n" + "\n".join(places) + "\n")
    result = tb.assess(arrivals, stations=stations)
    event = first_event(result)
    off, _ = epicentral(LATITUDE, LONGITUDE, event.origin.latitude, event.origin.longitude)
    # First P named S cannot be right; what matters there is that it ends in a dossier.
    assert float(off) < 0.3 or phase == "S"
    assert "NaN" not in result.finding.to_json()
    assert result.write(tmp_path / "dossier")
