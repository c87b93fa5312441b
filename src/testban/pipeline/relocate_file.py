"""Locate events relative to each other from files of differential times, slownesses and known positions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import offset_km, position_at_offset
from testban.location.differential import PathReadings, connected_events, readings_from_pairs
from testban.location.ellipse import coverage_ellipse
from testban.location.estimated_scales import quantile_ratio
from testban.location.relocate import Anchors, Relocation, relocate
from testban.model import BadInputError, NotAnsweredError, NotUsed
from testban.pipeline.relative_tables import MOST_NAMED, Key, Pairs, read_pairs, read_slownesses, read_truth
from testban.pipeline.waveform_pairs import measure_pairs
from testban.pipeline.waveforms import is_waveforms

Floats = NDArray[np.float64]

TRUTH_SIGMA_KM = 0.001  # of a surveyed shot point; a file of positions names no error
LEAST_PATHS = 4  # two coordinates and a time, and one path to check them
LARGEST_SEMI_AXIS_KM = 100.0
LEAST_WEIGHT = 0.05  # a reading below this share of its weight says nothing, and is named


def relocate_files(
    inputs: Sequence[Path],
    *,
    slownesses: Path | None = None,
    stations: Path | None = None,
    reference: str | None = None,
    truth: Path | None = None,
    level: float = 0.9,
) -> dict[str, Any]:
    """Read tables of pairs, or measure waveforms, and relocate.

    Parameters
    ----------
    inputs : sequence of Path
        Tables of differential times, or waveforms: folders or files, each with an event.
    slownesses, truth : Path, optional
        Tables; waveforms can do without slownesses, which then come from ak135.
    stations : Path, optional
        Station file of waveforms.
    reference, level
        See `relocate_pairs`.

    Returns
    -------
    dict
        As `relocate_pairs`; from waveforms also ``differential_times`` and ``slowness_source``.

    Raises
    ------
    BadInputError
        Tables among waveforms, or tables without slownesses.
    NotAnsweredError
        No group of events can be located.
    """
    recorded = [path.is_dir() or (path.is_file() and is_waveforms(path)) for path in inputs]
    if any(recorded) and not all(recorded):
        table = inputs[recorded.index(False)]
        raise BadInputError(
            f"{table.name}: a table of differential times among waveforms; give one or the other"
        )
    given = read_slownesses(slownesses) if slownesses is not None else None
    known = read_truth(truth) if truth is not None else {}
    if all(recorded):
        measured = measure_pairs(inputs, stations=[stations] if stations else [], slownesses=given)
        try:
            result = relocate_pairs(
                measured.pairs, measured.slownesses, reference=reference, truth=known, level=level
            )
        except NotAnsweredError as error:
            why = "; ".join(f"{one.id}: {one.reason}" for one in measured.pairs.not_used[-3:])
            raise NotAnsweredError(f"{error}; {why}" if why else str(error)) from error
        result["slowness_source"] = measured.slowness_source
        result["differential_times"] = measured.differential_times
        return result
    if stations is not None:
        raise BadInputError(
            f"{stations.name}: station files go with waveforms; pairs need --slownesses alone"
        )
    if given is None:
        raise BadInputError(f"{inputs[0].name}: differential times need --slownesses FILE")
    result = relocate_pairs(read_pairs(inputs), given, reference=reference, truth=known, level=level)
    result["slowness_source"] = "as given"
    return result


def relocate_pairs(
    pairs: Pairs,
    slownesses: dict[Key, tuple[float, float]],
    *,
    reference: str | None = None,
    truth: dict[str, tuple[float, float]] | None = None,
    level: float = 0.9,
) -> dict[str, Any]:
    """Locate all events of the pairs jointly, groups that are not connected each on its own.

    Parameters
    ----------
    pairs : Pairs
    slownesses : dict
        East and north slowness, s/km, of each station and phase.
    reference : str, optional
        Event that positions are counted from; else the mean of each group.
    truth : dict, optional
        Latitude and longitude of events that calibrate the slownesses.
    level : float
        Level of the ellipses.

    Returns
    -------
    dict
        ``events``, ``groups``, ``slowness``, ``residual_ms``, ``not_used``: see docs/relocation.md.

    Raises
    ------
    BadInputError
        A reference that is not among the events.
    NotAnsweredError
        No group of events can be located.
    """
    truth = truth or {}
    if reference is not None and reference not in pairs.events:
        raise BadInputError(f"reference {reference}: not among the {len(pairs.events)} events of the pairs")
    not_used = list(pairs.not_used)
    not_used += [
        NotUsed(id=one, reason="a known position of an event without pairs")
        for one in truth
        if one not in pairs.events
    ]
    known = np.array([key in slownesses for key in pairs.paths])
    not_used += [
        NotUsed(id=" ".join(key), reason="no slowness is given for this station and phase")
        for key, fine in zip(pairs.paths, known, strict=True)
        if not fine
    ]
    idle = [" ".join(key) for key in slownesses if key not in pairs.paths]
    if idle:
        more = f" and {len(idle) - MOST_NAMED} more" if len(idle) > MOST_NAMED else ""
        reason = f"no pair lies on the path of {len(idle)}: {', '.join(idle[:MOST_NAMED])}{more}"
        not_used.append(NotUsed(id="slownesses", reason=reason))
    chosen = known[pairs.path]
    if not chosen.any():
        raise NotAnsweredError("no pair lies on a path whose slowness is given")
    readings = readings_from_pairs(
        pairs.first[chosen],
        pairs.second[chosen],
        pairs.path[chosen],
        pairs.lag_s[chosen],
        sd_s=None if pairs.sd_s is None else pairs.sd_s[chosen],
    )
    readings, few = _enough(readings, len(pairs.events))
    not_used += [
        NotUsed(
            id=pairs.events[event],
            reason=f"{count} paths shared with other events, at least {LEAST_PATHS} are needed",
        )
        for event, count in few.items()
    ]
    if len(readings) == 0:
        raise NotAnsweredError(f"no two events share {LEAST_PATHS} paths")
    group_of = connected_events(readings.event, readings.constant, len(pairs.events))
    result: dict[str, Any] = {"events": [], "groups": [], "slowness": [], "outliers": []}
    squares: list[Floats] = []
    for group in dict.fromkeys(group_of[readings.event].tolist()):
        part = _Group(pairs, slownesses, _subset(readings, group_of[readings.event] == group), truth)
        solution = part.solve()
        try:
            made = part.report(solution, reference, level, len(result["groups"]))
        except NotAnsweredError as error:
            not_used += [NotUsed(id=one, reason=str(error)) for one in part.names]
            continue
        for key, rows in made.items():
            result[key] += rows
        squares.append(solution.residual_s[solution.weight >= LEAST_WEIGHT] ** 2)
    if not result["events"]:
        raise NotAnsweredError(f"no group of events can be located: {not_used[-1].reason}")
    result["residual_ms"] = 1000.0 * float(np.sqrt(np.mean(np.concatenate(squares))))
    result["closure_ms"] = 1000.0 * readings.closure_s
    result["readings"] = len(readings)
    result["pairs"] = int(chosen.sum())
    result["not_used"] = [one.model_dump() for one in not_used]
    return result


def _subset(readings: PathReadings, keep: NDArray[np.bool_]) -> PathReadings:
    """Some of the readings, their constants numbered anew."""
    constant = np.unique(readings.constant[keep], return_inverse=True)[1]
    return PathReadings(
        event=readings.event[keep],
        path=readings.path[keep],
        constant=constant.astype(np.int64),
        time_s=readings.time_s[keep],
        pair_sd_s=readings.pair_sd_s[keep],
        closure_s=readings.closure_s,
    )


def _enough(readings: PathReadings, events: int) -> tuple[PathReadings, dict[int, int]]:
    """Drop, until nothing changes, constants with one reading and events with too few paths."""
    few: dict[int, int] = {}
    seen = set(readings.event.tolist())
    while len(readings):
        shared = np.bincount(readings.constant)[readings.constant] >= 2
        count = np.bincount(readings.event[shared], minlength=events)
        keep = shared & (count[readings.event] >= LEAST_PATHS)
        if keep.all():
            break
        for event in set(readings.event.tolist()) - set(readings.event[keep].tolist()):
            few[event] = int(count[event])
        readings = _subset(readings, keep)
    for event in range(events):
        if event not in seen:
            few.setdefault(event, 0)
    return readings, dict(sorted(few.items()))


class _Group:
    """Events that readings join: numbered from zero, with what is known of them."""

    def __init__(
        self,
        pairs: Pairs,
        slownesses: dict[Key, tuple[float, float]],
        readings: PathReadings,
        truth: dict[str, tuple[float, float]],
    ) -> None:
        events, event = np.unique(readings.event, return_inverse=True)
        paths, path = np.unique(readings.path, return_inverse=True)
        self.names = [pairs.events[k] for k in events]
        self.paths = [pairs.paths[k] for k in paths]
        self.readings = PathReadings(
            event=event.astype(np.int64),
            path=path.astype(np.int64),
            constant=readings.constant,
            time_s=readings.time_s,
            pair_sd_s=readings.pair_sd_s,
            closure_s=readings.closure_s,
        )
        self.slowness = np.array([slownesses[key] for key in self.paths])
        stations = [key[0] for key in self.paths]
        self.station = np.unique(stations, return_inverse=True)[1].astype(np.int64)
        self.known = [k for k, name in enumerate(self.names) if name in truth]
        self.centre: tuple[float, float] | None = None
        self.anchors: Anchors | None = None
        if self.known:
            places = np.array([truth[self.names[k]] for k in self.known])
            # The mean as offsets from one of them, which neither the date line nor a pole disturbs.
            first = (float(places[0, 0]), float(places[0, 1]))
            east, north = offset_km(*first, places[:, 0], places[:, 1])
            latitude, longitude = position_at_offset(*first, float(np.mean(east)), float(np.mean(north)))
            self.centre = (float(latitude), float(longitude))
            self.anchors = Anchors(
                event=np.array(self.known),
                position_km=np.column_stack(offset_km(*self.centre, places[:, 0], places[:, 1])),
                sigma_km=TRUTH_SIGMA_KM,
            )

    def solve(self) -> Relocation:
        """Locate this group."""
        return relocate(
            self.readings,
            self.slowness,
            events=len(self.names),
            station=self.station,
            anchors=self.anchors,
        )

    def report(
        self, found: Relocation, reference: str | None, level: float, number_: int
    ) -> dict[str, list[dict[str, Any]]]:
        """Positions and ellipses from the reference, else from the mean, or the mean of known positions."""
        at = self.names.index(reference) if reference in self.names else None
        count = np.bincount(self.readings.event, minlength=len(self.names))
        turn = np.eye(2 * len(self.names))
        if at is not None:
            turn -= np.tile(np.eye(2 * len(self.names))[2 * at : 2 * at + 2], (len(self.names), 1))
        place = (turn @ found.position_km.ravel()).reshape(-1, 2)
        spread = turn @ found.covariance_km2 @ turn.T
        events: list[dict[str, Any]] = []
        for k, name in enumerate(self.names):
            one: dict[str, Any] = {
                "id": name,
                "group": number_,
                "east_m": 1000.0 * float(place[k, 0]),
                "north_m": 1000.0 * float(place[k, 1]),
                "ellipse_90" if level == 0.9 else "ellipse": None,
                "level": level,
                "readings": int(count[k]),
                "known": k in self.known,
            }
            if k != at:
                # Of a difference the scale is known no better than that of the two events.
                freedom = float(found.degrees_of_freedom[[k] if at is None else [k, at]].min())
                part = quantile_ratio(freedom, level) * spread[2 * k : 2 * k + 2, 2 * k : 2 * k + 2]
                ellipse = coverage_ellipse(part, level=level)
                if ellipse.major_km > LARGEST_SEMI_AXIS_KM:
                    raise NotAnsweredError(
                        f"the slownesses do not constrain the positions: semi-major axis of {name} "
                        f"{ellipse.major_km:,.0f} km; the stations lie on one line or at one place"
                    )
                one["ellipse_90" if level == 0.9 else "ellipse"] = {
                    "major_m": 1000.0 * ellipse.major_km,
                    "minor_m": 1000.0 * ellipse.minor_km,
                    "strike_deg": ellipse.strike_deg,
                }
            if self.centre is not None:
                latitude, longitude = position_at_offset(
                    *self.centre, *(float(value) for value in found.position_km[k])
                )
                one["latitude"], one["longitude"] = float(latitude), float(longitude)
            events.append(one)
        origin = f"event {reference}" if at is not None else "the mean of its events"
        if at is None and self.known:
            origin = "the mean of the known positions"
        return {
            "events": events,
            "groups": [
                {
                    "group": number_,
                    "events": len(self.names),
                    "paths": len(self.paths),
                    "origin": origin,
                    "calibrated": bool(self.known),
                }
            ],
            "outliers": [
                {
                    "event": self.names[self.readings.event[row]],
                    "station": self.paths[self.readings.path[row]][0],
                    "phase": self.paths[self.readings.path[row]][1],
                    "residual_ms": 1000.0 * float(found.residual_s[row]),
                }
                for row in np.flatnonzero(found.weight < LEAST_WEIGHT)
            ],
            "slowness": [
                {
                    "group": number_,
                    "station": key[0],
                    "phase": key[1],
                    "given_s_per_km": [float(v) for v in self.slowness[k]],
                    "estimated_s_per_km": [float(v) for v in found.slowness_s_per_km[k]],
                    "sd_s_per_km": [float(v) for v in found.slowness_sd[k]],
                    "reading_sd_ms": 1000.0 * float(found.path_sd_s[k]),
                }
                for k, key in enumerate(self.paths)
            ],
        }
