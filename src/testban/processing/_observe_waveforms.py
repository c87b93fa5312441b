"""From records to observations: find the events in waveforms and measure what tells their sources apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from testban.discrimination import discriminants_of
from testban.measurements import Pictures, WaveformEvent, WaveformResult, phase_spectra, record_section
from testban.model import Excluded, NotAnsweredError, Observations
from testban.processing.from_waveforms import events_in
from testban.processing.repeats import repeat_signals
from testban.waveforms import read_windows

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
    with path.open("rb") as stream:
        return _NOT_TEXT in stream.read(_HEAD)


def observe_waveforms(
    paths: Sequence[Path], *, stations: Sequence[Path] = (), responses: Sequence[Path] = ()
) -> tuple[tuple[Observations, ...], tuple[Pictures, ...]]:
    """Find events in waveforms: their arrivals, what their amplitudes say, and what a page shows of them.

    Parameters
    ----------
    paths : sequence of Path
        Files or folders in any format ObsPy reads.
    stations, responses : sequence of Path
        Station and response files; may be among `paths`.

    Returns
    -------
    tuple of Observations, tuple of Pictures
        One per event, the best attested first. What belongs to no event stands with the first.

    Raises
    ------
    BadInputError
        No record can be used.
    NotAnsweredError
        No event stands out of chance; the message names the files or folders.
    """
    named = " and ".join(str(path) for path in paths)
    stem = paths[0].stem if len(paths) == 1 else f"{paths[0].stem}+{len(paths) - 1}"
    windows = read_windows(paths, stations=stations, responses=responses)
    found: list[tuple[WaveformResult, WaveformEvent]] = []
    empty: list[Excluded] = []
    left: list[Excluded] = []
    for window in windows:
        try:
            result = events_in(window)
        except NotAnsweredError as error:
            if len(windows) == 1:
                raise NotAnsweredError(f"{named}: {error}") from error
            day = datetime.fromtimestamp(window.records[0].start_s, UTC)
            empty.append(Excluded(id=f"records of {day:%Y-%m-%d %H:%M}", reason=str(error)))
            left += [empty[-1], *window.not_used]
        else:
            found += [(result, event) for event in result.events]
    if not found:
        raise NotAnsweredError(f"{named}: {'; '.join(f'{one.id}: {one.reason}' for one in empty)}")
    names = [stem] if len(found) == 1 else [f"{stem}-{number}" for number in range(1, len(found) + 1)]
    said: list[WaveformResult] = []
    observations = []
    for name, (result, event) in zip(names, found, strict=True):
        observations.append(_observations(result, event, name, first=all(result is not one for one in said)))
        said.append(result)
    pictures = tuple(
        Pictures(
            arrivals=frozenset((row.station, row.time) for row in event.arrivals),
            section=record_section(result, event),
            spectra=phase_spectra(result, event),
        )
        for result, event in found
    )
    first = observations[0].model_copy(update={"not_used": observations[0].not_used + tuple(left)})
    return (first, *observations[1:]), pictures


def _observations(
    result: WaveformResult, event: WaveformEvent, identifier: str, *, first: bool
) -> Observations:
    number = next(place for place, one in enumerate(result.events) if one is event)
    return Observations(
        id=identifier,
        title=f"Event in the waveforms of {identifier}",
        stations=result.stations,
        arrivals=event.arrivals,
        not_used=result.not_used if first else (),
        unassociated_signals=result.unassociated if first else (),
        discriminants=discriminants_of(event.measurements).model_copy(
            update={"repeats": repeat_signals(result, number)}
        ),
        inputs=result.inputs,
    )
