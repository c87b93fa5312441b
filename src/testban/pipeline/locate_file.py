"""Locate every event of a bulletin, with the quality of its network and, where given, path corrections."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from typing import Any

from testban.geodesy import KM_PER_DEG
from testban.location import (
    EventCriteria,
    ground_truth_5,
    is_same_event,
    locate_with_references,
    location_of,
    meet_criteria,
)
from testban.model import (
    DEFAULT_LEVEL,
    ISOLATED,
    Excluded,
    Missing,
    Origin,
    SeismicObservations,
    Solution,
    reason_of,
)
from testban.pipeline.calibration_file import Calibration

POOL_FROM = 60  # events: fewer are located before further processes have started
CHUNK = 4


@dataclass(frozen=True)
class _Task:
    """How to locate one event; goes to other processes as it is."""

    calibration: Calibration | None
    criteria: EventCriteria | None
    level: float
    model: str

    def __call__(self, observed: SeismicObservations) -> dict[str, Any]:
        try:
            return _locate_one(observed, self)
        except ISOLATED as fault:
            return _not_located(observed, reason_of(fault))


@contextmanager
def local_pool(events: int) -> Iterator[Executor | None]:
    """A process for each core where there are events enough to pay for it, else None.

    Parameters
    ----------
    events : int
        How many are to be located.

    Examples
    --------
    >>> with local_pool(3) as pool:
    ...     pool is None
    True
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if events < POOL_FROM or cores < 2:
        yield None
        return
    # Spawned, not forked: the compiled kernels of this process may run threads.
    with ProcessPoolExecutor(min(cores, events // CHUNK), mp_context=get_context("spawn")) as pool:
        yield pool


def locate_events(
    observations: Sequence[SeismicObservations],
    *,
    calibration: Calibration | None = None,
    criteria: EventCriteria | None = None,
    level: float = DEFAULT_LEVEL,
    model: str = "ak135",
    progress: Callable[[int], None] | None = None,
    executor: Executor | None = None,
) -> list[dict[str, Any]]:
    """Locate each event; one that cannot be located says why and stops nothing.

    Parameters
    ----------
    observations : sequence of SeismicObservations
        One per event.
    calibration : Calibration, optional
        Reference events whose path corrections are used within their reach.
    criteria : EventCriteria, optional
        What an event must show to be listed; it is located whether it does or not.
    level : float
        Level of ellipses and intervals.
    model : str
        Velocity model.
    progress : callable, optional
        Called with the number of events done.
    executor : Executor, optional
        Where to locate: `local_pool`, or that of a cluster. By default this process. The answer is the same,
        and what an executor that breaks down has not done is done here.

    Returns
    -------
    list of dict
        Per event ``id``, ``status`` ("located" or "not located"), ``reason`` or ``origin``,
        ``warning`` (empty where there is none), ``calibrated_origin``, ``arrivals``, ``ground_truth_5``,
        ``meets_criteria``, ``criteria``, ``parameters`` and ``not_used``.
    """
    task = _Task(calibration, criteria, level, model)
    events: list[dict[str, Any]] = []
    if executor is not None:
        try:
            for event in executor.map(task, observations, chunksize=CHUNK):
                events.append(event)
                if progress:
                    progress(len(events))
        except (BrokenProcessPool, OSError):
            pass  # no room for processes, or one was killed: this process does the rest
    for observed in observations[len(events) :]:
        events.append(task(observed))
        if progress:
            progress(len(events))
    return events


def _locate_one(observed: SeismicObservations, task: _Task) -> dict[str, Any]:
    location = location_of(observed, level=task.level, model=task.model)
    solution = location.solution
    if solution is None:
        return _not_located(observed, location.reason)
    answer: dict[str, Any] = {
        "id": observed.id,
        "title": observed.title,
        "status": "located",
        "origin": solution.origin.model_dump(mode="json"),
        "warning": solution.origin.network_warning,
        "arrivals": [arrival.model_dump(mode="json") for arrival in solution.arrivals],
        "ground_truth_5": _quality(solution),
        "parameters": solution.parameters,
        "not_used": _plain((*observed.not_used, *solution.not_used)),
    }
    if task.criteria is not None:
        verdict = meet_criteria(solution.arrivals, observed.arrivals, task.criteria)
        answer["meets_criteria"] = verdict.meets
        answer["criteria"] = verdict.model_dump(mode="json", exclude={"meets"})
    if task.calibration is not None:
        corrected = _calibrated(observed, solution, task.calibration, task)
        answer["calibrated_origin"] = corrected.model_dump(mode="json")
    return answer


def _not_located(observed: SeismicObservations, reason: str) -> dict[str, Any]:
    return {
        "id": observed.id,
        "title": observed.title,
        "status": "not located",
        "reason": _with_readings(reason, observed),
        "not_used": _plain(observed.not_used),
    }


def _with_readings(reason: str, observed: SeismicObservations) -> str:
    """Add to why an event is not located how many of its readings were refused, and why the first was."""
    if not observed.not_used:
        return reason
    count = len(observed.not_used)
    total = count + len(observed.arrivals)
    return f"{reason}; {count} of {total} readings cannot be used, the first: {observed.not_used[0].reason}"


def _calibrated(
    observed: SeismicObservations, solution: Solution, calibration: Calibration, task: _Task
) -> Origin | Missing:
    others = tuple(
        reference for reference in calibration.references if not is_same_event(observed.arrivals, reference)
    )
    if calibration.references and not others:
        return Missing(status="not_considered", reason="no reference event but this one, not used for itself")
    return locate_with_references(
        observed.stations,
        observed.arrivals,
        others,
        near=solution.origin,
        level=task.level,
        model=task.model,
    )


def _quality(solution: Solution) -> dict[str, Any]:
    sites = {
        arrival.station: (arrival.distance_deg * KM_PER_DEG, arrival.azimuth_deg)
        for arrival in solution.arrivals
        if arrival.defining
    }
    distances, azimuths = zip(*sites.values(), strict=True)
    quality = asdict(ground_truth_5(distances, azimuths))
    return {**quality, "missed": list(quality["missed"])}


def _plain(not_used: Sequence[Excluded]) -> list[dict[str, Any]]:
    return [excluded.model_dump(mode="json") for excluded in not_used]
