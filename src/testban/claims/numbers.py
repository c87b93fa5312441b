"""Judge a claimed time, depth, magnitude or yield: how far from ours, against the errors of both."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from testban.claims.claim import Claim, Claimed
from testban.claims.verdict import ItemVerdict, Statistic, Verdict, clock, judge_normal, two_sided
from testban.discrimination import SCREENING_DEPTH_KM
from testban.model import Magnitude, Measured, Missing, RelativeMagnitude, SeismicEvent
from testban.wording import (
    depth_text,
    difference_text,
    quantity_text,
    two_digits,
    view_origin,
    yield_text,
)
from testban.yields import estimate_yield, load_tables

MAX_SHAFT_DEPTH_KM = 5.0
# Vertical slowness of teleseismic P (6.7 s per degree) in the upper crust of ak135 (5.8 km/s; Kennett,
# Engdahl & Buland 1995), and how far it may be off deeper down or for nearer stations.
SECONDS_PER_KM = 0.16
SHIFT_ERROR = 0.25
_AGENCIES = {
    "USGS": re.compile(r"\b(USGS|NEIC|ComCat|US)\b"),
    "IDC": re.compile(r"\b(IDC|CTBTO|REB)\b|mb\(IDC\)"),
    "ISC": re.compile(r"\bISC\b"),
}


def judge_time(claim: Claim, event: SeismicEvent, *, level: float) -> ItemVerdict:
    """Judge an origin time; a claim off by whole half-hours may be on another clock."""
    assert claim.time is not None
    origin = event.origin
    ours = (origin.time_high - origin.time_low).total_seconds() / (2.0 * two_sided(origin.ellipse.level))
    claimed = Claimed(0.0, claim.time_sd_s, claim.time_step_s)
    gap = (claim.time - origin.time).total_seconds()
    # Our interval holds at our depth; a shallower source must have begun earlier to arrive at the same time.
    depth = origin.depth_km
    note = ""
    if claim.depth_km is not None:
        shift = SECONDS_PER_KM * (claim.depth_km.value - depth.value)
        ours = math.hypot(ours, SHIFT_ERROR * shift, SECONDS_PER_KM * claim.depth_km.total_sd)
        gap -= shift
        note = f"; {shift:+.1f} s of the claim are due to its depth" if abs(shift) >= 0.05 else ""
    elif not depth.fixed:
        ours = math.hypot(ours, SECONDS_PER_KM * (depth.high - depth.low) / (2.0 * two_sided(depth.level)))
    sd = math.hypot(ours, claimed.total_sd)
    alternatives = []
    halves = round(gap / 1800.0)
    if halves and not claim.time_zone_stated and abs(gap - 1800.0 * halves) <= two_sided(level) * sd + 60.0:
        alternatives.append(
            f"on a clock at UTC{halves / 2:+g} h it is the same time: the claim states no zone"
        )
    judged = judge_normal(
        "origin time",
        claimed=clock(claim.time) + (f" ± {claim.time_sd_s:g} s" if claim.time_sd_s else ""),
        evidence=f"{clock(origin.time)}, {view_origin(origin).time_error}",
        difference=gap,
        sd=sd,
        unit="s",
        level=level,
        stated=claim.time_sd_s is not None,
        own_sd=ours,
        alternatives=alternatives,
        inputs=("event:origin",),
    )
    if judged.verdict == "inconsistent":
        other = "another travel-time model or depth moves the time of origin and hardly the place"
        judged = replace(judged, alternatives=(*judged.alternatives, other))
    return replace(judged, reason=judged.reason + note)


def judge_depth(claim: Claim, event: SeismicEvent, *, level: float, mb: float | None) -> ItemVerdict:
    """Judge a depth; an interval that holds everything from the surface down decides nothing."""
    assert claim.depth_km is not None
    depth, claimed = event.origin.depth_km, claim.depth_km
    reach = two_sided(level) * claimed.total_sd
    wider = two_sided(level) / two_sided(depth.level)
    low, high = (depth.value + wider * (end - depth.value) for end in (depth.low, depth.high))
    width = depth.high - depth.low
    resolving = min(SCREENING_DEPTH_KM, 2.0 * claimed.value) if claimed.value > 0.0 else SCREENING_DEPTH_KM
    evidence = depth_text(depth)
    alternatives = []
    if depth.low <= 0.0:
        alternatives.append(
            "at the surface, or as deep as any shot was ever buried: both lie in the interval"
        )
    if mb is not None and 0.0 < claimed.value <= MAX_SHAFT_DEPTH_KM:
        so_deep, usual = (
            estimate_yield(
                mb,
                mb_sd=0.1,
                latitude_deg=event.origin.latitude,
                longitude_deg=event.origin.longitude,
                depth_m=depth_m,
            ).explosive_yield
            for depth_m in (1000.0 * claimed.value, None)
        )
        alternatives.append(
            f"if it was so deep, its mb means about {two_digits(so_deep.value)} kt and not "
            f"{two_digits(usual.value)} kt: a claimed yield must fit its claimed depth"
        )
    if not low - reach <= claimed.value <= high + reach:
        verdict: Verdict = "inconsistent"
        decided = Statistic("claimed depth", claimed.value, "km", high if claimed.value > high else low)
        reason = f"outside the interval of the arrivals, by more than the claim's own error ({reach:.2f} km)"
    elif width > resolving:
        verdict = "cannot tell"
        decided = Statistic("width of the interval", width, "km", resolving)
        reason = (
            f"the interval holds it and {width:.0f} km of other depths; to confirm it the arrivals would "
            f"have to leave less than {resolving:.1f} km"
        )
    else:
        verdict = "consistent"
        decided = Statistic("width of the interval", width, "km", resolving)
        reason = "inside an interval narrow enough to have excluded it"
    return ItemVerdict(
        "depth",
        claimed.text("km"),
        evidence,
        verdict,
        decided,
        reason,
        tuple(alternatives),
        ("event:origin",),
    )


def judge_magnitude(
    kind: str, claimed: Claimed, claim: Claim, event: SeismicEvent, *, level: float
) -> ItemVerdict:
    """Judge a magnitude against one that was measured, else against one of another agency."""
    name = f"magnitude {kind}"
    claimant = _agency(f"{claim.by} {kind}")
    ours: list[Magnitude] = []
    others: list[Magnitude] = []
    circular = False
    for row in event.magnitudes:
        if isinstance(row.magnitude, Missing) or _family(row.kind) != _family(kind):
            continue
        if not row.external:
            ours.append(row)
        elif (claimant is not None and claimant == _agency(f"{row.source} {row.kind}")) or _by_claimant(
            row.source, claim
        ):
            circular = True
        else:
            others.append(row)
    if not ours and not others:
        reason = (
            "the only such magnitude in the evidence is the claimant's own: agreement would mean nothing"
            if circular
            else f"the evidence holds no {kind}"
        )
        return ItemVerdict(name, claimed.text(), "none measured here", "cannot tell", None, reason)
    row = (ours or others)[0]
    assert isinstance(row.magnitude, Measured)
    sd = (row.magnitude.high - row.magnitude.low) / (2.0 * two_sided(row.magnitude.level))
    shift, shift_sd, note = _scale(claimant, row)
    judged = judge_normal(
        name,
        claimed=claimed.text(),
        evidence=f"{row.kind} {quantity_text(row.magnitude)} ({'measured here' if ours else row.source})",
        difference=claimed.value + shift - row.magnitude.value,
        sd=math.hypot(claimed.total_sd, sd, shift_sd),
        unit="magnitude",
        level=level,
        stated=claimed.sd is not None,
        own_sd=math.hypot(sd, shift_sd),
        inputs=row.magnitude.inputs,
    )
    if ours:
        return judged
    reason = f"none was measured here; against another agency's: {judged.reason}{note}"
    # That two agencies agree says little of the event, the less where their offset was learned from it.
    verdict: Verdict = "cannot tell" if judged.verdict == "consistent" else judged.verdict
    return replace(judged, verdict=verdict, reason=reason)


def judge_magnitude_step(
    kind: str, claimed: Claimed, reference: Claimed, row: RelativeMagnitude, *, level: float
) -> ItemVerdict:
    """Judge two claimed magnitudes of one claimant by the relative magnitude that was measured."""
    measured = row.difference
    assert isinstance(measured, Measured)
    ours = (measured.high - measured.low) / (2.0 * two_sided(measured.level))
    difference = claimed.value - reference.value
    return judge_normal(
        f"magnitude {kind} above {row.reference}",
        claimed=f"{difference:+.2f}",
        evidence=f"{difference_text(measured)} ({row.source})",
        difference=difference - measured.value,
        sd=math.hypot(ours, claimed.total_sd, reference.total_sd),
        unit="magnitude",
        level=level,
        stated=claimed.sd is not None,
        own_sd=ours,
        inputs=measured.inputs,
    )


def judge_yield(claim: Claim, event: SeismicEvent, *, level: float) -> ItemVerdict:
    """Judge a yield, in its logarithm; a range is judged by its nearer end."""
    energy = event.explosive_yield
    if claim.yield_range_kt is not None:
        low, high = claim.yield_range_kt
        text = f"{low:g} to {high:g} kt"
        if low <= 0.0 or high == math.inf:
            text = f"at most {high:g} kt" if low <= 0.0 else f"at least {low:g} kt"
    else:
        assert claim.yield_kt is not None
        low = high = claim.yield_kt.value
        text = claim.yield_kt.text("kt")
    if isinstance(energy, Missing):
        return ItemVerdict("yield", text, "none", "cannot tell", None, energy.reason)
    middle = math.log10(energy.value)
    ours = math.log10(energy.high / energy.low) / (2.0 * two_sided(energy.level))
    theirs = 0.0
    if claim.yield_kt is not None:
        theirs = claim.yield_kt.total_sd / claim.yield_kt.value / math.log(10.0)
    gap = max(math.log10(low) - middle if low > 0 else -math.inf, middle - math.log10(high), 0.0)
    sd = math.hypot(ours, theirs)
    sign = 1.0 if low > energy.value else -1.0
    edge = 10.0 ** (two_sided(level) * sd)
    return judge_normal(
        "yield",
        claimed=text,
        evidence=yield_text(energy),
        difference=sign * gap,
        sd=sd,
        unit="decades of yield",
        level=level,
        stated=True,
        own_sd=ours,
        alternatives=[
            f"anything from {two_digits(energy.value / edge)} to {two_digits(energy.value * edge)} kt would "
            "be as consistent",
            "in a large cavity a larger explosion would look as small; deeper than usual, another",
        ],
        inputs=energy.inputs,
    )


def _agency(text: str) -> str | None:
    return next((name for name, pattern in _AGENCIES.items() if pattern.search(text)), None)


def agency_named(source: str) -> str:
    """Return the agency that a source names, by its first word where it is none of the known.

    Examples
    --------
    >>> agency_named("USGS ComCat event us2000aert")
    'USGS'
    >>> agency_named("NDC, in bulletin.txt")
    'NDC'
    """
    return _agency(source) or source.partition(" ")[0].strip(",;:")


def _by_claimant(source: str, claim: Claim) -> bool:
    by = claim.by.strip()
    return bool(by) and re.match(rf"{re.escape(by)}(?!\w)", source, re.IGNORECASE) is not None


def _family(kind: str) -> str:
    return re.sub(r"[^a-z]", "", kind.partition("(")[0].casefold())


def _scale(claimant: str | None, row: Magnitude) -> tuple[float, float, str]:
    """Bring a claim to the scale of the evidence, where both agencies are known to differ."""
    table = load_tables()["agencies"]
    theirs = _agency(f"{row.source} {row.kind}") if row.external else None
    claimed, ours = (table.get(name or "ISC", table["ISC"]) for name in (claimant, theirs))
    shift = claimed["offset"] - ours["offset"]
    if not shift:
        return 0.0, 0.0, ""
    note = f"; brought to its scale by {shift:+.1f}, an offset learned from the tests of the DPRK themselves"
    return shift, math.hypot(claimed["sd"], ours["sd"]), note
