"""`testban chronology`: tests, launches, resolutions, vetoes and contacts in one order."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import print_lines, print_result
from testban.cli.options import Json
from testban.cli.panels import INPUT, LAW, OUTPUT


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("chronology", rich_help_panel=LAW)(chronology_command)


def chronology_command(
    starts: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, UTC.", rich_help_panel=INPUT)
    ] = None,
    ends: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day, UTC.", rich_help_panel=INPUT)
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", help="tests, launches, resolutions, vetoes, contacts ...", rich_help_panel=INPUT
        ),
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Draw it as SVG.", rich_help_panel=OUTPUT)
    ] = None,
    as_json: Json = False,
) -> None:
    """List tests, launches, resolutions, vetoes and contacts by date, with conflicts of sources."""
    from testban.api import chronology

    result = chronology(starts=starts, ends=ends, kind=kind)
    if svg is not None:
        svg.parent.mkdir(parents=True, exist_ok=True)
        svg.write_text(result.to_svg(), encoding="utf-8")
    print_result("chronology", result, as_json=as_json, render=lambda: print_lines(result.lines()))
