"""`testban obligations`: paragraphs in force on a date, or engaged by a supposed event."""

from __future__ import annotations

from typing import Annotated

import typer

from testban.cli.envelope import print_lines, print_result
from testban.cli.options import AsOf, Json, Topic
from testban.cli.panels import INPUT, LAW


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("obligations", rich_help_panel=LAW)(obligations_command)


def obligations_command(
    state: Annotated[
        str | None, typer.Option("--state", help="State by ISO code or name.", rich_help_panel=INPUT)
    ] = None,
    as_of: AsOf = None,
    topic: Topic = None,
    event: Annotated[
        str | None,
        typer.Option(
            "--event",
            metavar="KIND",
            help="A supposed event, such as nuclear_test.",
            rich_help_panel=INPUT,
        ),
    ] = None,
    symbol: Annotated[
        str | None,
        typer.Option(
            "--symbol",
            help="Only this instrument, such as 'S/RES/2397 (2017)'.",
            rich_help_panel=INPUT,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the paragraphs in force on a date, or those that a supposed event would engage."""
    from testban.api import obligations

    result = obligations(state=state, as_of=as_of, topic=topic, event=event, symbol=symbol)
    print_result("obligations", result, as_json=as_json, render=lambda: print_lines(result.lines()))
