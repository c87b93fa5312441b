"""Relative location of what is given in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import obspy
import pandas as pd
import pytest

import testban as tb
from synthetic_records import RECORDS_START, network, quake, trace

STATIONS = {"N": (0.0, 0.15), "E": (0.15, 0.0), "S": (0.0, -0.15), "W": (-0.15, 0.0), "NE": (0.1, 0.1)}
PLACES_KM = {"A": (0.0, 0.0), "B": (0.1, 0.05), "C": (-0.05, 0.1)}
SLOWNESSES = {(station, "P"): slowness for station, slowness in STATIONS.items()}


@pytest.fixture
def pairs() -> pd.DataFrame:
    rows = []
    for first, second in (("A", "B"), ("A", "C"), ("B", "C")):
        for station, slowness in STATIONS.items():
            times = []
            for name in (first, second):
                day = 1 + "ABC".index(name)
                seconds = 10.0 - float(np.dot(slowness, PLACES_KM[name]))
                times.append(pd.Timestamp(f"2010-01-{day:02d}T00:00:00Z") + pd.Timedelta(seconds=seconds))
            rows.append((first, second, *times, station, "P"))
    return pd.DataFrame(rows, columns=["event1", "event2", "time1", "time2", "station", "phase"])


def test_a_table_of_pairs_gives_the_places(pairs):
    result = tb.relocate(pairs, slownesses=SLOWNESSES, reference="A")
    assert len(result.events) == 3
    for row in result.to_rows():
        east, north = PLACES_KM[row["id"]]
        assert (row["east_m"], row["north_m"]) == pytest.approx((1000 * east, 1000 * north), abs=0.5)
    assert {file["name"] for file in result.to_dict()["inputs"]} == {"<pairs>", "<slownesses>"}


def test_known_positions_by_event_give_coordinates(pairs):
    result = tb.relocate(pairs, slownesses=SLOWNESSES, truth={"A": (41.0, 129.0)})
    places = {event["id"]: (event["latitude"], event["longitude"]) for event in result.events}
    assert places["A"] == pytest.approx((41.0, 129.0), abs=1e-4)


def test_a_table_that_lacks_a_column_is_refused(pairs):
    with pytest.raises(tb.BadInputError, match="lacks the columns time2"):
        tb.relocate(pairs.drop(columns="time2"), slownesses=SLOWNESSES)


def test_streams_are_relocated_as_their_files(tmp_path: Path):
    made = quake(network(count=8), latitude=40.3, longitude=100.2, p=600.0, s=60.0)
    rng = np.random.default_rng(4)
    later = obspy.Stream()
    for seed_id, data in made.traces.items():
        later += trace(seed_id, data + rng.normal(size=data.size), start=RECORDS_START + 40 * 86400.0)
    folder = tmp_path / "later"
    folder.mkdir()
    for record in later:
        record.write(str(folder / f"{record.id}.mseed"), format="MSEED")
    first = made.write(tmp_path / "first")
    table = first / "stations.csv"
    in_memory = tb.relocate({"first": made.stream(), "later": later}, stations=table, reference="first")
    in_files = tb.relocate(first, folder, stations=table, reference="first")
    assert in_memory.events == in_files.events
    assert in_memory.content["differential_times"] == in_files.content["differential_times"]
