"""One measured number with its target."""

from __future__ import annotations

from typing import TypedDict


class Measure(TypedDict):
    """A measure; `target` is words, `met` None where there is no target and the number is only reported."""

    measure: str
    value: float | int | str | list[float]
    unit: str
    target: str
    met: bool | None


def at_most(measure: str, value: float, limit: float, unit: str) -> Measure:
    """Make a measure whose target is an upper limit."""
    return Measure(
        measure=measure, value=round(value, 4), unit=unit, target=f"<= {limit:g}", met=bool(value <= limit)
    )


def within(measure: str, value: float, low: float, high: float, unit: str) -> Measure:
    """Make a measure whose target is an interval."""
    return Measure(
        measure=measure,
        value=round(value, 4),
        unit=unit,
        target=f"{low:g} to {high:g}",
        met=bool(low <= value <= high),
    )


def reported(measure: str, value: float | int | str | list[float], unit: str) -> Measure:
    """Make a measure without a target."""
    return Measure(measure=measure, value=value, unit=unit, target="", met=None)
