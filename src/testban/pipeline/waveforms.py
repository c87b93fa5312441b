"""From records to observations: find the events in waveforms and measure what tells their sources apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from testban.discrimination import WaveformEvent, WaveformResult, discriminants_of, events_from_waveforms
from testban.model import Observations

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
) -> tuple[Observations, ...]:
    """Find events in waveforms: their arrivals, and what their amplitudes say.

    Parameters
    ----------
    paths : sequence of Path
        Files or folders in any format ObsPy reads.
    stations, responses : sequence of Path
        Station and response files; may be among `paths`.

    Returns
    -------
    tuple of Observations
        One per event, the best attested first. What belongs to no event stands with the first.

    Raises
    ------
    BadInputError
        No record can be used.
    NotAnsweredError
        No event stands out of chance.
    """
    result = events_from_waveforms(paths, stations=stations, responses=responses)
    name = paths[0].stem if len(paths) == 1 else f"{paths[0].stem}+{len(paths) - 1}"
    return tuple(
        _observations(
            result, event, name if len(result.events) == 1 else f"{name}-{number}", first=number == 1
        )
        for number, event in enumerate(result.events, start=1)
    )


def _observations(
    result: WaveformResult, event: WaveformEvent, identifier: str, *, first: bool
) -> Observations:
    return Observations(
        id=identifier,
        title=f"Event in the waveforms of {identifier}",
        stations=result.stations,
        arrivals=event.arrivals,
        not_used=result.not_used if first else (),
        unassociated_signals=result.unassociated if first else (),
        discriminants=discriminants_of(event.measurements),
        inputs=result.inputs,
    )
