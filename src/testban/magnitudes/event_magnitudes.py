"""Measure mb and Ms(VMAX) of an event: for every vertical record a reading, a bound or a reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from testban.magnitudes.corrections import mb_correction
from testban.magnitudes.event_mb import StationMb, measure_event_mb
from testban.magnitudes.event_ms import StationMs, measure_event_ms
from testban.magnitudes.other_events import OtherEvent, passing_s
from testban.magnitudes.position_error import direction_sd, position_sd
from testban.magnitudes.scale_readings import STATION_SDS, Scale, ScaleReadings
from testban.magnitudes.scales import MB_DISTANCE_DEG, ms_vmax
from testban.magnitudes.station_rows import RecordRows, path_groups
from testban.model import Excluded, Floats, Origin, StationMagnitude
from testban.waveforms import Record, Response, StationMetadata, record_responses

MB_TABLE = "veith-clawson"
# A wave that was not picked is searched for at these times about the predicted one, seconds: errors of the
# epicentre and of travel times at teleseismic distance.
SEARCH_S = (-4.0, 0.0, 4.0)
# Surface-wave magnitudes are for shallow events (IASPEI 2013: focal depth less than 60 km).
MAX_MS_DEPTH_KM = 60.0
# Longest period of Ms(VMAX), and how far below its gain at 1 Hz (to velocity) an instrument may be there: the
# record of a short-period instrument at 25 s is its own noise. A 1 Hz seismometer has 1/600, a 5 s one 1/25.
LONG_PERIOD_S, MIN_GAIN = 25.0, 0.01


def measure_magnitudes(
    records: Sequence[Record],
    *,
    book: StationMetadata,
    origin: Origin,
    onsets: Mapping[str, float],
    travel_time_s: Callable[[float], float],
    others: Sequence[OtherEvent] = (),
) -> tuple[ScaleReadings, ...]:
    """Measure mb at 20 to 100 degrees and Ms(VMAX) at any distance.

    Parameters
    ----------
    records : sequence of Record
        Only vertical components are used.
    book : StationMetadata
        Instrument responses.
    origin : Origin
        Where and when the event was; its uncertainty becomes that of the magnitudes.
    onsets : mapping of str to float
        Onset of P by station, seconds since 1970-01-01 UTC. A station without one gives at most a bound.
    travel_time_s : callable
        Time of the first P in seconds at a distance in degrees.
    others : sequence of OtherEvent
        Other events of the same records, whose waves must not be taken for surface waves of this one.

    Returns
    -------
    tuple of ScaleReadings
        mb, then Ms(VMAX).
    """
    vertical = [record for record in records if record.seed_id[-1:].upper() == "Z"]
    if not vertical or not (book.blocks or book.inventories):
        reason = (
            "no instrument response was given, so counts have no unit" if vertical else "no vertical record"
        )
        return ScaleReadings("mb", reason=reason), ScaleReadings("Ms(VMAX)", reason=reason)
    responses, reasons = record_responses(vertical, book)
    rows_of = RecordRows(origin, path_groups([record.channel for record in vertical]))
    refused = {
        record.seed_id: rows_of.unmeasured(record, reasons[record.seed_id])
        for record in vertical
        if record.seed_id not in responses
    }
    usable = [record for record in vertical if record.seed_id in responses]
    return (
        _mb(usable, refused, responses, rows_of, onsets, travel_time_s),
        _ms(usable, refused, responses, rows_of, others, travel_time_s),
    )


def _mb(
    records: Sequence[Record],
    refused: Mapping[str, StationMagnitude],
    responses: Mapping[str, Response],
    rows_of: RecordRows,
    onsets: Mapping[str, float],
    travel_time_s: Callable[[float], float],
) -> ScaleReadings:
    rows, origin = dict(refused), rows_of.origin
    near, far = MB_DISTANCE_DEG
    inside = []
    for record in records:
        distance = rows_of.distance(record)
        if near <= distance <= far:
            inside.append(record)
            continue
        outside = f"not within {near:g} to {far:g}°, where mb is defined"
        rows[record.seed_id] = rows_of.unmeasured(record, outside)
    picked = {
        record.seed_id: onsets[record.channel.station]
        for record in inside
        if record.channel.station in onsets
    }
    expected = {
        record.seed_id: origin.time.timestamp() + travel_time_s(rows_of.distance(record)) for record in inside
    }
    predicted = {key: value for key, value in expected.items() if key not in picked and math.isfinite(value)}
    largest: dict[str, StationMb] = {}
    faults: dict[str, str] = {}
    for shift in SEARCH_S:
        times = {key: value + shift for key, value in predicted.items()}
        if shift == 0.0:
            times |= picked
        readings, left_out = measure_event_mb(
            [record for record in inside if record.seed_id in times],
            responses=responses,
            onsets_s=times,
            latitude_deg=origin.latitude,
            longitude_deg=origin.longitude,
            depth_km=max(origin.depth_km.value, 0.0),
            table=MB_TABLE,
        )
        faults |= _reasons(left_out)
        for reading in readings:
            if reading.seed_id not in largest or reading.mb > largest[reading.seed_id].mb:
                largest[reading.seed_id] = reading
    for record in inside:
        seed_id = record.seed_id
        if seed_id not in largest:
            rows[seed_id] = rows_of.unmeasured(record, faults.get(seed_id, "P neither seen nor predicted"))
            continue
        value, amplitude = largest[seed_id].mb, largest[seed_id].amplitude
        if seed_id in predicted and amplitude.kind == "measured":
            amplitude = replace(amplitude, kind="at most", reason="P was not picked")
        rows[seed_id] = rows_of.row(
            record,
            kind=amplitude.kind,
            value=value,
            amplitude_nm=amplitude.amplitude_nm,
            period_s=amplitude.period_s,
            snr=amplitude.snr,
            reason=amplitude.reason,
        )
    measured = [record for record in inside if rows[record.seed_id].value is not None]

    def correction(distance: Floats, depth_km: float) -> Floats:
        return mb_correction(MB_TABLE, distance_deg=np.clip(distance, near, far), depth_km=depth_km)

    return _scale("mb", rows, measured, rows_of, correction)


def _ms(
    records: Sequence[Record],
    refused: Mapping[str, StationMagnitude],
    responses: Mapping[str, Response],
    rows_of: RecordRows,
    others: Sequence[OtherEvent],
    travel_time_s: Callable[[float], float],
) -> ScaleReadings:
    rows, origin = dict(refused), rows_of.origin
    depth = origin.depth_km
    if not depth.fixed and depth.low > MAX_MS_DEPTH_KM:
        reason = f"{depth.low:.0f} to {depth.high:.0f} km deep: Ms is for events above {MAX_MS_DEPTH_KM:g} km"
        return ScaleReadings("Ms(VMAX)", reason=reason)
    long_period = []
    for record in records:
        if _long_period_gain(responses[record.seed_id]) >= MIN_GAIN:
            long_period.append(record)
            continue
        share = f"{100.0 * MIN_GAIN:g} %"
        reason = f"short-period instrument: at {LONG_PERIOD_S:g} s less than {share} of its gain at 1 s"
        rows[record.seed_id] = rows_of.unmeasured(record, reason)
    readings, left_out = measure_event_ms(
        long_period,
        responses=responses,
        origin_s=origin.time.timestamp(),
        latitude_deg=origin.latitude,
        longitude_deg=origin.longitude,
        passing_s={
            record.seed_id: passing_s(others, record.channel, travel_time_s) for record in long_period
        },
    )
    by_record: dict[str, StationMs] = {reading.seed_id: reading for reading in readings}
    faults = _reasons(left_out)
    for record in long_period:
        seed_id = record.seed_id
        if seed_id not in by_record:
            rows[seed_id] = rows_of.unmeasured(record, faults[seed_id])
            continue
        rayleigh = by_record[seed_id].rayleigh
        rows[seed_id] = rows_of.row(
            record,
            # What cannot be compared with noise may be noise: a bound.
            kind="at most" if rayleigh.reason else rayleigh.kind,
            value=rayleigh.value,
            amplitude_nm=rayleigh.amplitude_nm,
            period_s=rayleigh.period_s,
            snr=None if np.isnan(rayleigh.snr) else rayleigh.snr,
            reason=rayleigh.reason,
        )
    measured = [record for record in long_period if rows[record.seed_id].value is not None]
    periods = np.array([rows[record.seed_id].period_s or LONG_PERIOD_S for record in measured])

    def correction(distance: Floats, _: float) -> Floats:
        return ms_vmax(np.ones(periods.size), period_s=periods, distance_deg=np.clip(distance, 0.1, 179.9))

    return _scale("Ms(VMAX)", rows, measured, rows_of, correction)


def _scale(
    scale: Scale,
    rows: Mapping[str, StationMagnitude],
    measured: Sequence[Record],
    rows_of: RecordRows,
    correction: Callable[[Floats, float], Floats],
) -> ScaleReadings:
    shared = (
        position_sd(
            rows_of.origin,
            latitude=np.array([record.channel.latitude for record in measured]),
            longitude=np.array([record.channel.longitude for record in measured]),
            correction=correction,
        )
        if measured
        else 0.0
    )
    # One direction for each path: the elements of an array are one.
    directions = {
        rows_of.groups[record.seed_id]: rows_of.azimuth(record)
        for record in measured
        if rows[record.seed_id].kind == "measured"
    }
    apart = direction_sd(np.array(list(directions.values())), station_sd=STATION_SDS[scale])
    return ScaleReadings(
        scale,
        tuple(rows[key] for key in sorted(rows)),
        position_sd=round(shared, 4),
        direction_sd=round(apart, 4),
    )


def _long_period_gain(response: Response) -> float:
    """Gain to velocity at the longest period over that at 1 Hz."""
    frequency = np.array([1.0 / LONG_PERIOD_S, 1.0])
    to_velocity = np.abs(response.at(frequency)) / frequency
    return float(to_velocity[0] / to_velocity[1])


def _reasons(left_out: Sequence[Excluded]) -> dict[str, str]:
    return {excluded.id: excluded.reason for excluded in left_out}
