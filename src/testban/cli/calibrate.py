"""`testban calibrate`: path corrections from events of known position."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import print_answer, print_lines
from testban.cli.options import Json, Stations
from testban.cli.panels import INPUT, LOCATION, OUTPUT
from testban.cli.progress import showing_steps
from testban.cli.read_bulletin import read_bulletin


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
        from testban.location import path_terms
        from testban.model import NotAnsweredError
        from testban.pipeline import calibrate, write_calibration

        show(f"reading {arrivals.name}")
        observations = read_bulletin(arrivals, stations)
        show("learning path corrections")
        calibration = calibrate(observations, reference)
        terms = path_terms(calibration.stations, calibration.references)
    if not terms:
        raise NotAnsweredError(f"{arrivals}: no arrival of the references can be predicted")
    write_calibration(calibration, out)
    result = {
        "file": out.name,
        "references": [{"id": event.id, "arrivals": len(event.arrivals)} for event in calibration.references],
        "paths": len(terms),
        "not_used": [excluded.model_dump() for excluded in calibration.not_used],
    }

    def render() -> None:
        print_lines(
            f"{event.id}: {len(event.arrivals)} arrivals, known to {event.sigma_km:g} km"
            for event in calibration.references
        )
        print_lines([f"{len(terms)} paths written to {out}"])

    warnings = [warning for observed in observations for warning in observed.warnings]
    warnings += [f"not used: {excluded.reason}" for excluded in calibration.not_used]
    print_answer("calibrate", result, as_json=as_json, render=render, warnings=warnings)
