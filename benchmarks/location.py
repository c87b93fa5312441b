"""Time location and relative location."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

RUNS = 5


def measure() -> list[dict[str, object]]:
    """Time one event from its arrivals, one with path corrections, and 55 events from 17,820 pairs."""
    from testban.cases import load_case
    from testban.location import locate, locate_with_references
    from testban.relocation.independent_readings import readings_from_pairs
    from testban.relocation.solve import relocate

    found: list[dict[str, object]] = []
    for case in ("dprk-2006", "dprk-2017"):
        observed = load_case(case)
        origin = locate(observed.stations, observed.arrivals).origin

        def alone(observed=observed) -> object:  # type: ignore[no-untyped-def]
            return locate(observed.stations, observed.arrivals)

        def corrected(observed=observed, origin=origin) -> object:  # type: ignore[no-untyped-def]
            return locate_with_references(
                observed.stations, observed.arrivals, observed.references, near=origin
            )

        count = len(observed.arrivals)
        found.append(
            {"what": f"{case}: locate from {count} arrivals", "seconds": _median(alone), "target": 1.0}
        )
        found.append(
            {"what": f"{case}: with five reference events", "seconds": _median(corrected), "target": 1.0}
        )
    events, rng = 55, np.random.default_rng(1)
    angle = np.repeat(np.radians([10.0, 75.0, 130.0, 200.0, 260.0, 320.0]), 2)
    slowness = np.tile([0.16, 0.28], 6)[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    places = rng.uniform(-0.2, 0.2, (events, 2))
    times = -(places @ slowness.T) + 0.002 * rng.standard_t(4.0, (events, 12))
    one, other = np.triu_indices(events, 1)
    path = np.repeat(np.arange(12), one.size)
    first, second = np.tile(one, 12), np.tile(other, 12)
    lag = times[second, path] - times[first, path]

    def together() -> object:
        return relocate(
            readings_from_pairs(first, second, path, lag),
            slowness,
            events=events,
            station=np.arange(12) // 2,
        )

    found.append(
        {
            "what": f"relocate {events} events from {lag.size:,} pairs",
            "seconds": _median(together),
            "target": 0.5,
        }
    )
    return found


def _median(work: Callable[[], object]) -> float:
    work()
    seconds = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)
