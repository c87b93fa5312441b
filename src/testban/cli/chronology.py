"""`testban chronology`: tests, launches, resolutions, vetoes and contacts in one order."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.dates import parse_day
from testban.cli.envelope import print_answer, print_lines
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
    from testban.model import NotAnsweredError
    from testban.regime import chronology_entry_data, chronology_lines, select

    entries = select(
        starts=parse_day(starts) if starts else None, ends=parse_day(ends) if ends else None, kind=kind
    )
    if not entries:
        raise NotAnsweredError("nothing in the chronology between these dates")
    if svg is not None:
        # Only a drawing needs matplotlib, which takes longer to load than any answer here.
        from testban.regime import chronology_svg

        svg.parent.mkdir(parents=True, exist_ok=True)
        svg.write_text(chronology_svg(entries), encoding="utf-8")
    print_answer(
        "chronology",
        {"events": [chronology_entry_data(entry) for entry in entries]},
        as_json=as_json,
        render=lambda: print_lines(chronology_lines(entries)),
    )
