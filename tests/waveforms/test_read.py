"""Reading folders: every format, every fault named, nothing lost."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from obspy import Stream
from obspy.core.inventory import Channel as InventoryChannel
from obspy.core.inventory import Inventory
from obspy.core.inventory import Network as InventoryNetwork
from obspy.core.inventory import Station as InventoryStation

from synthetic_records import RECORDS_START, Network, network, quake, trace
from testban.waveforms import (
    Channel,
    NoWaveformsError,
    StationFileError,
    contradicting_stations,
    read_waveforms,
)


@pytest.fixture(scope="module")
def made() -> Network:
    return quake(network(count=4), latitude=40.0, longitude=100.0, length_s=120.0, origin_s=30.0)


def reasons(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in read_waveforms([folder]).not_used:
        found[fault.id] = found.get(fault.id, "") + fault.reason + "; "
    return found


class TestReading:
    def test_every_channel_of_a_folder_with_its_place(self, made: Network, tmp_path: Path) -> None:
        waveforms = read_waveforms([made.write(tmp_path)])
        assert [record.seed_id for record in waveforms.records] == sorted(made.traces)
        for record in waveforms.records:
            assert record.channel.latitude == pytest.approx(made.latitude[record.channel.station], abs=1e-4)
            assert record.start_s == RECORDS_START.timestamp
        assert waveforms.not_used == ()

    def test_inputs_carry_the_hash_of_their_bytes(self, made: Network, tmp_path: Path) -> None:
        waveforms = read_waveforms([made.write(tmp_path)])
        for entry in waveforms.inputs:
            assert entry.sha256 == hashlib.sha256((tmp_path / entry.name).read_bytes()).hexdigest()
        assert len(waveforms.inputs) == 13

    def test_sac_headers_place_and_turn_a_channel_but_tell_no_event(
        self, made: Network, tmp_path: Path
    ) -> None:
        one = trace("XX.S00..BHN", made.traces["XX.S00..BHN"])
        header = {"stla": 41.0, "stlo": 101.0, "stel": 900.0, "cmpaz": 33.0, "cmpinc": 90.0}
        one.stats.sac = header | {"evla": 1.0, "evlo": 2.0, "o": 3.0, "baz": 4.0}
        one.write(str(tmp_path / "a.sac"), format="SAC")
        channel = read_waveforms([tmp_path]).records[0].channel
        assert (channel.latitude, channel.longitude, channel.elevation_m) == (41.0, 101.0, 900.0)
        assert (channel.azimuth_deg, channel.dip_deg) == (33.0, 0.0)

    def test_a_named_table_wins_over_what_lies_in_the_folder(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path / "data")
        table = tmp_path / "mine.csv"
        table.write_text("id,latitude,longitude\nXX.S00,10.0,20.0\n")
        records = read_waveforms([folder], stations=[table]).records
        assert {r.channel.latitude for r in records if r.channel.station == "XX.S00"} == {10.0}

    def test_rows_of_another_event_are_ignored(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path)
        rows = "event,id,stla,stlo,start\n"
        for name in made.traces:
            rows += f"old,{name},1.0,2.0,2009-01-01T00:00:00Z\n"
            rows += f"new,{name},50.0,60.0,{RECORDS_START}\n"
        (folder / "stations.csv").write_text(rows)
        assert {record.channel.latitude for record in read_waveforms([folder]).records} == {50.0}

    def test_another_channels_row_places_a_channel_but_does_not_turn_it(
        self, made: Network, tmp_path: Path
    ) -> None:
        trace("XX.S00.10.BH1", made.traces["XX.S00..BHN"]).write(str(tmp_path / "a.mseed"), format="MSEED")
        table = "id,latitude,longitude,cmpaz,cmpinc,sensitivity\nXX.S00..BHZ,41.0,101.0,12.0,90.0,1e9\n"
        (tmp_path / "stations.csv").write_text(table)
        channel = read_waveforms([tmp_path]).records[0].channel
        assert (channel.latitude, channel.longitude) == (41.0, 101.0)
        assert (channel.azimuth_deg, channel.gain_counts_per_m_s) == (None, None)

    def test_channels_at_two_places_place_no_third(self, made: Network, tmp_path: Path) -> None:
        trace("XX.S00.10.BHZ", made.traces["XX.S00..BHN"]).write(str(tmp_path / "a.mseed"), format="MSEED")
        rows = "XX.S00..BHZ,41.0,101.0\nXX.S00..BHN,42.0,101.0\n"
        (tmp_path / "stations.csv").write_text(f"id,latitude,longitude\n{rows}")
        with pytest.raises(NoWaveformsError, match="no coordinates"):
            read_waveforms([tmp_path])

    def test_an_sds_tree_is_a_folder(self, made: Network, tmp_path: Path) -> None:
        deep = tmp_path / "2020" / "XX" / "S00" / "BHZ.D"
        deep.mkdir(parents=True)
        trace("XX.S00..BHZ", made.traces["XX.S00..BHZ"]).write(
            str(deep / "XX.S00..BHZ.D.2020.002"), format="MSEED"
        )
        (tmp_path / "stations.csv").write_text("id,latitude,longitude\nXX.S00,1,2\n")
        assert len(read_waveforms([tmp_path]).records) == 1

    def test_sacpz_and_stationxml_gains_are_found(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path / "data")
        (tmp_path / "r").mkdir()
        (tmp_path / "r" / "SACPZ.XX.S00").write_text(
            "* NETWORK : XX\n* STATION : S00\n* LOCATION : --\n* CHANNEL : BHZ\n"
            "ZEROS 3\nPOLES 2\n -0.03 0.03\n -0.03 -0.03\nCONSTANT 5e8\n"
        )
        records = read_waveforms([folder], responses=[tmp_path / "r"]).records
        gains = {r.seed_id: r.channel.gain_counts_per_m_s for r in records}
        assert gains["XX.S00..BHZ"] == pytest.approx(5e8, rel=1e-2)
        assert gains["XX.S01..BHZ"] is None

    def test_stationxml_of_a_later_epoch_gives_the_place_and_no_response(
        self, made: Network, tmp_path: Path
    ) -> None:
        (tmp_path / "data").mkdir()
        trace("XX.S00..BHZ", made.traces["XX.S00..BHZ"]).write(
            str(tmp_path / "data" / "a.mseed"), format="MSEED"
        )
        later = RECORDS_START + 1e8
        channels = [
            InventoryChannel("HHZ", "", 41.0, 101.0, 5.0, 0.0, azimuth=0.0, dip=90.0, start_date=later),
            InventoryChannel("BHZ", "", 41.001, 101.0, 5.0, 0.0, start_date=later + 1e8),
        ]
        station = InventoryStation("S00", 41.0, 101.0, 5.0, channels=channels)
        book = Inventory(networks=[InventoryNetwork("XX", stations=[station])], source="test")
        book.write(str(tmp_path / "S00.xml"), format="STATIONXML")
        read = read_waveforms([tmp_path / "data"], responses=[tmp_path / "S00.xml"])
        channel = read.records[0].channel
        assert (channel.latitude, channel.longitude, channel.dip_deg) == (41.0, 101.0, -90.0)
        assert channel.gain_counts_per_m_s is None
        assert [fault.reason for fault in read.not_used] == [
            f"no channel of StationXML holds for it on {RECORDS_START.date}: "
            f"placed by HHZ from {later.date} on, no response"
        ]

    def test_epochs_of_stationxml_that_contradict_each_other_place_nothing(
        self, made: Network, tmp_path: Path
    ) -> None:
        trace("XX.S00..BHZ", made.traces["XX.S00..BHZ"]).write(str(tmp_path / "a.mseed"), format="MSEED")
        channels = [
            InventoryChannel("HHZ", "", latitude, 101.0, 5.0, 0.0, start_date=RECORDS_START + 1e8)
            for latitude in (41.0, 42.0)
        ]
        station = InventoryStation("S00", 41.0, 101.0, 5.0, channels=channels)
        book = Inventory(networks=[InventoryNetwork("XX", stations=[station])], source="test")
        book.write(str(tmp_path / "S00.xml"), format="STATIONXML")
        with pytest.raises(NoWaveformsError) as caught:
            read_waveforms([tmp_path])
        assert any("stand 111 km apart: no coordinates" in reason for reason in caught.value.reasons)


class TestFaults:
    def test_each_file_that_holds_no_waveform_is_named(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path)
        (folder / "notes.txt").write_text("hello")
        (folder / "empty.mseed").write_bytes(b"")
        (folder / "garbage.sac").write_bytes(b"not a seismogram" * 50)
        found = reasons(folder)
        assert set(found) == {"notes.txt", "empty.mseed", "garbage.sac"}
        assert found["empty.mseed"] == "empty file; "

    def test_a_truncated_file_is_named_and_its_whole_records_used(
        self, made: Network, tmp_path: Path
    ) -> None:
        folder = made.write(tmp_path)
        path = folder / "XX.S00..BHZ.mseed"
        path.write_bytes(path.read_bytes()[: 4096 + 100])
        found = read_waveforms([folder])
        assert any(fault.id == path.name and "record" in fault.reason for fault in found.not_used)

    def test_no_reason_tells_where_the_folder_lies(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path / "secret-place")
        cut = folder / "XX.S01..BHZ.mseed"
        cut.write_bytes(cut.read_bytes()[:300])
        (folder / "quakes.xml").write_text("<?xml version='1.0'?><quakeml/>")
        (folder / "rows.csv").write_text("id,latitude,longitude\nX,95,1\nXX.S00,40.0,100.0\n")
        said = reasons(folder)
        assert {"XX.S01..BHZ.mseed", "quakes.xml", "X"} <= said.keys()
        assert "secret-place" not in "".join(said.values())
        assert not said["quakes.xml"].startswith("quakes.xml")

    def test_a_faulty_row_is_named_and_the_rest_of_the_table_used(
        self, made: Network, tmp_path: Path
    ) -> None:
        folder = made.write(tmp_path / "data")
        table = folder / "stations.csv"
        table.write_text(table.read_text() + "XX.BAD,95.0,1.0\nXX.S00,1.0,2.0\n")
        waveforms = read_waveforms([folder], stations=[table])
        said = {fault.id: fault.reason for fault in waveforms.not_used}
        assert "latitude 95 outside -90..90" in said["XX.BAD"]
        assert "two places" in said["XX.S00"]
        assert {record.channel.station for record in waveforms.records} == {"XX.S01", "XX.S02", "XX.S03"}

    def test_a_list_of_the_world_is_not_recited(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path)
        table = folder / "stations.csv"
        rows = "".join(f"YY.W{number},95.0,1.0\n" for number in range(50))
        table.write_text(table.read_text() + rows + "XX.S00,1.0,2.0\n")
        said = {fault.id: fault.reason for fault in read_waveforms([folder]).not_used}
        assert said["station tables"].startswith("50 faulty rows concern no station with waveforms")
        assert "two places" in said["XX.S00"]
        assert not any(key.startswith("YY.") for key in said)

    def test_a_truncated_sac_file_is_named(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path)
        path = folder / "b.sac"
        trace("XX.S00..BHQ", made.traces["XX.S00..BHZ"]).write(str(path), format="SAC")
        path.write_bytes(path.read_bytes()[:3000])
        assert "b.sac" in reasons(folder)

    def test_nan_dead_and_unplaced_channels_are_named(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path)
        for name, data in (
            ("XX.S00..BHZ", np.full(2400, np.nan)),
            ("XX.S01..BHZ", np.zeros(2400)),
            ("YY.NEW..BHZ", made.traces["XX.S02..BHZ"] + 1.0),
        ):
            trace(name, data).write(str(folder / f"{name}.mseed"), format="MSEED")
        found = reasons(folder)
        assert "NaN" in found["XX.S00..BHZ"]
        assert "dead" in found["XX.S01..BHZ"]
        assert "no coordinates" in found["YY.NEW..BHZ"]

    def test_a_channel_given_twice_under_two_names_is_named(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path)
        trace("XX.S03..BHQ", made.traces["XX.S00..BHZ"]).write(str(folder / "q.mseed"), format="MSEED")
        assert reasons(folder)["XX.S03..BHQ"] == "the same samples as XX.S00..BHZ; "

    def test_unsorted_and_overlapping_segments_are_named(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path)
        x = made.traces["XX.S00..BHZ"]
        pieces = [trace("XX.S00..BHZ", x[1000:], start=RECORDS_START + 50), trace("XX.S00..BHZ", x[:1200])]
        Stream(pieces).write(str(folder / "XX.S00..BHZ.mseed"), format="MSEED")
        found = reasons(folder)["XX.S00..BHZ"]
        assert "sorted" in found
        assert "overlap for 10.0 s" in found

    def test_a_record_of_months_is_cut_to_where_the_others_are(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("testban.waveforms.files.MAX_RECORD_SAMPLES", 5000)
        folder = made.write(tmp_path)
        long = np.random.default_rng(0).normal(size=100_000)
        trace("XX.S03..BHQ", long, start=RECORDS_START - 2000).write(
            str(folder / "long.mseed"), format="MSEED"
        )
        waveforms = read_waveforms([folder])
        record = next(r for r in waveforms.records if r.seed_id == "XX.S03..BHQ")
        assert record.samples.size <= (120 + 2 * 60) * 20 + 2
        assert any("1e+05 samples in one record" in fault.reason for fault in waveforms.not_used)

    def test_coordinates_that_contradict_each_other_lose_the_station(
        self, made: Network, tmp_path: Path
    ) -> None:
        folder = made.write(tmp_path)
        rows = [f"{name},{40 + k},100" for k, name in enumerate(made.latitude)]
        rows += ["XX.S03..BHE,10,20", "XX.S03..BHN,41,100", "XX.S03..BHZ,41,100"]
        (folder / "stations.csv").write_text("id,latitude,longitude\n" + "\n".join(rows) + "\n")
        waveforms = read_waveforms([folder])
        assert {record.channel.station for record in waveforms.records} == {"XX.S00", "XX.S01", "XX.S02"}
        fault = next(fault for fault in waveforms.not_used if fault.id == "XX.S03")
        assert "contradict" in fault.reason
        assert "those of XX.S01" in fault.reason

    def test_two_codes_at_one_place_are_remembered(self) -> None:
        twins = [Channel("A.A..BHZ", 1.0, 2.0), Channel("A.B..BHZ", 1.0, 2.0)]
        assert contradicting_stations(twins) == []

    def test_documents_are_said_last_and_shortly(self, made: Network, tmp_path: Path) -> None:
        folder = made.write(tmp_path)
        (folder / "README.md").write_text("# What lies here")
        (folder / "PROVENANCE.txt").write_text("from there")
        (folder / "coherence.csv").write_text("frequency,coherence\n1,0.9\n")
        (folder / "garbage.sac").write_bytes(b"not a seismogram" * 50)
        trace("YY.NEW..BHZ", made.traces["XX.S00..BHZ"] + 1.0).write(str(folder / "n.mseed"), format="MSEED")
        said = [(fault.id, fault.reason) for fault in read_waveforms([folder]).not_used]
        assert [name for name, _ in said] == [
            "garbage.sac",
            "YY.NEW..BHZ",
            "coherence.csv",
            "PROVENANCE.txt",
            "README.md",
        ]
        assert said[2][1] == "line 1: is not a table of stations"
        assert said[4][1] == "no data, by its name"

    def test_a_document_among_responses_is_said_last(self, made: Network, tmp_path: Path) -> None:
        (tmp_path / "r").mkdir()
        (tmp_path / "r" / "README.md").write_text("# What lies here")
        (tmp_path / "r" / "notes.txt").write_text("hello")
        found = read_waveforms([made.write(tmp_path / "d")], responses=[tmp_path / "r"])
        assert [fault.id for fault in found.not_used] == ["notes.txt", "README.md"]

    def test_nothing_usable_gives_each_reason_once_and_what_matters_first(
        self, made: Network, tmp_path: Path
    ) -> None:
        folder = made.write(tmp_path)
        (folder / "stations.csv").unlink()
        (folder / "README.md").write_text("# What lies here")
        with pytest.raises(NoWaveformsError, match="and 9 more: no coordinates") as caught:
            read_waveforms([folder])
        assert [reason.partition(": ")[2] for reason in caught.value.reasons] == [
            "no coordinates: in no table, response or header",
            "no data, by its name",
        ]

    def test_a_folder_of_too_many_files_is_not_read(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("testban.waveforms.list_files.MAX_FILES", 5)
        with pytest.raises(NoWaveformsError, match="was not read, as it holds more than 5 files"):
            read_waveforms([made.write(tmp_path)])

    def test_a_folder_of_too_many_bytes_is_not_read(self, tmp_path: Path) -> None:
        with (tmp_path / "archive.mseed").open("wb") as sparse:
            sparse.truncate(17 * 2**30)
        with pytest.raises(NoWaveformsError, match="or 16 GiB"):
            read_waveforms([tmp_path])

    def test_a_folder_that_begins_with_no_data_is_given_up(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("testban.waveforms.files.MAX_FUTILE", 3)
        folder = made.write(tmp_path)
        for number in range(3):
            (folder / f"A{number}.md").write_text("# Notes")
        with pytest.raises(NoWaveformsError, match=r"the first 3 of 16 files .*A0\.md"):
            read_waveforms([folder])
        (folder / "A2.md").unlink()
        assert len(read_waveforms([folder]).records) == 12

    def test_an_empty_folder_says_why(self, tmp_path: Path) -> None:
        with pytest.raises(NoWaveformsError, match="no event, because no usable waveform in 0 files"):
            read_waveforms([tmp_path])

    def test_a_path_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(NoWaveformsError, match="gone: no such file"):
            read_waveforms([tmp_path / "gone"])

    def test_a_station_table_the_user_named_must_be_readable(self, made: Network, tmp_path: Path) -> None:
        table = tmp_path / "bad.csv"
        table.write_text("a,b\n1,2\n")
        with pytest.raises(StationFileError, match=r"bad\.csv"):
            read_waveforms([made.write(tmp_path / "d")], stations=[table])

    @pytest.mark.parametrize("seed", range(8))
    def test_damaged_bytes_never_stop_a_folder(self, made: Network, tmp_path: Path, seed: int) -> None:
        folder = made.write(tmp_path)
        rng = np.random.default_rng(seed)
        for path in sorted(folder.glob("*S00*.mseed")):
            raw = bytearray(path.read_bytes())
            for at in rng.integers(0, len(raw), 40):
                raw[at] = int(rng.integers(0, 256))
            path.write_bytes(bytes(raw[: int(rng.integers(10, len(raw)))]))
        names = {record.channel.station for record in read_waveforms([folder]).records}
        assert {"XX.S01", "XX.S02", "XX.S03"} <= names


class TestOutside:
    def test_faults_of_the_dprk_records_are_found(self, shared: Path) -> None:
        folder = shared / "dprk" / "waveforms"
        waveforms = read_waveforms([folder / "DPRK6.mseed"], stations=[folder / "traces.csv"])
        assert [fault.id for fault in waveforms.not_used] == ["JP.JEM", "JP.JHS..BHZ"]
        assert "those of JP.JKA" in waveforms.not_used[0].reason
        erm = next(r for r in waveforms.records if r.seed_id == "II.ERM.00.BHZ")
        sehb = next(r for r in waveforms.records if r.seed_id == "KS.SEHB..BHE")
        assert (erm.channel.dip_deg, sehb.channel.azimuth_deg) == (90.0, 18.8)

    def test_the_wrong_response_of_kkar_is_left_out(self, shared: Path) -> None:
        folder = shared / "source_type" / "kambarata_explosion_2009-12-22"
        waveforms = read_waveforms([folder])
        assert {fault.id for fault in waveforms.not_used} == {f"KZ.KKAR..BH{letter}" for letter in "ENZ"}
        gains = {r.channel.station: r.channel.gain_counts_per_m_s for r in waveforms.records}
        assert gains["KZ.KKAR"] is None
        assert gains["KN.UCH"] == pytest.approx(7.896e8, rel=1e-2)
