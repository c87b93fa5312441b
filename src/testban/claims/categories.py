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
from testban.wording import percent_texts, prior_texts, territory_text, two_digits
from testban.yields import yield_from_reference

# Clocks on Earth run from UTC-12 to UTC+14.
MIN_CLOCK, MAX_CLOCK = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
DAY = timedelta(days=1)


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
    out = [row for row in event.screening if row.considered and row.result == "screened out"]
    share = next((item.probability for item in hypotheses.items if item.name == kind), None)
    if kind == "explosion" and out:
        row = out[0]
        number = None
        if row.value is not None and row.threshold is not None:
            number = Statistic(row.test, row.value, "1", row.threshold)
        yield ItemVerdict(
            "kind of source",
            "explosion",
            f"screened out by {row.test}",
            "inconsistent",
            number,
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
        prior = prior_texts(hypotheses.prior).get(str(kind), "not given")
        texts = percent_texts(item.probability or 0.0 for item in hypotheses.items)
        shares: dict[str, str] = {item.name: text for item, text in zip(hypotheses.items, texts, strict=True)}
        said = {name: f"{name} {text}" for name, text in shares.items()}
        yield ItemVerdict(
            "kind of source",
            str(kind),
            ", ".join(said.values()),
            verdict,
            Statistic(
                f"probability of {kind}", share, "1", level if verdict != "inconsistent" else 1.0 - level
            ),
            f"probability {shares[str(kind)]} (before the data {prior}); {100 * level:g} % would carry it, "
            f"{100 * (1 - level):.2g} % would refute it",
            tuple(text for name, text in said.items() if name != kind),
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
        reason += "; a declaration is a claim and no evidence for another"
    return ItemVerdict(
        "nuclear",
        "nuclear",
        f"{basis.kind} ({basis.source})",
        "consistent" if physical else "cannot tell",
        None,
        basis.source if physical else reason,
        () if physical else ("a chemical explosion of the same energy; radionuclides would tell",),
    )


def judge_state(claim: Claim, event: SeismicEvent, *, level: float) -> ItemVerdict:
    """Judge whose land it is said to have been on."""
    assert claim.state is not None
    wanted = claim.state.casefold()
    share = math.fsum(
        row.share for row in event.territory if wanted in (row.state.casefold(), row.name.casefold())
    )
    verdict: Verdict = (
        "consistent" if share >= level else "inconsistent" if share <= 1 - level else "cannot tell"
    )
    shown = territory_text(event.territory) or "nowhere"
    return ItemVerdict(
        "territory",
        claim.state,
        shown,
        verdict,
        Statistic("share of the ellipse", share, "1", level),
        f"{percent_texts([share, 1 - share])[0]} of the ellipse of the arrivals alone lies there; "
        "a waveform names no State",
        tuple(
            f"{row.name}"
            for row in event.territory
            if wanted not in (row.state.casefold(), row.name.casefold())
        ),
        ("event:origin",),
    )


def judge_relative(one: Relative, finding: Finding, event: SeismicEvent, *, level: float) -> ItemVerdict:
    """Judge a comparison with another case by relative magnitude, measured or of one agency."""
    item = f"{one.quantity} against {one.to}"
    difference, sd, source, inputs = _difference(one, finding, event)
    if difference is None:
        return ItemVerdict(item, one.comparison, "none", "cannot tell", None, source)
    shown = f"{difference:+.2f} +-{sd:.2f} magnitude ({source})"
    ratio = _yield_ratio(difference, sd, level)
    interval = f"{two_digits(ratio.low)} to {two_digits(ratio.high)} at {100 * level:g} %"
    in_yield = (
        f"{two_digits(ratio.value)} times ({interval}) that of {one.to}, if both were explosions at one site"
    )
    if one.quantity not in (*SIZES, *POWERS):
        return ItemVerdict(
            item,
            one.comparison,
            shown,
            "cannot tell",
            Statistic("relative magnitude", difference, "magnitude", 0.0),
            f"a seismic signal carries energy and nothing else of a device; the yield was {in_yield}",
            ("a smaller device may yield more, a larger one less",),
            inputs,
        )
    z = difference / sd
    if one.quantity in POWERS:
        z = math.log10(ratio.value) * 2.0 * _two_sided(level) / math.log10(ratio.high / ratio.low)
    bound = _two_sided(level) if one.comparison == "same" else NormalDist().inv_cdf(level)
    verdict: Verdict = "cannot tell"
    if one.comparison == "same":
        verdict = "inconsistent" if abs(z) > bound else "cannot tell"
    elif abs(z) >= bound:
        verdict = "consistent" if (z > 0.0) == (one.comparison == "larger") else "inconsistent"
    return ItemVerdict(
        item,
        one.comparison,
        shown,
        verdict,
        Statistic(f"{one.quantity} in standard deviations", z, "1", bound),
        f"{abs(z):.1f} standard deviations {'larger' if z > 0 else 'smaller'}, {bound:.2f} decide at "
        f"{100 * level:g} %; the yield was {in_yield}",
        ("the same yield at another depth or in other rock",) if one.quantity in POWERS else (),
        inputs,
    )


def _two_sided(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + 0.5 * level)


def _difference(
    one: Relative, finding: Finding, event: SeismicEvent
) -> tuple[float | None, float, str, tuple[str, ...]]:
    for row in event.relative_magnitudes:
        if row.reference == one.to and isinstance(row.difference, Measured):
            half = (row.difference.high - row.difference.low) / 2.0
            sd = half / NormalDist().inv_cdf(0.5 + 0.5 * row.difference.level)
            return row.difference.value, sd, "measured on the same channels", row.difference.inputs
    if one.to not in case_ids():
        raise ClaimError(f"claim: relative.to {one.to!a:.40} is no packaged case ({', '.join(case_ids())})")
    other: Case = read_case(one.to)
    theirs = {row.name: row for row in other.external_inputs if row.value is not None}
    ours = {row.name: row for row in finding.provenance.external_inputs if row.value is not None}
    for name in KINDS:
        if name in ours and name in theirs:
            mine, yours = ours[name], theirs[name]
            agency = agency_named(mine.source)
            if agency != agency_named(yours.source):
                continue
            sd = math.hypot(mine.sd or 0.3, yours.sd or 0.3)
            difference = float(str(mine.value)) - float(str(yours.value))
            return difference, sd, f"{KINDS[name]} of both by {agency}", (f"external:{name}",)
    return None, 0.0, f"no magnitude by one agency is at hand for both this event and {one.to}", ()


def _yield_ratio(difference: float, sd: float, level: float) -> Measured:
    unit = Measured(value=1.0, low=1.0, high=1.0, level=0.9, unit="kt", inputs=("table:announced-yields",))
    return yield_from_reference(
        difference, difference_sd=sd, reference=unit, level=level, inputs=("table:announced-yields",)
    )
