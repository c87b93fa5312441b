"""Measure Ms(VMAX) of one event on many records: a reading or a reason for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from testban.geodesy import KM_PER_DEG, epicentral
from testban.magnitudes.network import Reading
from testban.magnitudes.surface_wave import GROUP_VELOCITY_KM_S, RayleighMagnitude, measure_ms_vmax
from testban.model import ISOLATED, Excluded, reason_of
from testban.waveforms import Record, Response, ground_displacement

# Displacement is needed between these frequencies for periods of 8 to 25 s and their filters.
BAND_HZ = (0.02, 0.3)
# A bridge over a stretch shorter than a quarter of the shortest period, 8 s, hardly changes the wave.
MAX_BRIDGE_S = 2.0


@dataclass(frozen=True)
class StationMs:
    """Ms(VMAX) of one record, or an upper bound on it."""

    seed_id: str
    distance_deg: float
    rayleigh: RayleighMagnitude

    def reading(self) -> Reading:
        """The reading for `network_magnitude`, one per record."""
        return Reading(self.seed_id, self.rayleigh.value, self.rayleigh.kind)


def measure_event_ms(
    records: Sequence[Record],
    *,
    responses: Mapping[str, Response],
    origin_s: float,
    latitude_deg: float,
    longitude_deg: float,
    passing_s: Mapping[str, Sequence[tuple[float, float]]] = MappingProxyType({}),
) -> tuple[tuple[StationMs, ...], tuple[Excluded, ...]]:
    """Measure Ms(VMAX) on vertical records.

    Parameters
    ----------
    records : sequence of Record
        Horizontal components are skipped.
    responses : mapping of seed id to Response
        Records without one are left out.
    origin_s : float
        Origin time, seconds since 1970-01-01 UTC.
    latitude_deg, longitude_deg : float
        The event, assumed shallow: surface waves of deep events need other formulas.
    passing_s : mapping of seed id to (float, float)
        From when until when waves of other events pass, seconds since 1970-01-01 UTC (see `other_events`).
        A largest wave that arrives then may be theirs: it is a bound.

    Returns
    -------
    measured : tuple of StationMs
        Where noise or another event hides the surface waves an upper bound, which counts in Ms:mb screening.
    not_used : tuple of Excluded
        Every vertical record left out, with the reason; clipped records are.
    """
    measured, not_used = [], []
    for record in records:
        seed_id = record.seed_id
        if seed_id[-1:].upper() != "Z":
            continue
        if seed_id not in responses:
            not_used.append(Excluded(id=seed_id, reason="no response: its counts have no unit"))
            continue
        if record.clipped:
            not_used.append(Excluded(id=seed_id, reason="clipped: no surface-wave amplitude"))
            continue
        channel = record.channel
        distance = float(epicentral(latitude_deg, longitude_deg, channel.latitude, channel.longitude)[0])
        bridged = _longest_bridge_s(record, origin_s, distance)
        if bridged > MAX_BRIDGE_S:
            reason = f"gap, constant stretch or spike of {bridged:.0f} s in the window of surface waves"
            not_used.append(Excluded(id=seed_id, reason=reason))
            continue
        try:
            ground = ground_displacement(
                record.samples,
                sampling_rate_hz=record.sampling_rate_hz,
                response=responses[seed_id],
                band_hz=BAND_HZ,
            )
            rayleigh = measure_ms_vmax(
                ground,
                sampling_rate_hz=record.sampling_rate_hz,
                origin_s=origin_s - record.start_s,
                distance_deg=distance,
                passing_s=[
                    (start - record.start_s, stop - record.start_s)
                    for start, stop in passing_s.get(seed_id, ())
                ],
            )
        except ISOLATED as fault:
            not_used.append(Excluded(id=seed_id, reason=reason_of(fault)))
            continue
        measured.append(StationMs(seed_id, distance, rayleigh))
    return tuple(measured), tuple(not_used)


def _longest_bridge_s(record: Record, origin_s: float, distance_deg: float) -> float:
    """Longest stretch of samples that were not recorded, between the fastest and the slowest wave."""
    fast, slow = (distance_deg * KM_PER_DEG / v for v in GROUP_VELOCITY_KM_S[::-1])
    begin, end = (
        max(round((origin_s + t - record.start_s) * record.sampling_rate_hz), 0) for t in (fast, slow)
    )
    usable = record.usable[begin:end]
    edges = np.flatnonzero(np.diff(np.concatenate([[True], usable, [True]]).astype(int)))
    lengths = edges[1::2] - edges[::2]
    return float(lengths.max() / record.sampling_rate_hz) if lengths.size else 0.0
