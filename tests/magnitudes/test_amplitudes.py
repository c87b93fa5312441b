"""Amplitudes of P and of Rayleigh waves on synthetic records with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from testban.magnitudes import (
    AmplitudeError,
    band_log_amplitude,
    measure_event_mb,
    measure_event_ms,
    measure_ms_vmax,
    measure_p,
    network_magnitude,
    station_mb,
    station_readings,
)
from testban.waveforms import Channel, Record, Response

MAG = 1.0  # magnitude unit
RATE = 40.0
FLAT = Response(zeros=(), poles=(), constant=1.0e9, source="XX.SYN..SHZ")  # 1 count a nanometre


def p_record(amplitude_nm: float, *, noise_nm: float, period_s: float = 1.0, seed: int = 0) -> np.ndarray:
    """Noise, then at 60 s two cycles of P, in counts of FLAT."""
    rng = np.random.default_rng(seed)
    t = np.arange(0.0, 120.0, 1.0 / RATE)
    after = t - 60.0
    pulse = np.where((after > 0) & (after < 4 * period_s), np.sin(2 * np.pi * after / period_s), 0.0)
    taper = np.sin(np.pi * np.clip(after / (4 * period_s), 0.0, 1.0)) ** 2
    noise = np.convolve(rng.standard_normal(t.size), np.ones(8) / 8.0, mode="same")
    return amplitude_nm * pulse * taper + noise_nm * noise / noise.std()


class TestP:
    @pytest.mark.parametrize("practice", ["IDC", "IASPEI"])
    @pytest.mark.parametrize("period_s", [0.6, 1.0])
    def test_amplitude_over_period_is_found_to_a_tenth_of_a_unit(self, practice, period_s):
        counts = p_record(100.0, noise_nm=0.2, period_s=period_s)
        found = measure_p(counts, sampling_rate_hz=RATE, response=FLAT, onset_s=60.0, practice=practice)
        assert found.kind == "measured"
        error = np.log10(found.amplitude_nm / found.period_s) - np.log10(100.0 / period_s)
        assert abs(error) < 0.12 * MAG

    def test_a_signal_in_noise_becomes_an_upper_bound_that_holds(self):
        counts = p_record(1.0, noise_nm=5.0)
        found = measure_p(counts, sampling_rate_hz=RATE, response=FLAT, onset_s=60.0)
        assert found.kind == "at most"
        assert found.amplitude_nm > 1.0
        assert "times the noise" in found.reason

    def test_a_clipped_record_becomes_a_lower_bound(self):
        counts = np.clip(p_record(100.0, noise_nm=0.2), -50.0, 50.0)
        found = measure_p(counts, sampling_rate_hz=RATE, response=FLAT, onset_s=60.0, clipped=True)
        assert found.kind == "at least"
        assert found.amplitude_nm < 100.0

    @pytest.mark.parametrize("onset_s", [2.0, 118.0, -5.0])
    def test_a_window_outside_the_record_is_refused(self, onset_s):
        with pytest.raises(AmplitudeError, match="needs 5 s before"):
            measure_p(p_record(1.0, noise_nm=0.1), sampling_rate_hz=RATE, response=FLAT, onset_s=onset_s)

    def test_a_dead_record_is_refused(self):
        with pytest.raises(AmplitudeError, match="no oscillation"):
            measure_p(np.zeros(4800), sampling_rate_hz=RATE, response=FLAT, onset_s=60.0)


class TestEvent:
    @staticmethod
    def records():
        at = {"XX.AAA..SHZ": (100.0, 0.2), "XX.BBB..SHZ": (1.0, 8.0), "XX.CCC..SHZ": (100.0, 0.2)}
        records = [
            Record(
                channel=Channel(seed_id, 0.0, 50.0 + i),
                start_s=1000.0,
                sampling_rate_hz=RATE,
                samples=p_record(a, noise_nm=n, seed=i),
                usable=np.ones(4800, bool),
            )
            for i, (seed_id, (a, n)) in enumerate(at.items())
        ]
        gap = records[2].usable.copy()
        gap[2390:2400] = False
        records[2] = Record(records[2].channel, 1000.0, RATE, records[2].samples, gap)
        return records

    def measure(self, **without):
        records = self.records()
        arguments = {
            "responses": {r.seed_id: FLAT for r in records},
            "onsets_s": {r.seed_id: 1060.0 for r in records},
            "latitude_deg": 0.0,
            "longitude_deg": 0.0,
            "depth_km": 0.0,
        }
        return measure_event_mb(records, **(arguments | without))

    def test_every_record_gives_a_reading_or_a_reason(self):
        readings, not_used = self.measure()
        assert [(r.seed_id, r.amplitude.kind) for r in readings] == [
            ("XX.AAA..SHZ", "measured"),
            ("XX.BBB..SHZ", "at most"),
        ]
        assert [n.id for n in not_used] == ["XX.CCC..SHZ"]
        assert "gap" in not_used[0].reason

    def test_the_network_magnitude_is_that_of_the_amplitude(self):
        readings, _ = self.measure()
        network = network_magnitude(
            station_readings(readings, groups={r.seed_id: r.seed_id for r in readings})
        )
        expected = station_mb(100.0, period_s=1.0, distance_deg=50.0)
        assert network.hidden == 1
        assert network.magnitude.low < expected < network.magnitude.high

    def test_a_missing_response_or_time_is_a_reason(self):
        assert all("no response" in n.reason for n in self.measure(responses={})[1])
        assert all("no time of P" in n.reason for n in self.measure(onsets_s={})[1])

    def test_elements_of_an_array_count_once(self):
        readings, _ = self.measure()
        grouped = station_readings(
            readings, groups={r.seed_id: "ARRAY" for r in readings}, terms={"ARRAY": 0.1}
        )
        assert [(g.station, g.kind, g.term) for g in grouped] == [("ARRAY", "measured", 0.1)]


def rayleigh(
    distance_deg: float, amplitude_nm: float, *, noise_nm: float, seconds: float = 900.0
) -> np.ndarray:
    """Noise with a dispersed train at 3 km/s; the origin at 300 s."""
    rng = np.random.default_rng(5)
    t = np.arange(0.0, seconds, 0.5)
    arrival = 300.0 + distance_deg * 111.195 / 3.0
    train = amplitude_nm * np.cos(2 * np.pi * (t - arrival) / 15.0) * np.exp(-(((t - arrival) / 25.0) ** 2))
    return train + noise_nm * rng.standard_normal(t.size)


class TestRayleigh:
    def test_ten_times_the_ground_is_one_unit(self):
        values = [
            measure_ms_vmax(
                rayleigh(5.0, a, noise_nm=0.01 * a), sampling_rate_hz=2.0, origin_s=300.0, distance_deg=5.0
            ).value
            for a in (100.0, 1000.0)
        ]
        assert values[1] - values[0] == pytest.approx(1.0, abs=0.01 * MAG)

    def test_waves_in_noise_give_an_upper_bound(self):
        found = measure_ms_vmax(
            rayleigh(5.0, 0.01, noise_nm=50.0), sampling_rate_hz=2.0, origin_s=300.0, distance_deg=5.0
        )
        seen = measure_ms_vmax(
            rayleigh(5.0, 0.01, noise_nm=0.0001), sampling_rate_hz=2.0, origin_s=300.0, distance_deg=5.0
        )
        assert found.kind == "at most"
        assert found.value > seen.value

    def test_a_record_that_ends_before_the_waves_is_refused(self):
        with pytest.raises(AmplitudeError, match=r"surface waves at 5\.0 deg need"):
            measure_ms_vmax(
                rayleigh(5.0, 1.0, noise_nm=0.1, seconds=350.0),
                sampling_rate_hz=2.0,
                origin_s=300.0,
                distance_deg=5.0,
            )

    def test_a_record_that_starts_late_is_compared_with_what_follows(self):
        late = rayleigh(5.0, 100.0, noise_nm=1.0)[590:]
        found = measure_ms_vmax(late, sampling_rate_hz=2.0, origin_s=5.0, distance_deg=5.0)
        whole = measure_ms_vmax(
            rayleigh(5.0, 100.0, noise_nm=1.0), sampling_rate_hz=2.0, origin_s=300.0, distance_deg=5.0
        )
        assert found.kind == "measured"
        assert found.reason == ""
        assert found.value == pytest.approx(whole.value, abs=0.05 * MAG)

    def test_a_record_without_noise_on_either_side_says_so(self):
        # Waves of 1.8 km/s pass at 309 s; 320 s after the origin the record ends.
        short = rayleigh(5.0, 100.0, noise_nm=1.0)[590:1240]
        found = measure_ms_vmax(short, sampling_rate_hz=2.0, origin_s=5.0, distance_deg=5.0)
        assert found.kind == "measured"
        assert "too little noise" in found.reason

    def test_a_dead_record_is_refused(self):
        with pytest.raises(AmplitudeError, match="no motion"):
            measure_ms_vmax(np.zeros(1800), sampling_rate_hz=2.0, origin_s=300.0, distance_deg=5.0)

    @pytest.mark.parametrize(("index", "published"), [(0, 3.61), (1, 3.86), (2, 4.01)])
    def test_mdj_gives_the_published_values(self, shared, index, published):
        from obspy import read

        trace = read(str(sorted((shared / "dprk/mdj_displacement").glob("*.cor"))[index]))[0]
        trace.data = trace.data[::4] * 1e9  # 5 Hz is ample for 8 s waves
        header = trace.stats.sac
        found = measure_ms_vmax(
            trace.data, sampling_rate_hz=5.0, origin_s=float(header.o - header.b), distance_deg=3.34
        )
        assert abs(found.value - published) < 0.1 * MAG


class TestEventMs:
    def test_one_record_seen_one_hidden_one_clipped(self):
        flat = Response(zeros=(), poles=(), constant=1.0e9, source="flat")
        made = {
            "XX.SEE..LHZ": (rayleigh(5.0, 100.0, noise_nm=1.0), False),
            "XX.HID..LHZ": (rayleigh(5.0, 0.01, noise_nm=50.0), False),
            "XX.CLP..LHZ": (rayleigh(5.0, 100.0, noise_nm=1.0), True),
            "XX.END..LHZ": (rayleigh(5.0, 100.0, noise_nm=1.0, seconds=350.0), False),
        }
        records = [
            Record(Channel(seed_id, 0.0, 5.0), 700.0, 2.0, samples, np.ones(samples.size, bool), clipped)
            for seed_id, (samples, clipped) in made.items()
        ]
        measured, not_used = measure_event_ms(
            records,
            responses={r.seed_id: flat for r in records},
            origin_s=1000.0,
            latitude_deg=0.0,
            longitude_deg=0.0,
        )
        assert [(m.seed_id, m.reading().kind) for m in measured] == [
            ("XX.SEE..LHZ", "measured"),
            ("XX.HID..LHZ", "at most"),
        ]
        assert {n.id: n.reason.split()[0] for n in not_used} == {
            "XX.CLP..LHZ": "clipped:",
            "XX.END..LHZ": "surface",
        }

    def test_a_missing_response_is_a_reason(self):
        samples = rayleigh(5.0, 100.0, noise_nm=1.0)
        record = Record(Channel("XX.SEE..LHZ", 0.0, 5.0), 700.0, 2.0, samples, np.ones(samples.size, bool))
        _, not_used = measure_event_ms(
            [record], responses={}, origin_s=1000.0, latitude_deg=0.0, longitude_deg=0.0
        )
        assert "no response" in not_used[0].reason


class TestBand:
    WAVE = np.sin(2 * np.pi * np.arange(0.0, 100.0, 0.05))

    def test_a_signal_no_larger_than_its_noise_is_refused_with_the_ratio(self):
        with pytest.raises(AmplitudeError, match=r"1\.0 times the noise"):
            band_log_amplitude(
                self.WAVE,
                sampling_rate_hz=20.0,
                band_hz=(0.5, 2.0),
                signal_s=(60.0, 80.0),
                noise_s=(10.0, 40.0),
            )

    @pytest.mark.parametrize("signal_s", [(90.0, 110.0), (-5.0, 20.0), (50.0, 50.5)])
    def test_a_window_outside_or_too_short_is_refused(self, signal_s):
        with pytest.raises(AmplitudeError, match="signal window"):
            band_log_amplitude(
                self.WAVE, sampling_rate_hz=20.0, band_hz=(0.5, 2.0), signal_s=signal_s, noise_s=(10.0, 40.0)
            )

    def test_a_band_beyond_nyquist_is_refused(self):
        with pytest.raises(AmplitudeError, match="Nyquist"):
            band_log_amplitude(
                self.WAVE,
                sampling_rate_hz=20.0,
                band_hz=(0.5, 12.0),
                signal_s=(60.0, 80.0),
                noise_s=(10.0, 40.0),
            )
