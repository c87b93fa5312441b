"""First arrivals as plain arrays, for kernels that need thousands of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from testban.association.errors import AssociationError
from testban.model import Floats
from testban.travel_times import TravelTimes

# A typical depth in the crust: first arrivals beyond 1 deg differ from those of another crustal depth by a
# constant, which the origin time takes up.
DEPTH_KM = 10.0
STEP_DEG = 0.05
MAX_DISTANCE_DEG = 95.0


@dataclass(frozen=True, slots=True)
class FirstArrivals:
    """Travel times of the first P and the first S, at equal steps of distance.

    Attributes
    ----------
    step_deg : float
    p_s, s_s : ndarray of float64, shape (n,)
        Seconds at distances 0, step, 2 step, ...
    """

    step_deg: float
    p_s: Floats
    s_s: Floats

    def p(self, distance_deg: Floats | float) -> Floats:
        """First P at a distance, linear between the steps; NaN beyond the curve."""
        return self._at(self.p_s, distance_deg)

    def s(self, distance_deg: Floats | float) -> Floats:
        """First S at a distance, linear between the steps; NaN beyond the curve."""
        return self._at(self.s_s, distance_deg)

    def _at(self, curve: Floats, distance_deg: Floats | float) -> Floats:
        grid = self.step_deg * np.arange(curve.size)
        return np.asarray(np.interp(distance_deg, grid, curve, right=np.nan))


@lru_cache(maxsize=8)
def first_arrivals(model: str = "ak135", depth_km: float = DEPTH_KM) -> FirstArrivals:
    """Sample the first P and first S of a velocity model.

    Parameters
    ----------
    model : str
        Name of a packaged travel-time table.
    depth_km : float
        Depth of the source.

    Returns
    -------
    FirstArrivals
        Out to 95 degrees.

    Raises
    ------
    AssociationError
        The table holds no P over the whole range.
    """
    table = TravelTimes.load(model)
    distance = np.arange(0.0, MAX_DISTANCE_DEG + 0.5 * STEP_DEG, STEP_DEG)
    times = []
    for phase in ("P", "S"):
        time = table.phase(phase, distance, depth_km).time_s
        reached = np.isfinite(time)
        if not reached[: round(90.0 / STEP_DEG)].all():
            raise AssociationError(f"{model} has no {phase} at some distance below 90 deg")
        times.append(np.interp(distance, distance[reached], time[reached]))
    return FirstArrivals(STEP_DEG, times[0], times[1])
