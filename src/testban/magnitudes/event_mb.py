"""Measure mb of one event on many records: a reading or a reason for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from testban.geodesy import epicentral
from testban.magnitudes.body_wave import PAmplitude, Practice, measure_p
from testban.magnitudes.network import Reading
from testban.magnitudes.scales import station_mb
from testban.model import ISOLATED, Excluded, reason_of
from testban.waveforms import Record, Response


@dataclass(frozen=True)
class StationMb:
    """mb of one record, or a bound on it."""

    seed_id: str
    distance_deg: float
    mb: float
    amplitude: PAmplitude


def measure_event_mb(
    records: Sequence[Record],
    *,
    responses: Mapping[str, Response],
    onsets_s: Mapping[str, float],
    latitude_deg: float,
    longitude_deg: float,
    depth_km: float,
    practice: Practice = "IDC",
    table: str = "veith-clawson",
) -> tuple[tuple[StationMb, ...], tuple[Excluded, ...]]:
    """Measure station mb on vertical records.

    Parameters
    ----------
    records : sequence of Record
        Horizontal components are skipped.
    responses : mapping of seed id to Response
        Records without one are left out.
    onsets_s : mapping of seed id to float
        Onset of P, or its predicted time where nothing was seen, seconds since 1970-01-01 UTC.
    latitude_deg, longitude_deg, depth_km : float
        The event.
    practice, table : str
        See `measure_p` and `station_mb`.

    Returns
    -------
    readings : tuple of StationMb
    not_used : tuple of Excluded
        Every vertical record left out, with the reason.
    """
    readings, not_used = [], []
    for record in records:
        if record.seed_id[-1:].upper() != "Z":
            continue
        seed_id = record.seed_id
        if seed_id not in responses:
            not_used.append(Excluded(id=seed_id, reason="no response: its counts have no unit"))
            continue
        if seed_id not in onsets_s:
            not_used.append(Excluded(id=seed_id, reason="no time of P, seen or predicted"))
            continue
        onset = onsets_s[seed_id] - record.start_s
        near = slice(max(round((onset - 5.0) * record.sampling_rate_hz), 0), None)
        window = record.usable[near][: round(12.0 * record.sampling_rate_hz)]
        if not window.all():
            not_used.append(Excluded(id=seed_id, reason="gap, constant stretch or spike in the window of P"))
            continue
        distance = epicentral(latitude_deg, longitude_deg, record.channel.latitude, record.channel.longitude)[
            0
        ]
        try:
            amplitude = measure_p(
                record.samples,
                sampling_rate_hz=record.sampling_rate_hz,
                response=responses[seed_id],
                onset_s=onset,
                practice=practice,
                clipped=record.clipped,
            )
            value = station_mb(
                amplitude.amplitude_nm,
                period_s=amplitude.period_s,
                distance_deg=distance,
                depth_km=depth_km,
                table=table,
            )
        except ISOLATED as fault:
            not_used.append(Excluded(id=seed_id, reason=reason_of(fault)))
            continue
        readings.append(StationMb(seed_id, float(distance), float(value), amplitude))
    return tuple(readings), tuple(not_used)


def station_readings(
    measured: Sequence[StationMb], *, groups: Mapping[str, str], terms: Mapping[str, float] | None = None
) -> tuple[Reading, ...]:
    """One reading per station or array, for `network_magnitude`.

    Parameters
    ----------
    measured : sequence of StationMb
        From `measure_event_mb`.
    groups : mapping of seed id to str
        Station or array of each record. Elements of an array share their path and count once: the median of
        what they measured, else the least restrictive bound.
    terms : mapping of str to float, optional
        Station term of each group.
    """
    grouped: dict[str, list[StationMb]] = {}
    for reading in measured:
        grouped.setdefault(groups[reading.seed_id], []).append(reading)
    readings = []
    for group, members in grouped.items():
        term = (terms or {}).get(group, 0.0)
        measured_mb = [m.mb for m in members if m.amplitude.kind == "measured"]
        clipped = [m.mb for m in members if m.amplitude.kind == "at least"]
        hidden = [m.mb for m in members if m.amplitude.kind == "at most"]
        if measured_mb:
            readings.append(Reading(group, float(np.median(measured_mb)), "measured", term))
        elif clipped:
            readings.append(Reading(group, min(clipped), "at least", term))
        else:
            readings.append(Reading(group, max(hidden), "at most", term))
    return tuple(readings)
