"""Travel times of seismic phases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from testban.api.results import Result, Row
from testban.model import Floats
from testban.travel_times import TravelTime, TravelTimes

FIRST_P = "first P"


@dataclass(frozen=True)
class TravelTimesResult(Result):
    """Times of one or several phases.

    Attributes
    ----------
    model : str
        Name of the velocity model.
    distance_deg, depth_km : ndarray of float64
        Broadcast against each other.
    phases : dict of str to TravelTime
        Arrays of the shape of the distances: ``time_s``, ``ray_parameter_s_per_deg`` and
        ``depth_derivative_s_per_km``, NaN where the phase does not arrive.
    """

    model: str
    distance_deg: Floats
    depth_km: Floats
    phases: Mapping[str, TravelTime]

    def __getitem__(self, phase: str) -> TravelTime:
        return self.phases[phase]

    def __iter__(self) -> Iterator[str]:
        return iter(self.phases)

    @property
    def time_s(self) -> Floats:
        """Times, s: of the shape of the distances, below one axis for the phases where there are several."""
        times = [times.time_s for times in self.phases.values()]
        return times[0] if len(times) == 1 else np.stack(times)

    def to_dict(self) -> dict[str, Any]:
        return {"model": self.model, "times": self.to_rows()}

    def to_rows(self) -> list[Row]:
        rows = []
        for phase, times in self.phases.items():
            columns = (self.distance_deg, self.depth_km, *times)
            for distance, depth, time, ray, derivative in zip(*(np.ravel(c) for c in columns), strict=True):
                if np.isnan(time):
                    continue
                rows.append(
                    {
                        "phase": phase,
                        "distance_deg": float(distance),
                        "depth_km": float(depth),
                        "time_s": float(time),
                        "ray_parameter_s_per_deg": float(ray),
                        "depth_derivative_s_per_km": float(derivative),
                    }
                )
        return rows


def travel_times(
    phases: str | Sequence[str],
    distance_deg: ArrayLike,
    depth_km: ArrayLike = 0.0,
    *,
    model: str | Path = "ak135",
) -> TravelTimesResult:
    """Compute travel times of phases by name.

    Parameters
    ----------
    phases : str or sequence of str
        Names of the IASPEI list, such as "P", "Pn", "PKPdf", "Lg", or "first P".
    distance_deg : array_like
        Degrees, 0 to 180.
    depth_km : array_like
        Depth of the source, km, 0 to 700; broadcast against the distances.
    model : str or path
        "ak135", or a ``.tvel`` or ``.nd`` file.

    Returns
    -------
    TravelTimesResult

    Raises
    ------
    UnknownPhaseError, DistanceDepthError
        No such phase; a distance or depth outside its bounds.
    UnknownModelError, ModelFileError
        No such model, or a file that cannot be used.

    Examples
    --------
    >>> import testban as tb
    >>> tb.travel_times("P", [30.0, 60.0], 33.0).time_s.round(2)
    array([365.5 , 603.27])
    >>> [row["phase"] for row in tb.travel_times(["Pn", "PKPdf"], 5.0).to_rows()]
    ['Pn']
    """
    table = _table(str(model))
    names = (phases,) if isinstance(phases, str) else tuple(phases)
    times = {
        name: table.first_p(distance_deg, depth_km)
        if name == FIRST_P
        else table.phase(name, distance_deg, depth_km)
        for name in names
    }
    distances, depths = np.broadcast_arrays(
        np.asarray(distance_deg, dtype=np.float64), np.asarray(depth_km, dtype=np.float64)
    )
    return TravelTimesResult(table.name, distances.copy(), depths.copy(), times)


@lru_cache(maxsize=4)
def _table(model: str) -> TravelTimes:
    return TravelTimes.load(model)
