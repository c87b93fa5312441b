"""What reference events say of each path: how late it is, how sure that is, and how far around it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from testban.geodesy import KM_PER_DEG
from testban.location.calibrate import PATH_SLOWNESS_SD, REACH_KM, READING_SD_S
from testban.location.predict import predict
from testban.location.readings import make_readings
from testban.model import ReferenceEvent, Station

Key = tuple[str, str]
ROUNDS = 50


@dataclass(frozen=True)
class PathTerm:
    """Observed minus predicted time of one station and phase, seconds, freed of the events' origin times.

    The terms of one set are known up to a common shift; here their median is zero. `sd_s` holds the reading
    errors and what the references' own positional errors do to this path.
    """

    station: str
    phase: str
    correction_s: float
    sd_s: float
    readings: int
    reach_km: float


def path_terms(
    stations: Sequence[Station], references: Sequence[ReferenceEvent], *, model: str = "ak135"
) -> tuple[PathTerm, ...]:
    """Average the residuals of reference events path by path, origin times taken out by medians.

    Parameters
    ----------
    stations : sequence of Station
        Where the arrivals were read.
    references : sequence of ReferenceEvent
        With known positions; depth is taken as 0 km.
    model : str
        Velocity model.

    Returns
    -------
    tuple of PathTerm
        Ordered by station and phase.
    """
    residuals: dict[Key, dict[int, float]] = {}
    slowness: dict[Key, float] = {}
    for number, reference in enumerate(references):
        if reference.latitude is None or reference.longitude is None:
            continue
        readings, _ = make_readings(stations, reference.arrivals)
        if readings is None:
            continue
        predicted = predict(
            readings,
            latitude_deg=reference.latitude,
            longitude_deg=reference.longitude,
            depth_km=0.0,
            model=model,
        )
        off = readings.time_s - predicted.time_s
        for arrival, late, slow in zip(readings.arrivals, off, predicted.slowness_s_per_deg, strict=True):
            if np.isfinite(late):
                key = (arrival.station, arrival.phase)
                residuals.setdefault(key, {})[number] = float(late)
                slowness[key] = float(slow)
    keys = sorted(residuals)
    if not keys:
        return ()
    table = np.full((len(keys), len(references)), np.nan)
    for row, key in enumerate(keys):
        for number, late in residuals[key].items():
            table[row, number] = late
    term = np.zeros(len(keys))
    for _ in range(ROUNDS):
        events = np.nanmedian(np.vstack([table - term[:, None], np.full(len(references), np.nan)]), axis=0)
        new = np.nanmedian(table - events, axis=1)
        new -= np.median(new)
        if np.abs(new - term).max() < 1e-6:
            break
        term = new
    left = table - events - term[:, None]
    typical = max(READING_SD_S, 1.4826 * float(np.nanmedian(np.abs(left))))
    sigma_km = np.array([reference.sigma_km for reference in references])
    terms = []
    for row, key in enumerate(keys):
        has_residual = np.isfinite(table[row])
        moved_s = slowness[key] / KM_PER_DEG * sigma_km[has_residual]
        variance = float(np.sum(typical**2 + moved_s**2)) / int(has_residual.sum()) ** 2
        terms.append(
            PathTerm(
                station=key[0],
                phase=key[1],
                correction_s=float(term[row]),
                sd_s=float(np.sqrt(variance)),
                readings=int(has_residual.sum()),
                reach_km=_reach_km(slowness[key]),
            )
        )
    return tuple(terms)


def _reach_km(slowness_s_per_deg: float) -> float:
    """Where an error of the path's slowness has grown to the modelling errors' own size, at most 50 km."""
    growth_s_per_km = PATH_SLOWNESS_SD * slowness_s_per_deg / KM_PER_DEG
    return float(min(REACH_KM, 1.0 / growth_s_per_km)) if growth_s_per_km > 0 else REACH_KM
