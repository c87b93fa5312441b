"""`testban measure`: the measured facts of waveforms, in the form that a case holds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from testban.cli.envelope import print_answer
from testban.cli.options import Json, Responses, Stations
from testban.cli.panels import EVIDENCE, OUTPUT
from testban.cli.progress import showing_steps

if TYPE_CHECKING:
    from testban.measurements import WaveformEvent, WaveformResult


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("measure", rich_help_panel=EVIDENCE)(measure_command)


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
        result = _measure(path, stations, responses)
    rows = [
        _write_event(event, out if number == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}"))
        for number, event in enumerate(result.events, start=1)
    ]
    print_answer(
        "measure",
        {"events": rows, "not_used": [excluded.model_dump() for excluded in result.not_used]},
        as_json=as_json,
        render=lambda: _print_rows(rows, result),
    )


def _measure(path: Path, stations: Path | None, responses: Path | None) -> WaveformResult:
    from testban.model import BadInputError, NotAnsweredError
    from testban.processing import events_from_waveforms
    from testban.waveforms import NoWaveformsError

    try:
        return events_from_waveforms(
            [path], stations=[stations] if stations else [], responses=[responses] if responses else []
        )
    except NoWaveformsError as error:
        raise BadInputError(f"{path}: {error}") from error
    except NotAnsweredError as error:
        raise NotAnsweredError(f"{path}: {error}") from error


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


def _print_rows(rows: list[dict[str, Any]], result: WaveformResult) -> None:
    for row in rows:
        print(
            f"{row['file']}: {row['onsets']} onsets, {row['amplitudes']} amplitudes of P, "
            f"{row['magnitude_readings']} readings of magnitude"
        )
    print(f"{len(result.not_used)} things not used, {len(result.unassociated)} signals of no event")
