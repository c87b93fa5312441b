"""`testban locate`: where and when, from arrivals alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import print_answer
from testban.cli.messages import print_warnings
from testban.cli.options import DEFAULT_MODEL, Calibration, Criteria, Json, Level, Model, Stations
from testban.cli.panels import LOCATION
from testban.cli.progress import showing_steps
from testban.cli.terminal import console, plain_table
from testban.cli.unanswered import print_unanswered

_COLUMNS = (
    ("event", "left"),
    ("origin time (UTC)", "left"),
    ("latitude", "right"),
    ("longitude", "right"),
    ("depth", "right"),
    ("ellipse km, deg", "right"),
    ("arr", "right"),
)


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("locate", cls=CommandWithDefaults, rich_help_panel=LOCATION)(locate_command)


def locate_command(
    file: Annotated[
        Path,
        typer.Argument(help="Bulletin: IMS1.0/ISF, QuakeML, CSV of arrivals, CSS3.0.", metavar="FILE"),
    ],
    stations: Stations = None,
    calibration: Calibration = None,
    model: Model = DEFAULT_MODEL,
    criteria: Criteria = None,
    level: Level = 0.9,
    as_json: Json = False,
) -> int:
    """Locate the events of a bulletin from its arrivals; its own origins are never used."""
    with showing_steps() as show:
        from testban.api import locate

        result = locate(
            file,
            stations=stations,
            calibration=calibration,
            criteria=criteria,
            level=level,
            model=model,
            progress=show,
        )
    if not result.located:
        if not as_json:
            print_warnings(result.warnings)
        return print_unanswered(
            "locate", result.reasons, result=result.to_dict(), as_json=as_json, warnings=result.warnings
        )
    print_answer(
        "locate",
        result.to_dict(),
        as_json=as_json,
        render=lambda: _print_events(result.events, level),
        # On a terminal those of events stand below the table, all of them.
        warnings=(*result.warnings, *(result.event_warnings if as_json else ())),
    )
    return 0


def _print_events(events: Sequence[dict[str, Any]], level: float) -> None:
    from testban.safe_io import printable, printable_content

    table = plain_table()
    for heading, side in _COLUMNS:
        table.add_column(
            heading,
            no_wrap=heading != "event",
            overflow="fold",  # names that begin alike would look alike if they were cut
            justify="right" if side == "right" else "left",
        )
    events = printable_content(events)
    for event in events:
        if event["status"] == "located":
            table.add_row(*_cells(event))
    out = console(markup=False)
    out.print(table)
    out.print(
        f"depth in km, f: fixed; semi-axes and strike of the {100.0 * level:g} % ellipse; arrivals used"
    )
    if any(_is_corrected(event) for event in events):
        out.print("* with path corrections from reference events")
    for event in events:
        for remark in _remarks(event):
            out.print(printable(f"{event['id']}: {remark}"))


def _cells(event: dict[str, Any]) -> tuple[str, ...]:
    corrected = _is_corrected(event)
    origin = event["calibrated_origin"] if corrected else event["origin"]
    ellipse, depth = origin["ellipse"], origin["depth_km"]
    return (
        event["id"] + ("*" if corrected else ""),
        f"{_nearest_second(origin['time']):%Y-%m-%d %H:%M:%S}",
        f"{origin['latitude']:.3f}",
        f"{origin['longitude']:.3f}",
        f"{depth['value']:.0f}" + ("f" if depth["fixed"] else ""),
        f"{ellipse['major_km']:.1f} {ellipse['minor_km']:.1f} {ellipse['strike_deg']:3.0f}",
        str(origin["arrivals_used"]),
    )


def _remarks(event: dict[str, Any]) -> list[str]:
    """What a reader of the table must know about an event."""
    if event["status"] != "located":
        return [f"not located: {event['reason']}"]
    remarks = [f"warning: {event['warning']}"] if event["warning"] else []
    if not event.get("meets_criteria", True):
        remarks.append(f"criteria not met: {'; '.join(event['criteria']['missed'])}")
    return remarks


def _is_corrected(event: dict[str, Any]) -> bool:
    return "latitude" in (event.get("calibrated_origin") or {})


def _nearest_second(time: str) -> datetime:
    return (datetime.fromisoformat(time) + timedelta(seconds=0.5)).replace(microsecond=0)
