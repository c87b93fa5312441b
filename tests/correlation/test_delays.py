"""Differences of arrival time against shifts that are known."""

from __future__ import annotations

import numpy as np
import pytest

from testban.correlation import ChannelPick, CorrelationError, pair_delays
from testban.detection import band_pass
from testban.model import Detection
from testban.waveforms import Channel, Record

RATE, LENGTH, ONSET_S = 20.0, 1600, 40.0
MS = 1e-3


def as_record(name: str, samples: np.ndarray, start_s: float, rate: float = RATE) -> Record:
    return Record(Channel(name, 0.0, 0.0), start_s, rate, samples, np.ones(samples.size, bool))


def picked(record: Record, onset_s: float | None, snr: float) -> ChannelPick:
    station = record.seed_id.rsplit("..", 1)[0]
    return ChannelPick(record, None if onset_s is None else Detection(station, onset_s, 0.1, snr))


def two_events(
    rng: np.random.Generator, shifts: np.ndarray, *, signal_to_noise: float = 5.0, misread_s: float = 0.1
) -> tuple[dict[str, ChannelPick], dict[str, ChannelPick]]:
    """A bigger event 1000 s after a smaller one, of another pulse, at stations that are off by `shifts`."""
    seconds = np.arange(LENGTH) / RATE
    frequency = np.fft.rfftfreq(LENGTH, 1.0 / RATE)
    first, second = {}, {}
    for number, shift in enumerate(shifts):
        name = f"XX.S{number:02d}..BHZ"
        after = np.maximum(seconds - ONSET_S, 0.0)
        pulse = band_pass(
            rng.standard_normal(LENGTH) * (seconds > ONSET_S) * np.exp(-after / 3.0), (0.6, 5.0), RATE
        )
        pulse /= pulse.std() * np.sqrt(LENGTH / (3.0 * RATE))
        spectrum = np.fft.rfft(pulse)
        # The bigger source is slower: a corner at 2 Hz delays what lies below.
        slower = spectrum / (1.0 + 1j * frequency / 2.0)
        moved = np.fft.irfft(slower * np.exp(-2j * np.pi * frequency * shift), LENGTH)
        samples = [one + rng.standard_normal(LENGTH) / signal_to_noise for one in (pulse, 30.0 * moved)]
        onsets = ONSET_S + misread_s * rng.standard_normal(2)
        first[name] = picked(as_record(name, samples[0], 0.0), onsets[0], 10.0)
        second[name] = picked(as_record(name, samples[1], 1000.0), 1000.0 + onsets[1], 100.0)
    return first, second


class TestPairDelays:
    def test_stated_errors_are_no_smaller_than_the_true_ones(self) -> None:
        rng = np.random.default_rng(3)
        ratios = []
        for _ in range(4):
            shifts = rng.uniform(-0.06, 0.06, 10)
            found, _ = pair_delays(*two_events(rng, shifts))
            names = sorted(found)
            off = np.array([found[n].difference_s - 1000.0 - shifts[int(n[4:6])] for n in names])
            sd = np.array([found[n].sd_s for n in names])
            assert len(names) >= 8
            assert sd.max() < 30 * MS
            ratios += list((off - np.average(off, weights=sd**-2)) / sd)
        assert 0.3 < np.sqrt(np.mean(np.square(ratios))) < 1.2

    def test_events_told_in_the_other_order_give_the_negative(self) -> None:
        first, second = two_events(np.random.default_rng(4), np.linspace(-0.05, 0.05, 6))
        there, _ = pair_delays(first, second)
        back, _ = pair_delays(second, first)
        assert there.keys() == back.keys()
        for name, delay in there.items():
            assert back[name].difference_s == pytest.approx(-delay.difference_s, abs=1e-6)
            assert back[name].sd_s == pytest.approx(delay.sd_s, rel=1e-6)

    def test_a_day_later_and_a_thousand_times_larger_changes_nothing(self) -> None:
        first, second = two_events(np.random.default_rng(5), np.linspace(-0.05, 0.05, 6))
        later = {
            name: picked(
                as_record(name, 1000.0 * one.record.samples, one.record.start_s + 86400.0),
                one.onset_s + 86400.0 if one.onset_s else None,
                one.snr,
            )
            for name, one in second.items()
        }
        once, _ = pair_delays(first, second)
        again, _ = pair_delays(first, later)
        for name, delay in once.items():
            assert again[name].difference_s - 86400.0 == pytest.approx(delay.difference_s, abs=1e-4)

    def test_onset_that_only_one_event_has_is_looked_for_in_the_other(self) -> None:
        first, second = two_events(np.random.default_rng(6), np.zeros(6))
        first["XX.S00..BHZ"] = ChannelPick(first["XX.S00..BHZ"].record)
        found, _ = pair_delays(first, second)
        assert found["XX.S00..BHZ"].difference_s == pytest.approx(
            found["XX.S01..BHZ"].difference_s, abs=40 * MS
        )


class TestFaults:
    def test_noise_is_left_out_with_its_coefficient(self) -> None:
        rng = np.random.default_rng(7)
        first, second = two_events(rng, np.zeros(6))
        noise = as_record("XX.S00..BHZ", rng.standard_normal(LENGTH), 0.0)
        first["XX.S00..BHZ"] = picked(noise, ONSET_S, 4.0)
        found, reasons = pair_delays(first, second)
        assert "XX.S00..BHZ" not in found
        assert "at least 0.7 is needed" in reasons["XX.S00..BHZ"]

    def test_a_pure_tone_has_no_clear_lag(self) -> None:
        first, second = two_events(np.random.default_rng(8), np.zeros(6))
        tone = np.sin(2.0 * np.pi * 1.5 * np.arange(LENGTH) / RATE)
        first["XX.S00..BHZ"] = picked(as_record("XX.S00..BHZ", tone, 0.0), ONSET_S, 4.0)
        second["XX.S00..BHZ"] = picked(as_record("XX.S00..BHZ", tone, 1000.0), 1000.0 + ONSET_S, 4.0)
        found, reasons = pair_delays(first, second)
        assert "XX.S00..BHZ" not in found
        assert "two lags fit alike" in reasons["XX.S00..BHZ"]

    def test_other_rates_gaps_and_short_records_are_named(self) -> None:
        first, second = two_events(np.random.default_rng(9), np.zeros(6))
        samples = first["XX.S00..BHZ"].record.samples
        first["XX.S00..BHZ"] = picked(as_record("XX.S00..BHZ", samples, 0.0, 40.0), ONSET_S / 2.0, 9.0)
        first["XX.S01..BHZ"] = picked(as_record("XX.S01..BHZ", samples[790:], 39.5), ONSET_S, 9.0)
        first["XX.S02..BHZ"].record.usable[800:820] = False
        found, reasons = pair_delays(first, second)
        assert reasons["XX.S00..BHZ"] == "40 Hz and 20 Hz"
        assert reasons["XX.S01..BHZ"] == "the window about P leaves the record"
        assert reasons["XX.S02..BHZ"] == "samples about P cannot be used"
        assert "XX.S03..BHZ" in found

    def test_no_common_channel_is_refused(self) -> None:
        first, second = two_events(np.random.default_rng(10), np.zeros(3))
        with pytest.raises(CorrelationError, match="no channel recorded both"):
            pair_delays(first, {"XX.ELSE..BHZ": second["XX.S00..BHZ"]})

    def test_no_onset_of_both_events_is_refused(self) -> None:
        first, second = two_events(np.random.default_rng(11), np.zeros(3))
        with pytest.raises(CorrelationError, match="none of 3 common channels"):
            pair_delays({name: ChannelPick(one.record) for name, one in first.items()}, second)
