"""Convert between the formats of the field, saying what the target cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.bulletins import OutFormat
from testban.cli.envelope import answer


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("convert")(convert_command)


def convert_command(
    source: Annotated[Path, typer.Argument(help="A bulletin, arrivals, CSS3.0 tables or a finding.")],
    target: Annotated[Path, typer.Argument(help="File to write; flat files: NAME.origin, or a folder.")],
    to: Annotated[
        OutFormat | None,
        typer.Option(
            help="ims1.0, ims1.0-long, ims2.0, quakeml, css3.0, kbcore, geojson or csv; "
            "by default from the name of the target."
        ),
    ] = None,
    stations: Annotated[
        Path | None,
        typer.Option(help="Station file: CSV, StationXML or another known table.", dir_okay=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was lost as JSON.")] = False,
) -> None:
    """Convert a bulletin into another format, and say what was lost on the way."""
    from testban.pipeline import convert

    lost = list(convert(source, target, to, stations_path=stations))

    def render() -> None:
        print(f"{target}: written")
        for note in lost:
            print(f"  {note}")

    answer("convert", {"file": str(target), "lost": lost}, as_json=as_json, render=render)
