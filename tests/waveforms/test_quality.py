"""What the quality masks take out, and what they must leave."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.waveforms import assess_quality, bridge

RATE = 20.0


def noise(n: int = 4000, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(scale=100.0, size=n).round()


def judged(samples: np.ndarray, present: np.ndarray | None = None):
    return assess_quality(samples, np.ones(samples.size, bool) if present is None else present, RATE)


class TestFaults:
    def test_live_noise_has_none(self) -> None:
        found = judged(noise())
        assert (found.faults, found.verdict, found.usable.all()) == ((), "", True)

    def test_all_nan_is_named(self) -> None:
        assert "all NaN" in judged(np.full(4000, np.nan)).verdict

    @pytest.mark.parametrize("value", [0.0, 17.0])
    def test_a_dead_channel_is_named_with_its_value(self, value: float) -> None:
        assert judged(np.full(4000, value)).verdict == f"dead: every sample is {value:g}"

    def test_zero_filled_stretches_are_masked_and_timed(self) -> None:
        samples = noise()
        samples[1000:1200] = 0.0
        found = judged(samples)
        assert "zero-filled for 10.0 s" in found.faults
        assert not found.usable[1000:1200].any()
        assert found.usable.sum() == 3800

    def test_single_nans_are_masked_alone(self) -> None:
        samples = noise()
        samples[[5, 77]] = np.nan
        found = judged(samples)
        assert found.faults == ("2 samples are no numbers (NaN)",)
        assert found.usable.sum() == 3998

    def test_a_lone_spike_is_masked(self) -> None:
        samples = noise()
        samples[2000] = 1e6
        found = judged(samples)
        assert found.faults == ("1 spikes",)
        assert not found.usable[2000]

    def test_a_sharp_onset_is_no_spike(self) -> None:
        samples = noise()
        t = np.arange(500) / RATE
        samples[2000:2500] += 1e5 * np.exp(-t) * np.cos(2 * np.pi * 6.0 * t)
        assert judged(samples).usable.all()

    def test_flat_tops_are_clipping(self) -> None:
        t = np.arange(4000) / RATE
        samples = noise() + np.where((t > 100) & (t < 130), 1e5 * np.sin(2 * np.pi * 0.5 * t), 0.0)
        assert judged(np.clip(samples, -5e4, 5e4)).clipped
        assert not judged(samples).clipped

    def test_more_than_half_masked_is_not_used(self) -> None:
        present = np.ones(4000, bool)
        present[:2500] = False
        assert "38 % of it can be used" in judged(noise(), present).verdict

    def test_seconds_of_data_are_too_little(self) -> None:
        assert "only 5.0 s long" in judged(noise(100)).verdict


class TestLaws:
    @settings(deadline=None, max_examples=30)
    @given(st.floats(0.01, 1e4), st.floats(-1e5, 1e5), st.integers(0, 50))
    def test_gain_and_offset_change_no_mask(self, gain: float, offset: float, seed: int) -> None:
        samples = noise(1200, seed)
        samples[300] = 3e4
        moved = judged(samples * gain + offset)
        assert np.array_equal(judged(samples).usable, moved.usable)

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.booleans(), min_size=3, max_size=60).filter(any))
    def test_bridges_stay_between_their_ends(self, flags: list[bool]) -> None:
        usable = np.array(flags)
        samples = np.arange(usable.size, dtype=float) ** 2
        filled = bridge(np.where(usable, samples, np.nan), usable)
        assert np.isfinite(filled).all()
        assert filled.min() >= samples[usable].min()
        assert filled.max() <= samples[usable].max()


def test_samples_at_the_ends_of_32_bit_integers_are_fill_values_and_named():
    samples = np.random.default_rng(3).normal(0.0, 100.0, 4000).round()
    samples[1000:1007] = -(2.0**31)
    quality = assess_quality(samples, np.ones(4000, bool), 20.0)
    assert not quality.usable[1000:1007].any()
    assert np.count_nonzero(~quality.usable) == 7
    assert "7 samples are fill values (-2147483648)" in quality.faults
    assert not quality.clipped
