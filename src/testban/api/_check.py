"""A claim compared with evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testban.api._assess import assess
from testban.api.finding_result import FindingResult
from testban.api.in_memory import Stations, as_stations
from testban.api.observing import Given
from testban.api.results import Result, Row
from testban.claims import (
    CheckedClaim,
    Claim,
    ClaimError,
    check_claims,
    evidence_for,
    parse_claim,
    read_claims,
)
from testban.model import BadInputError, Finding
from testban.safe_io import InMemory


@dataclass(frozen=True)
class CheckResult(Result):
    """Claims, each compared with its evidence: consistent, inconsistent or cannot tell, item by item.

    Attributes
    ----------
    checked : tuple of CheckedClaim
    findings : tuple of Finding
        The evidence, one for each claim.
    level : float
    """

    checked: tuple[CheckedClaim, ...]
    findings: tuple[Finding, ...]
    level: float
    notes: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.notes

    @property
    def answered(self) -> bool:
        """Whether anything could be told."""
        return any(item.verdict != "cannot tell" for claim in self.checked for item in claim.items)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons of all items, each once."""
        return tuple(dict.fromkeys(item.reason for claim in self.checked for item in claim.items))

    def to_dict(self) -> dict[str, Any]:
        claims = [
            claim_data(claim) | {"evidence": finding.id}
            for claim, finding in zip(self.checked, self.findings, strict=True)
        ]
        return {"level": self.level, "claims": claims}

    def to_rows(self) -> list[Row]:
        return [
            {
                "by": claim.claim.by,
                "claim": claim.claim.title,
                "item": item.item,
                "claimed": item.claimed,
                "evidence": item.evidence,
                "verdict": item.verdict,
                "reason": item.reason,
            }
            for claim in self.checked
            for item in claim.items
        ]


def check(
    claim: str | Path | Mapping[str, Any] | Claim | Sequence[Claim],
    evidence: Given | Finding | FindingResult | None = None,
    *,
    stations: Stations | None = None,
    level: float = 0.95,
) -> CheckResult:
    """Check what others claim: consistent, inconsistent or cannot tell, item by item.

    Parameters
    ----------
    claim : path, mapping or Claim
        A file (YAML, JSON, CSV of a catalogue, or a bulletin, of which each origin is a claim), or the fields
        of one claim: ``time``, ``date``, ``zone``, ``latitude``, ``longitude``, ``depth_km``, ``mb``,
        ``yield_kt``, ``type``, ``by`` and others of docs/claims.md.
    evidence : path, str, Finding or FindingResult, optional
        A finding, a dossier, a case or what `assess` takes; by default the packaged case nearest in time.
    stations : path, Inventory, table or mapping, optional
        Stations of the evidence.
    level : float
        Two-sided level of each item.

    Returns
    -------
    CheckResult

    Raises
    ------
    ClaimError
        A claim that cannot be read, or that has no evidence.
    BadInputError
        Evidence that cannot be read.

    Examples
    --------
    >>> import testban as tb
    >>> answer = tb.check({"date": "2013-02-12", "type": "earthquake"}, "dprk-2013")
    >>> [row["item"] for row in answer.to_rows()]
    ['date', 'kind of source']
    """
    claims, name = _claims(claim)
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...]
    if evidence is None and len(claims) > 1:
        claims, findings, notes = _with_packaged(claims)
    else:
        findings = (_evidence(claims[0], evidence, stations),) * len(claims)
    try:
        return CheckResult(check_claims(claims, findings, level=level), findings, level, notes)
    except ClaimError as error:
        raise ClaimError(f"{name}: {error}" if name else str(error)) from error


def claim_data(checked: CheckedClaim) -> dict[str, Any]:
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


def _claims(given: str | Path | Mapping[str, Any] | Claim | Sequence[Claim]) -> tuple[tuple[Claim, ...], str]:
    """The claims, and the name of the file that holds them."""
    if isinstance(given, str | Path):
        return read_claims(Path(given)), Path(given).name
    if isinstance(given, Claim):
        return (given,), ""
    if isinstance(given, Mapping):
        return (parse_claim(given),), ""
    if not given:
        raise ClaimError("no claim was given")
    return tuple(given), ""


def _evidence(
    claim: Claim, given: Given | Finding | FindingResult | None, stations: Stations | None
) -> Finding:
    if isinstance(given, FindingResult):
        return given.finding
    if isinstance(given, Finding):
        return given
    place = as_stations(stations)
    if isinstance(given, str | Path | None) and not isinstance(place, InMemory):
        return evidence_for(claim, None if given is None else str(given), stations_path=place)
    if given is None:
        raise BadInputError("stations were given without the evidence that they belong to")
    return assess(given, stations=place).finding


def _with_packaged(
    claims: tuple[Claim, ...],
) -> tuple[tuple[Claim, ...], tuple[Finding, ...], tuple[str, ...]]:
    """Pair each claim with a packaged case; those without one are left out, with the reason."""
    kept, findings, notes = [], [], []
    for number, claim in enumerate(claims, start=1):
        try:
            findings.append(evidence_for(claim, None))
        except ClaimError as error:
            notes.append(f"claim {number} left out: {error}")
        else:
            kept.append(claim)
    if not kept:
        raise ClaimError(f"none of the {len(claims)} claims has evidence; {notes[0]}")
    return tuple(kept), tuple(findings), tuple(notes)
