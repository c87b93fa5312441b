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

    A long list that is exactly the rows of one table (the arrivals used, or all of them; the stations of a
    band; the channels of a relative size; the readings of a magnitude) is named as that set; any other list
    is given in full.
    """
    links, rest = [], list(dict.fromkeys(inputs))
    for table in _table_rows(event, number):
        present = {name for name in rest if name.startswith(table.prefix)}
        if len(table.names) > MAX_LIST_LENGTH and table.is_named_by(present):
            links.append(table.reference)
            rest = [name for name in rest if name not in table.names]
    return links + [Reference(name, anchor(name)) for name in rest]


@dataclass(frozen=True)
class _TableRows:
    """The identifiers that the rows of one table have; `among_others` where a number may name more."""

    prefix: str
    names: frozenset[str]
    reference: Reference
    among_others: bool = False

    def is_named_by(self, present: set[str]) -> bool:
        return self.names <= present if self.among_others else self.names == present


def _table_rows(event: SeismicEvent, number: int) -> Iterator[_TableRows]:
    """Sets of rows that a reference may name as a whole."""
    every = frozenset(arrival_identifier(row.id) for row in event.arrivals)
    used = frozenset(arrival_identifier(row.id) for row in event.arrivals if row.defining)
    for names, use in ((used, "used"), (every, "listed")):
        text = f"{count_text(len(names), 'arrival')} {use}"
        yield _TableRows("arrival:", names, Reference(text, f"arrivals-{number}"))
    for band in event.p_over_s:
        names = frozenset(
            station_ratio(band, row.station) for row in band.stations if row.log10_ratio is not None
        )
        text = f"{count_text(len(names), 'station')} in {band.low_hz:g}-{band.high_hz:g} Hz"
        yield _TableRows("p_over_s:", names, Reference(text, f"p-over-s-{number}"))
    for size in event.relative_magnitudes:
        names = frozenset(f"channel:{name}" for name in size.channels)
        reference = Reference(count_text(len(names), "channel"), f"relative-{number}")
        yield _TableRows("channel:", names, reference)
    for magnitude in event.magnitudes:
        names = frozenset(
            magnitude_reading(magnitude, row) for row in magnitude.readings if row.value is not None
        )
        text = f"{count_text(len(names), 'record')} of {magnitude.kind}"
        yield _TableRows("magnitude:", names, Reference(text, f"readings-{number}"), among_others=True)
