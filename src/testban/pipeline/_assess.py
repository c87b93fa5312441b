"""The main job: from observations to a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from testban._version import __version__
from testban.discrimination import check_prior, explain, prior_text
from testban.geodesy import geodesic, territory
from testban.location import NotLocatedError, locate, locate_with_references
from testban.model import (
    BadInputError,
    Event,
    Excluded,
    Finding,
    InputFile,
    Measured,
    Missing,
    NearbyReferenceEvent,
    Observations,
    Origin,
    Provenance,
    Quantity,
    SuspectedRepeat,
)
from testban.pipeline.evidence import evidence_of
from testban.pipeline.size import NORMAL_90, event_magnitudes, yield_if_explosion
from testban.pipeline.source import nuclear_basis, screen
from testban.regime import obligations_engaged
from testban.wording import state_event

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
    level: float = 0.9,
    prior: Mapping[str, float] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Finding:
    """Locate each event, size it, screen it, and say which obligations it engages.

    Parameters
    ----------
    observations : sequence of Observations
        One per event.
    as_of : date, optional
        Date of the law; by default the UTC date of the (latest) event.
    level : float
        Level of ellipses and intervals.
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
        No observations at all, or a prior that is none.
    """
    if not observations:
        raise BadInputError("no observations were given")
    if len(observations) > 1:
        observations = [_with_own_names(observed) for observed in observations]
    events: list[Event] = []
    not_used: list[Excluded] = []
    parameters: Parameters = {}
    if prior is not None:
        prior = check_prior(prior)
        parameters["prior"] = prior_text(prior)
    reasons: list[str] = []
    law_date = as_of
    for number, one in enumerate(observations):
        prefix = f"{one.id}/" if len(observations) > 1 else ""
        not_used += [Excluded(id=prefix + item.id, reason=item.reason) for item in one.not_used]
        try:
            event, left_out, found = _assess_one(one, as_of=as_of, level=level, prior=prior)
        except NotLocatedError as error:
            reasons.append(f"{prefix}{error}" if prefix else str(error))
            if prefix:
                not_used.append(Excluded(id=one.id, reason=f"not located, because {error}"))
            not_used += [
                Excluded(id=prefix + arrival.id, reason="its event was not located")
                for arrival in one.arrivals
            ]
        else:
            not_used += [Excluded(id=prefix + item.id, reason=item.reason) for item in left_out]
            parameters |= {prefix + key: value for key, value in found.items()}
            events.append(event)
        if progress:
            progress(number + 1)
    if law_date is None:
        times = [event.origin.time for event in events]
        times = times or [arrival.time for observed in observations for arrival in observed.arrivals]
        if not times:
            raise BadInputError("no usable arrival: " + "; ".join(reasons))
        law_date = max(times).date()
    first = observations[0]
    return Finding(
        kind="seismic",
        id=first.id if len(observations) == 1 else f"{first.id}+{len(observations) - 1}",
        title=first.title if len(observations) == 1 else f"{len(observations)} events",
        as_of=law_date,
        as_of_basis=_basis(as_of, events),
        statement=" ".join(state_event(event) for event in events)
        if events
        else f"Not located, because {'; '.join(reasons)}.",
        events=tuple(events),
        unassociated_signals=tuple(
            dict.fromkeys(signal for observed in observations for signal in observed.unassociated_signals)
        ),
        not_used=tuple(dict.fromkeys(not_used)),
        provenance=Provenance(
            inputs=_unique_inputs(observations),
            external_inputs=tuple(external for observed in observations for external in observed.external),
            version=__version__,
            parameters=parameters,
        ),
    )


def _basis(as_of: date | None, events: Sequence[Event]) -> str:
    """Where the date of the law comes from."""
    if as_of is None:
        return "the date of the event (UTC); no other date of the law was given"
    if any(as_of < event.origin.time.date() for event in events):
        return "given by the user; earlier than the event, so that later law is not considered"
    return "given by the user"


def _assess_one(
    observations: Observations, *, as_of: date | None, level: float, prior: Mapping[str, float] | None
) -> tuple[Event, tuple[Excluded, ...], Parameters]:
    solution = locate(observations.stations, observations.arrivals, level=level)
    origin = solution.origin
    calibrated = locate_with_references(
        observations.stations, observations.arrivals, observations.references, near=origin, level=level
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
    event = Event(
        origin=origin,
        calibrated_origin=calibrated,
        arrivals=solution.arrivals,
        magnitudes=magnitudes,
        screening=screen(origin, measured, magnitudes),
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
        obligations=obligations_engaged(
            "nuclear_test",
            as_of=as_of or origin.time.date(),
            hypotheses=hypotheses,
            nuclear_basis=basis,
            territory=shares,
        ),
    )
    return event, solution.not_used, solution.parameters


def _near_references(
    observations: Observations, calibrated: Origin | Missing
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


def _with_own_names(observations: Observations) -> Observations:
    """Put the event before the names of its external inputs, as several events have an mb."""
    external = tuple(
        external_input.model_copy(update={"name": f"{observations.id}/{external_input.name}"})
        for external_input in observations.external
    )
    return observations.model_copy(update={"external": external})


def _unique_inputs(observations: Sequence[Observations]) -> tuple[InputFile, ...]:
    return tuple(
        {(input_.name, input_.sha256): input_ for each in observations for input_ in each.inputs}.values()
    )
