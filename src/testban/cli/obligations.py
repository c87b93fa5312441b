"""`testban obligations`: paragraphs in force on a date, or engaged by a supposed event."""

from __future__ import annotations

from typing import Annotated

import typer

from testban.cli.dates import law_date
from testban.cli.envelope import print_answer, print_lines
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
    from testban.model import BadInputError
    from testban.regime import (
        find_state,
        in_force_data,
        in_force_lines,
        load_register,
        obligations_in_force,
        obligations_of_kind,
        supposed_event_data,
        supposed_event_lines,
    )

    day, warnings = law_date(as_of)
    register = load_register()
    code = find_state(state).code if state else None
    if event is not None and symbol is not None:
        raise BadInputError("--event and --symbol do not go together: an event is asked of every instrument")
    if event is None:
        obligations = obligations_in_force(register, as_of=day, state=code, topic=topic, symbol=symbol)
        print_answer(
            "obligations",
            in_force_data(obligations, as_of=day, state=code, topic=topic, register=register),
            as_json=as_json,
            render=lambda: print_lines(in_force_lines(obligations, day, code, register)),
            warnings=warnings,
        )
        return
    supposed = obligations_of_kind(register, event, as_of=day, state=code, topic=topic)
    print_answer(
        "obligations",
        supposed_event_data(supposed, as_of=day, state=code, topic=topic, register=register),
        as_json=as_json,
        render=lambda: print_lines(supposed_event_lines(supposed, day, code, register)),
        warnings=warnings,
    )
