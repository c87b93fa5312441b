"""Check a claim against evidence: consistent, inconsistent, or cannot tell, item by item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

from testban.cases import case_ids, load_case
from testban.claims.categories import judge_date, judge_relative, judge_state, judge_type
from testban.claims.claim import Claim, ClaimError
from testban.claims.numbers import judge_depth, judge_magnitude, judge_magnitude_step, judge_time, judge_yield
from testban.claims.position import judge_position
from testban.claims.verdict import ItemVerdict, Statistic
from testban.dossier import check_dossier, open_dossier
from testban.model import BadInputError, Finding, Missing, SeismicEvent
from testban.pipeline import assess, observe
from testban.safe_io import read_bytes, read_finding, schema_version_of

# Two reports of one event differ by seconds; what is further apart is another event.
SAME_EVENT_S = 60.0
HALF_HOUR_S = 1800.0
# A claim without evidence is compared with the packaged case whose first arrival lies this near.
MAX_TIME_APART = timedelta(days=2)
# P reaches 1,500 km in little more than 3 minutes; what begins later is hardly of the claimed event.
SIGNALS_AFTER, MAX_SIGNALS = timedelta(minutes=4), 3
_SIGNAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


@dataclass(frozen=True)
class CheckedClaim:
    """A claim with its items judged.

    `event` is the number of the event in the finding it was compared with, None where the evidence holds no
    such event: then every item is "cannot tell".
    """

    claim: Claim
    event: int | None
    items: tuple[ItemVerdict, ...]


def check_claim(claim: Claim, finding: Finding, *, level: float = 0.95) -> CheckedClaim:
    """Compare a claim with a finding.

    Parameters
    ----------
    claim : Claim
        What others say.
    finding : Finding
        The evidence.
    level : float
        Two-sided level of each item by itself: of twenty true items one falls outside 0.95.

    Returns
    -------
    CheckedClaim
        Numbers are compared by the errors of both; an error that the claim does not state is taken as that
        of rounding, and what error would have sufficed is said.

    Raises
    ------
    ClaimError
        A level outside (0.5, 1), or a comparison with a case that is not packaged.

    Examples
    --------
    >>> from testban.claims.claim import parse_claim
    >>> finding = assess([load_case("dprk-2013")])
    >>> claim = parse_claim({"relative": [{"to": "dprk-2009", "is": "smaller"}]})
    >>> check_claim(claim, finding).items[0].verdict
    'inconsistent'
    """
    if not 0.5 < level < 1.0:
        raise ClaimError(f"level {level:g} is not between 0.5 and 1")
    if not finding.seismic_events:
        return CheckedClaim(
            claim, None, tuple(_none(claim, f"the evidence located no event: {finding.statement}"))
        )
    number, gap_s = _nearest(claim, finding)
    event = finding.seismic_events[number]
    if abs(gap_s) > SAME_EVENT_S and not _on_another_clock(claim, gap_s):
        return CheckedClaim(claim, None, tuple(_another(claim, event, gap_s, finding)))
    return CheckedClaim(claim, number, tuple(_items(claim, finding, event, level)))


def check_claims(
    claims: Sequence[Claim], findings: Sequence[Finding], *, level: float = 0.95
) -> tuple[CheckedClaim, ...]:
    """Compare claims with findings, one each, and magnitudes of one claimant with each other.

    Where a finding holds a relative magnitude measured against the event of another claim by the same
    claimant, the step between the two claimed magnitudes is an item of its own, which does not depend on
    the scale of any agency.

    Raises
    ------
    ClaimError
        As `check_claim`.
    """
    results = [
        check_claim(claim, finding, level=level) for claim, finding in zip(claims, findings, strict=True)
    ]
    return tuple(
        replace(checked, items=(*checked.items, *_steps(checked, finding, claims, findings, level)))
        for checked, finding in zip(results, findings, strict=True)
    )


def _steps(
    checked: CheckedClaim,
    finding: Finding,
    claims: Sequence[Claim],
    findings: Sequence[Finding],
    level: float,
) -> Iterator[ItemVerdict]:
    if checked.event is None:
        return
    claim = checked.claim
    for row in finding.seismic_events[checked.event].relative_magnitudes:
        if isinstance(row.difference, Missing):
            continue
        for other, other_finding in zip(claims, findings, strict=True):
            if other.by == claim.by and other_finding.id == row.reference:
                for kind in sorted(claim.magnitudes.keys() & other.magnitudes.keys()):
                    yield judge_magnitude_step(
                        kind, claim.magnitudes[kind], other.magnitudes[kind], row, level=level
                    )


def evidence_for(claim: Claim, target: str | None, *, stations_path: Path | None = None) -> Finding:
    """Return the finding to compare a claim with.

    Parameters
    ----------
    claim : Claim
        What others say.
    target : str or None
        A finding in JSON, a dossier (folder or .zip; checked first), or what `observe` takes. None: the
        packaged case nearest to the claim in time.
    stations_path : Path, optional
        As for `observe`.

    Raises
    ------
    BadInputError
        Nothing there, a dossier that is refused, or no packaged case within two days of the claim.
    """
    finding = _assessed_before(claim, target)
    if finding is None:
        assert target is not None
        return assess(observe(target, stations_path=stations_path))
    if stations_path is not None:
        raise BadInputError(f"{target or finding.id}: evidence with its own stations; leave out --stations")
    return finding


def _assessed_before(claim: Claim, target: str | None) -> Finding | None:
    """Return the finding of a packaged case, a dossier or a file; None where it is yet to be made."""
    if target is None:
        return _assessed_case(_packaged(claim))
    path = Path(target)
    if target in case_ids():
        return _assessed_case(target)
    if path.suffix.lower() == ".zip" or (path / "manifest.json").is_file():
        with open_dossier(path) as folder:
            checked = check_dossier(folder)
        if checked.finding is None:
            raise BadInputError(f"{target}: refused: {checked.problems[0]}")
        return checked.finding
    if path.is_file() and path.suffix.lower() == ".json":
        return _finding(path)
    return None


@cache
def _first_arrivals() -> dict[str, datetime]:
    return {name: min(arrival.time for arrival in load_case(name).arrivals) for name in case_ids()}


@cache
def _assessed_case(name: str) -> Finding:
    return assess(observe(name))


def _finding(path: Path) -> Finding | None:
    data = read_bytes(path)
    return None if schema_version_of(data) is None else read_finding(data, name=path.name)


def _moment(claim: Claim) -> datetime | None:
    if claim.time is not None:
        return claim.time
    return None if claim.day is None else datetime.combine(claim.day, time(12), UTC)


def _packaged(claim: Claim) -> str:
    moment = _moment(claim)
    if moment is None:
        raise ClaimError("the claim names no time: give with --evidence what to compare it with")
    firsts = _first_arrivals()
    name = min(firsts, key=lambda case: abs(firsts[case] - moment))
    if abs(firsts[name] - moment) > MAX_TIME_APART:
        raise ClaimError(
            f"no packaged case is within 2 days of {moment:%Y-%m-%d}; name the evidence with --evidence"
        )
    return name


def _nearest(claim: Claim, finding: Finding) -> tuple[int, float]:
    """Find the event nearest in time, and how much later the claim is; a day alone is not a time."""
    moment = _moment(claim)
    if moment is None:
        return 0, 0.0
    gaps = [(moment - event.origin.time).total_seconds() for event in finding.seismic_events]
    number = min(range(len(gaps)), key=lambda place: abs(gaps[place]))
    return number, gaps[number] if claim.time is not None else 0.0


def _on_another_clock(claim: Claim, gap_s: float) -> bool:
    halves = round(gap_s / HALF_HOUR_S)
    near = abs(gap_s - HALF_HOUR_S * halves) <= SAME_EVENT_S
    return not claim.time_zone_stated and halves != 0 and abs(halves) <= 28 and near


def _items(claim: Claim, finding: Finding, event: SeismicEvent, level: float) -> Iterator[ItemVerdict]:
    if claim.day is not None:
        yield judge_date(claim, event)
    if claim.time is not None:
        yield judge_time(claim, event, level=level)
    if claim.latitude is not None:
        yield from judge_position(claim, event, level=level)
    if claim.depth_km is not None:
        mb = next((row.value for row in finding.provenance.external_inputs if row.name == "mb"), None)
        sized = mb is not None and not isinstance(event.explosive_yield, Missing)
        yield judge_depth(claim, event, level=level, mb=float(mb) if mb is not None and sized else None)
    for kind, claimed in claim.magnitudes.items():
        yield judge_magnitude(kind, claimed, claim, event, level=level)
    if claim.yield_kt is not None or claim.yield_range_kt is not None:
        yield judge_yield(claim, event, level=level)
    if claim.kind is not None:
        yield from judge_type(claim, event, level=level)
    if claim.state is not None:
        yield judge_state(claim, event, level=level)
    for comparison in claim.relative:
        yield judge_relative(comparison, finding, event, level=level)


def _another(claim: Claim, event: SeismicEvent, gap_s: float, finding: Finding) -> Iterator[ItemVerdict]:
    minutes, seconds = divmod(abs(gap_s), 60.0)
    later = "after" if gap_s > 0 else "before"
    where = f"{minutes:.0f} min {seconds:.0f} s {later} the nearest event of the evidence"
    reason = f"the claimed time lies {where}; that it holds none then does not say that there was none"
    signals = _signals_after(claim, finding)
    if signals:
        reason += f"; signals that follow it and belong to no event: {'; '.join(signals)}"
    alternatives = ["an event that these observations do not hold: give those of its own with --evidence"]
    if gap_s > 0 and claim.kind in ("nuclear", "explosion"):
        alternatives += [
            "the collapse of the cavity of an earlier explosion: weak in P against its surface waves",
            "an aftershock: strong in S",
        ]
    number = Statistic("seconds from the nearest event", gap_s, "s", SAME_EVENT_S)
    for item in _none(claim, reason):
        yield replace(item, decided_by=number, alternatives=tuple(alternatives))


def _signals_after(claim: Claim, finding: Finding) -> list[str]:
    """Return signals of no event that begin within minutes of the claimed time, each with its reason."""
    assert claim.time is not None
    signals = []
    for row in finding.unassociated_signals:
        match = _SIGNAL_TIME.search(row.id)
        if match and timedelta(0) <= datetime.fromisoformat(match[0]) - claim.time <= SIGNALS_AFTER:
            signals.append(f"{row.id}, {row.reason}")
    # Signals already found to belong together say most.
    signals.sort(key=lambda text: "second event" not in text)
    rest = len(signals) - MAX_SIGNALS
    return signals[:MAX_SIGNALS] + ([f"{rest} more"] if rest > 0 else [])


def _none(claim: Claim, reason: str) -> Iterator[ItemVerdict]:
    claimed = {
        "date": claim.day and f"{claim.day}",
        "origin time": claim.time and f"{claim.time:%Y-%m-%d %H:%M:%S} UTC",
        "position": claim.latitude
        and claim.longitude
        and f"{claim.latitude.value:g}, {claim.longitude.value:g}",
        "depth": claim.depth_km and claim.depth_km.text("km"),
        **{f"magnitude {kind}": number.text() for kind, number in claim.magnitudes.items()},
        "yield": claim.yield_kt and claim.yield_kt.text("kt"),
        "kind of source": claim.kind,
        "territory": claim.state,
        **{f"{row.quantity} against {row.to}": row.comparison for row in claim.relative},
    }
    for item, text in claimed.items():
        if text:
            yield ItemVerdict(item, str(text), "none", "cannot tell", None, reason)
