"""The main job: from observations to a finding."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from testban._version import __version__
from testban.discrimination import check_prior, prior_text
from testban.model import (
    DEFAULT_LEVEL,
    BadInputError,
    Excluded,
    Finding,
    InputFile,
    NotAnsweredError,
    Observations,
    Provenance,
    SeismicEvent,
    SeismicObservations,
)
from testban.pipeline.event import Failure, assess_event
from testban.wording import state_event

_LOG = logging.getLogger(__name__)

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
    failures: list[Failure] = []
    for number, observed in enumerate(seismic):
        prefix = f"{observed.id}/" if len(seismic) > 1 else ""
        not_used += _with_prefix(observed.not_used, prefix)
        answer = assess_event(
            observed, as_of=as_of, level=level, model=model, prior=prior, alone=len(seismic) == 1
        )
        if isinstance(answer, Failure):
            failures.append(answer)
            _LOG.info("%s: not %s, because %s", observed.id, answer.done, answer.reason)
            not_used += _named_failure(answer, observed, prefix)
        else:
            event, solution = answer
            not_used += _with_prefix(solution.not_used, prefix)
            parameters |= {prefix + key: value for key, value in solution.parameters.items()}
            events.append(event)
            _log_event(observed.id, event, model)
        if progress:
            progress(number + 1)
    return _finding(seismic, events, failures, not_used=not_used, parameters=parameters, as_of=as_of)


def _finding(
    seismic: Sequence[SeismicObservations],
    events: Sequence[SeismicEvent],
    failures: Sequence[Failure],
    *,
    not_used: Sequence[Excluded],
    parameters: Parameters,
    as_of: date | None,
) -> Finding:
    """What is stated of all events together."""
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


def _log_event(identifier: str, event: SeismicEvent, model: str) -> None:
    _LOG.info(
        "%s: %s, %.3f, %.3f from %d arrivals by model %s; hypotheses: %s",
        identifier,
        f"{event.origin.time:%Y-%m-%dT%H:%M:%SZ}",
        event.origin.latitude,
        event.origin.longitude,
        event.origin.arrivals_used,
        model,
        event.hypotheses.status,
    )


def _as_seismic(observations: Observations) -> SeismicObservations:
    if isinstance(observations, SeismicObservations):
        return observations
    raise NotAnsweredError(
        f"{observations.id}: observations of kind {observations.kind} cannot be assessed, seismic ones can"
    )


def _date_of_latest(
    events: Sequence[SeismicEvent], seismic: Sequence[SeismicObservations], failures: Sequence[Failure]
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


def _with_prefix(not_used: Sequence[Excluded], prefix: str) -> list[Excluded]:
    return [Excluded(id=prefix + excluded.id, reason=excluded.reason) for excluded in not_used]


def _named_failure(failure: Failure, observations: SeismicObservations, prefix: str) -> list[Excluded]:
    """The event, where there are others, and its arrivals."""
    reason = f"not {failure.done}, because {failure.reason}"
    event = [Excluded(id=observations.id, reason=reason)] if prefix else []
    arrivals = [
        Excluded(id=prefix + arrival.id, reason=f"its event was not {failure.done}")
        for arrival in observations.arrivals
    ]
    return event + arrivals


def _no_event(observations: Sequence[SeismicObservations], failures: Sequence[Failure]) -> str:
    """What a finding without events states."""
    done = "located" if all(failure.done == "located" for failure in failures) else "assessed"
    reasons = [
        f"{observed.id}/{failure.reason}" if len(observations) > 1 else failure.reason
        for observed, failure in zip(observations, failures, strict=True)
    ]
    return f"Not {done}, because {'; '.join(reasons)}."


def _with_own_names(observations: SeismicObservations) -> SeismicObservations:
    """Put the event before the names of its external inputs, as several events have an mb."""
    external = tuple(
        external_input.model_copy(update={"name": f"{observations.id}/{external_input.name}"})
        for external_input in observations.external
    )
    return observations.model_copy(update={"external": external})


def _unique_inputs(observations: Sequence[SeismicObservations]) -> tuple[InputFile, ...]:
    return tuple({(row.name, row.sha256): row for event in observations for row in event.inputs}.values())
