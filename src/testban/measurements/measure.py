"""Measure an event on its records: P/S at every station, and the size of its first P."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from testban.association import FirstArrivals, first_arrivals
from testban.detection import band_pass, bands_for
from testban.geodesy import KM_PER_DEG, epicentral
from testban.measurements.component_gains import component_gains
from testban.measurements.records import Measurements, PAmplitude, StationRatio
from testban.measurements.station_ratio import measure_ratios
from testban.measurements.windows import s_time, windows_for
from testban.model import Detection, Excluded, InputFile, isolated
from testban.waveforms import Record, StationMetadata, by_sensor

# Relative size: the band in which mb lives, and the seconds about the onset.
SIZE_BAND = (0.8, 2.0)
SIZE_BEFORE_S, SIZE_AFTER_S, SIZE_NOISE_S, SIZE_GAP_S = 0.5, 10.0, 30.0, 3.0
SIZE_SNR = 2.0
# Regional phases beyond this distance are other phases.
MAX_DISTANCE_KM = 2000.0


def measure_event(
    records: Sequence[Record],
    *,
    event: str,
    time_s: float,
    latitude: float,
    longitude: float,
    origin_source: str,
    onsets: Mapping[str, Detection],
    inputs: Sequence[InputFile] = (),
    book: StationMetadata | None = None,
    model: str = "ak135",
) -> tuple[Measurements, tuple[Excluded, ...]]:
    """Measure P/S and first-P amplitudes of one event.

    Parameters
    ----------
    records : sequence of Record
        Records of all components.
    event : str
        Name of the event.
    time_s, latitude, longitude : float
        Its origin.
    origin_source : str
        Whose origin that is.
    onsets : mapping of str to Detection
        First P by station. Where there is none the predicted time is used.
    inputs : sequence of InputFile
        The files the records come from.
    book : StationMetadata, optional
        Responses, by which the components of a station are brought to one gain.
    model : str
        Velocity model for the windows.

    Returns
    -------
    measurements : Measurements
    not_used : tuple of Excluded
        Stations that carry no ratio, with the reason.
    """
    curve = first_arrivals(model)
    ratios: list[StationRatio] = []
    not_used: list[Excluded] = []
    amplitudes: list[PAmplitude] = []
    done: set[str] = set()
    for sensor, components in by_sensor(records).items():
        channel = components[0].channel
        station, onset = channel.station, onsets.get(channel.station)
        distance, azimuth = epicentral(latitude, longitude, channel.latitude, channel.longitude)
        distance_km = float(distance) * KM_PER_DEG
        if station in done:
            continue
        if distance_km > MAX_DISTANCE_KM:
            reason = f"{distance_km:.0f} km away, regional P/S ends at {MAX_DISTANCE_KM:g} km"
            not_used.append(Excluded(id=f"{station} P/S", reason=reason))
            continue
        amplitudes += _amplitudes_of(components, onset, not_used)
        with isolated(f"{sensor} P/S", not_used):
            measured, fault = _ratios_of(
                components, station, float(distance), float(azimuth), time_s, onset, curve, book
            )
            if fault:
                not_used.append(Excluded(id=f"{sensor} P/S", reason=fault))
                continue
            done.add(station)
            ratios += measured
    measurements = Measurements(
        event=event,
        time_s=time_s,
        latitude=latitude,
        longitude=longitude,
        origin_source=origin_source,
        onsets=tuple(onsets[station] for station in sorted(onsets)),
        ratios=tuple(ratios),
        amplitudes=tuple(amplitudes),
        inputs=tuple(inputs),
    )
    return measurements, tuple(not_used)


def _amplitudes_of(
    components: Sequence[Record], onset: Detection | None, not_used: list[Excluded]
) -> list[PAmplitude]:
    """Amplitudes of the first P on the verticals of a sensor."""
    amplitudes: list[PAmplitude] = []
    for record in components:
        with isolated(f"{record.seed_id} amplitude of P", not_used):
            amplitude = first_p_amplitude(record, onset)
            amplitudes += [] if amplitude is None else [amplitude]
    return amplitudes


def _ratios_of(
    records: Sequence[Record],
    station: str,
    distance_deg: float,
    azimuth_deg: float,
    time_s: float,
    onset: Detection | None,
    curve: FirstArrivals,
    book: StationMetadata | None,
) -> tuple[list[StationRatio], str]:
    """Ratios of one sensor, or why there are none."""
    if len(records) != 3:
        return [], f"{len(records)} components, three needed for P/S"
    if any(record.clipped for record in records):
        return [], "clipped"
    rates = {record.sampling_rate_hz for record in records}
    if len(rates) > 1:
        return (
            [],
            f"components at different sampling rates ({', '.join(f'{rate:g}' for rate in sorted(rates))} Hz)",
        )
    rate = rates.pop()
    if not bands_for(rate, ((1.0, 2.0),)):
        return [], f"{rate:g} Hz is too slow for any band of P/S"
    start = max(record.start_s for record in records)
    skip = [round((start - record.start_s) * rate) for record in records]
    n = min(record.samples.size - begin for record, begin in zip(records, skip, strict=True))
    if n < 60.0 * rate:
        return [], "the three components overlap for less than 60 s"
    components = np.vstack([r.samples[k : k + n] for r, k in zip(records, skip, strict=True)])
    usable = np.all([r.usable[k : k + n] for r, k in zip(records, skip, strict=True)], axis=0)
    predicted = time_s + float(curve.p(distance_deg))
    p_s = predicted if onset is None else onset.time_s
    if not math.isfinite(predicted):
        return [], "the model has no P at this distance"
    s_s = s_time(p_s, predicted_p_s=predicted, predicted_s_s=time_s + float(curve.s(distance_deg)))
    km = distance_deg * KM_PER_DEG
    windows = windows_for(p_s, s_s, origin_s=time_s, distance_km=km)
    if windows is None:
        return [], f"P and S only {s_s - p_s:.1f} s apart"
    return (
        measure_ratios(
            components,
            usable,
            start_s=start,
            sampling_rate_hz=rate,
            windows=windows,
            station=station,
            distance_km=km,
            azimuth_deg=azimuth_deg,
            gains=component_gains(records, book or StationMetadata()),
        ),
        "",
    )


def first_p_amplitude(record: Record, onset: Detection | None) -> PAmplitude | None:
    """Measure the first P on a vertical channel at 0.8-2 Hz.

    Parameters
    ----------
    record : Record
        A vertical channel.
    onset : Detection or None
        First P at its station; None where it was not seen.

    Returns
    -------
    PAmplitude or None
        None on other components, without an onset, on a clipped or masked record, or in the noise.
    """
    dip = record.channel.dip_deg
    if onset is None or dip is None or abs(dip) < 80.0 or record.clipped:
        return None
    if not bands_for(record.sampling_rate_hz, (SIZE_BAND,)):
        return None
    rate = record.sampling_rate_hz
    at = round((onset.time_s - record.start_s) * rate)
    begin, end = at - round(SIZE_BEFORE_S * rate), at + round(SIZE_AFTER_S * rate)
    quiet = at - round((SIZE_NOISE_S + SIZE_GAP_S) * rate), at - round(SIZE_GAP_S * rate)
    if quiet[0] < 0 or end > record.samples.size or not record.usable[quiet[0] : end].all():
        return None
    filtered = band_pass(record.samples, SIZE_BAND, rate)
    signal = float((filtered[begin:end] ** 2).mean())
    noise = float((filtered[quiet[0] : quiet[1]] ** 2).mean())
    if noise <= 0.0 or signal < SIZE_SNR**2 * noise:
        return None
    amplitude = math.sqrt(signal - noise)
    gain = record.channel.gain_counts_per_m_s
    return PAmplitude(
        record.seed_id, SIZE_BAND, amplitude, math.sqrt(noise), None if gain is None else amplitude / gain
    )
