"""Events relative to each other from their records."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthetic_records import RATE_HZ, Network, network, quake, trace
from testban.geodesy import epicentral
from testban.model import BadInputError, NotAnsweredError
from testban.pipeline._observe import observe
from testban.relocation.run import relocate_files
from testban.travel_times import TravelTimes

LATER_S = 40 * 86400.0
PLACE = (40.3, 100.2)
MOVED_KM = (0.4, -0.3)


@pytest.fixture(scope="module")
def made() -> Network:
    return quake(network(count=8), latitude=PLACE[0], longitude=PLACE[1], p=600.0, s=60.0)


def write_moved(made: Network, folder: Path, *, rename: str = "") -> Path:
    """Write the records of the same source at another place: each shifted by its slowness, and new noise."""
    folder.mkdir()
    rng = np.random.default_rng(4)
    table = TravelTimes.load("ak135")
    for seed_id, data in made.traces.items():
        station = seed_id.rsplit("..", 1)[0]
        distance, azimuth = epicentral(*PLACE, made.latitude[station], made.longitude[station])
        slowness = float(table.first_p(distance, 10.0).ray_parameter_s_per_deg) / 111.195
        toward = np.array([np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))])
        shift = -slowness * float(toward @ MOVED_KM)
        frequency = np.fft.rfftfreq(data.size, 1.0 / RATE_HZ)
        moved = np.fft.irfft(np.fft.rfft(data) * np.exp(-2j * np.pi * frequency * shift), data.size)
        again = trace(seed_id.replace("XX.", f"XX.{rename}"), moved + rng.normal(size=data.size))
        again.stats.starttime += LATER_S
        again.write(str(folder / f"{again.id}.mseed"), format="MSEED")
    return folder


class TestSyntheticEvents:
    def test_a_moved_source_is_found_within_its_ellipse(self, made: Network, tmp_path: Path) -> None:
        folders = [made.write(tmp_path / "first"), write_moved(made, tmp_path / "second")]
        table = next(folders[0].glob("*.csv"))
        result = relocate_files(folders, stations=table, reference="first")
        event = next(one for one in result["events"] if one["id"] == "second")
        off = np.hypot(event["east_m"] - 1000.0 * MOVED_KM[0], event["north_m"] - 1000.0 * MOVED_KM[1])
        assert off < 60.0
        assert off < event["ellipse_90"]["minor_m"] < 300.0
        assert len(result["differential_times"]) >= 6
        read = {one["name"] for one in result["inputs"]}
        assert read == {path.name for folder in folders for path in folder.iterdir()}

    def test_no_common_station_is_named(self, made: Network, tmp_path: Path) -> None:
        folders = [made.write(tmp_path / "first"), write_moved(made, tmp_path / "second", rename="Q")]
        lines = next(folders[0].glob("*.csv")).read_text(encoding="utf-8").splitlines()
        others = [line.replace("XX.S", "XX.QS").replace("XX,S", "XX,QS") for line in lines[1:]]
        table = tmp_path / "stations.csv"
        table.write_text("\n".join([*lines, *others]) + "\n", encoding="utf-8")
        with pytest.raises(NotAnsweredError, match="first second: no channel recorded both events"):
            relocate_files(folders, stations=table)


class TestBadInput:
    def test_tables_among_waveforms_are_refused(self, tmp_path: Path) -> None:
        pairs = tmp_path / "pairs.txt"
        pairs.write_text("A B 2010-01-01T00:00:00 2010-01-01T00:00:01 N P", encoding="utf-8")
        with pytest.raises(BadInputError, match=r"pairs\.txt: a table of differential times among waveforms"):
            relocate_files([tmp_path, pairs])

    def test_pairs_without_slownesses_are_refused(self, tmp_path: Path) -> None:
        pairs = tmp_path / "pairs.txt"
        pairs.write_text("A B 2010-01-01T00:00:00 2010-01-01T00:00:01 N P", encoding="utf-8")
        with pytest.raises(BadInputError, match="need --slownesses"):
            relocate_files([pairs])

    def test_a_folder_without_waveforms_is_named(self, made: Network, tmp_path: Path) -> None:
        (tmp_path / "nothing").mkdir()
        with pytest.raises(BadInputError, match="1 event in the waveforms, two are needed; nothing: "):
            relocate_files([made.write(tmp_path / "first"), tmp_path / "nothing"])

    def test_waveforms_without_coordinates_are_bad_input_as_for_one_event(
        self, made: Network, tmp_path: Path
    ) -> None:
        folders = [made.write(tmp_path / name) for name in ("first", "second")]
        for folder in folders:
            (folder / "stations.csv").unlink()
        with pytest.raises(BadInputError, match=r"first: .*no coordinates.*second: .*no coordinates"):
            relocate_files(folders)
        with pytest.raises(BadInputError, match=r"first: .*no coordinates"):
            observe(str(folders[0]))

    def test_one_folder_that_can_be_used_is_understood_and_no_answer(
        self, made: Network, tmp_path: Path
    ) -> None:
        with pytest.raises(NotAnsweredError, match="1 event in the waveforms, two are needed"):
            relocate_files([made.write(tmp_path / "first")])

    def test_one_event_given_twice_is_named(self, made: Network, tmp_path: Path) -> None:
        folders = [made.write(tmp_path / "first"), made.write(tmp_path / "again")]
        with pytest.raises(NotAnsweredError, match="again: the same event as first"):
            relocate_files(folders)

    def test_two_folders_of_one_name_are_refused(self, made: Network, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        folders = [made.write(tmp_path / "a" / "same"), made.write(tmp_path / "b" / "same")]
        with pytest.raises(BadInputError, match="two events would be called same"):
            relocate_files(folders)


def test_two_tests_lie_where_differential_times_of_other_stations_put_them(shared: Path) -> None:
    """Regional stations here, 49 teleseismic ones there (Gibbons et al. 2017, Geophys. J. Int. 208, 101)."""
    folder = shared / "dprk" / "waveforms"
    result = relocate_files(
        [folder / "DPRK4.mseed", folder / "DPRK6.mseed"], stations=folder / "traces.csv", reference="DPRK4"
    )
    event = next(one for one in result["events"] if one["id"] == "DPRK6")
    ellipse = event["ellipse_90"]
    assert ellipse["major_m"] < 350.0
    for east, north in ((165.0, 251.0), (344.0, 114.0)):  # iterated and ak135 slownesses
        off = np.array([event["east_m"] - east, event["north_m"] - north])
        turn = np.radians(ellipse["strike_deg"])
        along = off @ [np.sin(turn), np.cos(turn)] / ellipse["major_m"]
        across = off @ [np.cos(turn), -np.sin(turn)] / ellipse["minor_m"]
        assert along**2 + across**2 < 1.0
    assert result["slowness_source"].startswith("ak135, first P from 41.")
    assert all(0.0 < one["sd_ms"] < 50.0 for one in result["differential_times"])
    named = {one["id"].split()[-1] for one in result["not_used"]}
    assert {"IC.MDJ.00.BHZ", "JP.JTU..BHZ"} <= named


def test_one_station_cannot_place_events_and_says_so(shared: Path) -> None:
    with pytest.raises(NotAnsweredError, match=r"records of 1 station \(IC.MDJ\); .* at least 4"):
        relocate_files([shared / "dprk" / "mdj_displacement"])
