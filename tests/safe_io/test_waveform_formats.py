"""A waveform file is known by its content and one of a list; a hostile one costs itself and nothing else."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from hostile_waveforms import (
    MAGIC,
    WRITTEN,
    garbage,
    honest_pickle,
    mutated,
    pickle_that_runs,
    stream,
    written,
)
from obspy.core.util.base import ENTRY_POINTS

from testban.safe_io import NoTracesError, new_budget, parse_waveform
from testban.safe_io.confined.waveform_formats import FORMATS, REFUSED

MAX_SAMPLES = 1_000_000


@pytest.fixture(autouse=True)
def fresh_budget():
    new_budget()


def parsed(data: bytes):
    return parse_waveform(data, "a", max_samples=MAX_SAMPLES)


class TestList:
    def test_every_reader_of_obspy_is_listed_or_refused_with_its_reason(self):
        assert set(ENTRY_POINTS["waveform"]) == set(FORMATS) | set(REFUSED)
        assert not set(FORMATS) & set(REFUSED)

    def test_readers_and_tests_are_those_that_obspy_registers(self):
        for name, entry in FORMATS.items():
            assert ENTRY_POINTS["waveform"][name].module == entry.module

    def test_every_reader_has_a_hostile_file_here(self):
        assert set(MAGIC) | set(WRITTEN) == set(FORMATS) | set(REFUSED)


class TestGoodFiles:
    @pytest.mark.parametrize("kind", WRITTEN)
    def test_what_obspy_writes_is_read_back(self, kind):
        content = parsed(written(kind))
        assert content.format == kind
        (trace,) = content.traces
        assert trace.npts == 400
        if kind not in ("WAV", "SU"):  # one scales, neither holds all of the header
            assert np.allclose(trace.samples, stream()[0].data, rtol=1e-6)
            assert trace.sampling_rate_hz == pytest.approx(40.0)

    def test_sac_is_read_in_both_byte_orders(self):
        for order in "<>":
            content = parsed(written("SAC", byteorder=order))
            assert np.allclose(content.traces[0].samples, stream()[0].data)

    @pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
    def test_one_layer_of_packing_is_undone(self, pack):
        assert parsed(pack(written("MSEED"))).format == "MSEED"

    def test_long_records_come_without_samples_and_then_within_a_window(self):
        data = written("MSEED")
        (trace,) = parse_waveform(data, "a", max_samples=100).traces
        assert (trace.npts, trace.samples) == (400, None)
        begin = trace.start_s + 5.0
        (part,) = parse_waveform(data, "a", max_samples=100, window_s=(begin, begin + 1.0)).traces
        assert part.npts == pytest.approx(40, abs=2)
        assert part.start_s == pytest.approx(begin, abs=0.1)


class TestPickles:
    @pytest.mark.parametrize("at", [0, 1, 20])
    def test_none_is_run(self, tmp_path, at):
        with pytest.raises(NoTracesError):
            parsed(pickle_that_runs(tmp_path / "ran", at=at))
        assert not (tmp_path / "ran").exists()

    @pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: b"000001D " + data])
    def test_none_is_read(self, pack):
        with pytest.raises(NoTracesError) as caught:
            parsed(pack(honest_pickle()))
        assert caught.value.kind in ("refused", "unknown", "broken")


class TestArchives:
    def test_archives_are_refused_by_name(self):
        zipped, tarred = io.BytesIO(), io.BytesIO()
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("a.mseed", written("MSEED"))
        with tarfile.open(fileobj=tarred, mode="w") as archive:
            entry = tarfile.TarInfo("a.mseed")
            entry.size = len(written("MSEED"))
            archive.addfile(entry, io.BytesIO(written("MSEED")))
        for data, kind in ((zipped.getvalue(), "zip"), (tarred.getvalue(), "tar")):
            with pytest.raises(NoTracesError, match=kind):
                parsed(data)
            with pytest.raises(NoTracesError, match=f"{kind}|packed twice"):
                parsed(gzip.compress(data))

    def test_packed_twice_and_bombs_and_cut_ones_are_refused(self):
        once = gzip.compress(written("MSEED"))
        for data, reason in (
            (gzip.compress(once), "packed twice"),
            (gzip.compress(bytes(50_000_000)), "100 times its size"),
            (once[:-20], "cut short"),
            (once[:40] + b"\xff" * 40, "damaged"),
        ):
            with pytest.raises(NoTracesError, match=reason):
                parsed(data)


class TestHostile:
    @pytest.mark.parametrize("kind", sorted({*MAGIC, *WRITTEN}))
    def test_garbage_behind_the_magic_of_a_format_costs_only_itself(self, kind):
        for seed in range(3):
            with suppress(NoTracesError):
                parsed(garbage(kind, seed))
        assert parsed(written("MSEED")).traces[0].npts == 400

    @pytest.mark.parametrize("kind", WRITTEN)
    def test_changed_bytes_of_a_good_file_cost_only_itself(self, kind):
        whole = written(kind)
        for seed in range(12):
            with suppress(NoTracesError):
                content = parsed(mutated(whole, seed))
                assert all(
                    trace.seed_id.isascii() and trace.seed_id.isprintable() for trace in content.traces
                )
                assert all(trace.seed_id.count(".") == 3 for trace in content.traces)
        assert parsed(written("MSEED")).traces[0].npts == 400

    def test_codes_are_printable_and_have_no_dots(self):
        data = written("MSEED").replace(b"ABC  ", b"A.\x1b\n ")
        assert parsed(data).traces[0].seed_id == "XX.A%2E%1B..BHZ"
