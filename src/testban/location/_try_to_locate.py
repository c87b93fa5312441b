"""Locate an event once, or keep the reason why not."""

from __future__ import annotations

from collections.abc import Sequence

from testban.location._locate import locate
from testban.model import (
    DEFAULT_LEVEL,
    ISOLATED,
    Arrival,
    LocationResult,
    SeismicObservations,
    Station,
    reason_of,
)


def try_to_locate(
    stations: Sequence[Station],
    arrivals: Sequence[Arrival],
    *,
    level: float = DEFAULT_LEVEL,
    model: str = "ak135",
) -> LocationResult:
    """Locate one event of several: as `locate`, but what cannot be located says why and stops nothing.

    Parameters
    ----------
    stations, arrivals
        As for `locate`.
    level : float
        Level of the ellipse and of the intervals.
    model : str
        Velocity model.

    Returns
    -------
    LocationResult

    Examples
    --------
    >>> try_to_locate((), ()).reason
    'no arrivals'
    """
    try:
        solution = locate(stations, arrivals, level=level, model=model)
    except ISOLATED as fault:
        return LocationResult(level=level, velocity_model=model, reason=reason_of(fault))
    return LocationResult(level=level, velocity_model=model, solution=solution)


def location_of(
    observations: SeismicObservations, *, level: float = DEFAULT_LEVEL, model: str = "ak135"
) -> LocationResult:
    """Return where an event was located with its observations, or locate it now.

    Parameters
    ----------
    observations : SeismicObservations
        With or without a location.
    level : float
        Level of the ellipse and of the intervals.
    model : str
        Velocity model.

    Returns
    -------
    LocationResult
        That of the observations where it was made at this level and by this model.
    """
    location = observations.location
    if location is not None and (location.level, location.velocity_model) == (level, model):
        return location
    return try_to_locate(observations.stations, observations.arrivals, level=level, model=model)
