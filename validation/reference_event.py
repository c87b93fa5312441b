"""Compare an event with a known one recorded by the same stations: likeness, and times read together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from testban.correlation import CorrelationError, onset_lag
from testban.measurements import WaveformEvent, WaveformResult
from testban.model import Arrival
from testban.waveforms import Record

# The band and the least coefficient at which the first P of two events is taken to be the same wave.
ALIKE_BAND, MIN_SIMILARITY = (1.0, 3.0), 0.7
# Error of a time difference by correlation, s, at least: a tenth of a period at 2 Hz.
MIN_SD_S = 0.05


@dataclass(frozen=True, slots=True)
class ReferenceComparison:
    """The first P of an event next to that of a reference event.

    Attributes
    ----------
    similarity : float or None
        Median correlation coefficient of the first P over common stations.
    coefficients : dict of str to float
        By station.
    differences_s : dict of str to float
        Arrival time here minus arrival time there, by correlation, where the coefficient is 0.7 or more.
    arrivals : tuple of Arrival
        The event's first P with the onsets of those stations replaced by the reference's onset plus the
        difference: the onset of a small event is read late, that of a large one is not.
    """

    similarity: float | None
    coefficients: dict[str, float]
    differences_s: dict[str, float]
    arrivals: tuple[Arrival, ...] = field(repr=False)


def compare_with_reference(
    result: WaveformResult, event: WaveformEvent, reference: WaveformResult, known: WaveformEvent
) -> ReferenceComparison:
    """Compare an event with a reference event.

    Parameters
    ----------
    result, reference : WaveformResult
        Processed windows of both events.
    event, known : WaveformEvent
        One event of each. Close together against their distance from the stations.

    Returns
    -------
    ReferenceComparison
        A similarity that cannot be had is None; nothing is raised.
    """
    here, there = _verticals(result.waveforms.records), _verticals(reference.waveforms.records)
    coefficients: dict[str, float] = {}
    differences: dict[str, float] = {}
    for seed_id in sorted(here.keys() & there.keys()):
        station = here[seed_id].channel.station
        own, other = event.detected.detections.get(station), known.detected.detections.get(station)
        if own is None or other is None or station in coefficients:
            continue
        try:
            lag = onset_lag(there[seed_id], other.time_s, here[seed_id], own.time_s, band_hz=ALIKE_BAND)
        except CorrelationError:
            continue
        coefficients[station] = lag.coefficient
        if lag.coefficient >= MIN_SIMILARITY:
            differences[station] = own.time_s - other.time_s + lag.lag_s
    return ReferenceComparison(
        similarity=float(np.median(list(coefficients.values()))) if coefficients else None,
        coefficients=coefficients,
        differences_s=differences,
        arrivals=tuple(_aligned(arrival, differences, known) for arrival in event.arrivals),
    )


def _verticals(records: Sequence[Record]) -> dict[str, Record]:
    return {r.seed_id: r for r in records if r.channel.dip_deg is not None and abs(r.channel.dip_deg) > 80.0}


def _aligned(arrival: Arrival, differences: dict[str, float], known: WaveformEvent) -> Arrival:
    """The arrival with its time from the reference's onset, where the two are alike and it is read better."""
    difference = differences.get(arrival.station)
    if difference is None:
        return arrival
    other = known.detected.detections[arrival.station]
    sd = math.hypot(other.sd_s, MIN_SD_S)
    if arrival.time_sd_s is not None and sd >= arrival.time_sd_s:
        return arrival
    moment = datetime.fromtimestamp(other.time_s + difference, tz=UTC)
    return arrival.model_copy(update={"time": moment, "time_sd_s": sd})
