"""What a record section shows, as small arrays: decimated traces, picks, predicted phases."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from testban.association import first_arrivals, vertical_records
from testban.detection import band_pass, bands_for
from testban.geodesy import KM_PER_DEG, epicentral
from testban.measurements.events import WaveformEvent, WaveformResult
from testban.model import Floats
from testban.waveforms import Record

# What is drawn: one band in which P is clear at every distance, from before the origin to after the last S.
SECTION_BAND = (1.5, 3.0)
BEFORE_S, AFTER_S, POINTS = 20.0, 40.0, 1500


@dataclass(frozen=True, slots=True)
class SectionTrace:
    """One line of a record section.

    Attributes
    ----------
    station : str
    distance_km : float
    onset_s : float or None
        Seconds after the origin.
    predicted_p_s, predicted_s_s : float or None
        None in the shadow of the core, where the model has none.
    low, high : ndarray of float32, shape (points,)
        Smallest and largest sample of each interval, scaled to the largest of the trace.
    """

    station: str
    distance_km: float
    onset_s: float | None
    predicted_p_s: float | None
    predicted_s_s: float | None
    low: NDArray[np.float32] = field(repr=False)
    high: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordSection:
    """Traces in order of distance over one time axis.

    Attributes
    ----------
    seconds : ndarray of float32, shape (points,)
        After the origin, the middle of each interval.
    band_hz : (float, float)
    traces : tuple of SectionTrace
    """

    seconds: NDArray[np.float32]
    band_hz: tuple[float, float]
    traces: tuple[SectionTrace, ...]


def record_section(result: WaveformResult, event: WaveformEvent, *, model: str = "ak135") -> RecordSection:
    """Prepare the record section of an event.

    Parameters
    ----------
    result : WaveformResult
        Records and the events found in them.
    event : WaveformEvent
        One of its events.
    model : str
        Velocity model of the predicted phases.

    Returns
    -------
    RecordSection
        The vertical of every station that can carry the band.
    """
    origin = event.measurements
    curve = first_arrivals(model)
    chosen, _ = vertical_records(result.waveforms.records)
    placed: list[tuple[float, Record]] = []
    for record in chosen:
        away, _ = epicentral(
            origin.latitude, origin.longitude, record.channel.latitude, record.channel.longitude
        )
        if bands_for(record.sampling_rate_hz, (SECTION_BAND,)):
            placed.append((float(away), record))
    placed.sort(key=lambda pair: pair[0])
    last_s = max((_seconds(curve.s(distance)) or 0.0 for distance, _ in placed), default=0.0)
    edges = np.linspace(-BEFORE_S, last_s + AFTER_S, POINTS + 1)
    traces = []
    for distance, record in placed:
        filtered = band_pass(record.samples, SECTION_BAND, record.sampling_rate_hz)
        at = np.round((origin.time_s + edges - record.start_s) * record.sampling_rate_hz).astype(int)
        at = np.clip(at, 0, filtered.size)
        low, high = np.zeros(POINTS), np.zeros(POINTS)
        for k in np.flatnonzero(at[1:] > at[:-1]):
            piece = filtered[at[k] : at[k + 1]]
            low[k], high[k] = piece.min(), piece.max()
        top = max(float(np.abs(low).max()), float(np.abs(high).max()), 1e-300)
        onset = event.detected.detections.get(record.channel.station)
        traces.append(
            SectionTrace(
                record.channel.station,
                distance * KM_PER_DEG,
                None if onset is None else onset.time_s - origin.time_s,
                _seconds(curve.p(distance)),
                _seconds(curve.s(distance)),
                (low / top).astype(np.float32),
                (high / top).astype(np.float32),
            )
        )
    middle = (0.5 * (edges[1:] + edges[:-1])).astype(np.float32)
    return RecordSection(middle, SECTION_BAND, tuple(traces))


def _seconds(predicted: Floats) -> float | None:
    return float(predicted) if np.isfinite(predicted) else None
