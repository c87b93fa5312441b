"""From records to observations: the processed events of waveforms in the nouns that are assessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from testban.discrimination import discriminants_of
from testban.measurements import Pictures, WaveformEvent, WaveformResult, phase_spectra, record_section
from testban.model import (
    DEFAULT_LEVEL,
    Discriminants,
    Excluded,
    NotAnsweredError,
    SeismicObservations,
    isolated,
)
from testban.processing._process_waveforms import process_waveforms
from testban.processing.repeats import repeat_signals
from testban.safe_io import InMemory, file_name, open_file, printable
from testban.waveforms import InMemoryRecords

# Bytes that text never holds and every binary waveform format does within its first block.
_NOT_TEXT = 0
_HEAD = 512


def is_waveforms(path: Path) -> bool:
    """Whether a file is binary, as waveform files are; everything else that is read is text.

    Examples
    --------
    >>> from importlib.resources import files
    >>> is_waveforms(Path(str(files("testban.cases"))) / "dprk-2017" / "arrivals.csv")
    False
    """
    with open_file(path) as stream:
        return _NOT_TEXT in stream.read(_HEAD)


def observe_waveforms(
    paths: Sequence[Path | InMemoryRecords],
    *,
    stations: Sequence[Path | InMemory] = (),
    responses: Sequence[Path | InMemory] = (),
    model: str = "ak135",
    level: float = DEFAULT_LEVEL,
) -> tuple[tuple[SeismicObservations, ...], tuple[Pictures, ...]]:
    """Find events in waveforms: their arrivals, what their amplitudes say, and what a page shows of them.

    Parameters
    ----------
    paths : sequence of Path or InMemoryRecords
        Files or folders in any format ObsPy reads.
    stations, responses : sequence of Path or InMemory
        Station and response files; may be among `paths`.
    model : str
        Velocity model.
    level : float
        Level of the ellipses and intervals of each location.

    Returns
    -------
    tuple of SeismicObservations, tuple of Pictures
        One per event, located, the best attested first. What belongs to no event stands with the first.

    Raises
    ------
    BadInputError
        No record can be used.
    NotAnsweredError
        No event is above the false-alarm threshold; the message names the files or folders.
    """
    windows = process_waveforms(paths, stations=stations, responses=responses, model=model, level=level)
    first = file_name(paths[0].stem)
    return observations_of(
        windows,
        identifier=first if len(paths) == 1 else f"{first}+{len(paths) - 1}",
        source=" and ".join(printable(str(path)) for path in paths),
    )


def observations_of(
    windows: Sequence[WaveformResult], *, identifier: str, source: str
) -> tuple[tuple[SeismicObservations, ...], tuple[Pictures, ...]]:
    """State processed events as observations.

    Parameters
    ----------
    windows : sequence of WaveformResult
        Processed windows.
    identifier : str
        Of the event; of several, each gets a number.
    source : str
        What the records came from, for the message.

    Returns
    -------
    tuple of SeismicObservations, tuple of Pictures

    Raises
    ------
    NotAnsweredError
        No window holds an event.
    """
    holding, without = windows_with_events(windows, source=source)
    several = sum(len(window.events) for window in holding) > 1
    observations: list[SeismicObservations] = []
    pictures: list[Pictures] = []
    for window in holding:
        for number, event in enumerate(window.events):
            name = f"{identifier}-{len(observations) + 1}" if several else identifier
            left_out = list(window.not_used) if number == 0 else []
            with isolated(f"{name} pictures", left_out):
                pictures.append(_pictures(window, event))
            observations.append(_observations(window, number, name, left_out))
    first = observations[0].model_copy(update={"not_used": (*observations[0].not_used, *without)})
    return (first, *observations[1:]), tuple(pictures)


def windows_with_events(
    windows: Sequence[WaveformResult], *, source: str
) -> tuple[list[WaveformResult], list[Excluded]]:
    """Part the windows that hold an event from the others, which are named with what they left out.

    Parameters
    ----------
    windows : sequence of WaveformResult
        Processed windows.
    source : str
        What the records came from, for the message.

    Returns
    -------
    holding : list of WaveformResult
    without : list of Excluded

    Raises
    ------
    NotAnsweredError
        None holds an event; the message says why.
    """
    holding = [window for window in windows if window.events]
    if not holding and len(windows) == 1:
        raise NotAnsweredError(f"{source}: {windows[0].reason}")
    empty = [_without_event(window) for window in windows if not window.events]
    if not holding:
        raise NotAnsweredError(f"{source}: {'; '.join(f'{line.id}: {line.reason}' for line in empty)}")
    without: list[Excluded] = []
    for line, window in zip(empty, (window for window in windows if not window.events), strict=True):
        without += [line, *window.not_used]
    return holding, without


def _without_event(window: WaveformResult) -> Excluded:
    start = datetime.fromtimestamp(window.waveforms.records[0].start_s, UTC)
    return Excluded(id=f"records of {start:%Y-%m-%d %H:%M}", reason=window.reason)


def _observations(
    window: WaveformResult, number: int, identifier: str, left_out: list[Excluded]
) -> SeismicObservations:
    event = window.events[number]
    discriminants: Discriminants | None = None
    with isolated(f"{identifier} discriminants", left_out):
        discriminants = discriminants_of(event.measurements).model_copy(
            update={"repeats": repeat_signals(window, number)}
        )
    return SeismicObservations(
        id=identifier,
        title=f"Event in the waveforms of {identifier}",
        stations=window.stations,
        arrivals=event.arrivals,
        not_used=tuple(left_out),
        unassociated_signals=window.unassociated if number == 0 else (),
        discriminants=discriminants,
        inputs=window.inputs,
        location=event.location,
    )


def _pictures(window: WaveformResult, event: WaveformEvent) -> Pictures:
    return Pictures(
        arrivals=frozenset((arrival.station, arrival.time) for arrival in event.arrivals),
        section=record_section(window, event),
        spectra=phase_spectra(window, event),
    )
