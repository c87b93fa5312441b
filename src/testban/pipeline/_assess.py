"""The main job: from observations to a finding."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from testban._version import __version__
from testban.discrimination import check_prior, explain, prior_text, screen_event
from testban.geodesy import geodesic, territory
from testban.location import locate_with_references, location_of
from testban.model import (
    DEFAULT_LEVEL,
    ISOLATED,
    NORMAL_90,
    BadInputError,
    Excluded,
    Finding,
    InputFile,
    Measured,
    Missing,
    NearbyReferenceEvent,
    NotAnsweredError,
    Observations,
    Origin,
    Provenance,
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
from testban.wording import state_event

_LOG = logging.getLogger(__name__)

# Where no amplitude was measured at all.
TIMES_ONLY = (
    "no discriminant was measured: arrival times alone do not tell an explosion from an "
    "earthquake or a collapse, and the answer would be the prior"
)
Parameters = dict[str, float | int | str | bool | None]


def assess(
    observations: Sequence[Observations],
    *,
    as_of: date | None = None,
    level: float = DEFAULT_LEVEL,
    model: str = "ak135",
    prior: Mapping[str, float] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Finding:
    """Locate each event, size it, screen it, and say which obligations it engages.

    Parameters
    ----------
    observations : sequence of Observations
        One per event. One that was located at this level and by this model is not located again.
    as_of : date, optional
        Date of the law; by default the UTC date of the (latest) event.
    level : float
        Level of ellipses and intervals.
    model : str
        Velocity model of the locations.
    prior : mapping, optional
        Probability of each explanation before the data; by default the packaged one.
    progress : callable, optional
        Called with the number of events done.

    Returns
    -------
    Finding
        With no event, and the reason in its statement, when nothing could be located.

    Raises
    ------
    BadInputError
        No observations at all, a prior that is none, or a single event with input that cannot be used. Of
        several events such a one is left out, and so is any whose assessment fails.
    NotAnsweredError
        Observations of a kind that this version cannot assess.
    """
    if not observations:
        raise BadInputError("no observations were given")
    seismic = [_as_seismic(observed) for observed in observations]
    if len(seismic) > 1:
        seismic = [_with_own_names(observed) for observed in seismic]
    events: list[SeismicEvent] = []
    not_used: list[Excluded] = []
    parameters: Parameters = {}
    if prior is not None:
        prior = check_prior(prior)
        parameters["prior"] = prior_text(prior)
    failures: list[_Failure] = []
    for number, observed in enumerate(seismic):
        prefix = f"{observed.id}/" if len(seismic) > 1 else ""
        not_used += _with_prefix(observed.not_used, prefix)
        answer = _assess_isolated(
            observed, as_of=as_of, level=level, model=model, prior=prior, alone=len(seismic) == 1
        )
        if isinstance(answer, _Failure):
            failures.append(answer)
            _LOG.info("%s: not %s, because %s", observed.id, answer.done, answer.reason)
            not_used += _named_failure(answer, observed, prefix)
        else:
            event, solution = answer
            not_used += _with_prefix(solution.not_used, prefix)
            parameters |= {prefix + key: value for key, value in solution.parameters.items()}
            events.append(event)
            _LOG.info(
                "%s: %s, %.3f, %.3f from %d arrivals by model %s; hypotheses: %s",
                observed.id,
                f"{event.origin.time:%Y-%m-%dT%H:%M:%SZ}",
                event.origin.latitude,
                event.origin.longitude,
                event.origin.arrivals_used,
                model,
                event.hypotheses.status,
            )
        if progress:
            progress(number + 1)
    first = seismic[0]
    return Finding(
        kind="seismic",
        id=first.id if len(seismic) == 1 else f"{first.id}+{len(seismic) - 1}",
        title=first.title if len(seismic) == 1 else f"{len(seismic)} events",
        as_of=as_of or _date_of_latest(events, seismic, failures),
        as_of_basis=_basis(as_of, events),
        statement=" ".join(state_event(event) for event in events)
        if events
        else _no_event(seismic, failures),
        events=tuple(events),
        unassociated_signals=tuple(
            dict.fromkeys(signal for observed in seismic for signal in observed.unassociated_signals)
        ),
        not_used=tuple(dict.fromkeys(not_used)),
        provenance=Provenance(
            inputs=_unique_inputs(seismic),
            external_inputs=tuple(external for observed in seismic for external in observed.external),
            version=__version__,
            parameters=parameters,
        ),
    )


def _as_seismic(observations: Observations) -> SeismicObservations:
    if isinstance(observations, SeismicObservations):
        return observations
    raise NotAnsweredError(
        f"{observations.id}: observations of kind {observations.kind} cannot be assessed, seismic ones can"
    )


def _date_of_latest(
    events: Sequence[SeismicEvent], seismic: Sequence[SeismicObservations], failures: Sequence[_Failure]
) -> date:
    """UTC date of the latest event, of the latest arrival where no event was located."""
    times = [event.origin.time for event in events]
    times = times or [arrival.time for observed in seismic for arrival in observed.arrivals]
    if not times:
        raise BadInputError("no usable arrival: " + "; ".join(failure.reason for failure in failures))
    return max(times).date()


def _basis(as_of: date | None, events: Sequence[SeismicEvent]) -> str:
    """Where the date of the law comes from."""
    if as_of is None:
        return "the date of the event (UTC); no other date of the law was given"
    if any(as_of < event.origin.time.date() for event in events):
        return "given by the user; earlier than the event, so that later law is not considered"
    return "given by the user"


@dataclass(frozen=True)
class _Failure:
    """Why there is no finding of an event, and what could not be done."""

    done: Literal["located", "assessed"]
    reason: str


def _assess_isolated(
    observations: SeismicObservations,
    *,
    as_of: date | None,
    level: float,
    model: str,
    prior: Mapping[str, float] | None,
    alone: bool,
) -> tuple[SeismicEvent, Solution] | _Failure:
    """Assess one event so that what fails in it ends no run; bad input of the only event is said as such."""
    location = location_of(observations, level=level, model=model)
    if location.solution is None:
        return _Failure("located", location.reason)
    try:
        event = _assess_located(
            observations, location.solution, as_of=as_of, level=level, model=model, prior=prior
        )
    except ISOLATED as fault:
        if alone and isinstance(fault, BadInputError):
            raise
        return _Failure("assessed", reason_of(fault))
    return event, location.solution


def _with_prefix(not_used: Sequence[Excluded], prefix: str) -> list[Excluded]:
    return [Excluded(id=prefix + excluded.id, reason=excluded.reason) for excluded in not_used]


def _named_failure(failure: _Failure, observations: SeismicObservations, prefix: str) -> list[Excluded]:
    """The event, where there are others, and its arrivals."""
    reason = f"not {failure.done}, because {failure.reason}"
    event = [Excluded(id=observations.id, reason=reason)] if prefix else []
    arrivals = [
        Excluded(id=prefix + arrival.id, reason=f"its event was not {failure.done}")
        for arrival in observations.arrivals
    ]
    return event + arrivals


def _no_event(observations: Sequence[SeismicObservations], failures: Sequence[_Failure]) -> str:
    """What a finding without events states."""
    done = "located" if all(failure.done == "located" for failure in failures) else "assessed"
    reasons = [
        f"{observed.id}/{failure.reason}" if len(observations) > 1 else failure.reason
        for observed, failure in zip(observations, failures, strict=True)
    ]
    return f"Not {done}, because {'; '.join(reasons)}."


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


def _with_own_names(observations: SeismicObservations) -> SeismicObservations:
    """Put the event before the names of its external inputs, as several events have an mb."""
    external = tuple(
        external_input.model_copy(update={"name": f"{observations.id}/{external_input.name}"})
        for external_input in observations.external
    )
    return observations.model_copy(update={"external": external})


def _unique_inputs(observations: Sequence[SeismicObservations]) -> tuple[InputFile, ...]:
    return tuple({(row.name, row.sha256): row for event in observations for row in event.inputs}.values())
