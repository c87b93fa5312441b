"""Locate every event of a bulletin, with the quality of its network and, where given, path corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from testban.location import NotLocatedError, Solution, ground_truth_5, locate, locate_with_references
from testban.model import NotUsed, Observations
from testban.pipeline.calibration_file import Calibration

KM_PER_DEG = 111.195


def locate_events(
    observations: Sequence[Observations],
    *,
    calibration: Calibration | None = None,
    level: float = 0.9,
    model: str = "ak135",
    progress: Callable[[int], None] | None = None,
) -> list[dict[str, Any]]:
    """Locate each event; one that cannot be located says why and stops nothing.

    Parameters
    ----------
    observations : sequence of Observations
        One per event.
    calibration : Calibration, optional
        Reference events whose path corrections are used within their reach.
    level : float
        Level of ellipses and intervals.
    model : str
        Velocity model.
    progress : callable, optional
        Called with the number of events done.

    Returns
    -------
    list of dict
        Per event ``id``, ``status`` ("located" or "not located"), ``reason`` or ``origin``,
        ``calibrated_origin``, ``arrivals``, ``ground_truth_5``, ``parameters`` and ``not_used``.
    """
    events = []
    for number, one in enumerate(observations):
        events.append(_locate_one(one, calibration, level, model))
        if progress:
            progress(number + 1)
    return events


def _locate_one(
    observed: Observations, calibration: Calibration | None, level: float, model: str
) -> dict[str, Any]:
    head = {"id": observed.id, "title": observed.title}
    try:
        solution = locate(observed.stations, observed.arrivals, level=level, model=model)
    except NotLocatedError as error:
        return {**head, "status": "not located", "reason": str(error), "not_used": _plain(observed.not_used)}
    found: dict[str, Any] = {
        **head,
        "status": "located",
        "origin": solution.origin.model_dump(mode="json"),
        "arrivals": [one.model_dump(mode="json") for one in solution.arrivals],
        "ground_truth_5": _quality(solution),
        "parameters": solution.parameters,
        "not_used": _plain((*observed.not_used, *solution.not_used)),
    }
    if calibration is not None:
        references = tuple(one for one in calibration.references if one.id != observed.id)
        corrected = locate_with_references(
            observed.stations, observed.arrivals, references, near=solution.origin, level=level, model=model
        )
        found["calibrated_origin"] = corrected.model_dump(mode="json")
    return found


def _quality(solution: Solution) -> dict[str, Any]:
    sites = {
        one.station: (one.distance_deg * KM_PER_DEG, one.azimuth_deg)
        for one in solution.arrivals
        if one.defining
    }
    distances, azimuths = zip(*sites.values(), strict=True)
    quality = asdict(ground_truth_5(distances, azimuths))
    return {**quality, "missed": list(quality["missed"])}


def _plain(not_used: Sequence[NotUsed]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in not_used]
