"""Captions made from the data: what a figure shows and what it cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testban.discrimination import load_ms_mb_populations, load_populations
from testban.dossier.figures.chronology import YEARS, chronology_entries
from testban.dossier.figures.epicentres import middle_of
from testban.dossier.figures.marks import FULL_WEIGHT, best_use, use_of
from testban.dossier.figures.ms_mb import ms_mb_values, screening_row
from testban.dossier.figures.p_over_s import population_band
from testban.dossier.figures.residuals import beyond_limit
from testban.dossier.figures.site import reference_positions
from testban.dossier.figures.yields import published_yields
from testban.measurements import PhaseSpectra, RecordSection
from testban.model import OSI_AREA_KM2, ArrivalResidual, Finding, Measured, Missing
from testban.wording import (
    count_text,
    degrees_text,
    list_text,
    origins_of,
    p_over_s_text,
    percent_text,
    sentence,
    short_magnitude,
    stopped,
    two_digits,
    view_hypotheses,
    view_origin,
    yield_text,
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
        shows += f", {degrees_text(low, 1)} to {degrees_text(high, 1)} from the epicentre"
    gap = finding.seismic_events[event].origin.azimuthal_gap_deg
    return Caption(
        "Stations as the event sees them",
        f"{shows}. Directions and distances from the centre are true; the widest gap between stations "
        f"used is {degrees_text(gap)}.",
        "Distances between stations are not true to scale, and the map does not show how well the paths to "
        "them are known.",
    )


def site_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the map of the site."""
    subject = finding.seismic_events[event]
    shows = "".join(
        f"{sentence(f'{origin.label}: {origin.ellipse}, {origin.area}')} " for origin in origins_of(subject)
    )
    if isinstance(subject.calibrated_origin, Missing):
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
        f"{view_origin(subject.origin).rms}."
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
        "Errors that all paths share: they move the origin and leave no residual, so small residuals do not "
        "prove a good position.",
    )


def yield_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the interval of the yield."""
    energy = finding.seismic_events[event].explosive_yield
    assert isinstance(energy, Measured)
    relations = published_yields(finding.seismic_events[event])
    others = (
        f" Diamonds: what {count_text(len(relations), 'published relation')} of the site "
        f"{'gives' if len(relations) == 1 else 'give'} for the same magnitude, without an interval."
        if relations
        else ""
    )
    return Caption(
        "Yield, if it was an explosion",
        f"{yield_text(energy)}; the ends differ by a factor of {two_digits(energy.high / energy.low)}."
        f"{others}",
        "That it was an explosion, that it was nuclear, or a yield below or above what the relation was "
        "calibrated on.",
    )


def hypotheses_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the probabilities of the explanations."""
    hypotheses = view_hypotheses(finding.seismic_events[event].hypotheses)
    terms = {term.name for item in hypotheses.items for term in item.terms}
    bars = " Thin bars: without one of the measurements, and before the data." if len(terms) > 1 else ""
    return Caption(
        "Explanations weighed",
        stopped("; ".join(part for part in (hypotheses.text, hypotheses.prior) if part)) + bars,
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
        shows += f" Right: the network's ratio, {p_over_s_text(band)}"
        shows += ", next to other bands, and the populations with one standard deviation: "
        shows += "; ".join(f"{kind.name}, {kind.size} ({kind.region})" for kind in load_populations().kinds)
        shows += "."
    unverified = [kind.name for kind in load_populations().kinds if not kind.verified]
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
    surface = short_magnitude(ms)
    if not isinstance(ms.magnitude, Measured):
        surface += ", as no surface wave was seen"
    populations = load_ms_mb_populations()
    drawn = [f"{kind.name}s ({len(kind.points)} drawn)" for kind in populations.kinds if kind.points]
    shows = (
        f"The event ({short_magnitude(mb)}; {surface}) next to published {list_text(drawn)}, shaded "
        "to one scale either way, and the line of the test. Right: mb - Ms with its ends at 1.96 sigma, and "
        "the populations without errors of measurement."
    )
    if result is not None:
        shows += f" Result: {result.result}."
    unverified = [kind.name for kind in populations.kinds if not kind.verified]
    limits = (
        "That these populations hold here: explosions whose surface waves were too small to measure are "
        "missing from theirs"
    )
    if unverified:
        limits += f", and {list_text(unverified)} were joined from several relations, or are a choice"
    return Caption("Surface waves against body waves", shows, f"{limits}.")


def chronology_caption(finding: Finding, *, event: int = 0) -> Caption:
    """Describe the chronology."""
    rows = chronology_entries(finding, event=event)
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
