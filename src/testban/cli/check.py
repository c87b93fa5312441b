"""`testban check`: a claim compared with evidence, item by item."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from testban.cli.envelope import print_result
from testban.cli.options import Json, Stations
from testban.cli.panels import CLAIMS, INPUT, METHOD
from testban.cli.terminal import console, wrap_text
from testban.cli.unanswered import print_unanswered

if TYPE_CHECKING:
    from testban.api import CheckResult

# More claims about other events than this are counted and not shown one by one.
MAX_ELSEWHERE = 3
CLAIMED = "The claim, where no file is given"


def _claimed(text: str, *names: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, help=text, metavar=metavar, rich_help_panel=CLAIMED)


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("check", rich_help_panel=CLAIMS)(check_command)


def check_command(
    claim: Annotated[
        Path | None,
        typer.Argument(help="The claim: YAML, JSON, CSV of a catalogue, or a bulletin.", metavar="FILE"),
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option(
            help="Case, observations, dossier or finding.json; by default the packaged case of that day.",
            metavar="INPUT",
            rich_help_panel=INPUT,
        ),
    ] = None,
    stations: Stations = None,
    level: Annotated[
        float,
        typer.Option(
            help="Two-sided level of each item.",
            metavar="LEVEL",
            min=0.501,
            max=0.999,
            rich_help_panel=METHOD,
        ),
    ] = 0.95,
    time: Annotated[
        str | None, _claimed("2017-09-03T03:30:01Z; without a zone it is read as UTC.", metavar="TIME")
    ] = None,
    date: Annotated[str | None, _claimed("A day, such as 2017-09-02.", metavar="DATE")] = None,
    zone: Annotated[
        str | None, _claimed("Clock of the date or time: Asia/Pyongyang, +08:30.", metavar="ZONE")
    ] = None,
    latitude: Annotated[str | None, _claimed("Degrees north.", metavar="DEG")] = None,
    longitude: Annotated[str | None, _claimed("Degrees east.", metavar="DEG")] = None,
    depth_km: Annotated[str | None, _claimed("Depth, km.", metavar="KM")] = None,
    mb: Annotated[str | None, _claimed("Body-wave magnitude.", metavar="MB")] = None,
    yield_kt: Annotated[str | None, _claimed("Yield, kt.", metavar="KT")] = None,
    kind: Annotated[
        str | None, _claimed("nuclear test, explosion, earthquake or collapse.", "--type", metavar="TYPE")
    ] = None,
    by: Annotated[str | None, _claimed("Who claims it.", metavar="TEXT")] = None,
    as_json: Json = False,
) -> int:
    """Compare a claim with evidence: consistent, inconsistent or cannot tell, item by item."""
    from testban.api import check
    from testban.model import BadInputError

    fields = {
        "time": time,
        "date": date,
        "zone": zone,
        "latitude": latitude,
        "longitude": longitude,
        "depth_km": depth_km,
        "mb": mb,
        "yield_kt": yield_kt,
        "type": kind,
        "by": by,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    if claim is not None and given:
        raise BadInputError(
            f"a file and options both claim something (--{next(iter(given))}); give one of them"
        )
    result = check(given if claim is None else claim, evidence, stations=stations, level=level)
    if not result.answered:
        if not as_json:
            _print_claims(result)
        return print_unanswered(
            "check",
            result.reasons,
            result=result.to_dict(),
            as_json=as_json,
            warnings=result.warnings,
            message=f"{claim or 'the claim'}: nothing can be told from {result.findings[0].id}: "
            f"{result.reasons[0]}",
        )
    print_result("check", result, as_json=as_json, render=lambda: _print_claims(result))
    return 0


def _print_claims(result: CheckResult) -> None:
    from rich.text import Text

    out = console(markup=False)
    out.print(Text(f"Each item by itself, at {100 * result.level:g} %", style="italic"))
    checked = result.checked
    elsewhere = [claim for claim in checked if claim.event is None]
    if len(elsewhere) > MAX_ELSEWHERE:
        out.print(f"{len(elsewhere)} of {len(checked)} claims are about events the evidence does not hold")
    for checked_claim, evidence in zip(checked, result.findings, strict=True):
        if checked_claim.event is None and len(elsewhere) > MAX_ELSEWHERE:
            continue
        claim = checked_claim.claim
        heading = f"{claim.by}{f': {claim.title}' if claim.title else ''}, compared with {evidence.id}"
        out.print(Text(f"\n{wrap_text(heading)}", style="bold"))
        reason_above = ""
        for item in checked_claim.items:
            line = Text(wrap_text(f"{item.verdict.upper()}  {item.item}: {item.claimed}"))
            line.stylize("bold", 0, len(item.verdict))
            out.print(line)
            if item.reason == reason_above:
                continue
            reason_above = item.reason
            details = (
                f"evidence: {item.evidence}",
                item.reason,
                *(f"or: {alternative}" for alternative in item.alternatives),
            )
            for detail in details:
                out.print(Text(wrap_text(detail, indent="    ")))
