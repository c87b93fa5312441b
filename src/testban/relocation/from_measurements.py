"""Differential times of events from their files of measurements, where the waveforms are not at hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from testban.detection import arrival_difference
from testban.geodesy import KM_PER_DEG
from testban.measurements import FORMAT, Measurements, read_measurements
from testban.model import BadInputError, Excluded, NotAnsweredError
from testban.relocation.differential_times import SAME_EVENT_S, Difference, MeasuredPairs, assemble
from testban.relocation.slownesses import MODEL, first_p_slownesses
from testban.relocation.tables import Key
from testban.safe_io import file_name, input_file, open_file, read_bytes

HEAD_BYTES = 8192


def is_table(path: Path) -> bool:
    """Whether a file says of itself that it holds measurements."""
    if not path.is_file():
        return False
    with open_file(path) as stream:
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
    table, source = (slownesses, "as given") if slownesses is not None else _model_slownesses(events)
    measured = assemble(
        {name: measurements.time_s for name, measurements in events.items()},
        _differences(list(events.values())),
        slownesses=table,
        slowness_source=source,
        given=slownesses is not None,
        not_used=not_used,
        inputs=[input_file(path, read_bytes(path)) for path in paths],
        no_slowness="no slowness of P is given for this station"
        if slownesses is not None
        else "no slowness of P is known: the tables state no P/S there",
    )
    if not measured.differential_times:
        raise NotAnsweredError(
            "no differential time: no station at which two of the events have times at half of the height "
            "(`levels`) in one band, and a slowness"
        )
    return measured


def _differences(events: Sequence[Measurements]) -> list[Difference]:
    """Differences of all pairs of events at the stations that read both."""
    differences: list[Difference] = []
    for a, b in combinations(range(len(events)), 2):
        first, second = ({onset.station: onset for onset in events[k].onsets} for k in (a, b))
        for station in sorted(first.keys() & second.keys()):
            delay = arrival_difference(first[station].levels, second[station].levels)
            if delay is not None:
                remarks = {"bands": delay.bands}
                difference = Difference(
                    a, b, station, first[station].time_s, delay.difference_s, delay.sd_s, remarks
                )
                differences.append(difference)
    return differences


def _events(paths: Sequence[Path]) -> tuple[dict[str, Measurements], list[Excluded]]:
    """Measurements by name of the event; the same event again is left out."""
    tables = [(path, read_measurements(path)) for path in paths]
    names = [measurements.event for _, measurements in tables]
    if len(set(names)) < len(names):
        names = [file_name(path.stem) for path, _ in tables]
    events: dict[str, Measurements] = {}
    not_used: list[Excluded] = []
    for name, (_, measurements) in zip(names, tables, strict=True):
        same = next(
            (
                other
                for other, earlier in events.items()
                if abs(earlier.time_s - measurements.time_s) < SAME_EVENT_S
            ),
            None,
        )
        if same is not None:
            not_used.append(Excluded(id=name, reason=f"the same event as {same}, by its origin time"))
            continue
        if name in events:
            raise BadInputError(f"two events would be called {name}: rename one of the files")
        events[name] = measurements
    return events, not_used


def _model_slownesses(events: dict[str, Measurements]) -> tuple[dict[Key, tuple[float, float]], str]:
    """Slownesses of ak135 at the stations of all events, those of the event with most onsets first."""
    order = sorted(events, key=lambda name: -len(events[name].onsets))
    paths: dict[str, tuple[float, float]] = {}
    for name in order:
        for ratio in events[name].ratios:
            paths.setdefault(ratio.station, (ratio.distance_km / KM_PER_DEG, ratio.azimuth_deg))
    places = np.array(list(paths.values()), dtype=np.float64).reshape(-1, 2)
    best = events[order[0]]
    return first_p_slownesses(tuple(paths), places[:, 0], places[:, 1], depth_km=0.0), (
        f"{MODEL}, first P from {best.latitude:.3f}, {best.longitude:.3f} at 0 km: event {order[0]}, "
        f"{best.origin_source}"
    )
