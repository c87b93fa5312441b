"""`testban record`: a verbatim record of a meeting, read and cross-referenced."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.dates import parse_day
from testban.cli.envelope import print_answer, print_lines
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
    from testban.regime import (
        RecordError,
        example_record,
        load_register,
        parse_record,
        parse_symbol,
        read_record,
        record_data,
        record_lines,
    )

    symbol = parse_symbol(meeting) if meeting else None
    if symbol is not None and symbol.series not in ("S/PV", "A/PV"):
        raise RecordError(f"--meeting {meeting!r} is not a meeting; a meeting is written S/PV.8053")
    record = parse_record(
        example_record() if file is None else read_record(file),
        name="packaged statement" if file is None else file.name,
        register=load_register(),
        meeting=symbol,
        day=parse_day(day) if day else None,
    )
    print_answer(
        "record", record_data(record), as_json=as_json, render=lambda: print_lines(record_lines(record))
    )
