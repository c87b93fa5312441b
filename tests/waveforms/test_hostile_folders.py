"""A folder from somebody else: nothing outside of it is read, and one odd file never costs the others."""

from __future__ import annotations

import gzip
import os
import socket
from pathlib import Path

import numpy as np
import pytest
from obspy import Stream, UTCDateTime, read_inventory
from obspy.core.inventory import Channel, Inventory, Network, Station
from obspy.core.inventory.response import InstrumentSensitivity, PolesZerosResponseStage, Response

from synthetic_records import RECORDS_START, network, quake, trace
from testban.safe_io import file_name
from testban.waveforms import NoWaveformsError, Waveforms, read_waveforms, read_windows

GOOD = quake(network(count=4), latitude=40.0, longitude=100.0, length_s=120.0, origin_s=30.0)
POSITIONS = "id,latitude,longitude\n" + "".join(
    f"{name},{GOOD.latitude[name]:.4f},{GOOD.longitude[name]:.4f}\n" for name in GOOD.latitude
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return GOOD.write(tmp_path / "wf")


def reasons(waveforms: Waveforms) -> dict[str, str]:
    return {fault.id: fault.reason for fault in waveforms.not_used}


def is_whole(waveforms: Waveforms) -> bool:
    return [record.seed_id for record in waveforms.records] == sorted(GOOD.traces)


class TestNames:
    @pytest.mark.parametrize("name", ["wf [copy]", "a*", "wf?x", "http:", "%41", "-rf", "a\n\x1b[31mb"])
    def test_a_folder_of_any_name_is_no_pattern(self, tmp_path, name):
        GOOD.write(tmp_path / name)
        assert is_whole(read_waveforms([tmp_path / name]))

    @pytest.mark.parametrize("name", [b"a[1].mseed", b"*.mseed", b"caf\xe9.mseed", b"a\n\x1b[31mb.mseed"])
    def test_a_file_of_any_name_is_read_and_its_name_can_be_written(self, folder, name):
        source = folder / "XX.S00..BHZ.mseed"
        os.rename(source, os.path.join(os.fsencode(folder), name))
        waveforms = read_waveforms([folder])
        assert is_whole(waveforms)
        shown = file_name(os.fsdecode(name))
        assert shown in {entry.name for entry in waveforms.inputs}
        assert shown.encode()

    def test_a_file_named_by_itself_is_no_pattern(self, folder):
        one = folder / "a[1].mseed"
        (folder / "XX.S00..BHZ.mseed").rename(one)
        waveforms = read_waveforms([one], stations=[folder / "stations.csv"])
        assert [record.seed_id for record in waveforms.records] == ["XX.S00..BHZ"]


class TestOutside:
    def test_links_that_lead_out_are_named_and_not_followed(self, folder, tmp_path):
        (tmp_path / "secret.csv").write_text("id,latitude,longitude\nXX.S09,1.0,2.0\n")
        (tmp_path / "more").mkdir()
        (folder / "b.csv").symlink_to(tmp_path / "secret.csv")
        (folder / "c.csv").symlink_to("../secret.csv")
        (folder / "d").symlink_to(tmp_path / "more")
        (folder / "e.csv").symlink_to("/nowhere")
        (folder / "f.csv").symlink_to("nowhere")
        os.link(tmp_path / "secret.csv", folder / "g.csv")
        waveforms = read_waveforms([folder])
        assert is_whole(waveforms)
        said = reasons(waveforms)
        assert said["b.csv"] == said["c.csv"] == said["e.csv"] == "is a link that leads out of the folder"
        assert said["d"] == "is a link to a folder, which is not followed"
        assert said["f.csv"] == "is a link to nothing"
        assert "hard link" in said["g.csv"]
        assert "XX.S09" not in {row.id for row in waveforms.book.rows}

    def test_links_within_stand_for_their_file_once(self, folder):
        (folder / ".store").mkdir()
        (folder / "XX.S00..BHZ.mseed").rename(folder / ".store" / "1")
        (folder / "XX.S00..BHZ.mseed").symlink_to(".store/1")
        (folder / "again.mseed").symlink_to("XX.S01..BHZ.mseed")
        os.link(folder / "XX.S02..BHZ.mseed", folder / "twice.mseed")
        waveforms = read_waveforms([folder])
        assert is_whole(waveforms)
        assert "again.mseed" not in {entry.name for entry in waveforms.inputs}

    def test_pipes_sockets_and_devices_are_named_and_not_waited_for(self, folder, monkeypatch):
        monkeypatch.chdir(folder)
        os.mkfifo("pipe.mseed")
        server = socket.socket(socket.AF_UNIX)
        server.bind("door")
        waveforms = read_waveforms([folder])
        server.close()
        assert is_whole(waveforms)
        assert reasons(waveforms)["pipe.mseed"] == "is a pipe, a file was expected"
        assert reasons(waveforms)["door"] == "is a socket, a file was expected"

    @pytest.mark.parametrize("kind", ["pipe", "/dev/zero"])
    def test_a_pipe_or_device_as_target_is_named(self, tmp_path, kind):
        target = Path(kind) if kind.startswith("/") else tmp_path / kind
        if not target.exists():
            os.mkfifo(target)
        with pytest.raises(NoWaveformsError, match=r"is a (pipe|device), a file was expected"):
            read_waveforms([target])


def wfdisc(rows: list[tuple[str, str, str, str, int]], *, wide: bool = False) -> str:
    """Rows of a wfdisc table: station, datatype, dir, dfile, foff; 2,400 samples at 20 Hz."""
    lines = []
    for station, kind, place, name, offset in rows:
        time = f"{RECORDS_START.timestamp:17.5f}{' ' if wide else ''}"
        end = f"{RECORDS_START.timestamp + 120.0:17.5f}"
        lines.append(
            f"{station:<6} {'BHZ':<8} {time} {1:8d} {1:8d} {2020002:8d} {end} {2400:8d} {20.0:11.7f} "
            f"{1.0:16.6f} {1.0:16.6f} {'-':<6} o {kind} - {place:<64} {name:<32} {offset:10d} {-1:8d} "
            f"{'':17}"
        )
    return "".join(f"{line[: 287 if wide else 283]:<{287 if wide else 283}}\n" for line in lines)


class TestCss:
    SAMPLES = np.random.default_rng(5).normal(0.0, 1000.0, 2400).astype(np.int32)

    def read(self, folder: Path, rows, *, wide: bool = False, **files: bytes) -> Waveforms:
        GOOD.write(folder)
        (folder / "more").mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name.replace("__", "/").replace("_w", ".w")).write_bytes(data)
        (folder / "a.wfdisc").write_text(wfdisc(rows, wide=wide))
        positions = POSITIONS + "".join(f"{row[0]},41.{n},101.{n}\n" for n, row in enumerate(rows))
        (folder / "stations.csv").write_text(positions)
        return read_waveforms([folder])

    @pytest.mark.parametrize("wide", [False, True])
    @pytest.mark.parametrize(("kind", "dtype"), [("s4", ">i4"), ("i4", "<i4"), ("t4", ">f4"), ("f8", "<f8")])
    def test_samples_in_the_folder_are_read_and_remembered(self, tmp_path, wide, kind, dtype):
        data = bytes(7) + self.SAMPLES.astype(dtype).tobytes()
        waveforms = self.read(tmp_path, [("QQA", kind, "more", "x.w", 7)], wide=wide, more__x_w=data)
        record = next(one for one in waveforms.records if one.seed_id == ".QQA..BHZ")
        assert np.array_equal(record.samples, self.SAMPLES)
        assert {"a.wfdisc", "x.w"} <= {entry.name for entry in waveforms.inputs}

    def test_packed_integers_and_text_are_read(self, tmp_path):
        three = b"".join(int(value).to_bytes(3, "big", signed=True) for value in self.SAMPLES)
        text = b"".join(f"{value:15d}".encode() for value in self.SAMPLES)
        rows = [("QQA", "s3", ".", "a.w", 0), ("QQB", "a0", ".", "b.w", 0)]
        waveforms = self.read(tmp_path, rows, a_w=three, b_w=text)
        (record, *_) = [one for one in waveforms.records if one.seed_id == ".QQA..BHZ"]
        assert np.array_equal(record.samples, self.SAMPLES)
        assert reasons(waveforms)[".QQB..BHZ"] == "the same samples as .QQA..BHZ"

    def test_a_table_of_another_name_and_a_packed_file_are_read(self, tmp_path):
        (tmp_path / "a.rows").write_text(wfdisc([("QQA", "i4", ".", "x.w", 0)]))
        (tmp_path / "x.w.gz").write_bytes(gzip.compress(self.SAMPLES.tobytes()))
        (tmp_path / "stations.csv").write_text("id,latitude,longitude\nQQA,41.0,101.0\n")
        waveforms = read_waveforms([tmp_path])
        assert np.array_equal(waveforms.records[0].samples, self.SAMPLES)
        assert {entry.name for entry in waveforms.inputs} == {"a.rows", "x.w.gz", "stations.csv"}

    @pytest.mark.parametrize(
        ("place", "reason"),
        [("..", "outside"), ("../other", "outside"), ("more/../..", "outside"), ("/etc", "outside"),
         ("none", "not in the folder"), (".hidden", "not in the folder")],
    )  # fmt: skip
    def test_a_dir_that_leads_out_is_refused_by_name(self, tmp_path, place, reason):
        for other in (tmp_path, tmp_path / "other"):
            other.mkdir(exist_ok=True)
            (other / "x.w").write_bytes(self.SAMPLES.tobytes())
        waveforms = self.read(tmp_path / "wf", [("QQA", "i4", place, "x.w", 0)])
        assert is_whole(waveforms)
        assert reason in reasons(waveforms)["a.wfdisc"]
        assert "x.w" not in {entry.name for entry in waveforms.inputs}

    def test_a_link_is_no_way_out(self, tmp_path):
        (tmp_path / "x.w").write_bytes(self.SAMPLES.tobytes())
        (tmp_path / "wf").mkdir()
        (tmp_path / "wf" / "x.w").symlink_to("../x.w")
        waveforms = self.read(tmp_path / "wf", [("QQA", "i4", ".", "x.w", 0)])
        assert is_whole(waveforms)
        assert "outside" in reasons(waveforms)["a.wfdisc"]

    def test_rows_that_cannot_be_are_named_with_their_line(self, tmp_path):
        rows = [
            ("QQA", "i4", ".", "x.w", 0),
            ("QQB", "i4", ".", "x.w", 10**8),
            ("QQC", "e1", ".", "x.w", 0),
            ("QQD", "i4", ".", "", 0),
        ]
        waveforms = self.read(tmp_path, rows, x_w=self.SAMPLES.tobytes())
        said = [fault.reason for fault in waveforms.not_used if fault.id == "a.wfdisc"]
        assert [one.partition(":")[0] for one in said] == ["line 2", "line 3", "line 4"]
        assert ".QQA..BHZ" in {record.seed_id for record in waveforms.records}


class TestTraces:
    def test_a_record_stuck_and_empty_by_turns_is_left_out_by_name(self, folder):
        stuck = np.repeat(np.arange(30.0), 80)
        trace("XX.S09..BHZ", stuck).write(str(folder / "x.mseed"), format="MSEED")
        waveforms = read_waveforms([folder])
        assert is_whole(waveforms)
        assert "0 % of it can be used" in reasons(waveforms)["XX.S09..BHZ"]

    def test_pieces_that_span_too_much_are_left_out_by_name(self, folder):
        data = np.arange(20_000.0)
        pieces = [
            trace("XX.S09..BHZ", data, start=RECORDS_START + 3500.0 * number, rate_hz=20_000.0)
            for number in range(4)
        ]
        Stream(pieces).write(str(folder / "x.mseed"), format="MSEED")
        waveforms = read_waveforms([folder])
        assert is_whole(waveforms)
        assert "4 pieces span 2.1e+08 samples" in reasons(waveforms)["XX.S09..BHZ"]

    def test_what_a_stretch_without_a_usable_record_left_out_is_named(self, folder):
        trace("XX.S00..BHZ", np.zeros(2400), start=UTCDateTime(1976, 3, 1)).write(
            str(folder / "x.mseed"), format="MSEED"
        )
        (window,) = read_windows([folder])
        assert is_whole(window)
        assert reasons(window)["XX.S00..BHZ"] == "dead: every sample is 0"

    def test_a_pickle_a_crash_and_a_hang_are_named_and_the_rest_is_read(self, folder, tmp_path):
        mark = tmp_path / "ran"
        (folder / "a.bin").write_bytes(
            b"S'obspy.core.stream'\n0cos\nmkdir\n(S'" + os.fsencode(mark) + b"'\ntR."
        )
        waveforms = read_waveforms([folder])
        assert is_whole(waveforms)
        assert "pickle" in reasons(waveforms)["a.bin"]
        assert not mark.exists()


def inventory(*poles: complex, gain: float = 1.0e9) -> Inventory:
    """A response of one stage at each station of the good records; the poles are those of S00 only."""
    stations = []
    for name in GOOD.latitude:
        own = list(poles) if name == "XX.S00" else [-0.037 + 0.037j, -0.037 - 0.037j]
        stage = PolesZerosResponseStage(
            1, gain, 1.0, "M/S", "COUNTS", "LAPLACE (RADIANS/SECOND)", 1.0, [0j, 0j], own,
        )  # fmt: skip
        sensitivity = InstrumentSensitivity(gain, 1.0, "M/S", "COUNTS")
        response = Response(instrument_sensitivity=sensitivity, response_stages=[stage])
        place = {"latitude": GOOD.latitude[name], "longitude": GOOD.longitude[name], "elevation": 0.0}
        channel = Channel("BHZ", "", **place, depth=0.0, azimuth=0.0, dip=-90.0, response=response)
        stations.append(Station(name.partition(".")[2], **place, channels=[channel]))
    return Inventory([Network("XX", stations=stations)], source="test")


class TestResponses:
    @pytest.mark.parametrize("bad", ["Infinity", "-INF", "NaN"])
    def test_a_pole_that_is_not_finite_costs_its_own_response_only(self, folder, tmp_path, bad):
        path = tmp_path / "resp.xml"
        inventory(-123.5 + 0.0j, -0.037 - 0.037j).write(str(path), format="STATIONXML")
        path.write_text(path.read_text().replace("-123.5", bad))
        waveforms = read_waveforms([folder], responses=[path])
        assert is_whole(waveforms)
        gains = {record.seed_id: record.channel.gain_counts_per_m_s for record in waveforms.records}
        assert gains["XX.S00..BHZ"] is None
        assert gains["XX.S01..BHZ"] == pytest.approx(1.0e9, rel=0.01)
        said = "; ".join(fault.reason for fault in waveforms.not_used)
        assert "response" in said or "resp.xml" in said

    def test_a_pole_at_the_frequency_itself_is_named(self, folder, tmp_path):
        path = tmp_path / "resp.xml"
        inventory(2j * np.pi, -2j * np.pi).write(str(path), format="STATIONXML")
        waveforms = read_waveforms([folder], responses=[path])
        assert is_whole(waveforms)
        assert "response" in reasons(waveforms)["XX.S00..BHZ"]

    def test_places_epochs_and_gains_are_those_obspy_reads(self, tmp_path):
        path = tmp_path / "resp.xml"
        inventory(-0.037 + 0.037j, -0.037 - 0.037j).write(str(path), format="STATIONXML")
        theirs = read_inventory(str(path))
        GOOD.write(tmp_path / "wf")
        (ours,) = read_waveforms([tmp_path / "wf"], responses=[path]).book.inventories
        for mine, other in zip(ours[0], theirs[0], strict=True):
            assert (mine.code, mine.latitude, mine.longitude) == (other.code, other.latitude, other.longitude)
            stages = [one[0].response.response_stages[0] for one in (mine, other)]
            assert stages[0].poles == stages[1].poles
            assert stages[0].stage_gain == stages[1].stage_gain
            assert stages[0].pz_transfer_function_type == stages[1].pz_transfer_function_type
