"""`testban sanctions`: measures in force on a date, and deliveries counted against a cap."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.dates import law_date
from testban.cli.envelope import print_answer, print_lines
from testban.cli.messages import print_message
from testban.cli.options import AsOf, Json, Topic
from testban.cli.panels import INPUT, LAW

MAX_DELIVERIES_BYTES = 4 * 1024 * 1024

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
    from testban.regime import load_register, measures_data, measures_in_force, measures_lines

    if (cap is None) != (deliveries is None):
        raise BadInputError(
            "--cap and --deliveries go together: the cap to count against, and what was reported"
        )
    if cap is not None and deliveries is not None:
        _count_deliveries(cap, deliveries, as_of, as_json=as_json)
        return
    day, warnings = law_date(as_of)
    register = load_register()
    measures = measures_in_force(register, day, topic=topic)
    print_answer(
        "sanctions",
        measures_data(measures, topic=topic, register=register),
        as_json=as_json,
        render=lambda: print_lines(measures_lines(measures, register)),
        warnings=warnings,
    )


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


def _count_deliveries(commodity: str, deliveries: Path, as_of: str | None, *, as_json: bool) -> None:
    from testban.regime import (
        account_data,
        accounts_lines,
        cap_data,
        count_deliveries,
        find_cap,
        load_register,
        read_deliveries,
    )

    day, warnings = law_date(as_of)
    cap_in_force = find_cap(load_register(), commodity, day)
    text = _read_text(deliveries)
    accounts = count_deliveries(cap_in_force.cap, read_deliveries(text, name=deliveries.name), as_of=day)
    result = {
        "as_of": day.isoformat(),
        "entry": cap_in_force.entry.id,
        "cap": cap_data(cap_in_force),
        "accounts": [account_data(account) for account in accounts],
    }
    print_answer(
        "sanctions",
        result,
        as_json=as_json,
        render=lambda: print_lines(accounts_lines(cap_in_force, accounts, day)),
        warnings=warnings,
    )


def _read_text(path: Path) -> str:
    from testban.regime import CapError

    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_DELIVERIES_BYTES + 1)
        if len(data) > MAX_DELIVERIES_BYTES:
            raise CapError(
                f"{path.name}: is not a list of deliveries: larger than {MAX_DELIVERIES_BYTES:,} bytes"
            )
        return data.decode("utf-8")
    except OSError as error:
        raise CapError(f"{path.name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CapError(f"{path.name}: byte {error.start} is not UTF-8") from None
