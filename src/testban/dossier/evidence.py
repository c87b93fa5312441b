"""From a number to its inputs: which identifiers have a row in the dossier, and how a list of them reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from testban.model import (
    BandRatio,
    Finding,
    Magnitude,
    Measured,
    Origin,
    Screening,
    SeismicEvent,
    StationMagnitude,
)
from testban.wording import anchor, count_text

# A longer list of arrivals is named by the set it is, where it is one.
MAX_LIST_LENGTH = 6


@dataclass(frozen=True)
class Reference:
    """A link from a number to where its input stands."""

    text: str
    target: str


def arrival_identifier(identifier: str) -> str:
    """Return the evidence identifier of an arrival, whose own id may lack the prefix.

    Examples
    --------
    >>> arrival_identifier("MDJ/Pn"), arrival_identifier("arrival:MDJ/Pn")
    ('arrival:MDJ/Pn', 'arrival:MDJ/Pn')
    """
    return identifier if identifier.startswith("arrival:") else f"arrival:{identifier}"


def station_ratio(band: BandRatio, station: str) -> str:
    """Return the evidence identifier of P/S at one station in one band, as the discriminants name it."""
    return f"p_over_s:{station}/{band.low_hz:g}-{band.high_hz:g}"


def magnitude_reading(magnitude: Magnitude, row: StationMagnitude) -> str:
    """Return the evidence identifier of what one record gave, as the measured magnitude names it."""
    return f"magnitude:{magnitude.kind}/{row.channel}"


def prefixed(kind: str, name: str) -> str:
    """Return "kind:name" whether or not the name already starts so.

    Examples
    --------
    >>> prefixed("external", "mb"), prefixed("external", "reference:dprk-2009")
    ('external:mb', 'external:reference:dprk-2009')
    """
    return name if name.startswith(f"{kind}:") else f"{kind}:{name}"


def rows_of(finding: Finding) -> set[str]:
    """Return every identifier that has a row of its own in the dossier."""
    rows = {arrival_identifier(row.id) for event in finding.seismic_events for row in event.arrivals}
    rows |= {prefixed("external", row.name) for row in finding.provenance.external_inputs}
    rows |= {prefixed("input", row.name) for row in finding.provenance.inputs}
    for event in finding.seismic_events:
        rows |= {f"channel:{name}" for row in event.relative_magnitudes for name in row.channels}
        rows |= {station_ratio(band, row.station) for band in event.p_over_s for row in band.stations}
        rows |= {
            magnitude_reading(magnitude, row) for magnitude in event.magnitudes for row in magnitude.readings
        }
    if finding.seismic_events:
        rows |= {"event:origin", "event:calibrated_origin"}
    return rows


def named_in(finding: Finding) -> list[str]:
    """Return every identifier that some number of the finding names, in order, without repetition."""
    return list(dict.fromkeys(name for event in finding.seismic_events for name in _named_in_event(event)))


def _named_in_event(event: SeismicEvent) -> Iterator[str]:
    for origin in (event.origin, event.calibrated_origin):
        if isinstance(origin, Origin):
            yield from origin.inputs
    for quantity in (
        *(magnitude.magnitude for magnitude in event.magnitudes),
        event.explosive_yield,
        *(similar.distance for similar in event.similar_events),
        *(row.difference for row in event.relative_magnitudes),
        *(quantity for band in event.p_over_s for quantity in (band.corrected, band.as_measured)),
    ):
        if isinstance(quantity, Measured):
            yield from quantity.inputs
    for hypothesis in event.hypotheses.items:
        for term in hypothesis.terms:
            yield from term.inputs


def without_row(finding: Finding) -> list[str]:
    """Return the identifiers that numbers name and no table of the finding holds (tables of the method)."""
    rows = rows_of(finding)
    return [name for name in named_in(finding) if name not in rows]


def screening_references(row: Screening, event: SeismicEvent, number: int) -> list[Reference]:
    """Return the links for the value of a screening test, which names no inputs of its own."""
    if row.value is None and row.low is None:
        return []
    if row.test.startswith("P/S") and event.p_over_s:
        return [Reference("stations", f"p-over-s-{number}")]
    if row.test == "depth":
        return [Reference("event:origin", anchor("event:origin"))]
    return [Reference("magnitudes", f"size-{number}")]


def references(inputs: tuple[str, ...], event: SeismicEvent, number: int) -> list[Reference]:
    """Return the links for the inputs of one number.

    A long list of arrivals that is exactly those used, or all of them, is named as that set, which is marked
    in the table of arrivals; any other list is given in full.
    """
    arrivals = {name for name in inputs if name.startswith("arrival:")}
    used = {arrival_identifier(row.id) for row in event.arrivals if row.defining}
    every = {arrival_identifier(row.id) for row in event.arrivals}
    links = []
    if len(arrivals) > MAX_LIST_LENGTH and arrivals in (used, every):
        kind = "used" if arrivals == used else "listed"
        links.append(Reference(f"{count_text(len(arrivals), 'arrival')} {kind}", f"arrivals-{number}"))
        inputs = tuple(name for name in inputs if name not in arrivals)
    ratios = [name for name in inputs if name.startswith("p_over_s:")]
    if len(ratios) > MAX_LIST_LENGTH:
        for band in event.p_over_s:
            used = {station_ratio(band, row.station) for row in band.stations if row.log10_ratio is not None}
            if used == set(ratios):
                text = f"{count_text(len(ratios), 'station')} in {band.low_hz:g}-{band.high_hz:g} Hz"
                links.append(Reference(text, f"p-over-s-{number}"))
                inputs = tuple(name for name in inputs if name not in used)
                break
    channels = {name for name in inputs if name.startswith("channel:")}
    for row in event.relative_magnitudes:
        if len(channels) > MAX_LIST_LENGTH and channels == {f"channel:{name}" for name in row.channels}:
            links.append(Reference(f"{count_text(len(channels), 'channel')}", f"relative-{number}"))
            inputs = tuple(name for name in inputs if name not in channels)
            break
    readings = {name for name in inputs if name.startswith("magnitude:")}
    for magnitude in event.magnitudes:
        own = {magnitude_reading(magnitude, row) for row in magnitude.readings if row.value is not None}
        if len(own) > MAX_LIST_LENGTH and own <= readings:
            links.append(
                Reference(f"{count_text(len(own), 'record')} of {magnitude.kind}", f"readings-{number}")
            )
            inputs = tuple(name for name in inputs if name not in own)
    links += [Reference(name, anchor(name)) for name in dict.fromkeys(inputs)]
    return links
