"""`testban measure`: the measured facts of waveforms, in the form that a case holds them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import print_answer, print_lines
from testban.cli.options import DEFAULT_MODEL, Json, Model, Responses, Stations
from testban.cli.panels import EVIDENCE, OUTPUT
from testban.cli.progress import showing_steps
from testban.cli.warm_reader import warm_reader

if TYPE_CHECKING:
    from testban.api import MeasureResult


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
    model: Model = DEFAULT_MODEL,
    as_json: Json = False,
) -> None:
    """Measure onsets, amplitudes, P/S and magnitudes on waveforms, with bounds."""
    with showing_steps() as show:
        warm_reader(path)
        from testban.api import measure

        result = measure(path, stations=stations, responses=responses, model=model, progress=show)
    written = result.write(out)
    print_answer(
        "measure", written.to_dict(), as_json=as_json, render=lambda: _print_events(written), warnings=()
    )


def _print_events(result: MeasureResult) -> None:
    print_lines(
        f"{event['file']}: {event['onsets']} onsets, {event['amplitudes']} amplitudes of P, "
        f"{event['magnitude_readings']} readings of magnitude"
        for event in result.to_dict()["events"]
    )
    signals = sum(len(window.unassociated) for window in result.windows)
    print_lines([f"{len(result.not_used)} things not used, {signals} signals of no event"])
