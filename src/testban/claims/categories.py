"""Judge what was claimed in words: the date, the kind of source, whose land, larger or smaller."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone
from statistics import NormalDist

from testban.cases import Case, case_ids, read_case
from testban.claims.claim import POWERS, SIZES, Claim, ClaimError, Relative, zone_of
from testban.claims.numbers import agency_named
from testban.claims.verdict import ItemVerdict, Statistic, Verdict, clock
from testban.model import Finding, Measured, SeismicEvent
from testban.pipeline import KINDS
from testban.wording import (
    basis_text,
    difference_text,
    interval_texts,
    level_text,
    percent_texts,
    territory_text,
    view_hypotheses,
)
from testban.yields import yield_from_reference

# Clocks on Earth run from UTC-12 to UTC+14.
MIN_CLOCK, MAX_CLOCK = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
DAY = timedelta(days=1)
# Standard deviation of a network magnitude that states none. A choice.
UNSTATED_SD = 0.3


def judge_date(claim: Claim, event: SeismicEvent) -> ItemVerdict:
    """Judge a date by the clock it names, or where it names none by all clocks on Earth."""
    assert claim.day is not None
    moment = event.origin.time
    if claim.zone is not None:
        zone = zone_of(claim.zone)
        starts = datetime.combine(claim.day, time(0), zone).astimezone(UTC)
        ends = datetime.combine(claim.day + DAY, time(0), zone).astimezone(UTC)
        local = moment.astimezone(zone)
        reason = f"on that clock ({claim.zone}) it was {local:%Y-%m-%d %H:%M:%S}"
    else:
        starts = datetime.combine(claim.day, time(0), MIN_CLOCK).astimezone(UTC)
        ends = datetime.combine(claim.day + DAY, time(0), MAX_CLOCK).astimezone(UTC)
        reason = _clocks(claim, moment)
    outside_s = max((starts - moment).total_seconds(), (moment - ends).total_seconds(), 0.0)
    alternatives = []
    if moment.date() != claim.day:
        alternatives.append(f"in UTC the date is {moment:%Y-%m-%d}; documents of the Council use New York's")
    return ItemVerdict(
        item="date",
        claimed=f"{claim.day}" + (f" ({claim.zone})" if claim.zone else " (no zone stated)"),
        evidence=clock(moment),
        verdict="inconsistent" if outside_s > 0.0 else "consistent",
        decided_by=Statistic("hours outside the claimed day", outside_s / 3600.0, "h", 0.0),
        reason=reason,
        alternatives=tuple(alternatives),
        inputs=("event:origin",),
    )


def _clocks(claim: Claim, moment: datetime) -> str:
    assert claim.day is not None
    days = {offset: moment.astimezone(timezone(timedelta(hours=offset))).date() for offset in range(-12, 15)}
    hours = [offset for offset, day in days.items() if day == claim.day]
    if not hours:
        return f"no clock on Earth showed {claim.day} then"
    if len(hours) == len(days):
        return "every clock on Earth showed that date then"
    return f"clocks from UTC{hours[0]:+d} to UTC{hours[-1]:+d} showed that date then"


def judge_type(claim: Claim, event: SeismicEvent, *, level: float) -> Iterator[ItemVerdict]:
    """Judge what it is said to have been; that it was nuclear is an item of its own."""
    kind = "explosion" if claim.kind == "nuclear" else claim.kind
    hypotheses = event.hypotheses
    others = tuple(item.name for item in hypotheses.items if item.name != kind)
    excluding = [row for row in event.screening if row.considered and row.result == "screened out"]
    share = next((item.probability for item in hypotheses.items if item.name == kind), None)
    if kind == "explosion" and excluding:
        row = excluding[0]
        statistic = None
        if row.value is not None and row.threshold is not None:
            statistic = Statistic(row.test, row.value, "1", row.threshold)
        yield ItemVerdict(
            "kind of source",
            "explosion",
            f"screened out by {row.test}",
            "inconsistent",
            statistic,
            row.reason,
            others,
        )
    elif share is None:
        yield ItemVerdict(
            "kind of source",
            str(kind),
            "not answered",
            "cannot tell",
            None,
            hypotheses.reason,
            others,
        )
    else:
        verdict: Verdict = "cannot tell"
        if share >= level:
            verdict = "consistent"
        elif share <= 1.0 - level:
            verdict = "inconsistent"
        view = view_hypotheses(hypotheses)
        claimed = next(item for item in view.items if item.name == kind)
        yield ItemVerdict(
            "kind of source",
            str(kind),
            view.text,
            verdict,
            Statistic(
                f"probability of {kind}", share, "1", level if verdict != "inconsistent" else 1.0 - level
            ),
            f"probability {claimed.probability} ({view.prior}); {level_text(level)} would confirm it, "
            f"{level_text(round(1 - level, 6))} would refute it",
            tuple(item.text for item in view.items if item.name != kind),
            tuple(
                dict.fromkeys(
                    name for item in hypotheses.items for term in item.terms for name in term.inputs
                )
            ),
        )
    if claim.kind == "nuclear":
        yield _judge_nuclear(event)


def _judge_nuclear(event: SeismicEvent) -> ItemVerdict:
    basis = event.nuclear_basis
    physical = basis.kind in ("radionuclide", "size implausible for a chemical shot")
    reason = "seismic waves do not tell a nuclear explosion from a chemical one of the same energy"
    if basis.kind == "declared by the State":
        reason += "; a declaration is a claim, not evidence for another"
    return ItemVerdict(
        "nuclear",
        "nuclear",
        basis_text(basis),
        "consistent" if physical else "cannot tell",
        None,
        basis.source if physical else reason,
        () if physical else ("a chemical explosion of the same energy; radionuclides would tell",),
    )


def judge_state(claim: Claim, event: SeismicEvent, *, level: float) -> ItemVerdict:
    """Judge whose land it is said to have been on."""
    assert claim.state is not None
    claimed = claim.state.casefold()
    share = math.fsum(
        row.share for row in event.territory if claimed in (row.state.casefold(), row.name.casefold())
    )
    verdict: Verdict = (
        "consistent" if share >= level else "inconsistent" if share <= 1 - level else "cannot tell"
    )
    return ItemVerdict(
        "territory",
        claim.state,
        territory_text(event.territory) or "nowhere",
        verdict,
        Statistic("share of the ellipse", share, "1", level),
        f"{percent_texts([share, 1 - share])[0]} of the ellipse of the arrivals alone lies there; "
        "a waveform names no State",
        tuple(
            row.name for row in event.territory if claimed not in (row.state.casefold(), row.name.casefold())
        ),
        ("event:origin",),
    )


def judge_relative(
    comparison: Relative, finding: Finding, event: SeismicEvent, *, level: float
) -> ItemVerdict:
    """Judge a comparison with another case by relative magnitude, measured or of one agency."""
    item = f"{comparison.quantity} against {comparison.to}"
    difference, sd, source, inputs = _difference(comparison, finding, event)
    if difference is None:
        return ItemVerdict(item, comparison.comparison, "none", "cannot tell", None, source)
    half = _two_sided(level) * sd
    interval = Measured(
        value=difference,
        low=difference - half,
        high=difference + half,
        level=level,
        unit="magnitude",
        inputs=inputs,
    )
    evidence = f"{difference_text(interval)} magnitude units ({source})"
    ratio = _yield_ratio(difference, sd, level)
    value, low, high = interval_texts(ratio)
    in_yield = (
        f"{value} times ({low} to {high} at {level_text(level)}) that of {comparison.to}, "
        "if both were explosions at one site"
    )
    if comparison.quantity not in (*SIZES, *POWERS):
        return ItemVerdict(
            item,
            comparison.comparison,
            evidence,
            "cannot tell",
            Statistic("relative magnitude", difference, "magnitude", 0.0),
            f"a seismic signal carries energy and nothing else of a device; the yield was {in_yield}",
            ("a smaller device may yield more, a larger one less",),
            inputs,
        )
    z = difference / sd
    if comparison.quantity in POWERS:
        z = math.log10(ratio.value) * 2.0 * _two_sided(level) / math.log10(ratio.high / ratio.low)
    bound = _two_sided(level) if comparison.comparison == "same" else NormalDist().inv_cdf(level)
    verdict: Verdict = "cannot tell"
    if comparison.comparison == "same":
        verdict = "inconsistent" if abs(z) > bound else "cannot tell"
    elif abs(z) >= bound:
        verdict = "consistent" if (z > 0.0) == (comparison.comparison == "larger") else "inconsistent"
    return ItemVerdict(
        item,
        comparison.comparison,
        evidence,
        verdict,
        Statistic(f"{comparison.quantity} in standard deviations", z, "1", bound),
        f"{abs(z):.1f} standard deviations {'larger' if z > 0 else 'smaller'}, {bound:.2f} decide at "
        f"{level_text(level)}; the yield was {in_yield}",
        ("the same yield at another depth or in other rock",) if comparison.quantity in POWERS else (),
        inputs,
    )


def _two_sided(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + 0.5 * level)


def _difference(
    comparison: Relative, finding: Finding, event: SeismicEvent
) -> tuple[float | None, float, str, tuple[str, ...]]:
    for row in event.relative_magnitudes:
        if row.reference == comparison.to and isinstance(row.difference, Measured):
            half = (row.difference.high - row.difference.low) / 2.0
            sd = half / NormalDist().inv_cdf(0.5 + 0.5 * row.difference.level)
            return row.difference.value, sd, "measured on the same channels", row.difference.inputs
    if comparison.to not in case_ids():
        raise ClaimError(
            f"claim: relative.to {comparison.to!a:.40} is not a packaged case ({', '.join(case_ids())})"
        )
    other: Case = read_case(comparison.to)
    others = {row.name: row for row in other.external_inputs if row.value is not None}
    ours = {row.name: row for row in finding.provenance.external_inputs if row.value is not None}
    for name in KINDS:
        if name in ours and name in others:
            this, that = ours[name], others[name]
            agency = agency_named(this.source)
            if agency != agency_named(that.source):
                continue
            sd = math.hypot(this.sd or UNSTATED_SD, that.sd or UNSTATED_SD)
            difference = float(str(this.value)) - float(str(that.value))
            return difference, sd, f"{KINDS[name]} of both by {agency}", (f"external:{name}",)
    return None, 0.0, f"no magnitude by one agency is at hand for both this event and {comparison.to}", ()


def _yield_ratio(difference: float, sd: float, level: float) -> Measured:
    unit = Measured(value=1.0, low=1.0, high=1.0, level=0.9, unit="kt", inputs=("table:announced-yields",))
    return yield_from_reference(
        difference, difference_sd=sd, reference=unit, level=level, inputs=("table:announced-yields",)
    )
