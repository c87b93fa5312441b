"""Measure Rayleigh waves for Ms(VMAX), or a bound where the noise hides them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from testban.geodesy import KM_PER_DEG
from testban.magnitudes.errors import AmplitudeError
from testban.magnitudes.scales import VMAX_PERIOD_S, ms_vmax, vmax_corner_hz
from testban.model import Floats

# Group velocities of Rayleigh waves of 8-25 s on continents, with margin, km/s.
GROUP_VELOCITY_KM_S = (1.8, 4.5)
# The surface wave must exceed this factor times the same measure on the noise before P: of 100 records of
# white noise, eleven reach 2.0 at one period or another, none 3.0.
MIN_SNR = 3.0
# The noise must last this many periods to be known.
NOISE_PERIODS = 4.0


@dataclass(frozen=True)
class RayleighMagnitude:
    """Ms(VMAX) of one station.

    Attributes
    ----------
    value : float
        Ms at the period where it is greatest; the bound, when `kind` is "at most".
    period_s, amplitude_nm, snr : float
        At that period.
    kind : str
        "measured" or "at most".
    by_period : ndarray, shape (periods, 3)
        Period, Ms, signal-to-noise ratio.
    reason : str
    """

    value: float
    period_s: float
    amplitude_nm: float
    snr: float
    kind: Literal["measured", "at most"]
    by_period: Floats
    reason: str


def measure_ms_vmax(
    displacement_nm: Floats,
    *,
    sampling_rate_hz: float,
    origin_s: float,
    distance_deg: float,
    passing_s: Sequence[tuple[float, float]] = (),
) -> RayleighMagnitude:
    """Measure Ms(VMAX) on vertical ground displacement.

    Parameters
    ----------
    displacement_nm : ndarray, shape (n,)
        Vertical ground displacement, nanometres, good from 5 to 40 s.
    sampling_rate_hz : float
        Samples per second, at least 0.5.
    origin_s : float
        Origin time of the event after the first sample, seconds; negative when the record starts later.
    distance_deg : float
        Epicentral distance.
    passing_s : sequence of (float, float)
        From when until when waves of other events pass, seconds after the first sample. Where the largest
        wave falls among them, the value is a bound.

    Returns
    -------
    RayleighMagnitude
        Zero-phase third-order Butterworth filters at 8, 9, ... 25 s; the greatest Ms among the periods whose
        signal-to-noise ratio is sufficient, else the smallest upper bound.

    Raises
    ------
    AmplitudeError
        The window of group velocities 4.5 to 1.8 km/s is not wholly in the record, or the sampling is too
        coarse.

    Notes
    -----
    Russell (2006), Bull. Seism. Soc. Am. 96, 665; Bonner et al. (2006), ibid. 678. The noise window lies
    before the fastest P wave (8.5 km/s) and is as long as the record allows, at most the signal window or,
    near the event, four periods. Where the record starts too late for four periods, what follows the slowest
    wave stands for the noise: it holds coda, so the ratio is too small rather than too large.
    """
    fast, slow = (distance_deg * KM_PER_DEG / v for v in GROUP_VELOCITY_KM_S[::-1])
    begin, end = (round((origin_s + t) * sampling_rate_hz) for t in (fast, slow))
    if begin < 0 or end > displacement_nm.size or end - begin < 2:
        raise AmplitudeError(
            f"surface waves at {distance_deg:.1f} deg need {origin_s + fast:.0f} to {origin_s + slow:.0f} s,"
            f" the record holds 0 to {displacement_nm.size / sampling_rate_hz:.0f} s"
        )
    if sampling_rate_hz < 0.5:
        raise AmplitudeError(f"sampled at {sampling_rate_hz:g} Hz, 0.5 Hz needed for periods of 8 s")
    quiet = max(round((origin_s + distance_deg * KM_PER_DEG / 8.5) * sampling_rate_hz), 0)
    rows, among_others = [], []
    for period in range(int(VMAX_PERIOD_S[0]), int(VMAX_PERIOD_S[1]) + 1):
        corner = float(vmax_corner_hz(period_s=period, distance_deg=distance_deg))
        if 1.0 / period - corner <= 0.0:
            continue  # within 0.4 deg the band would reach zero frequency
        filtered = _band_passed(displacement_nm, sampling_rate_hz, period, corner)
        largest = begin + int(np.argmax(np.abs(filtered[begin:end])))
        signal = float(abs(filtered[largest]))
        # The filter spreads a wave over the inverse of its width, 2 fc.
        at_s, spread_s = largest / sampling_rate_hz, 0.5 / corner
        among_others.append(any(start - spread_s <= at_s <= stop + spread_s for start, stop in passing_s))
        noise = _noise(filtered, period * sampling_rate_hz, quiet=quiet, begin=begin, end=end)
        rows.append((period, signal, signal / noise if noise > 0.0 else math.nan))
    if not rows or max(row[1] for row in rows) <= 0.0:
        raise AmplitudeError("no motion in the surface-wave window")
    table = np.array(rows)
    magnitude = ms_vmax(table[:, 1], period_s=table[:, 0], distance_deg=distance_deg)
    by_period = np.column_stack([table[:, 0], magnitude, table[:, 2]])
    unknown = np.isnan(table[:, 2])
    clear = unknown | (table[:, 2] >= MIN_SNR)
    kind: Literal["measured", "at most"] = "measured" if clear.any() else "at most"
    k = int(np.argmax(np.where(clear, magnitude, -np.inf))) if clear.any() else int(np.argmin(magnitude))
    if kind == "at most":
        reason = f"surface waves {np.nanmax(table[:, 2]):.1f} times the noise, {MIN_SNR:g} needed"
    else:
        reason = "too little noise before P and after the wave to compare with" if unknown[k] else ""
        if among_others[k]:
            kind, reason = "at most", "its largest wave arrives while those of another event pass"
    return RayleighMagnitude(
        value=float(magnitude[k]),
        period_s=float(table[k, 0]),
        amplitude_nm=float(table[k, 1]),
        snr=float(table[k, 2]),
        kind=kind,
        by_period=by_period,
        reason=reason,
    )


def _band_passed(
    displacement_nm: Floats, sampling_rate_hz: float, period_s: float, corner_hz: float
) -> Floats:
    """Displacement within the corner frequency of a period, without a shift of phase."""
    # Loaded here, since runs without waveforms start half a second sooner.
    from scipy.signal import butter, sosfiltfilt

    low, high = 1.0 / period_s - corner_hz, 1.0 / period_s + corner_hz
    sections = butter(
        3, [low, min(high, 0.45 * sampling_rate_hz)], "bandpass", fs=sampling_rate_hz, output="sos"
    )
    return np.asarray(sosfiltfilt(sections, displacement_nm - displacement_nm.mean()))


def _noise(filtered: Floats, period_samples: float, *, quiet: int, begin: int, end: int) -> float:
    """Largest noise before P at sample `quiet`, else after the slowest wave at `end`; NaN where too short."""
    # The first and the last periods of the record ring from the filter.
    ring, needed = round(2.0 * period_samples), NOISE_PERIODS * period_samples
    longest = max(end - begin, math.ceil(needed) + 1)
    window = filtered[min(ring, quiet // 2) : quiet][-longest:]
    if window.size <= needed:
        window = filtered[end + ring : max(filtered.size - ring, 0)][:longest]
    return float(np.abs(window).max()) if window.size > needed else math.nan
