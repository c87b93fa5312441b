"""What it was: screening, hypotheses and the basis on which an explosion is called nuclear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from testban.discrimination import ms_mb_pair, screen_ms_mb
from testban.model import (
    Discriminants,
    Hypotheses,
    Magnitude,
    Measured,
    NuclearBasis,
    Origin,
    Quantity,
    Screening,
    SeismicObservations,
)
from testban.pipeline.size import external_named
from testban.wording import two_digits
from testban.yields import compare_with_chemical

# An event is screened out by depth when it lies deeper than this with confidence: the IDC's practice, from
# memory, unverified. The Protocol to the CTBT, Annex 2, names depth as a parameter of screening and no bound.
SCREENING_DEPTH_KM = 10.0


def screen(
    origin: Origin, measured: Discriminants | None, magnitudes: Sequence[Magnitude]
) -> tuple[Screening, ...]:
    """Apply the screening tests that the observations allow; the null hypothesis is an explosion."""
    depth = origin.depth_km
    interval = f"{100 * depth.level:.0f} % interval {depth.low:.0f}-{depth.high:.0f} km"
    if depth.low <= 0.0:
        by_depth = Screening(
            test="depth",
            considered=False,
            result="insufficient data",
            low=depth.low,
            high=depth.high,
            threshold=SCREENING_DEPTH_KM,
            reason=f"the arrivals allow the surface: {interval}",
        )
    else:
        by_depth = Screening(
            test="depth",
            considered=True,
            result="screened out" if depth.low > SCREENING_DEPTH_KM else "not screened out",
            value=depth.value,
            low=depth.low,
            high=depth.high,
            threshold=SCREENING_DEPTH_KM,
            reason=f"{interval} against {SCREENING_DEPTH_KM:.0f} km",
        )
    return (
        by_depth,
        screen_ms_mb(*ms_mb_pair(magnitudes)),
        measured.screening
        if measured
        else Screening(
            test="P/S",
            considered=False,
            result="insufficient data",
            reason="no amplitude of P or S was measured: the input holds arrival times only",
        ),
    )


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
        return NuclearBasis(
            kind="none", source=f"external input declaration: {declaration.value!r} is no date (YYYY-MM-DD)"
        )
    if abs((declared - origin.time.date()).days) > 1:
        return NuclearBasis(
            kind="none",
            source=f"the declaration speaks of {declared}, this event was on {origin.time:%Y-%m-%d} (UTC)",
        )
    return NuclearBasis(kind="declared by the State", source=declaration.source)
