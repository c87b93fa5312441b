"""The measured facts of waveforms alone, in the form that a case holds them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from testban.api.in_memory import Source, Stations, as_stations
from testban.api.observing import Records, as_records
from testban.api.results import Result, Row
from testban.api.velocity_model import as_model
from testban.discrimination import discriminants_of, explain
from testban.measurements import (
    WaveformEvent,
    WaveformResult,
    phase_spectra,
    record_section,
    write_measurements,
)
from testban.model import BadInputError, Excluded
from testban.processing import process_waveforms, windows_with_events
from testban.waveforms import NoWaveformsError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Progress = Callable[[str], None]
MeasuredFigure = Literal["record_section", "spectra"]


@dataclass(frozen=True)
class MeasureResult(Result):
    """What was measured, an entry an event.

    Attributes
    ----------
    windows : tuple of WaveformResult
        Stretches of time that hold an event.
    without_event : tuple of Excluded
        The others, with what they left out.
    files : tuple of Path
        Where `write` wrote the tables.
    """

    windows: tuple[WaveformResult, ...]
    without_event: tuple[Excluded, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def events(self) -> tuple[WaveformEvent, ...]:
        """The events in order of the stretches of time, of each the best attested first."""
        return tuple(event for window in self.windows for event in window.events)

    @property
    def not_used(self) -> tuple[Excluded, ...]:
        """Files, channels and readings left out, each with its reason."""
        return (*(line for window in self.windows for line in window.not_used), *self.without_event)

    def to_dict(self) -> dict[str, Any]:
        rows = []
        for number, event in enumerate(self.events):
            discriminants = discriminants_of(event.measurements)
            file = {"file": str(self.files[number])} if number < len(self.files) else {}
            rows.append(
                file
                | _counts(event)
                | {
                    "hypotheses": json.loads(explain(discriminants.evidence[:1]).model_dump_json()),
                    "discriminants": json.loads(discriminants.model_dump_json()),
                }
            )
        return {"events": rows, "not_used": [excluded.model_dump() for excluded in self.not_used]}

    def to_rows(self) -> list[Row]:
        """One row a P/S ratio: event, station, band and value."""
        return [
            {
                "event": number,
                "station": ratio.station,
                "low_hz": ratio.band_hz[0],
                "high_hz": ratio.band_hz[1],
                "distance_km": ratio.distance_km,
                "azimuth_deg": ratio.azimuth_deg,
                "log10_ratio": ratio.log10_ratio,
                "kind": ratio.kind,
                "p": ratio.p,
                "s": ratio.s,
                "noise": ratio.noise,
                "reason": ratio.reason,
            }
            for number, event in enumerate(self.events, start=1)
            for ratio in event.measurements.ratios
        ]

    def figure(
        self, name: Literal["record_section", "spectra"] = "record_section", *, event: int = 0
    ) -> Figure:
        """Draw the records of one event by distance, or the spectra of its P, S and noise.

        Parameters
        ----------
        name : {"record_section", "spectra"}
            Which of the two.
        event : int
            Number of the event, from 0.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        BadInputError
            No such event or figure, or nothing to draw.
        """
        from testban.dossier import draw_record_section, draw_spectra

        if not 0 <= event < len(self.events):
            raise BadInputError(f"event {event} is not among the {len(self.events)} measured, from 0")
        chosen = self.events[event]
        window = next(window for window in self.windows if any(chosen is item for item in window.events))
        if name == "record_section":
            section = record_section(window, chosen)
            if section.traces:
                return draw_record_section(section)
        elif name == "spectra":
            spectra = phase_spectra(window, chosen)
            if spectra:
                return draw_spectra(spectra)
        else:
            raise BadInputError(f"figure {name!r} is neither 'record_section' nor 'spectra'")
        raise BadInputError(f"figure {name!r}: the records of event {event} show nothing to draw")

    def write(self, out: str | Path) -> MeasureResult:
        """Write one table an event, of event N > 1 to NAME-N; returns the result with their paths.

        Raises
        ------
        BadInputError
            The place cannot be written to.
        """
        first = Path(out)
        files = []
        for number, event in enumerate(self.events, start=1):
            target = first if number == 1 else first.with_name(f"{first.stem}-{number}{first.suffix}")
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(write_measurements(event.measurements), encoding="utf-8")
            except OSError as error:
                raise BadInputError(f"{target}: cannot be written: {error.strerror or error}") from error
            files.append(target)
        return replace(self, files=tuple(files))


def measure(
    waveforms: Records,
    *,
    inventory: Stations | None = None,
    stations: Stations | None = None,
    responses: Stations | None = None,
    model: str | Path = "ak135",
    progress: Progress | None = None,
) -> MeasureResult:
    """Measure onsets, amplitudes, P/S and magnitudes with bounds, of every event in waveforms.

    Parameters
    ----------
    waveforms : path, Stream, Trace, or list of Trace
        A folder, or a file in any format ObsPy reads; or the records themselves.
    inventory : path or Inventory, optional
        Stations and responses together.
    stations : path, Inventory, table or mapping, optional
        Stations alone.
    responses : path or Inventory, optional
        Instrument responses.
    model : str or path
        Velocity model.
    progress : callable, optional
        Called with the name of each step that begins.

    Returns
    -------
    MeasureResult

    Raises
    ------
    BadInputError
        No record can be used.
    NotAnsweredError
        The records hold no event above the false-alarm threshold.
    """
    source = as_records(waveforms) or _existing(waveforms)
    if progress:
        progress(f"finding and measuring events in {source.name}")
    try:
        windows = process_waveforms(
            [source],
            stations=_given(stations, inventory),
            responses=_given(responses, inventory),
            model=str(as_model(model)),
        )
    except NoWaveformsError as error:
        raise BadInputError(f"{source}: {error}") from error
    holding, without = windows_with_events(windows, source=str(source))
    return MeasureResult(tuple(holding), tuple(without))


def _existing(given: Any) -> Path:
    if not isinstance(given, str | Path):
        kind = type(given).__name__
        raise BadInputError(f"waveforms given as {kind}: a path, an ObsPy Stream, or traces were expected")
    path = Path(given)
    if not path.exists():
        raise BadInputError(f"{path}: no such file or folder")
    return path


def _given(*sources: Stations | None) -> list[Source]:
    return [place for source in sources if (place := as_stations(source)) is not None]


def _counts(event: WaveformEvent) -> Row:
    measurements = event.measurements
    return {
        "onsets": len(measurements.onsets),
        "amplitudes": len(measurements.amplitudes),
        "magnitude_readings": sum(
            reading.value is not None
            for magnitude in measurements.magnitudes
            for reading in magnitude.readings
        ),
    }
