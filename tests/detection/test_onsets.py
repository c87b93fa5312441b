"""Onsets against the truth they were made with, and how honest their errors are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.detection import (
    DetectionError,
    aic_onset,
    detect,
    filter_record,
    first_motion,
    polarize,
    read_onset,
)
from testban.detection.onset import hidden_rise_s

RATE = 20.0


def record(onset_s: float, snr: float, *, seed: int = 0, length_s: float = 200.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    t = np.arange(int(length_s * RATE)) / RATE
    burst = np.where(t >= onset_s, np.exp(-np.maximum(t - onset_s, 0) / 6.0), 0.0)
    return rng.normal(size=t.size) + snr * burst * rng.normal(size=t.size)


def filtered(x: np.ndarray, usable: np.ndarray | None = None):
    usable = np.ones(x.size, bool) if usable is None else usable
    return filter_record(x, usable, start_s=1000.0, sampling_rate_hz=RATE)


class TestDetection:
    @pytest.mark.parametrize("seed", range(5))
    def test_a_strong_onset_is_found_within_a_tenth_of_a_second(self, seed: int) -> None:
        found = detect(filtered(record(120.0, 100.0, seed=seed)))
        assert abs(found[0].time_s - 1120.0) < 0.1 + 3 * found[0].sd_s
        assert found[0].sd_s < 0.3

    def test_noise_alone_rarely_triggers(self) -> None:
        count = sum(len(detect(filtered(record(0.0, 0.0, seed=seed)))) for seed in range(20))
        assert count <= 2  # in 4,000 s of one channel

    def test_one_signal_is_one_detection(self) -> None:
        assert len(detect(filtered(record(120.0, 200.0)))) == 1

    def test_two_signals_a_minute_apart_are_two(self) -> None:
        x = record(60.0, 100.0, length_s=200.0) + record(140.0, 100.0, seed=1)
        times = [round(one.time_s - 1000.0) for one in detect(filtered(x))]
        assert times == [60, 140]

    def test_a_masked_burst_is_not_detected(self) -> None:
        x = record(120.0, 100.0)
        usable = np.ones(x.size, bool)
        usable[int(118 * RATE) : int(160 * RATE)] = False
        assert detect(filtered(x, usable)) == []

    def test_a_slow_channel_has_no_bands_and_no_detections(self) -> None:
        slow = filter_record(np.ones(100), np.ones(100, bool), start_s=0.0, sampling_rate_hz=1.0)
        assert slow.bands == ()
        assert detect(slow) == []

    @settings(deadline=None, max_examples=15)
    @given(st.floats(1e-9, 1e9), st.floats(-1e6, 1e6))
    def test_gain_and_offset_move_no_onset(self, gain: float, offset: float) -> None:
        x = record(120.0, 50.0)
        first, other = detect(filtered(x))[0], detect(filtered(gain * x + offset * gain))[0]
        assert other.time_s == pytest.approx(first.time_s, abs=1.5 / RATE)
        assert other.snr == pytest.approx(first.snr, rel=1e-3)

    def test_times_move_with_the_clock(self) -> None:
        x = record(120.0, 50.0)
        usable = np.ones(x.size, bool)
        one, other = (
            detect(filter_record(x, usable, start_s=start, sampling_rate_hz=RATE))[0].time_s - start
            for start in (0.0, 86_400.0 * 17_000)
        )
        assert other == pytest.approx(one, abs=1e-5)

    def test_the_error_covers_the_truth_about_as_often_as_it_says(self) -> None:
        inside = total = 0
        for seed in range(40):
            x = record(120.0, 12.0, seed=seed)
            found = read_onset(filtered(x), int(120 * RATE), before_s=4.0, after_s=4.0)
            if found is None:
                continue
            total += 1
            inside += abs(found.time_s - 1120.0) < 2.0 * found.sd_s
        assert total >= 35
        assert inside >= 0.75 * total

    def test_no_onset_is_read_where_there_is_none(self) -> None:
        assert read_onset(filtered(record(0.0, 0.0)), 2000, before_s=3.0, after_s=3.0, min_snr=4.0) is None

    @pytest.mark.parametrize("index", [-5000, 0, 3999, 100_000])
    def test_a_window_off_the_record_gives_nothing(self, index: int) -> None:
        read_onset(filtered(record(120.0, 0.0)), index, before_s=3.0, after_s=3.0, min_snr=5.0)


def emergent(onset_s: float, snr: float, *, seed: int, period_s: float = 0.3) -> np.ndarray:
    """A regional P whose amplitude grows as the square of the time, for 1 s on average."""
    rng = np.random.default_rng(seed)
    since = np.arange(int(200 * RATE)) / RATE - onset_s
    rise_s = rng.uniform(0.3, 1.7)
    envelope = np.clip(since / rise_s, 0.0, 1.0) ** 2 * np.exp(-np.maximum(since - rise_s, 0.0) / 8.0)
    swings = np.sin(2 * np.pi * since / period_s + rng.uniform(0.0, 6.0))
    return rng.normal(size=since.size) + snr * envelope * swings


class TestEmergentOnset:
    def test_weak_and_strong_differ_by_less_than_half_of_what_the_noise_adds(self) -> None:
        read, seen = {}, {}
        for snr in (20.0, 300.0):
            found = [
                read_onset(filtered(emergent(120.0, snr, seed=s)), 2404, before_s=3.0, after_s=3.0)
                for s in range(60)
            ]
            read[snr] = np.mean([one.time_s for one in found if one is not None])
            seen[snr] = np.mean([one.time_s + hidden_rise_s(one.snr)[0] for one in found if one is not None])
        assert seen[20.0] - seen[300.0] > 0.25
        assert abs(read[20.0] - read[300.0]) < 0.5 * (seen[20.0] - seen[300.0])

    def test_the_error_covers_how_late_a_weak_onset_is_read(self) -> None:
        inside = []
        for seed in range(40):
            found = read_onset(filtered(emergent(120.0, 20.0, seed=seed)), 2404, before_s=3.0, after_s=3.0)
            assert found is not None
            inside.append(abs(found.time_s - 1120.0) < 2.0 * found.sd_s)
        assert np.mean(inside) > 0.85

    @given(st.floats(1.0, 1e4), st.floats(1.01, 100.0))
    def test_the_delay_and_its_error_shrink_with_the_signal(self, snr: float, times: float) -> None:
        for weak, strong in zip(hidden_rise_s(snr), hidden_rise_s(times * snr), strict=True):
            assert 0.0 < strong < weak


class TestOnset:
    def test_too_short_a_window_is_refused(self) -> None:
        with pytest.raises(DetectionError, match="window of 10 samples"):
            aic_onset(np.ones(10), sampling_rate_hz=RATE, period_s=0.5)

    def test_a_dead_window_is_refused(self) -> None:
        with pytest.raises(DetectionError, match="without motion"):
            aic_onset(np.zeros(100), sampling_rate_hz=RATE, period_s=0.5)

    def test_a_weaker_onset_has_a_larger_error(self) -> None:
        errors = []
        for snr in (100.0, 4.0):
            x = record(10.0, snr, length_s=14.0)
            errors.append(aic_onset(x, sampling_rate_hz=RATE, period_s=0.3).sd_s)
        assert errors[1] > errors[0]


class TestFirstMotion:
    @pytest.mark.parametrize(("sign", "says"), [(1.0, "up"), (-1.0, "down")])
    def test_a_clear_first_swing_has_its_sign(self, sign: float, says: str) -> None:
        x = np.random.default_rng(0).normal(size=200) * 0.01
        x[100:140] += sign * np.sin(2 * np.pi * np.arange(40) / 10.0) * 5.0
        assert first_motion(x, 100, sampling_rate_hz=RATE, period_s=0.5) == says

    def test_a_weak_signal_has_none(self) -> None:
        x = np.random.default_rng(0).normal(size=200)
        x[100:140] += np.sin(2 * np.pi * np.arange(40) / 10.0) * 10.0
        assert first_motion(x, 100, sampling_rate_hz=RATE, period_s=0.5) == "unclear"


class TestPolarization:
    @settings(deadline=None, max_examples=40)
    @given(st.floats(0.0, 359.9), st.sampled_from([1.0, -1.0]))
    def test_the_source_lies_where_the_motion_says(self, towards: float, sign: float) -> None:
        rng = np.random.default_rng(3)
        wave = sign * rng.normal(size=60) * 50.0
        angle = np.radians(towards)
        signal = np.vstack([wave, -0.6 * np.cos(angle) * wave, -0.6 * np.sin(angle) * wave])
        found = polarize(signal + rng.normal(size=(3, 60)), rng.normal(size=(3, 200)))
        assert found is not None
        assert abs((found.back_azimuth_deg - towards + 180.0) % 360.0 - 180.0) < 4.0
        assert found.coherence > 0.95

    def test_noise_alone_is_not_coherent(self) -> None:
        rng = np.random.default_rng(3)
        found = polarize(rng.normal(size=(3, 600)) * 5.0, rng.normal(size=(3, 600)))
        assert found is not None
        assert found.coherence < 0.2

    def test_two_components_are_refused(self) -> None:
        with pytest.raises(DetectionError, match="shape"):
            polarize(np.ones((2, 50)), np.ones((3, 50)))
