"""What is given in memory is answered as the file that would hold it."""

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import obspy
import pandas as pd
import polars as pl
import pytest
from obspy.core.inventory import Channel, Inventory, Network, Station

import testban as tb
from synthetic_records import Network as SmallNetwork
from synthetic_records import network, quake
from testban.api import LocateResult

CASE = Path(str(files("testban.cases") / "dprk-2013"))
ARRIVALS, STATIONS = CASE / "arrivals.csv", CASE / "stations.csv"


def rows_of(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def from_files() -> LocateResult:
    return tb.locate(ARRIVALS, stations=STATIONS)


def answer(result: LocateResult) -> list[dict[str, object]]:
    """The events without their names and where their readings stood, which depend on the source's name."""
    left_out = ("id", "title", "not_used")
    return [{key: value for key, value in event.items() if key not in left_out} for event in result.events]


class TestArrivals:
    @pytest.mark.parametrize("library", [pd, pl], ids=["pandas", "polars"])
    def test_a_table_is_located_as_the_file_of_its_rows(self, library, from_files):
        arrivals, stations = (library.DataFrame(rows_of(path)) for path in (ARRIVALS, STATIONS))
        assert answer(tb.locate(arrivals, stations=stations)) == answer(from_files)

    def test_numbers_and_times_of_a_table_need_not_be_text(self, from_files):
        arrivals = pd.DataFrame(rows_of(ARRIVALS))
        arrivals["time"] = pd.to_datetime(arrivals["time"], utc=True, format="ISO8601")
        arrivals["time_sd_s"] = pd.to_numeric(arrivals.get("time_sd_s"))
        stations = pd.DataFrame(rows_of(STATIONS))
        for name in ("latitude", "longitude", "elevation_m"):
            stations[name] = pd.to_numeric(stations[name])
        assert answer(tb.locate(arrivals, stations=stations)) == answer(from_files)

    def test_a_catalog_is_located_as_the_quakeml_it_writes(self, tmp_path):
        catalog = tb.assess("dprk-2013").to_catalog()
        path = tmp_path / "event.xml"
        catalog.write(str(path), format="QUAKEML")
        in_memory, in_file = (tb.locate(given, stations=STATIONS) for given in (catalog, path))
        assert answer(in_memory) == answer(in_file)
        assert in_memory.located

    def test_the_nouns_are_located_as_the_file_they_came_from(self, from_files):
        (observed,) = tb.read(ARRIVALS, stations=STATIONS)
        in_memory = tb.locate(observed.arrivals, stations=observed.stations)
        assert answer(in_memory)[0]["origin"] == answer(from_files)[0]["origin"]

    def test_places_by_code_are_stations(self, from_files):
        places = {
            row["id"]: (float(row["latitude"]), float(row["longitude"]), float(row["elevation_m"] or 0.0))
            for row in rows_of(STATIONS)
        }
        assert answer(tb.locate(ARRIVALS, stations=places)) == answer(from_files)

    def test_the_provenance_names_the_table_and_the_hash_of_its_text(self):
        table = pl.DataFrame(rows_of(ARRIVALS))
        (observed,) = tb.read(table, stations=STATIONS)
        name = observed.inputs[0]
        text = ARRIVALS.read_text().split("\n")
        expected = "\n".join(line for line in text if not line.startswith("#")).encode()
        assert (name.name, name.sha256) == ("<arrivals>", hashlib.sha256(expected).hexdigest())

    def test_a_table_without_times_says_what_it_lacks(self):
        with pytest.raises(tb.BadInputError, match=r"<arrivals>.*the columns.*time"):
            tb.locate(pd.DataFrame({"station": ["MDJ"], "phase": ["P"]}))

    def test_a_located_event_is_a_catalogue_that_is_located_alike(self, from_files):
        catalog = from_files.to_catalog()
        origin = from_files.located[0]["origin"]
        assert (catalog[0].origins[0].latitude, catalog[0].origins[0].longitude) == pytest.approx(
            (origin["latitude"], origin["longitude"])
        )
        again = tb.locate(catalog, stations=STATIONS).located[0]["origin"]
        assert again["latitude"] == pytest.approx(origin["latitude"], abs=0.05)

    def test_an_object_of_another_kind_is_named(self):
        with pytest.raises(tb.BadInputError, match="arrivals given as dict"):
            tb.locate({"station": "MDJ"})


def inventory_of(latitude: dict[str, float], longitude: dict[str, float]) -> Inventory:
    stations = []
    for name, north in latitude.items():
        code, place = name.split(".")[1], (north, longitude[name])
        angles = {"BHZ": (0.0, -90.0), "BHN": (0.0, 0.0), "BHE": (90.0, 0.0)}
        channels = [
            Channel(channel, "", *place, elevation=0.0, depth=0.0, azimuth=azimuth, dip=dip)
            for channel, (azimuth, dip) in angles.items()
        ]
        stations.append(Station(code, *place, elevation=0.0, channels=channels))
    return Inventory(networks=[Network("XX", stations=stations)], source="test")


@pytest.fixture(scope="module")
def recorded() -> SmallNetwork:
    return quake(network(), latitude=40.2, longitude=100.1)


@pytest.fixture(scope="module")
def result(recorded: SmallNetwork) -> tb.FindingResult:
    inventory = inventory_of(recorded.latitude, recorded.longitude)
    return tb.assess(recorded.stream(), inventory=inventory)


class TestConvert:
    def test_a_catalogue_is_converted_as_the_quakeml_it_writes(self, tmp_path):
        catalog = tb.assess("dprk-2013").to_catalog()
        catalog.write(str(tmp_path / "catalog.xml"), format="QUAKEML")
        in_memory = tb.convert(catalog, tmp_path / "a.csv")
        in_file = tb.convert(tmp_path / "catalog.xml", tmp_path / "b.csv")
        assert in_memory.file.read_bytes() == in_file.file.read_bytes()
        assert in_memory.lost == in_file.lost

    def test_a_finding_is_converted_as_its_file(self, tmp_path):
        result = tb.assess("dprk-2013")
        (tmp_path / "finding.json").write_text(result.to_json())
        in_memory = tb.convert(result, tmp_path / "a.geojson")
        in_file = tb.convert(tmp_path / "finding.json", tmp_path / "b.geojson")
        assert in_memory.file.read_bytes() == in_file.file.read_bytes()


class TestRecords:
    def test_a_stream_is_assessed_where_its_event_was(self, result):
        (row,) = result.to_rows()
        assert abs(row["latitude"] - 40.2) < 0.2
        assert abs(row["longitude"] - 100.1) < 0.2

    def test_a_stream_is_assessed_as_the_files_it_writes(self, recorded, result, tmp_path):
        inventory = tmp_path / "stations.xml"
        inventory_of(recorded.latitude, recorded.longitude).write(str(inventory), format="STATIONXML")
        folder = recorded.write(tmp_path / "stream")
        (folder / "stations.csv").unlink()
        from_files = tb.assess(folder, inventory=inventory)
        in_memory, in_files = (
            given.finding.model_copy(update={"provenance": None}) for given in (result, from_files)
        )
        assert in_memory == in_files

    def test_a_stream_is_not_changed(self, recorded):
        stream = recorded.stream()
        before = stream.copy()
        tb.measure(stream, inventory=inventory_of(recorded.latitude, recorded.longitude))
        assert stream == before

    def test_the_provenance_names_the_stream_whose_order_does_not_matter(self, recorded, result):
        reverse = obspy.Stream(recorded.stream()[::-1])
        observed = tb.read(reverse, inventory=inventory_of(recorded.latitude, recorded.longitude))
        names = {file.name: file.sha256 for file in result.finding.provenance.inputs}
        assert {file.name: file.sha256 for file in observed[0].inputs} == names
        assert set(names) == {"<stream>", "<inventory>"}

    def test_measurements_are_a_table_of_ratios_by_station_and_band(self, recorded):
        places = {name: (north, recorded.longitude[name]) for name, north in recorded.latitude.items()}
        table = tb.measure(recorded.stream(), stations=places).to_dataframe(backend="pandas")
        assert set(table["station"]) <= set(recorded.latitude)
        assert (table["low_hz"] < table["high_hz"]).all()

    @pytest.mark.parametrize("name", ["record_section", "spectra"])
    def test_measured_records_are_drawn(self, recorded, name):
        places = {
            station: (north, recorded.longitude[station]) for station, north in recorded.latitude.items()
        }
        measured = tb.measure(recorded.stream(), stations=places)
        assert measured.figure(name).axes
        with pytest.raises(tb.BadInputError, match="event 7 is not among"):
            measured.figure(name, event=7)

    def test_a_gap_that_is_masked_is_a_gap_and_no_samples(self, recorded):
        stream = recorded.stream()
        gap = slice(1000, 1500)
        masked = stream.copy()
        for trace in masked:
            trace.data = np.ma.masked_array(trace.data, mask=False)
            trace.data[gap] = np.ma.masked
        places = {name: (north, recorded.longitude[name]) for name, north in recorded.latitude.items()}
        split = tb.measure(masked.split(), stations=places)
        assert [event.arrivals for event in tb.measure(masked, stations=places).events] == [
            event.arrivals for event in split.events
        ]

    def test_what_is_given_in_memory_does_not_travel_and_says_so(self, result, tmp_path):
        written = result.write(tmp_path / "dossier")
        assert not any("inputs" in path.parts for path in written)
        assert "cannot be computed again" in result.dossier_warnings()[0]
