"""Assess one event: where it was, how big, what, and which obligations it engages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from testban.discrimination import explain, screen_event
from testban.geodesy import geodesic, territory
from testban.location import locate_with_references, location_of
from testban.model import (
    ISOLATED,
    NORMAL_90,
    BadInputError,
    Measured,
    Missing,
    NearbyReferenceEvent,
    Origin,
    Quantity,
    SeismicEvent,
    SeismicObservations,
    Solution,
    SuspectedRepeat,
    reason_of,
)
from testban.pipeline._nuclear_basis import nuclear_basis
from testban.pipeline.evidence import evidence_of
from testban.pipeline.size import event_magnitudes, yield_if_explosion
from testban.regime import obligations_engaged

# Where no amplitude was measured at all.
TIMES_ONLY = (
    "no discriminant was measured: arrival times alone do not tell an explosion from an "
    "earthquake or a collapse, and the answer would be the prior"
)


@dataclass(frozen=True)
class Failure:
    """Why there is no finding of an event, and what could not be done."""

    done: Literal["located", "assessed"]
    reason: str


def assess_event(
    observations: SeismicObservations,
    *,
    as_of: date | None,
    level: float,
    model: str,
    prior: Mapping[str, float] | None,
    alone: bool,
) -> tuple[SeismicEvent, Solution] | Failure:
    """Assess one event so that what fails in it ends no run.

    Parameters
    ----------
    observations : SeismicObservations
        Of the event.
    as_of : date or None
        Date of the law; None means that of the event.
    level : float
        Level of ellipses and intervals.
    model : str
        Velocity model.
    prior : mapping or None
        Probability of each explanation before the data.
    alone : bool
        Whether it is the only event: then input that cannot be used is refused.

    Returns
    -------
    (SeismicEvent, Solution) or Failure

    Raises
    ------
    BadInputError
        Input of the only event that cannot be used.
    """
    location = location_of(observations, level=level, model=model)
    if location.solution is None:
        return Failure("located", location.reason)
    try:
        event = _assess_located(
            observations, location.solution, as_of=as_of, level=level, model=model, prior=prior
        )
    except ISOLATED as fault:
        if alone and isinstance(fault, BadInputError):
            raise
        return Failure("assessed", reason_of(fault))
    return event, location.solution


def _assess_located(
    observations: SeismicObservations,
    solution: Solution,
    *,
    as_of: date | None,
    level: float,
    model: str,
    prior: Mapping[str, float] | None,
) -> SeismicEvent:
    origin = solution.origin
    calibrated = locate_with_references(
        observations.stations,
        observations.arrivals,
        observations.references,
        near=origin,
        level=level,
        model=model,
    )
    measured = observations.discriminants
    magnitudes = event_magnitudes(observations)
    hypotheses = explain(
        evidence_of(observations, origin, magnitudes),
        prior=prior,
        nothing="" if measured else TIMES_ONLY,
    )
    sized = yield_if_explosion(observations, magnitudes, origin, level=level)
    basis = nuclear_basis(observations, origin, hypotheses, sized)
    shares = territory(origin)
    event = SeismicEvent(
        id=observations.id,
        origin=origin,
        calibrated_origin=calibrated,
        arrivals=solution.arrivals,
        magnitudes=magnitudes,
        screening=screen_event(origin.depth_km, magnitudes, measured),
        p_over_s=measured.p_over_s if measured else (),
        relative_magnitudes=measured.relative_magnitudes if measured else (),
        hypotheses=hypotheses,
        suspected_repeats=tuple(
            SuspectedRepeat.from_signals(repeat, explain(repeat.evidence, prior=prior))
            for repeat in (measured.repeats if measured else ())
        ),
        nuclear_basis=basis,
        territory=shares,
        explosive_yield=sized,
        similar_events=_near_references(observations, calibrated),
    )
    engaged = obligations_engaged(event, as_of=as_of or origin.time.date())
    return event.model_copy(update={"obligations": engaged})


def _near_references(
    observations: SeismicObservations, calibrated: Origin | Missing
) -> tuple[NearbyReferenceEvent, ...]:
    """Distance to each reference event: a hint for the analyst, not evidence of what it was."""
    return tuple(
        NearbyReferenceEvent(
            id=reference.id,
            distance=_distance(
                reference.latitude, reference.longitude, reference.id, reference.sigma_km, calibrated
            ),
            source=reference.source,
        )
        for reference in observations.references
    )


def _distance(
    latitude: float | None, longitude: float | None, name: str, sigma_km: float, calibrated: Origin | Missing
) -> Quantity:
    if latitude is None or longitude is None:
        return Missing(status="input_withheld", reason=f"external input reference:{name} is withheld")
    if isinstance(calibrated, Missing):
        return Missing(status="not_applicable", reason=calibrated.reason)
    value = float(geodesic(calibrated.latitude, calibrated.longitude, latitude, longitude)[0])
    # The 90 % semi-major axis as the error of a distance, with that of the reference's own position.
    half = float((calibrated.ellipse.major_km**2 + (NORMAL_90 * sigma_km) ** 2) ** 0.5)
    return Measured(
        value=value,
        low=max(0.0, value - half),
        high=value + half,
        level=calibrated.ellipse.level,
        unit="km",
        inputs=(f"external:reference:{name}", "event:calibrated_origin"),
    )
