"""Predict times, slownesses and azimuths of readings from a trial hypocentre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import back_azimuth, epicentral
from testban.location.readings import Readings
from testban.travel_times import TravelTimes

Floats = NDArray[np.float64]

# Within this distance an "S" is whatever S arrives first; "P" is the first P at any distance.
FIRST_S_DEG = 20.0
# Readers call a first arrival Pn, Pg or Sn beyond the range where the branch exists: the first arrival then.
_FALLBACK = {"Pn": "P", "Pg": "P", "Pb": "P", "Sn": "S", "Sg": "S", "Sb": "S", "PKP": "P"}


@dataclass(frozen=True)
class Prediction:
    """What a hypocentre predicts for n readings; NaN where the phase does not exist there."""

    time_s: Floats
    slowness_s_per_deg: Floats
    depth_derivative_s_per_km: Floats
    distance_deg: Floats
    azimuth_deg: Floats
    back_azimuth_deg: Floats


@cache
def velocity_model(name: str) -> TravelTimes:
    """Load a table once per process."""
    return TravelTimes.load(name)


def predict(
    readings: Readings, *, latitude_deg: float, longitude_deg: float, depth_km: float, model: str = "ak135"
) -> Prediction:
    """Predict every reading: ellipsoidal distance, table time, ellipticity and station elevation.

    Parameters
    ----------
    readings : Readings
        n readings.
    latitude_deg, longitude_deg, depth_km : float
        Trial hypocentre (geographic latitude).
    model : str
        Velocity model known to `testban.travel_times`.

    Returns
    -------
    Prediction
        Arrays of length n.
    """
    table = velocity_model(model)
    distance, azimuth = epicentral(latitude_deg, longitude_deg, readings.latitude_deg, readings.longitude_deg)
    time, slowness, depth_slope = np.full((3, len(readings)), np.nan)
    for name in np.unique(readings.phase):
        chosen = np.flatnonzero(readings.phase == name)
        for phase in (str(name), _FALLBACK.get(str(name))):
            left = chosen[np.isnan(time[chosen])]
            if phase is not None and left.size:
                time[left], slowness[left], depth_slope[left] = _look_up(
                    table, phase, distance[left], depth_km
                )
                time[left] += table.ellipticity_s(
                    phase, distance[left], depth_km, azimuth[left], latitude_deg
                )
        time[chosen] += table.elevation_s(str(name), slowness[chosen], readings.elevation_m[chosen])
    return Prediction(
        time_s=time,
        slowness_s_per_deg=slowness,
        depth_derivative_s_per_km=depth_slope,
        distance_deg=distance,
        azimuth_deg=azimuth,
        back_azimuth_deg=back_azimuth(
            latitude_deg, longitude_deg, readings.latitude_deg, readings.longitude_deg
        ),
    )


def _look_up(table: TravelTimes, phase: str, distance_deg: Floats, depth_km: float) -> Floats:
    """Time, slowness and depth derivative, shape (3, n); "P" and "S" mean the first to arrive."""
    if phase == "P":
        return np.array(table.first_p(distance_deg, depth_km))
    found = np.array(table.phase(phase, distance_deg, depth_km))
    if phase == "S":
        near = distance_deg < FIRST_S_DEG
        for other in ("Sn", "Sb", "Sg"):
            rival = np.array(table.phase(other, distance_deg, depth_km))
            earlier = near & (rival[0] < np.nan_to_num(found[0], nan=np.inf))
            found = np.where(earlier, rival, found)
    return found
