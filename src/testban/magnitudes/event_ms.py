"""Measure Ms(VMAX) of one event on many records: a reading or a reason for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from testban.geodesy import epicentral
from testban.magnitudes.network import Reading
from testban.magnitudes.response import Response, ground_displacement
from testban.magnitudes.surface_wave import RayleighMagnitude, measure_ms_vmax
from testban.model import BadInputError, NotUsed
from testban.waveforms import Record

# Displacement is needed between these frequencies for periods of 8 to 25 s and their filters.
BAND_HZ = (0.02, 0.3)


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
) -> tuple[tuple[StationMs, ...], tuple[NotUsed, ...]]:
    """Measure Ms(VMAX) on vertical records.

    Parameters
    ----------
    records : sequence of Record
        Horizontal components are passed over.
    responses : mapping of seed id to Response
    origin_s : float
        Origin time, seconds since 1970-01-01 UTC.
    latitude_deg, longitude_deg : float
        The event, assumed shallow: surface waves of deep events need other formulas.

    Returns
    -------
    measured : tuple of StationMs
        Where the noise hides the surface waves an upper bound, which counts in Ms:mb screening.
    not_used : tuple of NotUsed
        Every vertical record left out, with the reason; clipped records are.
    """
    measured, not_used = [], []
    for record in records:
        seed_id = record.seed_id
        if seed_id[-1:].upper() != "Z":
            continue
        if seed_id not in responses:
            not_used.append(NotUsed(id=seed_id, reason="no response: its counts have no unit"))
            continue
        if record.clipped:
            not_used.append(NotUsed(id=seed_id, reason="clipped: no surface-wave amplitude"))
            continue
        where = record.channel
        distance = float(epicentral(latitude_deg, longitude_deg, where.latitude, where.longitude)[0])
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
            )
        except BadInputError as fault:
            not_used.append(NotUsed(id=seed_id, reason=str(fault)))
            continue
        measured.append(StationMs(seed_id, distance, rayleigh))
    return tuple(measured), tuple(not_used)
