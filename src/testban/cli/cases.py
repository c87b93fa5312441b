"""`testban cases`: what is packaged."""

from __future__ import annotations

from typing import Any

import typer

from testban.cli.envelope import print_answer
from testban.cli.options import Json
from testban.cli.panels import EVIDENCE
from testban.cli.terminal import console, plain_table


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("cases", rich_help_panel=EVIDENCE)(cases_command)


def cases_command(as_json: Json = False) -> None:
    """List the packaged cases with what each holds."""
    from testban.api import cases

    rows = cases().to_list()
    print_answer("cases", rows, as_json=as_json, render=lambda: _print_cases(rows))


def _print_cases(rows: list[dict[str, Any]]) -> None:
    table = plain_table(padding=(0, 1, 0, 0))
    table.add_column("case", no_wrap=True)
    table.add_column("event", no_wrap=True)
    table.add_column("arrivals", justify="right")
    table.add_column("references", justify="right")
    for row in rows:
        cells = (row["id"], row["title"], row["arrivals"], len(row["reference_events"]))
        table.add_row(*(str(cell) for cell in cells))
    console(markup=False).print(table)
