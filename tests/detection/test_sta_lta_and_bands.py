"""Filters and the short over long average."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, sosfilt

from testban.detection import DetectionError, band_pass, bands_for, detect, filter_record, sta_lta
from testban.detection._sta_lta import _sta_lta_numba, _sta_lta_numpy

FULL = np.r_[np.zeros(100), 1.0]


class TestShortOverLong:
    @settings(deadline=None, max_examples=60)
    @given(
        st.integers(0, 10_000),
        st.integers(1, 30),
        st.integers(1, 120),
        st.integers(5, 1500),
        st.sampled_from([0.0, 0.001, 0.01, 0.2]),
    )
    def test_the_kernel_and_its_plain_twin_agree(
        self, seed: int, short: int, long: int, n: int, masked: float
    ) -> None:
        # Sums of whole numbers are exact, so blocks and single samples must give the same to the last bit.
        rng = np.random.default_rng(seed)
        power, usable = rng.integers(0, 1000, n).astype(float), rng.random(n) >= masked
        allowance = np.where(rng.random(long + 1) > 0.1, rng.random(long + 1), 0.0)
        allowance[0] = 0.0
        fast = _sta_lta_numba(power, usable, short, long, allowance)
        assert np.array_equal(fast, _sta_lta_numpy(power, usable, short, long, allowance))

    @settings(deadline=None, max_examples=20)
    @given(st.integers(0, 10_000), st.sampled_from([0.0, 0.002]))
    def test_real_powers_agree_to_rounding(self, seed: int, masked: float) -> None:
        rng = np.random.default_rng(seed)
        power, usable = rng.exponential(size=3000), rng.random(3000) >= masked
        fast = _sta_lta_numba(power, usable, 20, 100, FULL)
        assert np.allclose(fast, _sta_lta_numpy(power, usable, 20, 100, FULL), rtol=1e-9, atol=0.0)

    def test_power_that_is_no_number_tells_nothing_from_there_on(self) -> None:
        power = np.ones(1000)
        power[700] = np.nan
        ratio = sta_lta(power, np.ones(1000, bool), short=20, long=100, allowance=FULL)
        assert ratio[500:700] == pytest.approx(1.0)
        assert (ratio[700:] == 0.0).all()

    def test_steady_noise_gives_one(self) -> None:
        ratio = sta_lta(np.ones(500), np.ones(500, bool), short=20, long=100, allowance=FULL)
        assert ratio[200:] == pytest.approx(1.0)

    def test_a_step_is_seen_at_once_and_in_full(self) -> None:
        power = np.r_[np.ones(300), np.full(50, 100.0)]
        assert sta_lta(power, np.ones(350, bool), short=20, long=100, allowance=FULL)[319] == pytest.approx(
            100.0
        )

    def test_masked_power_does_not_count(self) -> None:
        power = np.ones(500)
        power[250:255] = 1e9
        usable = np.ones(500, bool)
        usable[250:255] = False
        assert sta_lta(power, usable, short=20, long=100, allowance=FULL)[200:].max() == pytest.approx(1.0)

    def test_windows_without_a_sample_are_refused(self) -> None:
        with pytest.raises(DetectionError, match="windows of 0 and 10"):
            sta_lta(np.ones(50), np.ones(50, bool), short=0, long=10, allowance=np.ones(11))

    def test_a_triggered_record_with_ten_seconds_of_noise_shows_its_signal(self) -> None:
        rng = np.random.default_rng(7)
        samples = rng.normal(size=2000)
        samples[250:] += 60.0 * rng.normal(size=1750) * np.exp(-np.arange(1750) / 200.0)
        found = detect(filter_record(samples, np.ones(2000, bool), start_s=0.0, sampling_rate_hz=25.0))
        assert [round(one.time_s) for one in found][:1] == [10]

    def test_noise_triggers_no_more_often_at_the_start_than_later(self) -> None:
        # Rest at the median is no steady state: the drift of a record makes filters ring at first.
        rng = np.random.default_rng(11)
        early = late = 0
        for _ in range(150):
            samples = rng.normal(size=1500) + 0.1 * np.cumsum(rng.normal(size=1500))
            record = filter_record(samples, np.ones(1500, bool), start_s=0.0, sampling_rate_hz=20.0)
            early += int(record.ratio[:, :600].max() > 2.5)
            late += int(record.ratio[:, 900:].max() > 2.5)
        assert early <= late + 3.0 * np.sqrt(late + 1.0)


class TestBands:
    def test_a_band_needs_room_below_the_nyquist_frequency(self) -> None:
        assert bands_for(20.0)[-1] == (4.0, 8.0)
        assert bands_for(19.9)[-1] == (3.0, 6.0)
        assert bands_for(1.0) == ()

    @settings(deadline=None, max_examples=30)
    @given(
        st.integers(0, 10_000),
        st.sampled_from([(5,), (3000,), (2, 700), (2, 3, 40)]),
        st.sampled_from([(0.8, 2.0), (1.0, 4.0), (0.02, 0.06)]),
    )
    def test_the_filter_is_that_of_scipy(
        self, seed: int, shape: tuple[int, ...], band: tuple[float, float]
    ) -> None:
        samples = 50.0 + np.cumsum(np.random.default_rng(seed).standard_normal(shape), axis=-1)
        sections = butter(3, band, "bandpass", fs=20.0, output="sos")
        theirs = sosfilt(sections, samples - np.median(samples, axis=-1, keepdims=True), axis=-1)
        ours = band_pass(samples, band, 20.0)
        assert np.allclose(ours, theirs, rtol=0.0, atol=1e-9 * np.abs(theirs).max())

    def test_every_other_sample_of_a_record_and_counts_can_be_filtered(self) -> None:
        samples = np.random.default_rng(3).integers(-50, 50, (2, 400))
        filtered = band_pass(samples[:, ::2], (1.0, 4.0), 20.0)
        assert np.array_equal(filtered, band_pass(samples[:, ::2].astype(float).copy(), (1.0, 4.0), 20.0))

    def test_a_sample_that_is_no_number_spoils_its_own_row_only(self) -> None:
        samples = np.random.default_rng(3).standard_normal((2, 300))
        samples[0, 200] = np.nan
        filtered = band_pass(samples, (1.0, 4.0), 20.0)
        assert np.isnan(filtered[0]).all()
        assert np.isfinite(filtered[1]).all()

    def test_nothing_arrives_before_its_time(self) -> None:
        x = np.zeros(400)
        x[200:] = np.random.default_rng(0).normal(size=200)
        assert np.abs(band_pass(x, (1.0, 4.0), 20.0)[:200]).max() == 0.0

    def test_a_tone_in_the_band_passes_and_one_outside_does_not(self) -> None:
        t = np.arange(4000) / 20.0
        for frequency, share in ((2.0, 0.9), (0.2, 0.01), (9.0, 0.05)):
            passed = band_pass(np.sin(2 * np.pi * frequency * t), (1.0, 4.0), 20.0)[2000:].std() * np.sqrt(2)
            assert passed > share if share > 0.5 else passed < share

    def test_a_band_beyond_the_nyquist_frequency_is_refused_with_both_numbers(self) -> None:
        with pytest.raises(DetectionError, match=r"band 4-12 Hz .* 10 Hz"):
            band_pass(np.zeros(100), (4.0, 12.0), 20.0)
