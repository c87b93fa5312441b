"""From a folder of waveforms to a located, measured event."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthetic_records import RECORDS_START, network, quake, trace
from testban.discrimination import (
    NetworkRatio,
    discriminants_of,
    explain,
    network_ratios,
    relative_size,
)
from testban.geodesy import epicentral
from testban.measurements import (
    WaveformEvent,
    WaveformResult,
    phase_spectra,
    record_section,
    write_measurements,
)
from testban.model import HYPOTHESIS_BAND, BadInputError, Hypotheses, Measured, SuspectedRepeat
from testban.processing import process_waveforms, repeat_signals
from testban.waveforms import NoWaveformsError, read_waveforms

KM_PER_DEG = 111.195


def outside(shared: Path, event: str) -> WaveformResult:
    folder = shared / "dprk" / "waveforms"
    return process_waveforms([folder / f"{event}.mseed"], stations=[folder / "traces.csv"])[0]


def network_p_over_s(event: WaveformEvent) -> NetworkRatio:
    return network_ratios(event.measurements)[0][HYPOTHESIS_BAND]


def by_p_over_s(event: WaveformEvent) -> Hypotheses:
    return explain(discriminants_of(event.measurements).evidence[:1])


@pytest.fixture(scope="module")
def dprk6(shared: Path) -> WaveformResult:
    return outside(shared, "DPRK6")


@pytest.fixture(scope="module")
def dprk4(shared: Path) -> WaveformResult:
    return outside(shared, "DPRK4")


class TestKnownTruth:
    def test_p_over_s_that_was_put_in_decides(self, tmp_path: Path) -> None:
        leading = {}
        for kind, (p, s) in {"explosion": (300.0, 60.0), "earthquake": (60.0, 300.0)}.items():
            made = quake(network(count=9), latitude=40.3, longitude=100.2, p=p, s=s)
            result = process_waveforms([made.write(tmp_path / kind)])[0]
            leading[kind] = by_p_over_s(result.events[0])
        assert leading["explosion"].items[0].name == "explosion"
        assert leading["earthquake"].items[0].name == "earthquake"

    def test_the_same_files_give_the_same_measurements(self, tmp_path: Path) -> None:
        made = quake(network(count=6), latitude=40.3, longitude=100.2)
        folder = made.write(tmp_path)
        texts = {write_measurements(process_waveforms([folder])[0].events[0].measurements) for _ in range(2)}
        assert len(texts) == 1

    def test_a_record_section_has_every_station_in_order(self, tmp_path: Path) -> None:
        made = quake(network(count=6), latitude=40.3, longitude=100.2)
        result = process_waveforms([made.write(tmp_path)])[0]
        section = record_section(result, result.events[0])
        distances = [line.distance_km for line in section.traces]
        assert distances == sorted(distances)
        assert len(section.traces) == 6
        for line in section.traces:
            assert line.low.shape == line.high.shape == section.seconds.shape
            assert np.abs(line.high).max() <= 1.0
            assert line.onset_s is not None
            assert abs(line.onset_s - line.predicted_p_s) < 2.0


class TestWindows:
    def test_records_of_two_days_are_two_windows_and_noise_says_why_it_holds_no_event(
        self, tmp_path: Path
    ) -> None:
        made = quake(network(count=6), latitude=40.3, longitude=100.2)
        folder = made.write(tmp_path)
        rng = np.random.default_rng(4)
        for seed_id, data in made.traces.items():
            noise = trace(seed_id, rng.standard_normal(data.size), start=RECORDS_START + 86400.0)
            noise.write(str(folder / f"later.{seed_id}.mseed"), format="MSEED")
        first, second = process_waveforms([folder])
        assert len(first.events) == 1
        assert first.reason == ""
        assert second.events == ()
        assert second.reason.startswith("no event, because")

    def test_records_already_read_give_the_same_as_their_files(self, tmp_path: Path) -> None:
        folder = quake(network(count=6), latitude=40.3, longitude=100.2).write(tmp_path)
        (from_files,) = process_waveforms([folder])
        (from_records,) = process_waveforms(read_waveforms([folder]))
        assert from_records.events[0].measurements == from_files.events[0].measurements
        assert from_records.events[0].location == from_files.events[0].location

    def test_without_measuring_the_location_is_the_same_and_the_tables_are_empty(
        self, tmp_path: Path
    ) -> None:
        folder = quake(network(count=6), latitude=40.3, longitude=100.2).write(tmp_path)
        (measured,) = process_waveforms([folder])
        (located,) = process_waveforms([folder], measure=False)
        assert located.events[0].location == measured.events[0].location
        assert located.events[0].measurements.ratios == ()
        assert located.repeats == ()

    def test_a_model_that_does_not_exist_is_no_fault_of_a_window(self, tmp_path: Path) -> None:
        folder = quake(network(count=6), latitude=40.3, longitude=100.2).write(tmp_path)
        with pytest.raises(BadInputError, match="nowhere"):
            process_waveforms([folder], model="nowhere.tvel")


class TestSpectra:
    def test_white_noise_and_bursts_have_the_level_they_were_made_with(self, tmp_path: Path) -> None:
        made = quake(network(count=6), latitude=40.3, longitude=100.2, p=60.0, s=120.0)
        result = process_waveforms([made.write(tmp_path)])[0]
        spectra = phase_spectra(result, result.events[0], max_stations=3)
        assert len(spectra) == 3
        # Unit white noise at 20 Hz: a tenth of its power in each Hz, three components.
        for one in spectra:
            assert np.median(one.noise) == pytest.approx(np.sqrt(3.0 / 10.0), rel=0.2)
            assert np.median(one.s) > np.median(one.p) > 3.0 * np.median(one.noise)
            assert one.frequency_hz[-1] <= 8.01


class TestBadFolder:
    def test_a_folder_full_of_faults_still_gives_the_event_and_names_each(self, tmp_path: Path) -> None:
        made = quake(network(count=12), latitude=40.2, longitude=100.1)
        folder = made.write(tmp_path)
        cut = folder / "XX.S00..BHZ.mseed"
        cut.write_bytes(cut.read_bytes()[: 4096 * 3 + 100])
        (folder / "notes.txt").write_text("hello")
        for name, data, rate in (
            ("XX.S01..BHZ", np.full(8000, np.nan), 20.0),
            ("XX.S02..BHZ", np.zeros(8000), 20.0),
            ("YY.NOC..BHZ", made.traces["XX.S05..BHZ"] + 1.0, 20.0),
            ("XX.S05..LHZ", made.traces["XX.S05..BHZ"][::20], 1.0),
        ):
            trace(name, data, rate_hz=rate).write(str(folder / f"{name}.mseed"), format="MSEED")
        result = process_waveforms([folder])[0]
        named = {fault.id for fault in result.not_used}
        wanted = {cut.name, "notes.txt", "XX.S01..BHZ", "XX.S02..BHZ", "YY.NOC..BHZ", "XX.S05..LHZ"}
        assert wanted <= named
        detected = result.events[0].detected
        off, _ = epicentral(detected.latitude, detected.longitude, 40.2, 100.1)
        assert float(off) * KM_PER_DEG < 6.0

    def test_an_empty_folder_and_noise_say_why_there_is_no_event(self, tmp_path: Path) -> None:
        with pytest.raises(NoWaveformsError, match="no event, because"):
            process_waveforms([tmp_path])
        made = quake(network(count=8), latitude=40.0, longitude=100.0, p=0.0, s=0.0)
        result = process_waveforms([made.write(tmp_path / "noise")])[0]
        assert result.events == ()
        assert result.reason.startswith("no event, because")

    def test_one_station_says_that_three_are_needed(self, tmp_path: Path) -> None:
        made = quake(network(count=1), latitude=40.0, longitude=100.0)
        result = process_waveforms([made.write(tmp_path)])[0]
        assert result.reason.startswith("no event, because 1 station can be searched, 3 needed")


class TestOutside:
    def test_dprk6_is_located_within_twelve_kilometres_and_two_seconds(self, dprk6: WaveformResult) -> None:
        assert len(dprk6.events) == 1
        solution = dprk6.events[0].solution
        assert solution is not None
        off, _ = epicentral(solution.origin.latitude, solution.origin.longitude, 41.2999, 129.0797)
        assert float(off) * KM_PER_DEG < 12.0
        assert abs(solution.origin.time.timestamp() - 1504409401.6) < 2.0

    def test_dprk4_is_located_within_twelve_kilometres(self, dprk4: WaveformResult) -> None:
        solution = dprk4.events[0].solution
        assert solution is not None
        off, _ = epicentral(solution.origin.latitude, solution.origin.longitude, 41.2976, 129.0777)
        assert float(off) * KM_PER_DEG < 12.0

    def test_network_ratios_of_the_tests_are_above_one_and_a_half(
        self, dprk4: WaveformResult, dprk6: WaveformResult
    ) -> None:
        for result in (dprk4, dprk6):
            assert network_p_over_s(result.events[0]).ratio > 1.5
            assert by_p_over_s(result.events[0]).items[0].name == "explosion"

    def test_dprk6_is_larger_than_dprk4_by_what_was_measured_before(
        self, dprk4: WaveformResult, dprk6: WaveformResult
    ) -> None:
        pair = (result.events[0].measurements.amplitudes for result in (dprk6, dprk4))
        assert relative_size(*pair).difference == pytest.approx(1.24, abs=0.08)

    def test_the_collapse_has_less_p_than_the_test_before_it(self, dprk6: WaveformResult) -> None:
        difference = repeat_signals(dprk6, 0)[0].p_over_s_difference
        assert isinstance(difference, Measured)
        assert difference.value < -0.3
        assert len(dprk6.unassociated) > 0

    def test_the_collapse_is_stated_as_unlike_the_test_and_otherwise_left_open(
        self, dprk6: WaveformResult
    ) -> None:
        (signals,) = repeat_signals(dprk6, 0)
        assert abs(signals.delay_s - 510.0) < 3.0
        assert set(signals.stations) >= {"IC.MDJ", "KS.SEHB"}
        found = SuspectedRepeat.from_signals(signals, explain(signals.evidence))
        assert found.likeness == "lower P/S"
        assert found.hypotheses.status == "insufficient_data"
        assert repeat_signals(dprk6, 1) == ()

    def test_the_california_earthquake_is_not_called_an_explosion(self, shared: Path) -> None:
        result = process_waveforms([shared / "source_type" / "norcal_earthquake"])[0]
        event = result.events[0]
        assert network_p_over_s(event).ratio < 0.8
        assert by_p_over_s(event).items[0].name == "earthquake"

    def test_the_kambarata_explosion_is_never_called_an_earthquake(self, shared: Path) -> None:
        result = process_waveforms([shared / "source_type" / "kambarata_explosion_2009-12-22"])[0]
        hypotheses = by_p_over_s(result.events[0])
        assert hypotheses.status == "insufficient_data" or hypotheses.items[0].name == "explosion"

    def test_nothing_is_declared_before_the_test(self, dprk6: WaveformResult) -> None:
        assert min(event.detected.time_s for event in dprk6.events) > 1504409401.6 - 10.0
