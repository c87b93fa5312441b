"""Spectra of P, S and noise, as small arrays for a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from testban.association import first_arrivals
from testban.geodesy import KM_PER_DEG, epicentral
from testban.measurements.component_gains import ComponentGains, component_gains
from testban.measurements.events import WaveformEvent, WaveformResult
from testban.measurements.windows import s_time, windows_for
from testban.waveforms import Record, by_sensor

# Frequencies shown, and the width over which power is averaged about each (a share of it).
MIN_HZ, POINTS, SMOOTHING = 0.3, 60, 0.2
MAX_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class PhaseSpectra:
    """Amplitude spectra at one station, three components together.

    Attributes
    ----------
    station : str
    distance_km : float
    frequency_hz : ndarray of float32, shape (points,)
    p, s, noise : ndarray of float32, shape (points,)
        Square root of the mean power density, counts per square root of Hz (independent of window length);
        the components brought to one gain where their responses are known.
    """

    station: str
    distance_km: float
    frequency_hz: NDArray[np.float32] = field(repr=False)
    p: NDArray[np.float32] = field(repr=False)
    s: NDArray[np.float32] = field(repr=False)
    noise: NDArray[np.float32] = field(repr=False)


def phase_spectra(
    result: WaveformResult, event: WaveformEvent, *, max_stations: int = 6, model: str = "ak135"
) -> tuple[PhaseSpectra, ...]:
    """Compute spectra at the stations where P/S was measured, the nearest first.

    Parameters
    ----------
    result : WaveformResult
        Records and the events found in them.
    event : WaveformEvent
        One of its events.
    max_stations : int
        Number of stations.
    model : str
        Velocity model of the windows.

    Returns
    -------
    tuple of PhaseSpectra
    """
    origin = event.measurements
    curve = first_arrivals(model)
    distance_km = {ratio.station: ratio.distance_km for ratio in origin.ratios if ratio.kind == "measured"}
    spectra: list[PhaseSpectra] = []
    for station in sorted(distance_km, key=lambda name: distance_km[name]):
        if len(spectra) == max_stations:
            break
        components = _three(result.waveforms.records, station)
        if not components:
            continue
        channel = components[0].channel
        distance, _ = epicentral(origin.latitude, origin.longitude, channel.latitude, channel.longitude)
        onset = event.detected.detections.get(station)
        predicted = origin.time_s + float(curve.p(float(distance)))
        p_s = predicted if onset is None else onset.time_s
        s_s = origin.time_s + float(curve.s(float(distance)))
        windows = windows_for(
            p_s,
            s_time(p_s, predicted_p_s=predicted, predicted_s_s=s_s),
            origin_s=origin.time_s,
            distance_km=float(distance) * KM_PER_DEG,
        )
        if windows is None:
            continue
        top = MAX_SHARE * min(record.nyquist_hz for record in components)
        frequency = np.geomspace(MIN_HZ, top, POINTS)
        gains = component_gains(components, result.waveforms.book)
        parts = [
            _spectrum(components, window, frequency, gains)
            for window in (windows.p, windows.s, windows.noise)
        ]
        if any(part is None for part in parts):
            continue
        p, s, noise = (np.asarray(part, dtype=np.float32) for part in parts)
        spectra.append(
            PhaseSpectra(station, float(distance) * KM_PER_DEG, frequency.astype(np.float32), p, s, noise)
        )
    return tuple(spectra)


def _three(records: Sequence[Record], station: str) -> list[Record]:
    """The three components of a station's first complete sensor."""
    sensors = by_sensor(record for record in records if record.channel.station == station)
    return next((components for components in sensors.values() if len(components) == 3), [])


def _spectrum(
    records: Sequence[Record],
    window: tuple[float, float],
    frequency: NDArray[np.float64],
    gains: ComponentGains,
) -> NDArray[np.float64] | None:
    """Smoothed amplitude density of a window, None where a component does not hold it."""
    total = np.zeros(frequency.size)
    weights = np.broadcast_to(
        gains.weights(frequency, (float(frequency[0]), float(frequency[-1]))), (len(records), frequency.size)
    )
    for record, weight in zip(records, weights, strict=True):
        rate = record.sampling_rate_hz
        begin, end = (round((moment - record.start_s) * rate) for moment in window)
        if begin < 0 or end > record.samples.size or end - begin < 32:
            return None
        piece = record.samples[begin:end] - record.samples[begin:end].mean()
        taper = np.hanning(piece.size)
        power = 2.0 * np.abs(np.fft.rfft(piece * taper)) ** 2 / (rate * (taper**2).sum())
        at = np.fft.rfftfreq(piece.size, 1.0 / rate)
        # Mean over a band about each frequency, at least the two nearest lines.
        summed = np.concatenate(([0.0], np.cumsum(power)))
        low = np.searchsorted(at, frequency * (1.0 - 0.5 * SMOOTHING))
        high = np.maximum(np.searchsorted(at, frequency * (1.0 + 0.5 * SMOOTHING)), low + 1)
        low, high = np.minimum(low, at.size - 1), np.minimum(high, at.size)
        total += weight**2 * (summed[high] - summed[low]) / (high - low)
    return np.sqrt(total)
