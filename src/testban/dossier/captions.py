"""Captions made from the data: what a figure shows and what it cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testban.discrimination import load_ms_mb_populations, load_populations
from testban.dossier.figures.chronology import YEARS, happenings
from testban.dossier.figures.epicentres import middle_of
from testban.dossier.figures.marks import FULL_WEIGHT, best_use, use_of
from testban.dossier.figures.ms_mb import ms_mb_values, screening_row
from testban.dossier.figures.p_over_s import population_band
from testban.dossier.figures.residuals import beyond_limit
from testban.dossier.figures.site import reference_positions
from testban.dossier.figures.yields import published_yields
from testban.measurements import PhaseSpectra, RecordSection
from testban.model import OSI_AREA_KM2, ArrivalResidual, Finding, Measured, Missing, Origin
from testban.wording import (
    count_text,
    interval_texts,
    list_text,
    number_text,
    percent_text,
    percent_texts,
    prior_texts,
    radius_km,
    stopped,
)


@dataclass(frozen=True)
class Caption:
    """What a figure shows, what it cannot show, and the words for a reader who does not see it."""

    title: str
    shows: str
    cannot_show: str

    @property
    def alternative(self) -> str:
        """Text that stands for the figure."""
        return f"{self.title}. {self.shows}"


def epicentres_caption(finding: Finding, *, named: Sequence[int] = ()) -> Caption:
    """Describe the map of all epicentres."""
    _, reach = middle_of(finding)
    carry = "carries its" if len(named) == 1 else "carry their"
    return Caption(
        "All epicentres",
        f"{count_text(len(finding.seismic_events), 'epicentre')} within {reach:g}° of their middle; "
        f"{count_text(len(named), 'event')} shown in full {carry} number.",
        "How well each is known: the areas of the ellipses stand in the table.",
    )


def record_section_caption(section: RecordSection) -> Caption:
    """Describe the record section."""
    picked = sum(trace.onset_s is not None for trace in section.traces)
    low, high = section.band_hz
    return Caption(
        "Record section",
        f"Vertical records of {count_text(len(section.traces), 'station')}, nearest first, {low:g} to "
        f"{high:g} Hz, "
        f"each scaled to its largest sample; {picked} picked. Bars: P and S predicted for the event as found "
        "in the waveforms.",
        "Sizes of one station against another, and what lies outside the band.",
    )


def spectra_caption(spectra: Sequence[PhaseSpectra]) -> Caption:
    """Describe the spectra."""
    return Caption(
        "Spectra of P, S and noise",
        f"The {count_text(len(spectra), 'nearest station')} where P over S was measured, three components "
        "together, corrected for the instrument only where the responses of all three are known.",
        "Ground motion in physical units; attenuation along the path is not removed.",
    )


def stations_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the map of stations."""
    arrivals = finding.seismic_events[event].arrivals
    by_station: dict[str, list[ArrivalResidual]] = {}
    for row in arrivals:
        by_station.setdefault(row.station, []).append(row)
    uses = [best_use(rows) for rows in by_station.values()]
    parts = [f"{uses.count(use)} {use}" for use in ("used", "down-weighted", "not used") if use in uses]
    shows = f"{count_text(len(by_station), 'station')} by use ({list_text(parts)})" if parts else "No station"
    if arrivals:
        low, high = (pick(row.distance_deg for row in arrivals) for pick in (min, max))
        shows += f", {low:.1f}° to {high:.1f}° from the epicentre"
    gap = finding.seismic_events[event].origin.azimuthal_gap_deg
    return Caption(
        "Stations as the event sees them",
        f"{shows}. Directions and distances from the centre are true; the widest gap between stations "
        f"used is {gap:.0f}°.",
        "Distances between stations are not true to scale, and the map does not show how well the paths to "
        "them are known.",
    )


def site_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the map of the site."""
    subject = finding.seismic_events[event]
    shows = f"From arrivals alone: {_ellipse_text(subject.origin)}. "
    if isinstance(subject.calibrated_origin, Origin):
        shows += f"With path corrections: {_ellipse_text(subject.calibrated_origin)}. "
    elif isinstance(subject.calibrated_origin, Missing):
        shows += f"No path corrections: {stopped(subject.calibrated_origin.reason)} "
    shows += (
        f"Dotted: a circle of {OSI_AREA_KM2:,.0f} km², the largest area of an on-site inspection, for scale."
    )
    references = reference_positions(finding)
    if references:
        shows += f" Triangles: {count_text(len(references), 'earlier event')} at their published positions."
    return Caption(
        "The site, in km from the best position",
        shows,
        "Where inside an ellipse the event was, its depth, and any error of the travel-time model that all "
        "paths share; the circle is not a proposed inspection area.",
    )


def residuals_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the residuals."""
    subject = finding.seismic_events[event]
    light = sum(use_of(row) == "down-weighted" for row in subject.arrivals)
    shows = (
        f"Observed minus predicted time of {count_text(len(subject.arrivals), 'arrival')} for the origin "
        f"“{subject.origin.label}”; bars are one standard deviation; rms of those used "
        f"{subject.origin.rms_residual_s:.2f} s."
    )
    if light:
        shows += f" {light} kept less than {percent_text(FULL_WEIGHT)} of full weight."
    out = [f"{row.id} {row.residual_s:+.1f} s" for row in beyond_limit(subject.arrivals)]
    if out:
        shows += (
            f" Beyond the axis: {list_text(out[:6])}{f' and {len(out) - 6} more' if len(out) > 6 else ''}."
        )
    return Caption(
        "How the arrivals fit",
        shows,
        "Errors that all paths share: they move the origin and leave no residual, so small residuals are no "
        "proof of a good position.",
    )


def yield_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the interval of the yield."""
    energy = finding.seismic_events[event].explosive_yield
    assert isinstance(energy, Measured)
    value, low, high = interval_texts(energy)
    beside = published_yields(finding.seismic_events[event])
    others = (
        f" Diamonds: what {count_text(len(beside), 'published relation')} of the site "
        f"{'gives' if len(beside) == 1 else 'give'} for the same magnitude, without an interval."
        if beside
        else ""
    )
    return Caption(
        "Yield, if it was an explosion",
        f"{low} to {high} {energy.unit} at {100 * energy.level:g} %, best value {value} {energy.unit}; "
        f"the ends differ by a factor of {energy.high / energy.low:.1f}.{others}",
        "That it was an explosion, that it was nuclear, or a yield below or above what the relation was "
        "calibrated on.",
    )


def hypotheses_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the probabilities of the explanations."""
    hypotheses = finding.seismic_events[event].hypotheses
    prior = list_text([f"{name} {text}" for name, text in prior_texts(hypotheses.prior).items()])
    texts = percent_texts(item.probability or 0.0 for item in hypotheses.items)
    basis = f" ({hypotheses.prior_basis})" if hypotheses.prior_basis else ""
    more = {term.name for item in hypotheses.items for term in item.terms}
    each = " Thin bars: without one of the measurements, and before the data." if len(more) > 1 else ""
    return Caption(
        "Explanations weighed",
        list_text([f"{item.name} {text}" for item, text in zip(hypotheses.items, texts, strict=True)])
        + (f" ({hypotheses.reason})" if hypotheses.reason else "")
        + (f"; before the data: {prior}{basis}." if prior else ".")
        + each,
        "Explanations that were not weighed, and whether an explosion was nuclear.",
    )


def p_over_s_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe P over S."""
    subject = finding.seismic_events[event]
    band = population_band(subject)
    assert band is not None
    kinds = [row.kind for row in band.stations]
    bounds = kinds.count("lower bound") + kinds.count("upper bound")
    shows = (
        f"Left: {count_text(kinds.count('measured'), 'station')} measured in "
        f"{band.low_hz:g}-{band.high_hz:g} Hz, {count_text(bounds, 'bound')}, "
        f"{kinds.count('not measured')} without either."
    )
    ratio = band.corrected
    if isinstance(ratio, Measured):
        value, low, high = interval_texts(ratio)
        brought = f" brought to {band.reference_km:,.0f} km" if band.reference_km else ""
        shows += f" Right: the network's ratio{brought}, {value} ({low} to {high} at {100 * ratio.level:g} %)"
        shows += ", other bands beside it, and the populations with one standard deviation: "
        shows += "; ".join(f"{kind.name}, {kind.size} ({kind.region})" for kind in load_populations().kinds)
        shows += "."
    unverified: list[str] = [kind.name for kind in load_populations().kinds if not kind.verified]
    limits = "That these populations hold for these paths: they were published for other regions"
    if unverified:
        limits += f", and that of {list_text(unverified)} is from memory"
    return Caption("P over S, and what was published of it", shows, f"{limits}.")


def ms_mb_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe Ms against mb."""
    subject = finding.seismic_events[event]
    values, result = ms_mb_values(subject), screening_row(subject)
    assert values is not None
    mb, ms = values
    assert isinstance(mb.magnitude, Measured)
    body = f"{mb.kind} {interval_texts(mb.magnitude)[0]}{', taken from others' if mb.external else ''}"
    if isinstance(ms.magnitude, Measured):
        surface = f"{ms.kind} {interval_texts(ms.magnitude)[0]}{', taken from others' if ms.external else ''}"
    else:
        surface = f"{ms.kind} at most {ms.upper_bound:.2f}, as no surface wave was seen"
    known = load_ms_mb_populations()
    drawn = [f"{kind.name}s ({len(kind.points)} drawn)" for kind in known.kinds if kind.points]
    shows = (
        f"The event ({body}; {surface}) beside published {list_text(drawn)}, shaded to one scale either way, "
        "and the line of the test. Right: mb - Ms with its ends at 1.96 sigma, and the populations without "
        "errors of measurement."
    )
    if result is not None:
        shows += f" Result: {result.result}."
    unverified: list[str] = [kind.name for kind in known.kinds if not kind.verified]
    limits = (
        "That these populations hold here: explosions whose surface waves were too small to measure are "
        "missing from theirs"
    )
    if unverified:
        limits += f", and {list_text(unverified)} were joined from several relations, or are a choice"
    return Caption("Surface waves against body waves", shows, f"{limits}.")


def chronology_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the chronology."""
    rows = happenings(finding, event=event)
    tests = [row for row in rows if row.kind == "nuclear test"]
    open_entries = sum(row.verification != "verified" for row in rows)
    shows = f"{count_text(len(rows), 'entry', 'entries')} of {YEARS} years up to {finding.as_of}, "
    shows += f"{count_text(len(tests), 'announced test')} among them; dashed: this event."
    if open_entries:
        shows += f" Hollow: not checked against a document ({open_entries})."
    return Caption(
        "Where it stands among tests, launches, decisions and contacts",
        shows,
        "That one of them caused another, and what no source at hand records.",
    )


def _ellipse_text(origin: Origin) -> str:
    area = number_text(origin.ellipse.area_km2, origin.ellipse.area_km2)
    return f"{100 * origin.ellipse.level:g} % ellipse of {area} km², reaching {radius_km(origin)}"
