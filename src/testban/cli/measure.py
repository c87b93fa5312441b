"""The measured facts of waveforms alone, in the form that a case holds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import answer
from testban.cli.locate import StationsOption
from testban.cli.progress import showing_steps
from testban.model import BadInputError, NotAnsweredError


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("measure")(measure_command)


def measure_command(
    path: Annotated[Path, typer.Argument(help="Waveforms: a folder, or a file in any format ObsPy reads.")],
    out: Annotated[Path, typer.Option(help="Write the table here; event N > 1 goes to NAME-N.")],
    stations: StationsOption = None,
    responses: Annotated[
        Path | None, typer.Option(help="Instrument responses: StationXML, RESP or SACPZ, file or folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was measured as JSON.")] = False,
) -> None:
    """Measure onsets, amplitudes, P/S and magnitudes with bounds; write them with the waveforms' hashes."""
    if not path.exists():
        raise BadInputError(f"{path}: no such file or folder")
    with showing_steps() as show:
        from testban.discrimination import discriminants_of, explain
        from testban.measurements import write_measurements
        from testban.processing import events_from_waveforms
        from testban.waveforms import NoWaveformsError

        show(f"finding and measuring events in {path.name}")
        try:
            result = events_from_waveforms(
                [path], stations=[stations] if stations else [], responses=[responses] if responses else []
            )
        except NoWaveformsError as error:
            raise BadInputError(f"{path}: {error}") from error
        except NotAnsweredError as error:
            raise NotAnsweredError(f"{path}: {error}") from error
    rows = []
    for number, event in enumerate(result.events, start=1):
        target = out if number == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(write_measurements(event.measurements), encoding="utf-8")
        except OSError as error:
            raise BadInputError(f"{target}: cannot be written: {error.strerror or error}") from error
        discriminants = discriminants_of(event.measurements)
        rows.append(
            {
                "file": str(target),
                "onsets": len(event.measurements.onsets),
                "amplitudes": len(event.measurements.amplitudes),
                "magnitude_readings": sum(
                    row.value is not None
                    for magnitude in event.measurements.magnitudes
                    for row in magnitude.readings
                ),
                "hypotheses": json.loads(explain(discriminants.evidence[:1]).model_dump_json()),
                "discriminants": json.loads(discriminants.model_dump_json()),
            }
        )

    def render() -> None:
        for row in rows:
            print(
                f"{row['file']}: {row['onsets']} onsets, {row['amplitudes']} amplitudes of P, "
                f"{row['magnitude_readings']} readings of magnitude"
            )
        print(f"{len(result.not_used)} things not used, {len(result.unassociated)} signals of no event")

    answer(
        "measure",
        {"events": rows, "not_used": [excluded.model_dump() for excluded in result.not_used]},
        as_json=as_json,
        render=render,
    )
