"""The same point of a signal in any noise, and differences of arrivals between events read alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.detection import DetectionError, arrival_difference, filter_record, read_onset
from testban.detection.level import level_index
from testban.model import LevelTime

RATE = 20.0
BAND = (2.0, 4.0)


def growing(onset_s: float, height: float, *, rise_s: float, seed: int, source: int = 0) -> np.ndarray:
    """A wave that grows as the square of the time; `source` sets its shape, `seed` the noise."""
    rng = np.random.default_rng(1000 + source)
    since = np.arange(int(200 * RATE)) / RATE - onset_s
    envelope = np.clip(since / rise_s, 0.0, 1.0) ** 2 * np.exp(-np.maximum(since - rise_s, 0.0) / 6.0)
    waves = sum(
        np.sin(2 * np.pi * f * since + p)
        for f, p in zip(rng.uniform(1.0, 8.0, 12), rng.uniform(0, 6, 12), strict=True)
    )
    return np.random.default_rng(seed).normal(size=since.size) + height * envelope * waves / 3.0


def read(samples: np.ndarray, at_s: float):
    record = filter_record(samples, np.ones(samples.size, bool), start_s=0.0, sampling_rate_hz=RATE)
    return read_onset(record, round(at_s * RATE), before_s=3.0, after_s=3.0)


class TestLevel:
    def test_a_weak_signal_is_read_where_a_strong_one_is(self) -> None:
        onset, level = [], []
        for source in range(25):
            weak = read(growing(120.0, 15.0, rise_s=1.5, seed=source, source=source), 120.5)
            strong = read(growing(120.0, 500.0, rise_s=1.5, seed=99, source=source), 120.5)
            found = arrival_difference(strong.levels, weak.levels)
            level.append(abs(found.difference_s))
            onset.append(abs(weak.time_s - strong.time_s))
        assert np.median(level) < 0.03
        assert np.median(level) < 0.3 * np.median(onset)

    @settings(deadline=None, max_examples=15)
    @given(st.floats(1e-9, 1e9))
    def test_gain_moves_nothing(self, gain: float) -> None:
        samples = filter_record(
            growing(120.0, 50.0, rise_s=1.0, seed=1),
            np.ones(4000, bool),
            start_s=0.0,
            sampling_rate_hz=RATE,
        ).filtered[2]
        one = level_index(samples, 2410, sampling_rate_hz=RATE)
        other = level_index(gain * samples, 2410, sampling_rate_hz=RATE)
        assert one is not None
        assert other == pytest.approx(one, rel=1e-6)

    @pytest.mark.parametrize("late", [-10, 0, 15])
    def test_a_misread_onset_moves_nothing(self, late: int) -> None:
        samples = growing(120.0, 100.0, rise_s=1.0, seed=1)
        one = level_index(samples, 2410, sampling_rate_hz=RATE)
        other = level_index(samples, 2410 + late, sampling_rate_hz=RATE)
        assert one is not None
        assert other is not None
        assert other[0] == pytest.approx(one[0], abs=0.02)

    def test_a_ramp_is_read_half_way_up(self) -> None:
        t = np.arange(4000) / RATE - 120.0
        carrier = np.sin(2 * np.pi * 3.0 * t)
        samples = np.clip(t / 0.8, 0.0, 1.0) * carrier + 1e-4 * np.random.default_rng(0).normal(size=t.size)
        found = level_index(samples, 2404, sampling_rate_hz=RATE)
        assert found is not None
        assert found[0] / RATE == pytest.approx(120.4, abs=0.08)

    def test_noise_alone_is_not_read(self) -> None:
        noise = np.random.default_rng(0).normal(size=4000)
        assert level_index(noise, 2400, sampling_rate_hz=RATE) is None

    @pytest.mark.parametrize("index", [-100, 0, 100, 3990, 10_000])
    def test_a_window_off_the_record_gives_nothing(self, index: int) -> None:
        assert level_index(growing(120.0, 100.0, rise_s=1.0, seed=1), index, sampling_rate_hz=RATE) is None

    def test_a_dead_record_gives_nothing(self) -> None:
        assert level_index(np.zeros(4000), 2400, sampling_rate_hz=RATE) is None

    def test_a_rate_too_low_is_refused(self) -> None:
        with pytest.raises(DetectionError, match="1 Hz: fewer than 2 samples"):
            level_index(np.zeros(400), 200, sampling_rate_hz=1.0)


class TestArrivalDifference:
    def test_the_error_covers_differences_in_noise(self) -> None:
        inside = []
        for seed in range(30):
            one = read(growing(120.0, 12.0, rise_s=1.0, seed=seed, source=seed), 120.5)
            two = read(growing(121.0, 60.0, rise_s=1.0, seed=500 + seed, source=seed), 121.5)
            found = arrival_difference(one.levels, two.levels)
            inside.append(abs(found.difference_s - 1.0) < 2.0 * found.sd_s)
        assert np.mean(inside) > 0.9

    def test_bands_that_disagree_widen_the_error(self) -> None:
        first = [LevelTime((1.0 * n, 2.0 * n), 10.0, 0.05, 50.0) for n in (1, 2, 3)]
        same = [LevelTime(one.band_hz, 20.0, 0.05, 50.0) for one in first]
        apart = [*same[:2], LevelTime(first[2].band_hz, 21.0, 0.05, 50.0)]
        one, two = arrival_difference(first, same), arrival_difference(first, apart)
        assert one is not None
        assert two is not None
        assert one.difference_s == two.difference_s == pytest.approx(10.0)
        assert one.sd_s == pytest.approx(math.hypot(0.05, 0.05))
        assert two.sd_s > 0.5

    def test_without_a_common_band_there_is_none(self) -> None:
        first = [LevelTime((1.0, 2.0), 10.0, 0.05, 50.0)]
        assert arrival_difference(first, [LevelTime(BAND, 20.0, 0.05, 50.0)]) is None
        assert arrival_difference(first, []) is None

    def test_swapping_the_events_changes_the_sign(self) -> None:
        first = [LevelTime((1.0 * n, 2.0 * n), 10.0 + 0.1 * n, 0.05 * n, 50.0) for n in (1, 2, 4)]
        second = [LevelTime(one.band_hz, 20.0, 0.05, 50.0) for one in first]
        there, back = arrival_difference(first, second), arrival_difference(second, first)
        assert there is not None
        assert back is not None
        assert there.difference_s == pytest.approx(-back.difference_s)
