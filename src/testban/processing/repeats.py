"""Measure the events suspected at the place of a located one, and state them in the nouns of the finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from testban.association import ColocatedEvent, EventsFromRecords
from testban.discrimination import (
    RATIO_LEVEL,
    RatioDifference,
    evidence,
    first_motions,
    network_ratio,
    ratio_difference,
    ratio_evidence,
)
from testban.measurements import (
    NotMeasurableError,
    SuspectedRepeat,
    WaveformEvent,
    WaveformResult,
    measure_event,
)
from testban.model import HYPOTHESIS_BAND, Evidence, Excluded, Measured, Missing, RepeatSignals, isolated
from testban.waveforms import Waveforms

# The bands in which a repeat is compared with the event whose place it would share.
REPEAT_BANDS = ((1.0, 2.0), (2.0, 4.0))


def measure_repeats(
    search: EventsFromRecords, events: Sequence[WaveformEvent], waveforms: Waveforms, *, model: str
) -> tuple[tuple[SuspectedRepeat, ...], list[Excluded]]:
    """Measure each suspected repeat at the place of its event.

    Parameters
    ----------
    search : EventsFromRecords
        Events and suspected repeats.
    events : sequence of WaveformEvent
        The events found, located.
    waveforms : Waveforms
        Records of the window.
    model : str
        Velocity model.

    Returns
    -------
    repeats : tuple of SuspectedRepeat
    not_used : list of Excluded
        Those that could not be measured.
    """
    repeats: list[SuspectedRepeat] = []
    not_used: list[Excluded] = []
    for repeat in search.repeats:
        with isolated(f"suspected repeat of event {repeat.of + 1}", not_used):
            repeats.append(_measure_repeat(repeat, events, waveforms, model))
    return tuple(repeats), not_used


def _measure_repeat(
    repeat: ColocatedEvent, events: Sequence[WaveformEvent], waveforms: Waveforms, model: str
) -> SuspectedRepeat:
    first = events[repeat.of]
    time_s = first.measurements.time_s + (repeat.time_s - first.detected.time_s)
    measurements, _ = measure_event(
        [record for record in waveforms.records if record.channel.station in repeat.detections],
        event=f"suspected repeat of event {repeat.of + 1}",
        time_s=time_s,
        latitude=first.measurements.latitude,
        longitude=first.measurements.longitude,
        origin_source=f"place of event {repeat.of + 1}, assumed",
        onsets=repeat.detections,
        inputs=waveforms.inputs,
        book=waveforms.book,
        model=model,
    )
    return SuspectedRepeat(repeat.of, replace(repeat, time_s=time_s), measurements)


def repeat_signals(result: WaveformResult, number: int) -> tuple[RepeatSignals, ...]:
    """Say what is known of each event suspected at the place of one of the result's events.

    Too few stations saw it to locate it, so its place is assumed. At the same stations its P/S is set against
    that of the located event, whose paths it shares.

    Parameters
    ----------
    result : WaveformResult
        A processed window.
    number : int
        Place of the located event among `result.events`.

    Returns
    -------
    tuple of RepeatSignals
    """
    return tuple(_signals(result, repeat) for repeat in result.repeats if repeat.of == number)


def _signals(result: WaveformResult, repeat: SuspectedRepeat) -> RepeatSignals:
    first = result.events[repeat.of]
    difference = _ratio_difference(repeat, first)
    return RepeatSignals(
        time=datetime.fromtimestamp(repeat.repeat.time_s, UTC),
        delay_s=repeat.repeat.time_s - first.measurements.time_s,
        chance=repeat.repeat.chance,
        stations=tuple(repeat.repeat.detections),
        p_over_s_difference=_difference(difference),
        at_most=difference is not None and difference.at_most,
        low_hz=REPEAT_BANDS[0][0],
        high_hz=REPEAT_BANDS[-1][1],
        evidence=(_ratio(repeat), first_motions(repeat.measurements.onsets)),
    )


def _ratio_difference(repeat: SuspectedRepeat, first: WaveformEvent) -> RatioDifference | None:
    """log10 P/S in 1-4 Hz against the located event, at the same stations."""
    try:
        return ratio_difference(repeat.measurements.ratios, first.measurements.ratios, bands_hz=REPEAT_BANDS)
    except NotMeasurableError:
        return None


def _difference(difference: RatioDifference | None) -> Measured | Missing:
    if difference is None:
        return Missing(
            status="insufficient_data", reason="no station shows P and S of both events in these bands"
        )
    return Measured(
        value=difference.difference,
        low=difference.low,
        high=difference.high,
        level=RATIO_LEVEL,
        unit="log10",
        inputs=tuple(evidence(station, band) for station in difference.stations for band in REPEAT_BANDS),
    )


def _ratio(repeat: SuspectedRepeat) -> Evidence:
    rows = repeat.measurements.in_band(HYPOTHESIS_BAND)
    # Not the rows of the located event, which evidence() names.
    used = tuple(f"waveforms:{row.station} P/S" for row in rows if row.log10_ratio is not None)
    try:
        return ratio_evidence(network_ratio(rows), inputs=used)
    except NotMeasurableError as fault:
        return ratio_evidence(None, reason=str(fault))
