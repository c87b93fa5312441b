"""`testban convert`: from one format of the field to another, saying what the target cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from testban.cli.envelope import print_answer, print_lines
from testban.cli.options import Json, Stations
from testban.cli.panels import FORMATS, OUTPUT

# As `testban.bulletins.OutFormat`, which a test compares: loading that room takes longer than a conversion.
OutFormat = Literal["ims1.0", "ims1.0-long", "ims2.0", "quakeml", "css3.0", "kbcore", "geojson", "csv"]


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("convert", rich_help_panel=FORMATS)(convert_command)


def convert_command(
    source: Annotated[
        Path, typer.Argument(help="A bulletin, arrivals, CSS3.0 tables or a finding.", metavar="SOURCE")
    ],
    target: Annotated[
        Path,
        typer.Argument(help="File to write; of flat files NAME.origin, or a folder.", metavar="TARGET"),
    ],
    to: Annotated[
        OutFormat | None,
        typer.Option(
            help="ims1.0, ims1.0-long, ims2.0, quakeml, css3.0, kbcore, geojson or csv; by default "
            "according to the name of the target.",
            metavar="FORMAT",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    stations: Stations = None,
    as_json: Json = False,
) -> None:
    """Convert a bulletin into another format, and say what was lost on the way."""
    from testban.api import convert

    result = convert(source, target, to, stations=stations)

    def render() -> None:
        print_lines([f"{target}: written", *(f"  {note}" for note in result.lost)])

    print_answer("convert", result.to_dict(), as_json=as_json, render=render)
