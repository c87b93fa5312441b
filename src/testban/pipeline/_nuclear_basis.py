"""On what basis an explosion is called nuclear: what a State declared, or its size."""

from __future__ import annotations

from datetime import date

from testban.model import (
    Hypotheses,
    Measured,
    NuclearBasis,
    Origin,
    Quantity,
    SeismicObservations,
)
from testban.pipeline.size import external_named
from testban.wording import two_digits
from testban.yields import compare_with_chemical


def nuclear_basis(
    observations: SeismicObservations, origin: Origin, hypotheses: Hypotheses, explosive_yield: Quantity
) -> NuclearBasis:
    """Say on what basis an explosion here would be called nuclear.

    A declaration counts for an event of its day, give or take one: States announce in their own time zones.
    Without one, size counts where an explosion is the answer: no chemical shot was ever so large.
    """
    declared = _declared(observations, origin)
    if declared.kind != "none" or not isinstance(explosive_yield, Measured):
        return declared
    if hypotheses.status != "answered" or hypotheses.items[0].name != "explosion":
        return declared
    chemical = compare_with_chemical(explosive_yield)
    if chemical.largest != "above":
        return declared
    return NuclearBasis(
        kind="size implausible for a chemical shot",
        source=f"as an explosion it had at least {two_digits(explosive_yield.low)} kt "
        f"({50 * (1 + explosive_yield.level):.0f} %), and the largest chemical one had "
        f"{chemical.largest_kt:g} kt: {chemical.sources[1]}",
    )


def _declared(observations: SeismicObservations, origin: Origin) -> NuclearBasis:
    declaration = external_named(observations, "declaration")
    if declaration is None:
        return NuclearBasis(
            kind="none", source="the observations are seismic; no radionuclides and no declaration are given"
        )
    if declaration.value is None:
        return NuclearBasis(kind="none", source="external input declaration is withheld")
    try:
        declared = date.fromisoformat(str(declaration.value))
    except ValueError:
        reason = f"external input declaration: {declaration.value!r} is not a date (YYYY-MM-DD)"
        return NuclearBasis(kind="none", source=reason)
    if abs((declared - origin.time.date()).days) > 1:
        return NuclearBasis(
            kind="none",
            source=f"the declaration speaks of {declared}, this event was on {origin.time:%Y-%m-%d} (UTC)",
        )
    return NuclearBasis(kind="declared by the State", source=declaration.source)
