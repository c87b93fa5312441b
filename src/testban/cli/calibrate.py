"""`testban calibrate`: path corrections from events of known position."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import print_answer, print_lines
from testban.cli.options import Json, Stations
from testban.cli.panels import INPUT, LOCATION, OUTPUT
from testban.cli.progress import showing_steps


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("calibrate", rich_help_panel=LOCATION)(calibrate_command)


def calibrate_command(
    arrivals: Annotated[
        Path, typer.Argument(help="Bulletin with the arrivals of the reference events.", metavar="FILE")
    ],
    reference: Annotated[
        list[str],
        typer.Option(
            help="Position of a reference event and its error; may be repeated.",
            metavar="ID=LAT,LON,SIGMA_KM",
            rich_help_panel=INPUT,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            help="Write the calibration here.", metavar="FILE", dir_okay=False, rich_help_panel=OUTPUT
        ),
    ],
    stations: Stations = None,
    as_json: Json = False,
) -> None:
    """Learn path corrections from events whose positions are known, for `locate --calibration`."""
    with showing_steps() as show:
        from testban.api import calibrate

        result = calibrate(arrivals, reference, stations=stations, progress=show)
    result.write(out)

    def render() -> None:
        print_lines(
            f"{event.id}: {len(event.arrivals)} arrivals, known to {event.sigma_km:g} km"
            for event in result.references
        )
        print_lines([f"{len(result.paths)} paths written to {out}"])

    print_answer(
        "calibrate",
        {"file": out.name, **result.to_dict()},
        as_json=as_json,
        render=render,
        warnings=result.warnings,
    )
