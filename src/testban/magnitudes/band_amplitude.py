"""Amplitude of a wave train in a band, freed of noise, for ratios between events at one channel."""

from __future__ import annotations

import math

import numpy as np

from testban.magnitudes.errors import AmplitudeError
from testban.model import Floats

# Below this ratio of signal to noise the amplitude cannot be told from noise.
MIN_SNR = 2.0


def band_log_amplitude(
    samples: Floats,
    *,
    sampling_rate_hz: float,
    band_hz: tuple[float, float],
    signal_s: tuple[float, float],
    noise_s: tuple[float, float],
) -> float:
    """log10 of the root-mean-square amplitude in a window, noise power subtracted.

    Parameters
    ----------
    samples : ndarray, shape (n,)
        In any unit: it cancels in a ratio at the same channel.
    sampling_rate_hz : float
        Samples per second.
    band_hz : (float, float)
        Zero-phase Butterworth filter, three poles a side and pass.
    signal_s, noise_s : (float, float)
        Windows in seconds after the first sample.

    Returns
    -------
    float

    Raises
    ------
    AmplitudeError
        A window outside the record or shorter than a period, a band beyond Nyquist, or a signal below twice
        the noise: then nothing is measured and the message gives the ratio.

    Examples
    --------
    >>> t = np.arange(0.0, 100.0, 0.05)
    >>> wave = np.where(t > 50.0, np.sin(2 * np.pi * t), 1e-6 * np.sin(2 * np.pi * t))
    >>> level = band_log_amplitude(
    ...     wave, sampling_rate_hz=20.0, band_hz=(0.5, 2.0), signal_s=(60.0, 80.0), noise_s=(10.0, 40.0))
    >>> round(10**level, 2)
    0.71
    """
    # Loaded here, since runs without waveforms start half a second sooner.
    from scipy.signal import butter, sosfiltfilt

    low, high = band_hz
    if not 0.0 < low < high < 0.5 * sampling_rate_hz:
        raise AmplitudeError(
            f"band {low:g}-{high:g} Hz does not fit below the Nyquist frequency {0.5 * sampling_rate_hz:g} Hz"
        )
    if samples.ndim != 1 or not np.isfinite(samples).all():
        raise AmplitudeError(f"samples of shape {samples.shape} hold values that are not finite")
    filtered = sosfiltfilt(
        butter(3, band_hz, "bandpass", fs=sampling_rate_hz, output="sos"), samples - np.median(samples)
    )
    power = []
    for name, (begin_s, end_s) in (("signal", signal_s), ("noise", noise_s)):
        begin, end = round(begin_s * sampling_rate_hz), round(end_s * sampling_rate_hz)
        if begin < 0 or end > samples.size or end - begin < sampling_rate_hz / low:
            raise AmplitudeError(
                f"{name} window {begin_s:.1f} to {end_s:.1f} s is outside the record of"
                f" {samples.size / sampling_rate_hz:.1f} s or shorter than a period of {1.0 / low:.1f} s"
            )
        power.append(float(np.mean(filtered[begin:end] ** 2)))
    signal, noise = power
    if signal <= 0.0:
        raise AmplitudeError("no motion in the signal window")
    if noise > 0.0 and math.sqrt(signal / noise) < MIN_SNR:
        raise AmplitudeError(f"signal {math.sqrt(signal / noise):.1f} times the noise, {MIN_SNR:g} needed")
    return 0.5 * math.log10(signal - noise)
