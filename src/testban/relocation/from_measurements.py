"""Differential times of events from their files of measurements, where the waveforms are not at hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from testban.detection import ArrivalDifference, arrival_difference
from testban.geodesy import KM_PER_DEG
from testban.measurements import FORMAT, Measurements, read_measurements
from testban.model import BadInputError, Excluded, NotAnsweredError
from testban.relocation.differential_times import SAME_EVENT_S, Difference, MeasuredPairs, assemble
from testban.relocation.slownesses import MODEL, first_p_slownesses, path_of
from testban.relocation.tables import Key
from testban.safe_io import input_file, read_bytes

HEAD_BYTES = 8192


def is_table(path: Path) -> bool:
    """Whether a file says of itself that it holds measurements."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return f"\nformat: {FORMAT}".encode() in b"\n" + stream.read(HEAD_BYTES)


def measured_pairs(
    paths: Sequence[Path], *, slownesses: dict[Key, tuple[float, float]] | None = None
) -> MeasuredPairs:
    """Take differential times of first P between all events from the times at half of the height.

    Parameters
    ----------
    paths : sequence of Path
        Files of measurements, an event each.
    slownesses : dict, optional
        Slowness vectors by station and phase; without them those of ak135 are used, at the distances and
        azimuths that the file with most onsets states with its P/S.

    Returns
    -------
    MeasuredPairs

    Raises
    ------
    BadInputError
        A file that cannot be read, or two events of one name.
    NotAnsweredError
        Fewer than two events, or no station at which two events have such times.
    """
    events, not_used = _events(paths)
    if len(events) < 2:
        why = "".join(f"; {excluded.id}: {excluded.reason}" for excluded in not_used)
        raise NotAnsweredError(f"{len(events)} event in the measurements, two are needed{why}")
    names = list(events)
    table, source = (slownesses, "as given") if slownesses is not None else _model_slownesses(events)
    rows: list[tuple[int, int, str, float, ArrivalDifference]] = []
    for a, b in combinations(range(len(names)), 2):
        first, second = ({o.station: o for o in events[names[k]].onsets} for k in (a, b))
        for station in sorted(first.keys() & second.keys()):
            difference = arrival_difference(first[station].levels, second[station].levels)
            if difference is not None:
                rows.append((a, b, station, first[station].time_s, difference))
    keys = {
        station: path_of(station, table, given=slownesses is not None) for station in {row[2] for row in rows}
    }
    absent = "given for it" if slownesses is not None else "known: the tables state no P/S there"
    not_used += [
        Excluded(id=station, reason=f"no slowness of P is {absent}")
        for station in sorted(keys)
        if keys[station] is None
    ]
    used = [(a, b, key, at, one) for a, b, station, at, one in rows if (key := keys[station]) is not None]
    if not used:
        raise NotAnsweredError(
            "no differential time: no station at which two of the events have times at half of the height "
            "(`levels`) in one band, and a slowness"
        )
    return assemble(
        {name: one.time_s for name, one in events.items()},
        [
            Difference(a, b, key, at, one.difference_s, one.sd_s, {"bands": one.bands})
            for a, b, key, at, one in used
        ],
        slownesses=table,
        slowness_source=source,
        not_used=not_used,
        inputs=[input_file(path, read_bytes(path)) for path in paths],
    )


def _events(paths: Sequence[Path]) -> tuple[dict[str, Measurements], list[Excluded]]:
    """Measurements by name of the event; the same event again is left out."""
    given = [(path, read_measurements(path)) for path in paths]
    own = [one.event for _, one in given]
    names = own if len(set(own)) == len(own) else [path.stem for path, _ in given]
    events: dict[str, Measurements] = {}
    not_used: list[Excluded] = []
    for name, (_, one) in zip(names, given, strict=True):
        same = next((k for k, other in events.items() if abs(other.time_s - one.time_s) < SAME_EVENT_S), None)
        if same is not None:
            not_used.append(Excluded(id=name, reason=f"the same event as {same}, by its origin time"))
            continue
        if name in events:
            raise BadInputError(f"two events would be called {name}: rename one of the files")
        events[name] = one
    return events, not_used


def _model_slownesses(events: dict[str, Measurements]) -> tuple[dict[Key, tuple[float, float]], str]:
    """Slownesses of ak135 at the stations of all events, those of the event with most onsets first."""
    order = sorted(events, key=lambda name: -len(events[name].onsets))
    seen: dict[str, tuple[float, float]] = {}
    for name in order:
        for ratio in events[name].ratios:
            seen.setdefault(ratio.station, (ratio.distance_km / KM_PER_DEG, ratio.azimuth_deg))
    places = np.array(list(seen.values()), dtype=np.float64).reshape(-1, 2)
    best = events[order[0]]
    return first_p_slownesses(tuple(seen), places[:, 0], places[:, 1], depth_km=0.0), (
        f"{MODEL}, first P from {best.latitude:.3f}, {best.longitude:.3f} at 0 km: event {order[0]}, "
        f"{best.origin_source}"
    )
