"""Does an event show enough to be listed? The weighted count of its defining observations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import yaml
from pydantic import Field

from testban.model import Arrival, ArrivalResidual, FrozenModel, NotNegative

FIRST_P = ("P", "Pn", "Pg", "Pb", "Pdiff", "PKP", "PKPdf", "PKPbc", "PKPab")


class ObservationWeights(FrozenModel):
    """What each kind of defining observation counts."""

    first_p: NotNegative
    other_phase: NotNegative
    array_azimuth: NotNegative = 0.0
    array_slowness: NotNegative = 0.0
    other_azimuth: NotNegative = 0.0
    other_slowness: NotNegative = 0.0


class EventCriteria(FrozenModel):
    """Criteria that an event must meet.

    Attributes
    ----------
    least_stations : int
        Stations with a defining first P.
    least_weight : float
        Of all defining observations together.
    weights : ObservationWeights
    primary : tuple of str or None
        Stations that count; None: all.
    arrays : tuple of str
        Those of them that are arrays.
    source : str
    verified : bool
        Whether the numbers were read in the source.
    """

    least_stations: int = Field(ge=1)
    least_weight: NotNegative
    weights: ObservationWeights
    primary: tuple[str, ...] | None = None
    arrays: tuple[str, ...] = ()
    source: str = Field(min_length=1)
    verified: bool


class CriteriaAnswer(FrozenModel):
    """Whether an event meets criteria: what it counts, and each criterion that it misses."""

    meets: bool
    stations: int
    weight: float
    missed: tuple[str, ...]
    notes: tuple[str, ...]


@cache
def named_criteria() -> dict[str, EventCriteria]:
    """Return the packaged sets of criteria by name.

    Examples
    --------
    >>> named_criteria()["idc-reb"].least_stations
    3
    """
    text = files("testban.location").joinpath("event_criteria.yaml").read_text(encoding="utf-8")
    return {name: EventCriteria.model_validate(fields) for name, fields in yaml.safe_load(text).items()}


def meet_criteria(
    residuals: Sequence[ArrivalResidual], arrivals: Iterable[Arrival], criteria: EventCriteria
) -> CriteriaAnswer:
    """Count the defining observations of a location and compare with criteria.

    Each primary station counts one first P, its other defining phases, and the azimuths and slownesses that
    were read on any of them.

    Parameters
    ----------
    residuals : sequence of ArrivalResidual
        Of the location; those that define it count.
    arrivals : iterable of Arrival
        The readings, which say whether an azimuth or slowness was read.
    criteria : EventCriteria
        What is compared with.

    Returns
    -------
    CriteriaAnswer

    Examples
    --------
    >>> meet_criteria([], [], named_criteria()["idc-reb"]).missed[0]
    '0 primary stations with a defining first P, at least 3 are asked for'
    """
    read = {arrival.id: arrival for arrival in arrivals}
    weights, stations, weight = criteria.weights, set(), 0.0
    for residual in sorted(residuals, key=lambda residual: residual.time):
        primary = criteria.primary is None or residual.station in criteria.primary
        if not residual.defining or not primary:
            continue
        is_first = residual.phase in FIRST_P and residual.station not in stations
        weight += weights.first_p if is_first else weights.other_phase
        if is_first:
            stations.add(residual.station)
        array = residual.station in criteria.arrays
        if read[residual.id].back_azimuth_deg is not None:
            weight += weights.array_azimuth if array else weights.other_azimuth
        if read[residual.id].slowness_s_per_deg is not None:
            weight += weights.array_slowness if array else weights.other_slowness
    weight = round(weight, 9)
    missed = []
    if len(stations) < criteria.least_stations:
        missed.append(
            f"{len(stations)} primary stations with a defining first P, "
            f"at least {criteria.least_stations} are asked for"
        )
    if weight < criteria.least_weight:
        missed.append(
            f"weighted count {weight:g} of defining observations, "
            f"at least {criteria.least_weight:g} is asked for"
        )
    notes = []
    if criteria.primary is None:
        notes.append("every station counts as primary: the criteria name none")
    if not criteria.arrays:
        notes.append("azimuths and slownesses count as those of three-component stations: no array is named")
    if not criteria.verified:
        notes.append("the numbers of these criteria are unverified")
    return CriteriaAnswer(
        meets=not missed, stations=len(stations), weight=weight, missed=tuple(missed), notes=tuple(notes)
    )
