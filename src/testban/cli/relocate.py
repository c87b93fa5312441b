"""`testban relocate`: where events lie relative to each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import print_answer
from testban.cli.options import Json, Level, Stations
from testban.cli.panels import INPUT, LOCATION, METHOD
from testban.cli.progress import showing_steps
from testban.cli.terminal import console, plain_table
from testban.cli.warm_reader import warm_reader


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("relocate", cls=CommandWithDefaults, rich_help_panel=LOCATION)(relocate_command)


def relocate_command(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="PAIRS|WAVEFORMS|TABLES...",
            help="Differential times: EVENT1 EVENT2 TIME1 TIME2 STATION PHASE; or waveforms, a folder "
            "or file for each event; or tables of `testban measure`.",
            exists=True,
        ),
    ],
    slownesses: Annotated[
        Path | None,
        typer.Option(
            help="Slownesses: STATION PHASE ... EAST NORTH, s/km at the source; by default those of "
            "ak135, except for PAIRS.",
            metavar="FILE",
            dir_okay=False,
            rich_help_panel=INPUT,
        ),
    ] = None,
    stations: Stations = None,
    reference: Annotated[
        str | None,
        typer.Option(help="Event that positions are relative to.", rich_help_panel=METHOD),
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(
            help="Known positions, which calibrate: TIME LAT LON EVENT F.",
            metavar="FILE",
            dir_okay=False,
            rich_help_panel=METHOD,
        ),
    ] = None,
    level: Level = 0.9,
    as_json: Json = False,
) -> None:
    """Locate events relative to each other; uncertain slownesses are part of the ellipses."""
    with showing_steps() as show:
        warm_reader(*inputs)
        from testban.api import relocate

        result = relocate(
            *inputs,
            slownesses=slownesses,
            stations=stations,
            reference=reference,
            truth=truth,
            level=level,
            progress=show,
        )
    print_answer(
        "relocate",
        result.to_dict(),
        as_json=as_json,
        render=lambda: _print_positions(result.to_dict(), level),
        warnings=result.warnings,
    )


def _print_positions(result: dict[str, Any], level: float) -> None:
    from testban.safe_io import printable, printable_content

    result = printable_content(result)
    out = console(markup=False)
    for group in result["groups"]:
        calibrated = ", slownesses calibrated" if group["calibrated"] else ""
        origin = printable(group["origin"])
        out.print(f"{group['events']} events on {group['paths']} paths, metres from {origin}{calibrated}")
        table = plain_table()
        table.add_column("event", overflow="fold")
        for heading in ("east", "north", "major", "minor", "strike", "readings"):
            table.add_column(heading, justify="right")
        for event in result["events"]:
            if event["group"] == group["group"]:
                table.add_row(*_cells(event))
        out.print(table)
    out.print(f"major, minor, strike: semi-axes (m) and strike (deg) of the {100.0 * level:g} % ellipse")
    out.print(
        f"{result['readings']} readings from {result['pairs']} pairs, residual {result['residual_ms']:.1f} ms"
    )
    if "differential_times" in result:
        out.print(f"slownesses: {printable(result['slowness_source'])}")
    for outlier in result["outliers"]:
        path = printable(f"{outlier['event']} {outlier['station']} {outlier['phase']}")
        out.print(f"without weight: {path}, {outlier['residual_ms']:+.0f} ms")


def _cells(event: dict[str, Any]) -> tuple[str, ...]:
    from testban.safe_io import printable

    ellipse = event.get("ellipse_90") or event.get("ellipse")
    axes = ("", "", "")
    if ellipse is not None:
        axes = (
            f"{ellipse['major_m']:.0f}",
            f"{ellipse['minor_m']:.0f}",
            f"{ellipse['strike_deg']:.0f}",
        )
    return (
        printable(event["id"]),
        f"{event['east_m']:.0f}",
        f"{event['north_m']:.0f}",
        *axes,
        str(event["readings"]),
    )
