"""From files of waveforms to located events with their measured discriminants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from testban.association import (
    AssociationError,
    DetectedEvent,
    EventsFromRecords,
    NoEventError,
    RepeatedEvent,
    find_events,
    first_arrivals,
)
from testban.discrimination.errors import NotMeasurableError
from testban.discrimination.ground_motion import without_responses, wrong_responses
from testban.discrimination.hypotheses import explain_ratio
from testban.discrimination.measure import measure_event
from testban.discrimination.measurements import Measurements
from testban.discrimination.network_ratio import NetworkRatio, network_ratio
from testban.discrimination.ratio_difference import RatioDifference, ratio_difference
from testban.location import NotLocatedError, Solution, locate
from testban.magnitudes import OtherEvent, ScaleReadings, measure_magnitudes
from testban.model import Arrival, Hypotheses, InputFile, NotUsed, Station
from testban.waveforms import Waveforms, read_waveforms

# The band whose populations are published, and the bands in which a repeat is compared.
HYPOTHESIS_BAND = (4.0, 8.0)
REPEAT_BANDS = ((1.0, 2.0), (2.0, 4.0))


@dataclass(frozen=True, slots=True)
class WaveformEvent:
    """One event as its waveforms show it.

    Attributes
    ----------
    arrivals : tuple of Arrival
        First P at each station, to be located.
    solution : Solution or None
        The location; None where it failed, for `not_located`.
    not_located : str
    measurements : Measurements
        P/S by station and band, first-P amplitudes, onsets.
    ratios : dict of (float, float) to NetworkRatio
        Network P/S by band, where it could be made.
    ratio_reasons : dict of (float, float) to str
        Why not, in the other bands.
    hypotheses : Hypotheses
        From P/S at 4-8 Hz alone.
    detected : DetectedEvent
        What association knew.
    """

    arrivals: tuple[Arrival, ...]
    solution: Solution | None
    not_located: str
    measurements: Measurements
    ratios: dict[tuple[float, float], NetworkRatio]
    ratio_reasons: dict[tuple[float, float], str]
    hypotheses: Hypotheses
    detected: DetectedEvent = field(repr=False)


@dataclass(frozen=True, slots=True)
class SuspectedRepeat:
    """A second event suspected at the place of a first: signals and measurements, no location.

    Attributes
    ----------
    of : int
        Number of the event whose place it would share.
    repeat : RepeatedEvent
    measurements : Measurements
    difference : RatioDifference or None
        log10 P/S in 1-4 Hz against that event, at the same stations.
    """

    of: int
    repeat: RepeatedEvent
    measurements: Measurements
    difference: RatioDifference | None


@dataclass(frozen=True, slots=True)
class WaveformResult:
    """Everything a set of waveforms says.

    Attributes
    ----------
    events : tuple of WaveformEvent
    repeats : tuple of SuspectedRepeat
    unassociated : tuple of NotUsed
        Signals of no event.
    stations : tuple of Station
    not_used : tuple of NotUsed
        Files, channels and readings left out, each with its reason.
    inputs : tuple of InputFile
    waveforms : Waveforms
    """

    events: tuple[WaveformEvent, ...]
    repeats: tuple[SuspectedRepeat, ...]
    unassociated: tuple[NotUsed, ...]
    stations: tuple[Station, ...]
    not_used: tuple[NotUsed, ...]
    inputs: tuple[InputFile, ...]
    waveforms: Waveforms = field(repr=False)


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
        repeats=tuple(_repeat(one, events, waveforms, model) for one in found.repeats),
        unassociated=found.unassociated,
        stations=found.stations,
        not_used=tuple(dict.fromkeys(not_used)),
        inputs=waveforms.inputs,
        waveforms=waveforms,
    )


def _others(found: EventsFromRecords, detected: DetectedEvent) -> list[OtherEvent]:
    """Every other event of the records, those suspected at a place of one among them."""
    others = [
        OtherEvent(one.time_s, one.latitude, one.longitude) for one in found.events if one is not detected
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
) -> tuple[WaveformEvent, tuple[NotUsed, ...], Waveforms]:
    """Locate an event and measure it there; responses that its ground motion refutes are taken out."""
    solution: Solution | None = None
    reason = ""
    latitude, longitude, time_s = detected.latitude, detected.longitude, detected.time_s
    source = "association, not located"
    try:
        solution = locate(stations, detected.arrivals, model=model)
        origin = solution.origin
        latitude, longitude, time_s = origin.latitude, origin.longitude, origin.time.timestamp()
        source = "testban, located from these onsets"
    except NotLocatedError as fault:
        reason = str(fault)
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
    ratios, reasons = network_ratios(measurements)
    used = tuple(
        f"waveforms:{one.station} P/S"
        for one in measurements.in_band(HYPOTHESIS_BAND)
        if one.log10_ratio is not None
    )
    hypotheses = explain_ratio(
        ratios.get(HYPOTHESIS_BAND), reason=reasons.get(HYPOTHESIS_BAND, ""), inputs=used
    )
    event = WaveformEvent(
        arrivals=detected.arrivals,
        solution=solution,
        not_located=reason,
        measurements=measurements,
        ratios=ratios,
        ratio_reasons=reasons,
        hypotheses=hypotheses,
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


def network_ratios(
    measurements: Measurements,
) -> tuple[dict[tuple[float, float], NetworkRatio], dict[tuple[float, float], str]]:
    """Combine the stations in every band measured.

    Parameters
    ----------
    measurements : Measurements

    Returns
    -------
    ratios : dict of band to NetworkRatio
    reasons : dict of band to str
        Why a band has none.
    """
    ratios, reasons = {}, {}
    for band in sorted({one.band_hz for one in measurements.ratios}):
        try:
            ratios[band] = network_ratio(measurements.in_band(band))
        except NotMeasurableError as fault:
            reasons[band] = str(fault)
    return ratios, reasons


def _repeat(
    repeat: RepeatedEvent, events: Sequence[WaveformEvent], waveforms: Waveforms, model: str
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
    try:
        difference = ratio_difference(measurements.ratios, first.measurements.ratios, bands_hz=REPEAT_BANDS)
    except NotMeasurableError:
        difference = None
    return SuspectedRepeat(repeat.of, replace(repeat, time_s=time_s), measurements, difference)
