"""`testban sanctions`: measures in force on a date, and deliveries counted against a cap."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testban.cli.envelope import print_lines, print_result
from testban.cli.messages import print_message
from testban.cli.options import AsOf, Json, Topic
from testban.cli.panels import INPUT, LAW

if TYPE_CHECKING:
    from testban.api import DeliveriesResult, SanctionsResult

Cap = Annotated[
    str | None,
    typer.Option(
        "--cap", metavar="COMMODITY", help="Count deliveries against this cap.", rich_help_panel=INPUT
    ),
]
Deliveries = Annotated[
    Path | None,
    typer.Option("--deliveries", metavar="FILE", help="CSV with date, amount, unit.", rich_help_panel=INPUT),
]


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line, and its former name."""
    app.command("sanctions", rich_help_panel=LAW)(sanctions_command)
    app.command("measures", rich_help_panel=LAW, hidden=True, deprecated=True)(measures_command)


def sanctions_command(
    as_of: AsOf = None,
    topic: Topic = None,
    cap: Cap = None,
    deliveries: Deliveries = None,
    as_json: Json = False,
) -> None:
    """List the sanctions in force on a date, or count reported deliveries against a cap."""
    from testban.model import BadInputError

    if (cap is None) != (deliveries is None):
        raise BadInputError(
            "--cap and --deliveries go together: the cap to count against, and what was reported"
        )
    from testban.api import deliveries_against_cap, sanctions

    result: SanctionsResult | DeliveriesResult
    if cap is None or deliveries is None:
        result = sanctions(as_of, topic=topic)
    else:
        result = deliveries_against_cap(cap, deliveries, as_of=as_of)
    print_result("sanctions", result, as_json=as_json, render=lambda: print_lines(result.lines()))


def measures_command(
    as_of: AsOf = None,
    topic: Topic = None,
    cap: Cap = None,
    deliveries: Deliveries = None,
    as_json: Json = False,
) -> None:
    """List sanctions: the former name of `testban sanctions`."""
    print_message("warning: 'testban measures' is deprecated; it is called 'testban sanctions' now")
    sanctions_command(as_of, topic, cap, deliveries, as_json)
