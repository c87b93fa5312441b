"""From files of waveforms to located events with their measured discriminants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from testban.association import (
    AssociationError,
    ColocatedEvent,
    DetectedEvent,
    EventsFromRecords,
    NoEventError,
    find_events,
    first_arrivals,
)
from testban.location import NotLocatedError, Solution, locate
from testban.magnitudes import OtherEvent, ScaleReadings, measure_magnitudes
from testban.measurements import (
    SuspectedRepeat,
    WaveformEvent,
    WaveformResult,
    measure_event,
    without_responses,
    wrong_responses,
)
from testban.model import Excluded, Station
from testban.waveforms import Waveforms, read_waveforms


def events_from_waveforms(
    paths: Iterable[str | Path],
    *,
    stations: Iterable[str | Path] = (),
    responses: Iterable[str | Path] = (),
    model: str = "ak135",
) -> WaveformResult:
    """Read waveforms, find and locate the events in them, and measure their P/S.

    Parameters
    ----------
    paths, stations, responses : iterable of path
        As for `testban.waveforms.read_waveforms`.
    model : str
        Velocity model.

    Returns
    -------
    WaveformResult
        At least one event, the best attested first.

    Raises
    ------
    NoWaveformsError
        No record can be used.
    NoEventError
        The records hold no event that stands out of chance, or too few stations to look for one.
    """
    return events_in(read_waveforms(paths, stations=stations, responses=responses), model=model)


def events_in(waveforms: Waveforms, *, model: str = "ak135") -> WaveformResult:
    """Find and locate the events in waveforms already read, and measure their P/S.

    Parameters
    ----------
    waveforms : Waveforms
    model : str
        Velocity model.

    Returns
    -------
    WaveformResult

    Raises
    ------
    NoEventError
        As for `events_from_waveforms`.
    """
    try:
        found = find_events(waveforms, model=model)
    except AssociationError as fault:
        raise NoEventError(f"no event, because {fault}") from fault
    not_used = [*waveforms.not_used, *found.not_used]
    events = []
    for number, detected in enumerate(found.events, start=1):
        others = _others(found, detected)
        event, left_out, waveforms = _measured(detected, number, found.stations, waveforms, model, others)
        events.append(event)
        not_used.extend(left_out)
    return WaveformResult(
        events=tuple(events),
        repeats=tuple(_repeat(repeat, events, waveforms, model) for repeat in found.repeats),
        unassociated=found.unassociated,
        stations=found.stations,
        not_used=tuple(dict.fromkeys(not_used)),
        inputs=waveforms.inputs,
        waveforms=waveforms,
    )


def _others(found: EventsFromRecords, detected: DetectedEvent) -> list[OtherEvent]:
    """Every other event of the records, those suspected at a place of one among them."""
    others = [
        OtherEvent(event.time_s, event.latitude, event.longitude)
        for event in found.events
        if event is not detected
    ]
    for repeat in found.repeats:
        place = found.events[repeat.of]
        others.append(OtherEvent(repeat.time_s, place.latitude, place.longitude))
    return others


def _measured(
    detected: DetectedEvent,
    number: int,
    stations: Sequence[Station],
    waveforms: Waveforms,
    model: str,
    others: Sequence[OtherEvent],
) -> tuple[WaveformEvent, tuple[Excluded, ...], Waveforms]:
    """Locate an event and measure it there; responses that its ground motion refutes are taken out."""
    solution: Solution | None = None
    latitude, longitude, time_s = detected.latitude, detected.longitude, detected.time_s
    source = "association, not located"
    try:
        solution = locate(stations, detected.arrivals, model=model)
        origin = solution.origin
        latitude, longitude, time_s = origin.latitude, origin.longitude, origin.time.timestamp()
        source = "testban, located from these onsets"
    except NotLocatedError:
        pass
    wrong, faults = wrong_responses(
        waveforms.records,
        detected.detections,
        time_s=time_s,
        latitude=latitude,
        longitude=longitude,
        model=model,
    )
    waveforms = without_responses(waveforms, wrong)
    measurements, left_out = measure_event(
        waveforms.records,
        event=f"event {number}",
        time_s=time_s,
        latitude=latitude,
        longitude=longitude,
        origin_source=source,
        onsets=detected.detections,
        inputs=waveforms.inputs,
        book=waveforms.book,
        model=model,
    )
    measurements = replace(measurements, magnitudes=_magnitudes(waveforms, solution, detected, model, others))
    event = WaveformEvent(
        arrivals=detected.arrivals,
        solution=solution,
        measurements=measurements,
        detected=detected,
    )
    return event, (*faults, *left_out), waveforms


def _magnitudes(
    waveforms: Waveforms,
    solution: Solution | None,
    detected: DetectedEvent,
    model: str,
    others: Sequence[OtherEvent],
) -> tuple[ScaleReadings, ...]:
    """mb and Ms at the located origin, with the responses that are left."""
    if solution is None:
        reason = "the event was not located"
        return ScaleReadings("mb", reason=reason), ScaleReadings("Ms(VMAX)", reason=reason)
    curve = first_arrivals(model)
    return measure_magnitudes(
        waveforms.records,
        book=waveforms.book,
        origin=solution.origin,
        onsets={station: one.time_s for station, one in detected.detections.items()},
        travel_time_s=lambda distance_deg: float(curve.p(distance_deg)),
        others=others,
    )


def _repeat(
    repeat: ColocatedEvent, events: Sequence[WaveformEvent], waveforms: Waveforms, model: str
) -> SuspectedRepeat:
    first = events[repeat.of]
    delay = repeat.time_s - first.detected.time_s
    time_s = first.measurements.time_s + delay
    measurements, _ = measure_event(
        [r for r in waveforms.records if r.channel.station in repeat.detections],
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
