"""The summary of a finding on a terminal, at most 80 columns wide."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from testban.cli.terminal import console
from testban.model import (
    HYPOTHESIS_BAND,
    Finding,
    Hypotheses,
    Magnitude,
    Measured,
    Missing,
    Origin,
    SeismicEvent,
)
from testban.safe_io import printable_content, visible
from testban.wording import (
    percent_texts,
    prior_texts,
    repeat_text,
    territory_text,
    time_text,
    two_digits,
    without_texts,
)

MAX_IN_FULL = 3  # more events are listed, one a line


def summarise(finding: Finding, folder: Path | None) -> None:
    """Print the finding for a reader, and where the dossier lies."""
    finding = printable_content(finding)
    out = console(markup=False)
    out.print(Text(finding.title or finding.id, style="bold"))
    out.print(Text("A finding, not a verdict: what it was is for States to judge.", style="italic"))
    if len(finding.seismic_events) > MAX_IN_FULL:
        out.print(Padding(_many_table(finding), (1, 0, 0, 0)))
    else:
        for event in finding.seismic_events:
            out.print(Padding(_event_table(event), (1, 0, 0, 0)))
    if finding.seismic_events:
        out.print(Padding(_law_table(finding), (1, 0, 0, 0)))
    if finding.unassociated_signals:
        out.print("\nSignals of no event:")
        for signal in finding.unassociated_signals[:5]:
            out.print(Padding(Text(f"{signal.id}: {signal.reason}"), (0, 0, 0, 2)))
        if len(finding.unassociated_signals) > 5:
            out.print(f"  and {len(finding.unassociated_signals) - 5} more in the finding")
    if finding.not_used:
        out.print(f"\nNot used: {len(finding.not_used)}, each with its reason in the finding, such as")
        first = finding.not_used[0]
        out.print(Padding(Text(f"{first.id}: {first.reason}"), (0, 0, 0, 2)))
    if folder is not None:
        place = folder if folder.suffix.lower() == ".zip" else folder / "dossier.html"
        out.print(Text(f"\nDossier: {visible(str(place))}"))


def _many_table(finding: Finding) -> Table:
    """One line an event; the rest is in the finding."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("origin time (UTC)", "latitude", "longitude", "depth km", "ellipse km2", "what"):
        table.add_column(heading, no_wrap=True, justify="left" if heading[0] in "ow" else "right")
    for event in finding.seismic_events:
        origin = event.origin
        ranked = sorted(event.hypotheses.items, key=lambda item: -(item.probability or 0.0))
        what = (
            f"{ranked[0].name} {percent_texts(item.probability or 0.0 for item in ranked)[0]}"
            if event.hypotheses.status == "answered"
            else "open"
        )
        table.add_row(
            time_text(origin.time, decimals=0),
            f"{origin.latitude:.3f}",
            f"{origin.longitude:.3f}",
            f"{origin.depth_km.value:.0f}{'f' if origin.depth_km.fixed else ''}",
            f"{origin.ellipse.area_km2:,.0f}",
            what,
        )
    return table


def _event_table(event: SeismicEvent) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    origin = event.origin
    half = (origin.time_high - origin.time_low).total_seconds() / 2
    table.add_row("When", f"{time_text(origin.time, decimals=1)} UTC +-{half:.1f} s")
    table.add_row("Where", _place(origin))
    if isinstance(event.calibrated_origin, Origin):
        table.add_row("", _place(event.calibrated_origin))
    else:
        table.add_row("", f"no path corrections: {event.calibrated_origin.reason}")
    depth = origin.depth_km
    table.add_row(
        "Depth", depth.reason if depth.fixed else f"{depth.value:.0f} km ({depth.low:.0f}-{depth.high:.0f})"
    )
    table.add_row(
        "Territory",
        territory_text(event.territory) + " (of the first ellipse; a waveform names no State)",
    )
    for magnitude in event.magnitudes:
        table.add_row("Magnitude" if magnitude is event.magnitudes[0] else "", _magnitude(magnitude))
    table.add_row("Yield", _yield(event.explosive_yield))
    table.add_row("What", _what(event.hypotheses))
    for repeat in event.suspected_repeats:
        table.add_row("Repeat", repeat_text(repeat))
    for row in _measured(event):
        table.add_row(*row)
    for screening in event.screening:
        table.add_row(
            "Screening" if screening is event.screening[0] else "", f"{screening.test}: {screening.result}"
        )
    table.add_row("Nuclear", f"{event.nuclear_basis.kind} ({event.nuclear_basis.source})")
    return table


def _what(hypotheses: Hypotheses) -> str:
    given = hypotheses.prior_basis == "given by the user"
    if hypotheses.status == "insufficient_data":
        prior = ", ".join(f"{name} {text}" for name, text in prior_texts(hypotheses.prior).items())
        return f"insufficient data: {hypotheses.reason}" + (f"; prior, as given: {prior}" if given else "")
    ranked = sorted(hypotheses.items, key=lambda item: -(item.probability or 0.0))
    texts = percent_texts(item.probability or 0.0 for item in ranked)
    said = ", ".join(f"{one.name} {text}" for one, text in zip(ranked, texts, strict=True))
    said += f" ({hypotheses.reason})" if hypotheses.reason else ""
    before = prior_texts(hypotheses.prior)
    prior = ", ".join(before.get(one.name, "not given") for one in ranked)
    whose = ", as given," if given else ""
    terms = ranked[0].terms
    if len(terms) == 1:
        return f"{said}, from {terms[0].name} alone; before it{whose} {prior}"
    without = ", ".join(
        f"{texts[ranked[0].name]} without {name}" for name, texts in without_texts(hypotheses).items()
    )
    names = " and ".join(term.name for term in terms)
    return f"{said}, from {names}; {ranked[0].name} {without}; before them{whose} {prior}"


def _place(origin: Origin) -> str:
    ellipse = origin.ellipse
    limit = "within" if ellipse.within_osi_limit else "beyond"
    return (
        f"{origin.latitude:.4f}, {origin.longitude:.4f} {origin.label}\n"
        f"{100 * ellipse.level:.0f} % ellipse {ellipse.major_km:.1f} x {ellipse.minor_km:.1f} km, strike "
        f"{ellipse.strike_deg:.0f} deg, area {ellipse.area_km2:,.1f} km2\n"
        f"({limit} the limit of an on-site inspection, 1,000 km2 and 50 km)\n"
        f"{origin.arrivals_used} arrivals, azimuthal gap {origin.azimuthal_gap_deg:.0f} deg, "
        f"rms residual {origin.rms_residual_s:.2f} s"
        + (f"\nbeware: {origin.network_warning}" if origin.network_warning else "")
    )


def _measured(event: SeismicEvent) -> list[tuple[str, str]]:
    """P/S in the band that the hypotheses use, and the size against reference events."""
    rows = []
    for band in event.p_over_s:
        if (band.low_hz, band.high_hz) == HYPOTHESIS_BAND and isinstance(band.corrected, Measured):
            value, reach = band.corrected, f"at {band.reference_km:g} km"
            seen = sum(station.kind == "measured" for station in band.stations)
            rows.append(
                (
                    "P/S 4-8 Hz",
                    f"{value.value:.2f} {reach} ({value.low:.2f}-{value.high:.2f} at "
                    f"{100 * value.level:.0f} %), {seen} stations and "
                    f"{sum('bound' in station.kind for station in band.stations)} bounds",
                )
            )
    for size in event.relative_magnitudes:
        if isinstance(size.difference, Measured):
            half = 0.5 * (size.difference.high - size.difference.low)
            rows.append(
                (
                    "Size",
                    f"{size.difference.value:+.2f} +-{half:.2f} magnitude against {size.reference} "
                    f"({len(size.channels)} channels)",
                )
            )
    return rows


def _magnitude(magnitude: Magnitude) -> str:
    whose = "external: " if magnitude.external else ""
    if isinstance(magnitude.magnitude, Missing):
        return f"{magnitude.kind}: {magnitude.magnitude.reason}"
    return f"{magnitude.kind} {magnitude.magnitude.value:.1f} ({whose}{magnitude.source})"


def _yield(quantity: Measured | Missing) -> str:
    if isinstance(quantity, Missing):
        return quantity.reason
    return (
        f"{two_digits(quantity.value)} {quantity.unit}, {two_digits(quantity.low)}-"
        f"{two_digits(quantity.high)} at "
        f"{100 * quantity.level:.0f} %, if it was a contained explosion"
    )


def _law_title(finding: Finding) -> str:
    first = "" if len(finding.seismic_events) == 1 else ", first event"
    return f"Obligations as of {finding.as_of}{first}\n({finding.as_of_basis})"


def _law_table(finding: Finding) -> Table:
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left", title_style="bold",
        title=_law_title(finding),
    )  # fmt: skip
    for heading in ("outcome", "paragraphs"):
        table.add_column(heading)
    outcomes: dict[str, list[str]] = {}
    unverified = 0
    for event in finding.seismic_events[:1]:
        for obligation in event.obligations:
            outcomes.setdefault(obligation.outcome, []).append(f"{obligation.symbol} {obligation.paragraph}")
            flags = (obligation.verification.substance, obligation.verification.paragraph_number)
            unverified += any(flag != "verified" for flag in flags)
    for outcome, paragraphs in outcomes.items():
        table.add_row(outcome, "; ".join(paragraphs))
    conditions = Counter(
        condition
        for event in finding.seismic_events[:1]
        for obligation in event.obligations
        for condition in obligation.conditional_on
    )
    if conditions:
        table.add_row("conditional on", "; ".join(conditions))
    table.add_row("", f"{unverified} of these are not fully verified against the document")
    return table
