"""`testban record`: a verbatim record of a meeting, read and cross-referenced."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import print_lines, print_result
from testban.cli.options import Json
from testban.cli.panels import INPUT, LAW


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("record", rich_help_panel=LAW)(record_command)


def record_command(
    file: Annotated[
        Path | None,
        typer.Argument(help="Text of a record; by default the packaged statement.", metavar="FILE"),
    ] = None,
    meeting: Annotated[
        str | None,
        typer.Option("--meeting", metavar="S/PV.n", help="The meeting, if known.", rich_help_panel=INPUT),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="Its date, if known.", rich_help_panel=INPUT)
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a verbatim record: speakers, scanning errors corrected, references to the register."""
    from testban.api import read_record

    result = read_record(file, meeting=meeting, day=day)
    print_result("record", result, as_json=as_json, render=lambda: print_lines(result.lines()))
