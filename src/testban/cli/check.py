"""`testban check`: a claim compared with evidence, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from testban.cli.envelope import print_answer
from testban.cli.options import Json, Stations
from testban.cli.panels import CLAIMS, INPUT, METHOD
from testban.cli.terminal import console, wrap_text
from testban.cli.unanswered import print_unanswered

if TYPE_CHECKING:
    from testban.claims import CheckedClaim, Claim
    from testban.model import Finding

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
    from testban.claims import ClaimError, check_claims, evidence_for

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
    claims = _claims(claim, {name: value for name, value in fields.items() if value is not None})
    given = None if evidence is None else evidence_for(claims[0], evidence, stations_path=stations)
    claims, findings, warnings = _with_evidence(claims, given)
    try:
        checked = check_claims(claims, findings, level=level)
    except ClaimError as error:
        raise ClaimError(f"{claim.name}: {error}" if claim is not None else str(error)) from error
    against = [finding.id for finding in findings]
    rows = [
        claim_result(checked_claim) | {"evidence": name}
        for checked_claim, name in zip(checked, against, strict=True)
    ]
    result = {"level": level, "claims": rows}
    items = [item for checked_claim in checked for item in checked_claim.items]
    if all(item.verdict == "cannot tell" for item in items):
        reasons = list(dict.fromkeys(item.reason for item in items))
        if not as_json:
            _print_claims(checked, against, level)
        return print_unanswered(
            "check",
            reasons,
            result=result,
            as_json=as_json,
            warnings=warnings,
            message=f"{claim or 'the claim'}: nothing can be told from {against[0]}: {reasons[0]}",
        )
    print_answer(
        "check",
        result,
        as_json=as_json,
        render=lambda: _print_claims(checked, against, level),
        warnings=warnings,
    )
    return 0


def _with_evidence(
    claims: tuple[Claim, ...], given: Finding | None
) -> tuple[tuple[Claim, ...], list[Finding], list[str]]:
    """Pair each claim with its evidence; of several claims those without a packaged case are left out."""
    from testban.claims import ClaimError, evidence_for

    if given is not None or len(claims) == 1:
        return claims, [given or evidence_for(claim, None) for claim in claims], []
    kept, findings, warnings = [], [], []
    for number, claim in enumerate(claims, start=1):
        try:
            findings.append(evidence_for(claim, None))
        except ClaimError as error:
            warnings.append(f"claim {number} left out: {error}")
        else:
            kept.append(claim)
    if not kept:
        raise ClaimError(f"none of the {len(claims)} claims has evidence; {warnings[0]}")
    return tuple(kept), findings, warnings


def claim_result(checked: CheckedClaim) -> dict[str, Any]:
    """Return one checked claim as plain data."""
    return {
        "by": checked.claim.by,
        "title": checked.claim.title,
        "source": checked.claim.source,
        "event": checked.event,
        "items": [
            {
                "item": item.item,
                "claimed": item.claimed,
                "evidence": item.evidence,
                "verdict": item.verdict,
                "decided_by": None if item.decided_by is None else item.decided_by.__dict__,
                "reason": item.reason,
                "alternatives": list(item.alternatives),
                "inputs": list(item.inputs),
            }
            for item in checked.items
        ],
    }


def _claims(path: Path | None, fields: dict[str, str]) -> tuple[Claim, ...]:
    from testban.claims import ClaimError, parse_claim, read_claims

    if path is None:
        return (parse_claim(fields),)
    if fields:
        raise ClaimError(
            f"a file and options both claim something (--{next(iter(fields))}); give one of them"
        )
    return read_claims(path)


def _print_claims(checked: Sequence[CheckedClaim], against: list[str], level: float) -> None:
    from rich.text import Text

    out = console(markup=False)
    out.print(Text(f"Each item by itself, at {100 * level:g} %", style="italic"))
    elsewhere = [claim for claim in checked if claim.event is None]
    if len(elsewhere) > MAX_ELSEWHERE:
        out.print(f"{len(elsewhere)} of {len(checked)} claims are about events the evidence does not hold")
    for checked_claim, evidence in zip(checked, against, strict=True):
        if checked_claim.event is None and len(elsewhere) > MAX_ELSEWHERE:
            continue
        claim = checked_claim.claim
        heading = f"{claim.by}{f': {claim.title}' if claim.title else ''}, compared with {evidence}"
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
