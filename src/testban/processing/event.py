"""Locate one event and measure it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from testban.association import DetectedEvent, EventsFromRecords, first_arrivals
from testban.location import try_to_locate
from testban.magnitudes import OtherEvent, ScaleReadings, measure_magnitudes
from testban.measurements import (
    Measurements,
    WaveformEvent,
    measure_event,
    without_responses,
    wrong_responses,
)
from testban.model import Excluded, LocationResult, isolated
from testban.waveforms import Waveforms


def locate_and_measure(
    search: EventsFromRecords, number: int, waveforms: Waveforms, *, model: str, level: float, measure: bool
) -> tuple[WaveformEvent, list[Excluded], Waveforms]:
    """Locate an event once and measure it there.

    Parameters
    ----------
    search : EventsFromRecords
        The event and its detections.
    number : int
        Place of the event among those found.
    waveforms : Waveforms
        Records of the window.
    model : str
        Velocity model.
    level : float
        Level of ellipse and intervals.
    measure : bool
        Whether to measure it.

    Returns
    -------
    event : WaveformEvent
        Its location stands where measuring fails; the tables that failed are empty.
    not_used : list of Excluded
    waveforms : Waveforms
        Without the responses that the ground motion of this event refutes.
    """
    name, detected = f"event {number + 1}", search.events[number]
    location = try_to_locate(search.stations, detected.arrivals, level=level, model=model)
    event = WaveformEvent(detected, location, _nothing_measured(name, detected, location, waveforms))
    not_used: list[Excluded] = []
    if not measure:
        return event, not_used, waveforms
    responses_compared = False
    with isolated(f"{name} responses", not_used):
        waveforms = _without_refuted_responses(event, waveforms, model, not_used)
        responses_compared = True
    measurements = event.measurements
    with isolated(f"{name} measurements", not_used):
        measurements, left_out = measure_event(
            waveforms.records,
            event=name,
            time_s=measurements.time_s,
            latitude=measurements.latitude,
            longitude=measurements.longitude,
            origin_source=measurements.origin_source,
            onsets=detected.detections,
            inputs=waveforms.inputs,
            book=waveforms.book,
            model=model,
        )
        not_used += left_out
    magnitudes = _no_magnitudes("measuring them failed")
    if not responses_compared:
        magnitudes = _no_magnitudes("the responses of the stations could not be compared")
    else:
        with isolated(f"{name} magnitudes", not_used):
            magnitudes = _magnitudes(event, waveforms, model, _others(search, detected))
    return replace(event, measurements=replace(measurements, magnitudes=magnitudes)), not_used, waveforms


def _nothing_measured(
    name: str, detected: DetectedEvent, location: LocationResult, waveforms: Waveforms
) -> Measurements:
    """Where and when the windows are laid, before anything is measured."""
    if location.solution is None:
        return Measurements(
            event=name,
            time_s=detected.time_s,
            latitude=detected.latitude,
            longitude=detected.longitude,
            origin_source="association, not located",
            inputs=waveforms.inputs,
        )
    origin = location.solution.origin
    return Measurements(
        event=name,
        time_s=origin.time.timestamp(),
        latitude=origin.latitude,
        longitude=origin.longitude,
        origin_source="testban, located from these onsets",
        inputs=waveforms.inputs,
    )


def _without_refuted_responses(
    event: WaveformEvent, waveforms: Waveforms, model: str, not_used: list[Excluded]
) -> Waveforms:
    """Take out the responses that the ground motion of the event refutes, and name them."""
    wrong, faults = wrong_responses(
        waveforms.records,
        event.detected.detections,
        time_s=event.measurements.time_s,
        latitude=event.measurements.latitude,
        longitude=event.measurements.longitude,
        model=model,
    )
    not_used += faults
    return without_responses(waveforms, wrong)


def _others(search: EventsFromRecords, detected: DetectedEvent) -> list[OtherEvent]:
    """Every other event of the records, those suspected at a place of one among them."""
    others = [
        OtherEvent(event.time_s, event.latitude, event.longitude)
        for event in search.events
        if event is not detected
    ]
    for repeat in search.repeats:
        place = search.events[repeat.of]
        others.append(OtherEvent(repeat.time_s, place.latitude, place.longitude))
    return others


def _magnitudes(
    event: WaveformEvent, waveforms: Waveforms, model: str, others: Sequence[OtherEvent]
) -> tuple[ScaleReadings, ...]:
    """mb and Ms at the located origin, with the responses that are left."""
    if event.solution is None:
        return _no_magnitudes("the event was not located")
    curve = first_arrivals(model)
    return measure_magnitudes(
        waveforms.records,
        book=waveforms.book,
        origin=event.solution.origin,
        onsets={station: onset.time_s for station, onset in event.detected.detections.items()},
        travel_time_s=lambda distance_deg: float(curve.p(distance_deg)),
        others=others,
    )


def _no_magnitudes(reason: str) -> tuple[ScaleReadings, ...]:
    return ScaleReadings("mb", reason=reason), ScaleReadings("Ms(VMAX)", reason=reason)
