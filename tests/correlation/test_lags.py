"""Lags against shifts that are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.correlation import CorrelationError, correlate, lag_sd_s, onset_lag
from testban.detection import band_pass
from testban.waveforms import Channel, Record

RATE = 20.0
MS = 1e-3


def wavelet(at_s: float, n: int = 400) -> np.ndarray:
    t = np.arange(n) / RATE - at_s
    return np.exp(-((t / 0.4) ** 2)) * np.cos(2 * np.pi * 1.5 * t)


def as_record(samples: np.ndarray, start_s: float = 0.0, rate: float = RATE) -> Record:
    return Record(Channel("A.B..BHZ", 0.0, 0.0), start_s, rate, samples, np.ones(samples.size, bool))


class TestLag:
    @settings(deadline=None, max_examples=40)
    @given(st.floats(0.5, 1.8))
    def test_a_shift_between_the_samples_is_found_to_two_hundredths_of_a_sample(self, shift: float) -> None:
        found = correlate(wavelet(5.0)[:300], wavelet(5.0 + shift), sampling_rate_hz=RATE, max_lag_s=4.0)
        assert abs(found.lag_s - shift) < 0.02 / RATE
        assert found.coefficient > 0.99

    @settings(deadline=None, max_examples=20)
    @given(st.floats(1e-6, 1e6), st.floats(-1e3, 1e3))
    def test_gain_and_offset_do_not_matter(self, gain: float, offset: float) -> None:
        one, two = wavelet(5.0)[:300], wavelet(5.7)
        plain = correlate(one, two, sampling_rate_hz=RATE, max_lag_s=4.0)
        scaled = correlate(one, gain * (two + offset), sampling_rate_hz=RATE, max_lag_s=4.0)
        assert scaled.lag_s == pytest.approx(plain.lag_s, abs=5 * MS)

    def test_the_sign_matters(self) -> None:
        one = wavelet(5.0)
        assert correlate(one, -one, sampling_rate_hz=RATE, max_lag_s=1.0).coefficient == pytest.approx(-1.0)

    @pytest.mark.parametrize(
        ("first", "second", "says"),
        [
            (np.ones(4), np.ones(9), "at least 8"),
            (np.ones(20), np.ones(10), "no shorter"),
            (np.ones(20), np.arange(30.0), "first window holds no motion"),
            (np.arange(20.0), np.ones(30), "second window holds no motion"),
        ],
    )
    def test_windows_that_cannot_be_compared_are_refused(
        self, first: np.ndarray, second: np.ndarray, says: str
    ) -> None:
        with pytest.raises(CorrelationError, match=says):
            correlate(first, second, sampling_rate_hz=RATE, max_lag_s=1.0)


class TestOnsetLag:
    @pytest.mark.parametrize("off", [-1.2, -0.3, 0.0, 0.41, 1.5])
    def test_a_misread_onset_is_corrected(self, off: float) -> None:
        n = 1200
        first, second = as_record(wavelet(30.0, n)), as_record(wavelet(25.0, n), start_s=1000.0)
        found = onset_lag(first, 30.0, second, 1025.0 + off, band_hz=(0.8, 4.0))
        assert found.lag_s == pytest.approx(-off, abs=20 * MS)

    def test_another_rate_is_refused(self) -> None:
        with pytest.raises(CorrelationError, match="20 Hz and 40 Hz"):
            onset_lag(
                as_record(wavelet(9.0)), 9.0, as_record(wavelet(9.0), rate=40.0), 9.0, band_hz=(0.8, 4.0)
            )

    def test_a_window_off_the_record_is_refused(self) -> None:
        one = as_record(wavelet(9.0))
        with pytest.raises(CorrelationError, match="leaves the record"):
            onset_lag(one, 0.1, one, 9.0, band_hz=(0.8, 4.0))


class TestLagError:
    @pytest.mark.parametrize("signal_to_noise", [2.0, 4.0, 10.0])
    def test_errors_of_noisy_lags_are_as_large_as_stated(self, signal_to_noise: float) -> None:
        rng = np.random.default_rng(17)
        n, begin, size, more = 1200, 500, 100, 20
        frequency = np.fft.rfftfreq(n, 1.0 / RATE)
        ratios = []
        for _ in range(150):
            pure = band_pass(rng.standard_normal(n), (1.0, 3.0), RATE)
            shift = rng.uniform(-0.3, 0.3)
            moved = np.fft.irfft(np.fft.rfft(pure) * np.exp(-2j * np.pi * frequency * shift), n)
            noise = [band_pass(rng.standard_normal(n), (1.0, 3.0), RATE) / signal_to_noise for _ in range(2)]
            one = (pure + noise[0])[begin : begin + size]
            two = (moved + noise[1])[begin - more : begin + size + more]
            found = correlate(one, two, sampling_rate_hz=RATE, max_lag_s=2.0)
            sd = lag_sd_s(found.coefficient, one, sampling_rate_hz=RATE)
            ratios.append((found.lag_s - more / RATE - shift) / sd)
        assert 0.8 < np.sqrt(np.mean(np.square(ratios))) < 1.25
