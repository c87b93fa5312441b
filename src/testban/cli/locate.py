"""Commands that say where and when: `locate` and `calibrate`."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from testban.cli.envelope import answer, envelope, print_json, warn
from testban.cli.messages import tell
from testban.cli.progress import counting, showing_steps
from testban.model import SCHEMA_VERSION, BadInputError, NotAnsweredError, Observations
from testban.safe_io import printable

TERMINAL_COLUMNS = 80
HEAD_BYTES = 512  # a finding begins with its schema
StationsOption = Annotated[
    Path | None, typer.Option(help="Station file: CSV, StationXML or another known table.", dir_okay=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("locate")(locate_command)
    app.command("calibrate")(calibrate_command)


def locate_command(
    file: Annotated[Path, typer.Argument(help="Bulletin: IMS1.0/ISF, QuakeML, CSV of arrivals, CSS3.0.")],
    stations: StationsOption = None,
    calibration: Annotated[
        Path | None, typer.Option(help="Reference events, as `calibrate` writes them.", dir_okay=False)
    ] = None,
    criteria: Annotated[
        str | None,
        typer.Option(help="Event definition criteria: idc-reb, or a YAML file.", metavar="NAME|FILE"),
    ] = None,
    level: Annotated[float, typer.Option(help="Level of the ellipses.", min=0.5, max=0.999)] = 0.9,
    as_json: JsonOption = False,
) -> int:
    """Locate the events of a bulletin from its arrivals alone; its own origins are never used."""
    with showing_steps() as show:
        from testban.pipeline import find_criteria, local_pool, locate_events, read_calibration

        known = read_calibration(calibration) if calibration is not None else None
        asked = find_criteria(criteria) if criteria is not None else None
        show(f"reading {file.name}")
        observations = _read(file, stations)
        with local_pool(len(observations)) as pool:
            events = locate_events(
                observations,
                calibration=known,
                criteria=asked,
                level=level,
                progress=counting(show, "locating event", len(observations)),
                executor=pool,
            )
    warnings = list(dict.fromkeys(warning for observed in observations for warning in observed.warnings))
    located = [event for event in events if event["status"] == "located"]
    if as_json:  # on a terminal they stand below the table, all of them
        warnings += [f"{event['id']}: {event['warning']}" for event in located if event["warning"]]
    result = {
        "events": events,
        "located": len(located),
        "inputs": [one.model_dump() for one in dict.fromkeys(i for o in observations for i in o.inputs)],
    }
    if not located:
        reasons = [f"{event['id']}: {event['reason']}" for event in events]
        if as_json:
            print_json(
                envelope("locate", status="not answered", result=result, warnings=warnings, errors=reasons)
            )
        else:
            warn(warnings)
        for reason in reasons:
            tell(reason)
        return 1
    answer(
        "locate",
        result,
        as_json=as_json,
        render=lambda: _render(events, level),
        warnings=warnings,
    )
    return 0


def calibrate_command(
    arrivals: Annotated[Path, typer.Argument(help="Bulletin with the arrivals of the reference events.")],
    reference: Annotated[
        list[str], typer.Option(help="ID=LAT,LON,SIGMA_KM of a known event; may be given several times.")
    ],
    out: Annotated[Path, typer.Option(help="Write the calibration here.", dir_okay=False)],
    stations: StationsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Learn path corrections from events whose positions are known, for `locate --calibration`."""
    with showing_steps() as show:
        from testban.location import path_terms
        from testban.pipeline import calibrate, write_calibration

        show(f"reading {arrivals.name}")
        observations = _read(arrivals, stations)
        show("learning path corrections")
        made = calibrate(observations, reference)
        terms = path_terms(made.stations, made.references)
    if not terms:
        raise NotAnsweredError(f"{arrivals}: no arrival of the references can be predicted")
    write_calibration(made, out)
    result = {
        "file": out.name,
        "references": [{"id": one.id, "arrivals": len(one.arrivals)} for one in made.references],
        "paths": len(terms),
        "not_used": [excluded.model_dump() for excluded in made.not_used],
    }

    def render() -> None:
        for reference in made.references:
            print(f"{reference.id}: {len(reference.arrivals)} arrivals, known to {reference.sigma_km:g} km")
        print(f"{len(terms)} paths written to {out}")

    warnings = [warning for observed in observations for warning in observed.warnings]
    warnings += [f"not used: {excluded.reason}" for excluded in made.not_used]
    answer("calibrate", result, as_json=as_json, render=render, warnings=warnings)


def _read(file: Path, stations: Path | None) -> tuple[Observations, ...]:
    """Read a bulletin; of a finding, which only `convert` reads, say so."""
    from testban.bulletins import read

    try:
        return read(file, stations_path=stations)
    except BadInputError as error:
        if not _is_finding(file):
            raise
        reason = "is a finding; `testban convert` writes its bulletin, which can be located"
        raise BadInputError(f"{file.name}: {reason}") from error


def _is_finding(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return f'"schema_version": "{SCHEMA_VERSION}"'.encode() in stream.read(HEAD_BYTES)


def _render(events: list[dict[str, Any]], level: float) -> None:
    console = Console(width=TERMINAL_COLUMNS, highlight=False, markup=False)
    table = Table(box=None, pad_edge=False)
    for name, side in (
        ("event", "left"),
        ("origin time (UTC)", "left"),
        ("latitude", "right"),
        ("longitude", "right"),
        ("depth", "right"),
        ("ellipse km, deg", "right"),
        ("arr", "right"),
    ):
        table.add_column(
            name,
            no_wrap=name != "event",
            overflow="fold",  # names that begin alike would look alike if they were cut
            justify="right" if side == "right" else "left",
        )
    reasons = []
    for event in events:
        if event["status"] != "located":
            reasons.append(f"{event['id']}: not located: {event['reason']}")
            continue
        if event["warning"]:
            reasons.append(f"{event['id']}: beware: {event['warning']}")
        if not event.get("meets_criteria", True):
            reasons.append(f"{event['id']}: criteria not met: {'; '.join(event['criteria']['missed'])}")
        corrected = event.get("calibrated_origin") or {}
        origin = corrected if "latitude" in corrected else event["origin"]
        ellipse, depth = origin["ellipse"], origin["depth_km"]
        table.add_row(
            event["id"] + ("*" if "latitude" in corrected else ""),
            f"{_nearest_second(origin['time']):%Y-%m-%d %H:%M:%S}",
            f"{origin['latitude']:.3f}",
            f"{origin['longitude']:.3f}",
            f"{depth['value']:.0f}" + ("f" if depth["fixed"] else ""),
            f"{ellipse['major_km']:.1f} {ellipse['minor_km']:.1f} {ellipse['strike_deg']:3.0f}",
            str(origin["arrivals_used"]),
        )
    console.print(table)
    console.print(
        f"depth in km, f: fixed; semi-axes and strike of the {100.0 * level:g} % ellipse; arrivals used"
    )
    if any("latitude" in (event.get("calibrated_origin") or {}) for event in events):
        console.print("* with path corrections from reference events")
    for reason in reasons:
        console.print(printable(reason))


def _nearest_second(time: str) -> datetime:
    return (datetime.fromisoformat(time) + timedelta(seconds=0.5)).replace(microsecond=0)
