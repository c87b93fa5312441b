"""From records to measured events, once: windows, detections, events, located, measured.

`assess`, `measure` and `relocate` all go this way. Each window, event, station and trace is isolated
(`testban.model.isolated`): what fails in one is named with its reason and the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from testban.association import AssociationError, EventsFromRecords, NoEventError, find_events, first_arrivals
from testban.measurements import SuspectedRepeat, WaveformEvent, WaveformResult
from testban.model import DEFAULT_LEVEL, ISOLATED, reason_of
from testban.processing.event import locate_and_measure
from testban.processing.repeats import measure_repeats
from testban.processing.replays import (
    fingerprints_of,
    first_replay,
    one_record_at_two_stations,
    tiled_records,
    without_records,
)
from testban.waveforms import MetadataSource, RecordSource, Waveforms, read_windows

_LOG = logging.getLogger(__name__)


def process_waveforms(
    source: Waveforms | Iterable[RecordSource],
    *,
    stations: Iterable[MetadataSource] = (),
    responses: Iterable[MetadataSource] = (),
    model: str = "ak135",
    level: float = DEFAULT_LEVEL,
    measure: bool = True,
) -> tuple[WaveformResult, ...]:
    """Find the events in waveforms, locate each once and measure it.

    Parameters
    ----------
    source : Waveforms or iterable of path
        Records already read (one window), or files and folders in any format ObsPy reads; records more than
        an hour apart are windows of their own.
    stations, responses : iterable of path
        Station and response files; may be among the paths.
    model : str
        Velocity model.
    level : float
        Level of the ellipses and intervals of each location.
    measure : bool
        Whether to measure the events that were located: P/S, amplitudes, magnitudes.

    Returns
    -------
    tuple of WaveformResult
        One a window, in the order of time; one without events says why. What failed in one trace, station or
        event stands among its `not_used`.

    Raises
    ------
    NoWaveformsError
        No record can be used.
    StationFileError, ResponseError
        A file named in `stations` cannot be read.
    """
    first_arrivals(model)  # a model that does not exist is no fault of a window
    windows = (
        (source,)
        if isinstance(source, Waveforms)
        else read_windows(source, stations=stations, responses=responses)
    )
    _LOG.info("%d windows of records; model %s, level %g", len(windows), model, level)
    results = tuple(_process_window(window, model=model, level=level, measure=measure) for window in windows)
    for number, result in enumerate(results, start=1):
        _LOG.info(
            "window %d of %d: %d events, %d signals of no event, %d things not used%s",
            number,
            len(results),
            len(result.events),
            len(result.unassociated),
            len(result.not_used),
            f"; {result.reason}" if result.reason else "",
        )
    return results


def _process_window(waveforms: Waveforms, *, model: str, level: float, measure: bool) -> WaveformResult:
    """Find, locate and measure the events of one stretch of time."""
    try:
        waveforms = without_records(waveforms, tiled_records(waveforms.records))
        detected, waveforms = _events_of_own_records(waveforms, model)
        replayed = first_replay(detected.events, waveforms.records)
    except NoEventError as fault:
        return WaveformResult(waveforms, reason=str(fault), not_used=waveforms.not_used)
    except AssociationError as fault:
        return WaveformResult(waveforms, reason=f"no event, because {fault}", not_used=waveforms.not_used)
    except ISOLATED as fault:
        reason = f"no event, because the search {reason_of(fault)}"
        return WaveformResult(waveforms, reason=reason, not_used=waveforms.not_used)
    if replayed is not None:
        return WaveformResult(waveforms, reason=replayed, not_used=waveforms.not_used)
    not_used = [*waveforms.not_used, *detected.not_used]
    events: list[WaveformEvent] = []
    for number in range(len(detected.events)):
        event, left_out, waveforms = locate_and_measure(
            detected, number, waveforms, model=model, level=level, measure=measure
        )
        events.append(event)
        not_used += left_out
    repeats: tuple[SuspectedRepeat, ...] = ()
    if measure:
        repeats, left_out = measure_repeats(detected, events, waveforms, model=model)
        not_used += left_out
    return WaveformResult(
        waveforms=waveforms,
        events=tuple(events),
        repeats=repeats,
        unassociated=detected.unassociated,
        stations=detected.stations,
        not_used=tuple(dict.fromkeys(not_used)),
    )


def _events_of_own_records(waveforms: Waveforms, model: str) -> tuple[EventsFromRecords, Waveforms]:
    """Find events, and once more without the records that two stations share."""
    detected = find_events(waveforms, model=model)
    copies: dict[str, str] = {}
    for event in detected.events:
        copies |= one_record_at_two_stations(fingerprints_of(event, waveforms.records), waveforms.records)
    if not copies:
        return detected, waveforms
    waveforms = without_records(waveforms, copies)
    return find_events(waveforms, model=model), waveforms
