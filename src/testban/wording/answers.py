"""The first page: seven questions of a reader who is not a seismologist, answered from the finding."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import OSI_AREA_KM2, Finding, Measured, Missing, Origin, SeismicEvent
from testban.wording.obligations import group_obligations, unverified
from testban.wording.text import (
    count_text,
    interval_texts,
    list_text,
    number_text,
    origin_time_text,
    percent_texts,
    position_text,
    sentence,
    stopped,
)


@dataclass(frozen=True)
class Answer:
    """A question, its answer in one line, and what must be known about it."""

    question: str
    answer: str
    detail: str
    target: str


def summarise(finding: Finding, *, event: int = 0) -> list[Answer]:
    """Answer what, where, when, how big, how sure, what else it could be and what it engages."""
    subject = finding.seismic_events[event]
    number = event + 1
    return [
        _what(subject, number),
        _where(subject, number),
        _when(subject, number),
        _how_big(subject, number),
        _how_sure(subject, number),
        _what_else(subject, number),
        _what_it_engages(finding, subject, number),
    ]


def best_origin(event: SeismicEvent) -> Origin:
    """Return the origin with path corrections where there is one, else the one from arrivals alone."""
    calibrated = event.calibrated_origin
    return calibrated if isinstance(calibrated, Origin) else event.origin


def radius_km(origin: Origin) -> str:
    """Write how far the edge of the ellipse lies from its centre."""
    ellipse = origin.ellipse
    long, short = (number_text(axis, axis) for axis in (ellipse.major_km, ellipse.minor_km))
    return f"{long} km" if long == short else f"{short} to {long} km"


def _what(event: SeismicEvent, number: int) -> Answer:
    hypotheses = event.hypotheses
    if hypotheses.status == "answered":
        first, share = _ranked(event)[0]
        article = "an" if first[0] in "aeiou" else "a"
        answer = f"Most likely {article} {first} ({share})"
    else:
        answer = "A seismic event; the data here do not say of which kind"
    basis = event.nuclear_basis
    detail = (
        "Nothing here shows that it was nuclear"
        if basis.kind == "none"
        else f"Called nuclear because: {basis.kind}"
    )
    return Answer("What", answer, f"{detail} ({basis.source.rstrip('.')}).", f"source-{number}")


def _where(event: SeismicEvent, number: int) -> Answer:
    origin = best_origin(event)
    answer = position_text(origin.latitude, origin.longitude, origin.ellipse)
    basis = "with path corrections" if origin is not event.origin else "from the arrivals alone"
    detail = f"{100 * origin.ellipse.level:g} % ellipse reaching {radius_km(origin)} from there, {basis}."
    if event.territory:
        texts = percent_texts(row.share for row in event.territory)
        shares = [f"{row.name} ({text})" for row, text in zip(event.territory, texts, strict=True)][:3]
        rest = len(event.territory) - len(shares)
        more = f" and {count_text(rest, 'more')}" if rest else ""
        which = "ellipse" if origin is event.origin else "wider ellipse of the arrivals alone"
        detail += f" The {which} lies in {list_text(shares)}{more}; a waveform names no State."
    return Answer("Where", answer, detail, f"location-{number}")


def _when(event: SeismicEvent, number: int) -> Answer:
    origin = best_origin(event)
    when, _, spread = origin_time_text(origin.time, origin.time_low, origin.time_high).partition(", ")
    depth = origin.depth_km
    deep = f"{number_text(depth.value, max(depth.high - depth.low, 0.2))} km"
    detail = f"The time is known {spread} ({100 * origin.ellipse.level:g} %)."
    detail += (
        f" Depth set to {deep}, not measured."
        if depth.fixed
        else f" Depth {deep} ({number_text(depth.low, depth.high - depth.low)} to "
        f"{number_text(depth.high, depth.high - depth.low)} km)."
    )
    return Answer("When", when, detail, f"location-{number}")


def _how_big(event: SeismicEvent, number: int) -> Answer:
    sizes = [
        f"{row.kind} {interval_texts(row.magnitude)[0]}" + (", taken from others" if row.external else "")
        for row in event.magnitudes
        if isinstance(row.magnitude, Measured)
    ]
    energy = event.explosive_yield
    if isinstance(energy, Measured):
        _, low, high = interval_texts(energy)
        answer = f"{low} to {high} {energy.unit}"
        condition = f"Yield at {100 * energy.level:g} %, if it was an explosion."
    else:
        answer = sizes[0] if sizes else "Not measured"
        condition = f"No yield: {stopped(energy.reason)}"
    named = f" Magnitude: {'; '.join(sizes[:2])}." if sizes else " No magnitude."
    return Answer("How big", answer, condition + named, f"size-{number}")


def _how_sure(event: SeismicEvent, number: int) -> Answer:
    origin = best_origin(event)
    area = number_text(origin.ellipse.area_km2, origin.ellipse.area_km2)
    level = f"{100 * origin.ellipse.level:g} %"
    inside = "within" if origin.ellipse.within_osi_limit else "beyond"
    detail = f"{level} region from {count_text(origin.arrivals_used, 'arrival')}"
    if origin is not event.origin:
        alone = number_text(event.origin.ellipse.area_km2, event.origin.ellipse.area_km2)
        detail += f" and the published positions of earlier events; {alone} km² from the arrivals alone"
    detail += (
        f". Widest gap between stations {origin.azimuthal_gap_deg:.0f}°; {inside} the "
        f"{OSI_AREA_KM2:,.0f} km² and 50 km that an on-site inspection may cover."
    )
    if isinstance(event.calibrated_origin, Missing):
        detail += f" No path corrections: {stopped(event.calibrated_origin.reason)}"
    return Answer("How sure", f"Located to {area} km²", detail, f"fit-{number}")


def _what_else(event: SeismicEvent, number: int) -> Answer:
    hypotheses = event.hypotheses
    if hypotheses.status == "insufficient_data":
        names = list_text([item.name for item in hypotheses.items]) or "any kind of source"
        return Answer(
            "What else it could be",
            "Insufficient data",
            f"Left open: {names}. {sentence(hypotheses.reason)}",
            f"source-{number}",
        )
    others = [f"{name} ({share})" for name, share in _ranked(event)[1:]]
    out = [row.test for row in event.screening if row.result == "screened out"]
    detail = (
        f"Screened out as an explosion by {list_text(out)}." if out else "No test screens out an explosion."
    )
    answer = list_text(others) or "nothing else was weighed"
    return Answer("What else it could be", answer[0].upper() + answer[1:], detail, f"source-{number}")


def _ranked(event: SeismicEvent) -> list[tuple[str, str]]:
    """Explanations by probability, in percentages that add up."""
    ranked = sorted(event.hypotheses.items, key=lambda item: -(item.probability or 0.0))
    texts = percent_texts(item.probability or 0.0 for item in ranked)
    return [(item.name, text) for item, text in zip(ranked, texts, strict=True)]


def _what_it_engages(finding: Finding, event: SeismicEvent, number: int) -> Answer:
    rows = event.obligations
    if not rows:
        return Answer(
            "What it engages", "No paragraph listed", f"As of {finding.as_of}.", f"obligations-{number}"
        )
    answer = ", ".join(group.count for group in group_obligations(rows)[:2])
    conditions = list(dict.fromkeys(condition for row in rows for condition in row.conditional_on))
    detail = f"{count_text(len(rows), 'paragraph')} as of {finding.as_of}."
    if conditions:
        detail += f" Conditional on: {'; '.join(conditions)}."
    open_entries = len(unverified(rows))
    if open_entries:
        verb = "has" if open_entries == 1 else "have"
        detail += f" {open_entries} of {len(rows)} {verb} a part not yet checked against the document."
    return Answer("What it engages", answer, detail, f"obligations-{number}")
