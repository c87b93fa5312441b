"""`testban measure`: the measured facts of waveforms, in the form that a case holds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import print_answer, print_lines
from testban.cli.options import Json, Responses, Stations
from testban.cli.panels import EVIDENCE, OUTPUT
from testban.cli.progress import showing_steps

if TYPE_CHECKING:
    from testban.measurements import WaveformEvent, WaveformResult
    from testban.model import Excluded


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("measure", cls=CommandWithDefaults, rich_help_panel=EVIDENCE)(measure_command)


def measure_command(
    path: Annotated[
        Path,
        typer.Argument(help="Waveforms: a folder, or a file in any format ObsPy reads.", metavar="WAVEFORMS"),
    ],
    out: Annotated[
        Path,
        typer.Option(
            help="Write the table here; event N > 1 goes to NAME-N.", metavar="FILE", rich_help_panel=OUTPUT
        ),
    ],
    stations: Stations = None,
    responses: Responses = None,
    as_json: Json = False,
) -> None:
    """Measure onsets, amplitudes, P/S and magnitudes on waveforms, with bounds."""
    from testban.model import BadInputError

    if not path.exists():
        raise BadInputError(f"{path}: no such file or folder")
    with showing_steps() as show:
        show(f"finding and measuring events in {path.name}")
        windows, without = _measure(path, stations, responses)
    events = [event for window in windows for event in window.events]
    not_used = [*(excluded for window in windows for excluded in window.not_used), *without]
    rows = [
        _write_event(event, out if number == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}"))
        for number, event in enumerate(events, start=1)
    ]
    print_answer(
        "measure",
        {"events": rows, "not_used": [excluded.model_dump() for excluded in not_used]},
        as_json=as_json,
        render=lambda: _print_rows(rows, len(not_used), sum(len(window.unassociated) for window in windows)),
    )


def _measure(
    path: Path, stations: Path | None, responses: Path | None
) -> tuple[list[WaveformResult], list[Excluded]]:
    from testban.model import BadInputError
    from testban.processing import process_waveforms, windows_with_events
    from testban.waveforms import NoWaveformsError

    try:
        windows = process_waveforms(
            [path], stations=[stations] if stations else [], responses=[responses] if responses else []
        )
    except NoWaveformsError as error:
        raise BadInputError(f"{path}: {error}") from error
    return windows_with_events(windows, source=str(path))


def _write_event(event: WaveformEvent, target: Path) -> dict[str, Any]:
    """Write the measurements of one event; returns its part of the answer."""
    from testban.discrimination import discriminants_of, explain
    from testban.measurements import write_measurements

    measured = event.measurements
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(write_measurements(measured), encoding="utf-8")
    discriminants = discriminants_of(measured)
    return {
        "file": str(target),
        "onsets": len(measured.onsets),
        "amplitudes": len(measured.amplitudes),
        "magnitude_readings": sum(
            reading.value is not None for magnitude in measured.magnitudes for reading in magnitude.readings
        ),
        "hypotheses": json.loads(explain(discriminants.evidence[:1]).model_dump_json()),
        "discriminants": json.loads(discriminants.model_dump_json()),
    }


def _print_rows(rows: list[dict[str, Any]], not_used: int, unassociated: int) -> None:
    print_lines(
        f"{row['file']}: {row['onsets']} onsets, {row['amplitudes']} amplitudes of P, "
        f"{row['magnitude_readings']} readings of magnitude"
        for row in rows
    )
    print_lines([f"{not_used} things not used, {unassociated} signals of no event"])
