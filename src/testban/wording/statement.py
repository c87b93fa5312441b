"""Say the finding in plain words, with its uncertainty and what it leaves open."""

from __future__ import annotations

import math

from testban.model import Measured, Origin, SeismicEvent
from testban.wording.text import percent_texts, repeat_text, territory_text, time_text


def state_event(event: SeismicEvent) -> str:
    """Describe one event for a reader who is not a seismologist."""
    best = event.calibrated_origin if isinstance(event.calibrated_origin, Origin) else event.origin
    said = [_where(event, best), _size(event), _what(event), _nuclear(event), _territory(event)]
    return " ".join([*said, *(repeat_text(suspected_repeat) for suspected_repeat in event.suspected_repeats)])


def two_digits(value: float) -> str:
    """Write a number with two significant digits and no exponent.

    Examples
    --------
    >>> two_digits(277.5), two_digits(1284.0), two_digits(0.0612), two_digits(2.97)
    ('280', '1,300', '0.061', '3.0')
    """
    rounded = float(f"{value:.2g}")
    decimals = max(1 - math.floor(math.log10(abs(rounded))), 0) if rounded else 0
    return f"{rounded:,.{decimals}f}"


def _where(event: SeismicEvent, best: Origin) -> str:
    ellipse = best.ellipse
    sentence = (
        f"A seismic event occurred on {' at '.join(time_text(best.time, decimals=1).split())} UTC near "
        f"{best.latitude:.4f}, {best.longitude:.4f} ({best.label}; {100 * ellipse.level:.0f} % ellipse "
        f"{ellipse.major_km:.1f} by {ellipse.minor_km:.1f} km semi-axes, {ellipse.area_km2:,.1f} km²)."
    )
    if best is not event.origin:
        own = event.origin
        sentence += (
            f" The arrivals alone give {own.latitude:.3f}, {own.longitude:.3f} "
            f"({own.ellipse.area_km2:,.0f} km²)."
        )
    if event.origin.network_warning:
        sentence += f" Be careful with the position: {event.origin.network_warning}."
    return sentence


def _size(event: SeismicEvent) -> str:
    quantity = event.explosive_yield
    if isinstance(quantity, Measured):
        return (
            f"If it was a contained explosion, its mb means about {two_digits(quantity.value)} "
            f"{quantity.unit}, between {two_digits(quantity.low)} and {two_digits(quantity.high)} "
            f"{quantity.unit} at {100 * quantity.level:.0f} %."
        )
    return f"Its yield is not given: {quantity.reason}."


def _what(event: SeismicEvent) -> str:
    hypotheses = event.hypotheses
    if hypotheses.status == "insufficient_data":
        return f"What it was is left open: {hypotheses.reason}."
    ranked = sorted(hypotheses.items, key=lambda item: -(item.probability or 0.0))
    texts = percent_texts(item.probability or 0.0 for item in ranked)
    shares = ", ".join(f"{item.name} {text}" for item, text in zip(ranked, texts, strict=True))
    return f"What it was, under the stated prior: {shares}."


def _nuclear(event: SeismicEvent) -> str:
    basis = event.nuclear_basis
    if basis.kind == "none":
        return "Nothing in the input says that it was nuclear."
    return f"It would be called nuclear on the basis: {basis.kind}."


def _territory(event: SeismicEvent) -> str:
    if not event.territory:
        return ""
    covered = territory_text(event.territory)
    return f"The ellipse of the arrivals alone covers {covered}; a waveform names no State."
