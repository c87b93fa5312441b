"""`testban check`: a claim against evidence."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from testban.cli.envelope import answer, envelope, print_json
from testban.cli.messages import tell

if TYPE_CHECKING:
    from testban.claims import CheckedClaim, Claim
    from testban.model import Finding

TERMINAL_COLUMNS = 80
# More claims about other events than this are counted and not shown one by one.
MAX_ELSEWHERE = 3

_UNIT = re.compile(r"(?<=\d) (?=(?:%|km2?|s|kt|h|deg|magnitude)\b|%)")


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("check")(check_command)


def check_command(
    claim: Annotated[
        Path | None, typer.Argument(help="The claim: YAML, JSON, CSV of a catalogue, or a bulletin.")
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option(
            help="Case, observations, dossier or finding.json; default: the packaged case of that day."
        ),
    ] = None,
    stations: Annotated[
        Path | None, typer.Option(help="Station file for the evidence.", dir_okay=False)
    ] = None,
    level: Annotated[float, typer.Option(help="Two-sided level of each item.", min=0.501, max=0.999)] = 0.95,
    time: Annotated[
        str | None, typer.Option(help="2017-09-03T03:30:01Z; without a zone it is read as UTC.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="A day, such as 2017-09-02.")] = None,
    zone: Annotated[
        str | None, typer.Option(help="Clock of the date or time: Asia/Pyongyang, +08:30.")
    ] = None,
    latitude: Annotated[str | None, typer.Option(help="Degrees north.")] = None,
    longitude: Annotated[str | None, typer.Option(help="Degrees east.")] = None,
    depth_km: Annotated[str | None, typer.Option(help="Depth, km.")] = None,
    mb: Annotated[str | None, typer.Option(help="Body-wave magnitude.")] = None,
    yield_kt: Annotated[str | None, typer.Option(help="Yield, kt.")] = None,
    kind: Annotated[
        str | None, typer.Option("--type", help="nuclear test, explosion, earthquake or collapse.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who claims it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Check what others claim: consistent, inconsistent or cannot tell, item by item."""
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
    rows = [claim_result(one) | {"evidence": name} for one, name in zip(checked, against, strict=True)]
    result = {"level": level, "claims": rows}
    if all(item.verdict == "cannot tell" for one in checked for item in one.items):
        reasons = list(dict.fromkeys(item.reason for one in checked for item in one.items))
        tell(f"{claim or 'the claim'}: nothing can be told from {against[0]}: {reasons[0]}")
        if as_json:
            content = envelope(
                "check", status="not answered", result=result, warnings=warnings, errors=reasons
            )
            print_json(content)
        else:
            _render(checked, against, level)
        return 1
    answer(
        "check", result, as_json=as_json, render=lambda: _render(checked, against, level), warnings=warnings
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
    for number, one in enumerate(claims, start=1):
        try:
            findings.append(evidence_for(one, None))
        except ClaimError as error:
            warnings.append(f"claim {number} left out: {error}")
        else:
            kept.append(one)
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
                "item": one.item,
                "claimed": one.claimed,
                "evidence": one.evidence,
                "verdict": one.verdict,
                "decided_by": None if one.decided_by is None else one.decided_by.__dict__,
                "reason": one.reason,
                "alternatives": list(one.alternatives),
                "inputs": list(one.inputs),
            }
            for one in checked.items
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


def _wrapped(text: str, *, indent: str = "") -> str:
    """Wrap a text at the width of a terminal, numbers and their units on one line."""
    glued = _UNIT.sub("\N{NO-BREAK SPACE}", text)
    lines = textwrap.wrap(
        glued, TERMINAL_COLUMNS, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def _render(checked: Sequence[CheckedClaim], against: list[str], level: float) -> None:
    out = Console(width=TERMINAL_COLUMNS, highlight=False)
    out.print(Text(f"Each item by itself, at {100 * level:g} %", style="italic"))
    elsewhere = [one for one in checked if one.event is None]
    if len(elsewhere) > MAX_ELSEWHERE:
        out.print(f"{len(elsewhere)} of {len(checked)} claims are about events the evidence does not hold")
    for one, evidence in zip(checked, against, strict=True):
        if one.event is None and len(elsewhere) > MAX_ELSEWHERE:
            continue
        claim = one.claim
        heading = f"{claim.by}{f': {claim.title}' if claim.title else ''}, against {evidence}"
        out.print(Text(f"\n{_wrapped(heading)}", style="bold"))
        before = ""
        for item in one.items:
            line = Text(_wrapped(f"{item.verdict.upper()}  {item.item}: {item.claimed}"))
            line.stylize("bold", 0, len(item.verdict))
            out.print(line)
            if item.reason == before:
                continue
            before = item.reason
            said = (
                f"evidence: {item.evidence}",
                item.reason,
                *(f"or: {alternative}" for alternative in item.alternatives),
            )
            for text in said:
                out.print(Text(_wrapped(text, indent="    ")))
