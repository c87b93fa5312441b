"""The command `relocate`: where events lie relative to each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from testban.cli.envelope import answer
from testban.cli.locate import TERMINAL_COLUMNS, JsonOption, StationsOption
from testban.cli.progress import showing_steps
from testban.safe_io import printable


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("relocate")(relocate_command)


def relocate_command(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="PAIRS|WAVEFORMS|TABLES...",
            help="Differential times: EVENT1 EVENT2 TIME1 TIME2 STATION PHASE; or waveforms, a folder or "
            "file for each event; or tables of `testban measure`.",
            exists=True,
        ),
    ],
    slownesses: Annotated[
        Path | None,
        typer.Option(
            help="STATION PHASE ... EAST NORTH, s/km at the source; else ak135's, but for PAIRS.",
            dir_okay=False,
        ),
    ] = None,
    stations: StationsOption = None,
    reference: Annotated[str | None, typer.Option(help="Event that positions are counted from.")] = None,
    truth: Annotated[
        Path | None, typer.Option(help="TIME LAT LON EVENT F: positions that calibrate.", dir_okay=False)
    ] = None,
    level: Annotated[float, typer.Option(help="Level of the ellipses.", min=0.5, max=0.999)] = 0.9,
    as_json: JsonOption = False,
) -> None:
    """Locate events relative to each other; uncertain slownesses are part of the ellipses."""
    with showing_steps() as show:
        from testban.relocation import relocate_files

        result = relocate_files(
            inputs,
            slownesses=slownesses,
            stations=stations,
            reference=reference,
            truth=truth,
            level=level,
            progress=show,
        )
    warnings = [f"{one['id']}: {one['reason']}" for one in result["not_used"]]
    answer(
        "relocate",
        result,
        as_json=as_json,
        render=lambda: _render(result, level),
        warnings=warnings,
    )


def _render(result: dict[str, Any], level: float) -> None:
    console = Console(width=TERMINAL_COLUMNS, highlight=False, markup=False)
    for group in result["groups"]:
        calibrated = ", slownesses calibrated" if group["calibrated"] else ""
        origin = printable(group["origin"])
        console.print(f"{group['events']} events on {group['paths']} paths, metres from {origin}{calibrated}")
        table = Table(box=None, pad_edge=False)
        table.add_column("event", overflow="fold")
        for name in ("east", "north", "major", "minor", "strike", "readings"):
            table.add_column(name, justify="right")
        for event in result["events"]:
            if event["group"] != group["group"]:
                continue
            ellipse = event.get("ellipse_90") or event.get("ellipse")
            axes = (
                ("", "", "")
                if ellipse is None
                else (
                    f"{ellipse['major_m']:.0f}",
                    f"{ellipse['minor_m']:.0f}",
                    f"{ellipse['strike_deg']:.0f}",
                )
            )
            table.add_row(
                printable(event["id"]),
                f"{event['east_m']:.0f}",
                f"{event['north_m']:.0f}",
                *axes,
                str(event["readings"]),
            )
        console.print(table)
    console.print(f"major, minor, strike: semi-axes (m) and strike (deg) of the {100.0 * level:g} % ellipse")
    console.print(
        f"{result['readings']} readings from {result['pairs']} pairs, residual {result['residual_ms']:.1f} ms"
    )
    if "differential_times" in result:
        console.print(f"slownesses: {printable(result['slowness_source'])}")
    for one in result["outliers"]:
        path = printable(f"{one['event']} {one['station']} {one['phase']}")
        console.print(f"without weight: {path}, {one['residual_ms']:+.0f} ms")
