"""`testban treaty ctbt`: where the test-ban treaty stands on a date."""

from __future__ import annotations

import typer

from testban.cli.envelope import print_lines, print_result
from testban.cli.options import AsOf, Json
from testban.cli.panels import LAW


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    group = typer.Typer(help="Where a treaty stands.", no_args_is_help=True)
    group.command("ctbt")(treaty_ctbt_command)

    @group.callback()
    def keep_name() -> None:  # a group with one command would lose its name without a callback
        pass

    app.add_typer(group, name="treaty", rich_help_panel=LAW)


def treaty_ctbt_command(as_of: AsOf = None, as_json: Json = False) -> None:
    """Say where the Comprehensive Nuclear-Test-Ban Treaty stands, who is missing and by what step."""
    from testban.api import treaty

    result = treaty("ctbt", as_of=as_of)
    print_result("treaty", result, as_json=as_json, render=lambda: print_lines(result.lines()))
