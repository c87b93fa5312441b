"""How big an event was, and what was measured to tell its source, in words."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import (
    HYPOTHESIS_BAND,
    BandRatio,
    Magnitude,
    Measured,
    Missing,
    Quantity,
    RelativeMagnitude,
    SeismicEvent,
)
from testban.wording.phrases import count_text
from testban.wording.rounding import (
    decimals_text,
    difference_text,
    interval_texts,
    level_text,
    quantity_text,
    ratio_interval_text,
)

YIELD_CONDITION = "if it was a contained explosion"
EXTERNAL = "taken from others"


@dataclass(frozen=True)
class MagnitudeView:
    """A magnitude: `value` with its interval or why there is none, and whose it is."""

    kind: str
    value: str
    measured: bool
    stations: str
    external: bool
    source: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        whose = f", {EXTERNAL}" if self.external else ""
        source = f": {self.source}" if self.measured else ""
        return f"{self.kind} {self.value}{whose}{source}"


def view_magnitude(magnitude: Magnitude) -> MagnitudeView:
    """Put a magnitude into words; a bound on it where it could only be bounded."""
    quantity = magnitude.magnitude
    value = quantity_text(quantity)
    if isinstance(quantity, Missing) and (magnitude.upper_bound, magnitude.lower_bound) != (None, None):
        value = f"{bound_text(magnitude)}: {quantity.reason}"
    return MagnitudeView(
        kind=magnitude.kind,
        value=value,
        measured=isinstance(quantity, Measured),
        stations="not given" if magnitude.stations is None else str(magnitude.stations),
        external=magnitude.external,
        source=magnitude.source,
    )


def bound_text(magnitude: Magnitude) -> str:
    """Write the bound on a magnitude that was not measured.

    Examples
    --------
    >>> missing = Missing(status="not_measured", reason="no surface wave was seen")
    >>> bound_text(Magnitude(kind="Ms", magnitude=missing, external=False, source="own amplitudes",
    ...                      upper_bound=3.3, bound_level=0.95))
    'at most 3.30 at 95 %'
    """
    upper, lower = magnitude.upper_bound, magnitude.lower_bound
    bounds = [f"at least {decimals_text(lower, 2)}"] if lower is not None else []
    bounds += [f"at most {decimals_text(upper, 2)}"] if upper is not None else []
    level = f" at {level_text(magnitude.bound_level)}" if magnitude.bound_level is not None else ""
    return " and ".join(bounds) + level


def short_magnitude(magnitude: Magnitude) -> str:
    """Write a measured magnitude without its interval, or the bound on it.

    Examples
    --------
    >>> measured = Measured(value=6.3, low=6.14, high=6.46, level=0.9, unit="magnitude", inputs=("x:y",))
    >>> short_magnitude(Magnitude(kind="mb", magnitude=measured, external=True, source="ISC"))
    'mb 6.30, taken from others'
    """
    quantity = magnitude.magnitude
    value = interval_texts(quantity)[0] if isinstance(quantity, Measured) else bound_text(magnitude)
    return f"{magnitude.kind} {value}" + (f", {EXTERNAL}" if magnitude.external else "")


def yield_text(quantity: Quantity) -> str:
    """Write a yield with its interval and the condition it depends on, or why there is none.

    Examples
    --------
    >>> yield_text(Measured(value=183.0, low=61.0, high=520.0, level=0.9, unit="kt", inputs=("x:y",)))
    '180 kt (61 to 520 kt at 90 %), if it was a contained explosion'
    """
    if isinstance(quantity, Missing):
        return quantity_text(quantity)
    return f"{quantity_text(quantity)}, {YIELD_CONDITION}"


def yield_range(quantity: Measured) -> str:
    """Write the interval of a yield alone.

    Examples
    --------
    >>> yield_range(Measured(value=183.0, low=61.0, high=520.0, level=0.9, unit="kt", inputs=("x:y",)))
    '61 to 520 kt'
    """
    _, low, high = interval_texts(quantity)
    return f"{low} to {high} {quantity.unit}"


def weighed_band(event: SeismicEvent) -> BandRatio | None:
    """Return the P/S of the band that the explanations are weighed by."""
    return next((band for band in event.p_over_s if (band.low_hz, band.high_hz) == HYPOTHESIS_BAND), None)


def p_over_s_text(band: BandRatio) -> str:
    """Write the P/S of the network in a band, the distance it is brought to, and from how many stations."""
    kinds = [station.kind for station in band.stations]
    bounds = sum("bound" in kind for kind in kinds)
    brought = f", brought to {decimals_text(band.reference_km, 0)} km" if band.reference_km else ""
    return (
        f"{ratio_interval_text(band.corrected)}{brought}, from "
        f"{count_text(kinds.count('measured'), 'station')} and {count_text(bounds, 'bound')}"
    )


def relative_text(size: RelativeMagnitude) -> str:
    """Write how much larger an event was than another one, from the same channels."""
    if isinstance(size.difference, Missing):
        return f"against {size.reference}: {quantity_text(size.difference)}"
    return (
        f"{difference_text(size.difference)} magnitude units against {size.reference}, from "
        f"{count_text(len(size.channels), 'channel')}"
    )
