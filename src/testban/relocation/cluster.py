"""Events that readings join: locate them together, and say so in the terms of the user."""

from __future__ import annotations

from typing import Any

import numpy as np

from testban.geodesy import offset_km, position_at_offset
from testban.location import coverage_ellipse
from testban.model import NotAnsweredError
from testban.relocation.estimated_scales import quantile_ratio
from testban.relocation.independent_readings import PathReadings
from testban.relocation.solve import Anchors, Relocation, relocate
from testban.relocation.tables import Key, Pairs

TRUTH_SIGMA_KM = 0.001  # of a surveyed shot point; a file of positions names no error
MAX_SEMI_AXIS_KM = 100.0
MAX_EXTENT_KM = 100.0  # of known positions from their mean: slownesses change with the place
MIN_WEIGHT = 0.05  # a reading below this share of its weight says nothing, and is named


class Group:
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
        """Locate this group.

        Raises
        ------
        NotAnsweredError
            Known positions too far apart for one set of slownesses.
        """
        if self.anchors is not None:
            away = np.hypot(*self.anchors.position_km.T)
            if away.max() > MAX_EXTENT_KM:
                raise NotAnsweredError(
                    f"the known position of {self.names[self.known[int(away.argmax())]]} lies "
                    f"{away.max():,.0f} km from the mean of all; at most {MAX_EXTENT_KM:.0f} km is near"
                )
        return relocate(
            self.readings,
            self.slowness,
            events=len(self.names),
            station=self.station,
            anchors=self.anchors,
        )

    def report(
        self, solution: Relocation, reference: str | None, level: float, group: int
    ) -> dict[str, list[dict[str, Any]]]:
        """Positions and ellipses from the reference, else from the mean, or the mean of known positions."""
        at = self.names.index(reference) if reference in self.names else None
        count = np.bincount(self.readings.event, minlength=len(self.names))
        turn = np.eye(2 * len(self.names))
        if at is not None:
            turn -= np.tile(np.eye(2 * len(self.names))[2 * at : 2 * at + 2], (len(self.names), 1))
        place = (turn @ solution.position_km.ravel()).reshape(-1, 2)
        spread = turn @ solution.covariance_km2 @ turn.T
        events: list[dict[str, Any]] = []
        for k, name in enumerate(self.names):
            event: dict[str, Any] = {
                "id": name,
                "group": group,
                "east_m": 1000.0 * float(place[k, 0]),
                "north_m": 1000.0 * float(place[k, 1]),
                "ellipse_90" if level == 0.9 else "ellipse": None,
                "level": level,
                "readings": int(count[k]),
                "known": k in self.known,
            }
            if k != at:
                # Of a difference the scale is known no better than that of the two events.
                freedom = float(solution.degrees_of_freedom[[k] if at is None else [k, at]].min())
                part = quantile_ratio(freedom, level) * spread[2 * k : 2 * k + 2, 2 * k : 2 * k + 2]
                ellipse = coverage_ellipse(part, level=level)
                if ellipse.major_km > MAX_SEMI_AXIS_KM:
                    raise NotAnsweredError(
                        f"the slownesses do not constrain the positions: semi-major axis of {name} "
                        f"{ellipse.major_km:,.0f} km; the stations lie on one line or at one place"
                    )
                event["ellipse_90" if level == 0.9 else "ellipse"] = {
                    "major_m": 1000.0 * ellipse.major_km,
                    "minor_m": 1000.0 * ellipse.minor_km,
                    "strike_deg": ellipse.strike_deg,
                }
            if self.centre is not None:
                latitude, longitude = position_at_offset(
                    *self.centre, *(float(value) for value in solution.position_km[k])
                )
                event["latitude"], event["longitude"] = float(latitude), float(longitude)
            events.append(event)
        sd_s = solution.clocks.sd_s[self.station]
        clocks_ms = [1000.0 * float(sd) if np.isfinite(sd) else None for sd in sd_s]
        origin = f"event {reference}" if at is not None else "the mean of its events"
        if at is None and self.known:
            origin = "the mean of the known positions"
        return {
            "events": events,
            "groups": [
                {
                    "group": group,
                    "events": len(self.names),
                    "paths": len(self.paths),
                    "origin": origin,
                    "calibrated": bool(self.known),
                    "field_sd_ms": 1000.0 * solution.field_sd_s,
                    "field_length_m": 1000.0 * solution.field_length_km,
                }
            ],
            "outliers": self._outliers(solution),
            "slowness": [
                {
                    "group": group,
                    "station": key[0],
                    "phase": key[1],
                    "given_s_per_km": [float(v) for v in self.slowness[k]],
                    "estimated_s_per_km": [float(v) for v in solution.slowness_s_per_km[k]],
                    "sd_s_per_km": [float(v) for v in solution.slowness_sd[k]],
                    "reading_sd_ms": 1000.0 * float(solution.path_sd_s[k]),
                    "clock_sd_ms": clocks_ms[k],
                }
                for k, key in enumerate(self.paths)
            ],
        }

    def _outliers(self, solution: Relocation) -> list[dict[str, Any]]:
        """Readings and clocks left without weight; of a clock not its readings, which err together."""
        names = {station: key[0] for station, key in zip(self.station.tolist(), self.paths, strict=True)}
        clocks = solution.clocks
        wrong = {
            (int(clocks.event[k]), int(clocks.station[k])): float(clocks.error_s[k])
            for k in np.flatnonzero(clocks.weight < MIN_WEIGHT)
        }
        rows = [
            (
                int(self.readings.event[row]),
                self.paths[self.readings.path[row]],
                float(solution.residual_s[row]),
            )
            for row in np.flatnonzero(solution.weight < MIN_WEIGHT)
            if (self.readings.event[row], self.station[self.readings.path[row]]) not in wrong
        ]
        rows += [(event, (names[station], "clock"), error) for (event, station), error in wrong.items()]
        return [
            {"event": self.names[event], "station": key[0], "phase": key[1], "residual_ms": 1000.0 * error}
            for event, key, error in rows
        ]
