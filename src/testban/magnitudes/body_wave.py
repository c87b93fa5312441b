"""Measure P: amplitude and period, or a bound where the signal is hidden or saturated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from testban.magnitudes.errors import AmplitudeError
from testban.model import Floats
from testban.waveforms import WWSSN_SP, Response, ground_displacement

Kind = Literal["measured", "at most", "at least"]
Practice = Literal["IDC", "IASPEI"]

# IDC practice: 0.8-4.5 Hz, 5.5 s from the onset, half peak-to-peak (documentation of mb(IDC) in SeisComP).
IDC_BAND_HZ, IDC_WINDOW_S = (0.8, 4.5), 5.5
# IASPEI (2006): the whole P train before the next clear phase; 20 s hold it for a shallow event.
IASPEI_WINDOW_S = 20.0
# A signal must exceed this factor times the noise of the same length before it.
MIN_SNR = 2.0
# Spectral division leaks this far ahead of the onset, seconds.
GUARD_S = 3.0
# A period outside this range is not that of a short-period P wave (IASPEI: below 3 s).
PERIOD_S = (0.2, 3.0)


@dataclass(frozen=True)
class PAmplitude:
    """P on one record.

    Attributes
    ----------
    amplitude_nm : float
        Half the largest peak-to-trough ground displacement, corrected for the filter at its period; for a
        bound, that of the noise or of the saturated signal.
    period_s : float
        Twice the time from peak to trough.
    snr : float
        Against the same measure on the noise before the onset.
    kind : str
        "measured", "at most" (hidden in noise), "at least" (clipped).
    reason : str
        Why it is a bound; empty when measured.
    """

    amplitude_nm: float
    period_s: float
    snr: float
    kind: Kind
    reason: str


def measure_p(
    samples: Floats,
    *,
    sampling_rate_hz: float,
    response: Response,
    onset_s: float,
    practice: Practice = "IDC",
    clipped: bool = False,
) -> PAmplitude:
    """Measure P on a vertical short-period or broadband record.

    Parameters
    ----------
    samples : ndarray, shape (n,)
        Counts, gaps bridged.
    sampling_rate_hz : float
        Samples per second.
    response : Response
        Of the instrument that recorded.
    onset_s : float
        Onset of P after the first sample, seconds.
    practice : str
        "IDC": 0.8-4.5 Hz, first 5.5 s. "IASPEI": simulated WWSSN-SP, first 20 s (USGS, ISC).
    clipped : bool
        The record saturated: the amplitude becomes a lower bound.

    Returns
    -------
    PAmplitude

    Raises
    ------
    AmplitudeError
        The window is not in the record, less than 5 s of noise before it, or samples that cannot be used.
    """
    length_s = IDC_WINDOW_S if practice == "IDC" else IASPEI_WINDOW_S
    start = round(onset_s * sampling_rate_hz)
    stop = start + round(length_s * sampling_rate_hz)
    if start < round(5.0 * sampling_rate_hz) or stop > samples.size:
        raise AmplitudeError(
            f"{response.source}: P at {onset_s:.1f} s needs 5 s before and {length_s:g} s after it, the"
            f" record has {samples.size / sampling_rate_hz:.1f} s"
        )
    trace, gain = _filtered(samples, sampling_rate_hz, response, practice)
    amplitude, period = _largest_swing(trace[start:stop], sampling_rate_hz)
    noise = _noise(trace[:start], stop - start, sampling_rate_hz)
    corrected = 0.5 * amplitude / gain(1.0 / period)
    snr = amplitude / noise if noise > 0.0 else np.inf
    if clipped:
        return PAmplitude(corrected, period, snr, "at least", "record is clipped")
    if snr < MIN_SNR:
        # At most what moves in the window, or the noise, whichever is more.
        bound = 0.5 * max(amplitude, noise) / gain(1.0)
        return PAmplitude(bound, 1.0, snr, "at most", f"signal {snr:.1f} times the noise, {MIN_SNR:g} needed")
    return PAmplitude(corrected, period, snr, "measured", "")


def _filtered(
    samples: Floats, rate: float, response: Response, practice: Practice
) -> tuple[Floats, Callable[[float], float]]:
    """The trace to measure on, and the gain of its filter as a function of frequency."""
    # Loaded here, since runs without waveforms start half a second sooner.
    from scipy.signal import butter, sosfilt, sosfreqz

    top = min(8.0, 0.35 * rate)
    if practice == "IDC":
        ground = ground_displacement(samples, sampling_rate_hz=rate, response=response, band_hz=(0.4, top))
        band = (IDC_BAND_HZ[0], min(IDC_BAND_HZ[1], 0.4 * rate))
        sections = butter(3, band, "bandpass", fs=rate, output="sos")
        return sosfilt(sections, ground), lambda f: float(abs(sosfreqz(sections, [f], fs=rate)[1][0]))
    trace = ground_displacement(
        samples, sampling_rate_hz=rate, response=response, band_hz=(0.3, top), seismograph=WWSSN_SP
    )
    return trace, lambda f: float(abs(WWSSN_SP.at(np.array([f]))[0]))


def _largest_swing(window: Floats, rate: float) -> tuple[float, float]:
    """Largest difference between neighbouring extremes and twice the time between them."""
    turning = np.flatnonzero(np.diff(np.sign(np.diff(window))) != 0) + 1
    if turning.size < 2:
        raise AmplitudeError("the window holds no oscillation: constant or a straight line")
    swing = np.abs(np.diff(window[turning]))
    k = int(np.argmax(swing))
    period = 2.0 * (turning[k + 1] - turning[k]) / rate
    return float(swing[k]), float(np.clip(period, *PERIOD_S))


def _noise(before: Floats, length: int, rate: float) -> float:
    """Median of the largest swing over windows of the noise, or over what there is."""
    guard = before[: before.size - min(round(GUARD_S * rate), before.size // 2)]
    step = min(length, guard.size)
    starts = range(0, guard.size - step + 1, max(step // 2, 1))
    swings = []
    for start in starts:
        window = guard[start : start + step]
        turning = np.flatnonzero(np.diff(np.sign(np.diff(window))) != 0) + 1
        if turning.size >= 2:
            swings.append(float(np.abs(np.diff(window[turning])).max()))
    return float(np.median(swings)) if swings else 0.0
