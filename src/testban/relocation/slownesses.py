"""The slowness of the first P at a station: of a table that was given, or of a velocity model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from testban.geodesy import KM_PER_DEG
from testban.model import Floats
from testban.relocation.tables import Key
from testban.travel_times import TravelTimes

MODEL = "ak135"
SAME_S = 1e-3


def first_p_slownesses(
    stations: Sequence[str], distance_deg: Floats, azimuth_deg: Floats, *, depth_km: float
) -> dict[Key, tuple[float, float]]:
    """Slowness vectors of the first P of ak135, by station and the phase that arrives first.

    Parameters
    ----------
    stations : sequence of str
        Codes of the packaged register.
    distance_deg, azimuth_deg : ndarray of float64, shape (stations,)
        From the source; azimuth at the source, clockwise from north.
    depth_km : float
        Depth of the source.

    Returns
    -------
    dict
        East and north, s/km at the surface of the Earth; stations that first P does not reach are absent.

    Examples
    --------
    >>> first_p_slownesses(["N.S"], np.array([6.0]), np.array([90.0]), depth_km=0.0).keys()
    dict_keys([('N.S', 'Pn')])
    """
    table = TravelTimes.load(MODEL)
    first_p = table.first_p(distance_deg, depth_km)
    name = np.full(distance_deg.size, "P", dtype="<U8")
    for phase in ("PKPdf", "PKPbc", "PKPab", "Pdiff", "Pb", "Pn", "Pg"):
        name[np.abs(table.phase(phase, distance_deg, depth_km).time_s - first_p.time_s) < SAME_S] = phase
    length = first_p.ray_parameter_s_per_deg / KM_PER_DEG
    east, north = length * np.sin(np.radians(azimuth_deg)), length * np.cos(np.radians(azimuth_deg))
    return {
        (station, str(phase)): (float(x), float(y))
        for station, phase, x, y in zip(stations, name, east, north, strict=True)
        if np.isfinite(x) and np.hypot(x, y) > 0.0
    }


def path_of(station: str, slownesses: Mapping[Key, tuple[float, float]], *, given: bool) -> Key | None:
    """The station and phase of a first P in a table of slownesses.

    Parameters
    ----------
    station : str
        Its code.
    slownesses : mapping of Key to (float, float)
        Slowness vectors by station and phase.
    given : bool
        A table that was given may leave out the network.

    Returns
    -------
    Key or None

    Examples
    --------
    >>> path_of("N.S", {("S", "S"): (0.1, 0.2), ("S", "Pn"): (0.1, 0.1)}, given=True)
    ('S', 'Pn')
    """
    codes = (station, station.rpartition(".")[2]) if given else (station,)
    for code in codes:
        phases = [phase for name, phase in slownesses if name == code and phase.startswith("P")]
        if phases:
            return code, min(phases, key=lambda phase: (phase != "P1", phase != "P", phase != "Pn", phase))
    return None
