"""Surface sources recorded near them in other crusts than the model's: does the answer stay honest?

    python -m validation.crusts

First P of a source at the surface is computed in flat layers (direct and head waves, with the
Earth-flattening transform), independently of the tables that locate it. The crusts are drawn at random; none
was chosen.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from testban.discrimination import depth_evidence
from testban.geodesy import epicentral
from testban.location import NotLocatedError, locate
from testban.model import Arrival, Floats, Origin, Station
from validation.location import miss
from validation.measure import Measure, at_most, reported

EARTH_KM, SEED = 6371.0, 20241
FIRST_EVENT = datetime(2020, 1, 1, tzinfo=UTC)
LATITUDE = 40.0
READING_SD_S = 0.15
# Differences between stations that a laterally uniform crust does not hold, s.
STATION_SD_S = 0.3


def first_p_s(distance_km: Floats, thickness_km: Floats, velocity_km_s: Floats) -> Floats:
    """First P of a surface source in layers over a half space, which is the last velocity.

    Examples
    --------
    >>> first_p_s(np.array([100.0]), np.array([35.0]), np.array([6.0, 8.0])).round(1)
    array([16.7])
    """
    boundary = np.concatenate(([0.0], np.cumsum(thickness_km)))
    middle = np.append(0.5 * (boundary[:-1] + boundary[1:]), boundary[-1])
    flat = velocity_km_s * EARTH_KM / (EARTH_KM - middle)
    depth = EARTH_KM * np.log(EARTH_KM / (EARTH_KM - boundary))
    thick, slow = np.diff(depth), 1.0 / flat
    times = [distance_km * slow[0]]
    for below in range(1, slow.size):
        if not (slow[below] < slow[:below]).all():
            continue
        vertical = np.sqrt(slow[:below] ** 2 - slow[below] ** 2)
        reach = 2.0 * float((thick[:below] * slow[below] / vertical).sum())
        head = distance_km * slow[below] + 2.0 * float((thick[:below] * vertical).sum())
        times.append(np.where(distance_km >= reach, head, np.inf))
    return np.min(times, axis=0)


def random_crust(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw a continental crust: sediments, upper and lower crust over the mantle; thickness km, P km/s.

    Total 39.2 km with a standard deviation of 8.5 km, crust 6.45 on average and mantle 8.07 km/s (+-0.2
    each), as Christensen and Mooney (1995, J. Geophys. Res. 100, 9761) found; the figures are from memory.
    Sediments: half of the draws have none, the others up to 4 km.
    """
    moho = float(np.clip(rng.normal(39.2, 8.5), 22.0, 60.0))
    sediment = float(rng.uniform(0.2, 4.0)) if rng.random() < 0.5 else 0.0
    upper = rng.normal(6.1, 0.15)
    lower = max(rng.normal(6.75, 0.2), upper + 0.1)
    mantle = max(rng.normal(8.07, 0.2), lower + 0.3)
    split = sediment + (moho - sediment) * float(rng.uniform(0.35, 0.6))
    thickness = [sediment] * (sediment > 0.0) + [split - sediment, moho - split]
    velocity = [float(rng.uniform(3.0, 5.0))] * (sediment > 0.0) + [upper, lower, mantle]
    return np.array(thickness), np.array(velocity)


def _locate(rng: np.random.Generator, reach_deg: float) -> Origin | None:
    """Locate a source at the surface from first P at 8 to 15 stations, half the time on one side of it."""
    count = int(rng.integers(8, 16))
    away = reach_deg * np.sqrt(rng.uniform(0.02, 1.0, count))
    azimuth = np.radians(rng.uniform(0.0, 360.0 if rng.random() < 0.5 else 200.0, count))
    latitude = LATITUDE + away * np.cos(azimuth)
    longitude = away * np.sin(azimuth) / np.cos(np.radians(LATITUDE))
    distance = epicentral(LATITUDE, 0.0, latitude, longitude)[0] * EARTH_KM * np.pi / 180.0
    time = first_p_s(distance, *random_crust(rng))
    time += rng.normal(0.0, np.hypot(READING_SD_S, STATION_SD_S), count)
    stations = tuple(
        Station(id=f"S{i}", latitude=float(a), longitude=float(b))
        for i, (a, b) in enumerate(zip(latitude, longitude, strict=True))
    )
    arrivals = tuple(
        Arrival(
            id=f"S{i}/P",
            station=f"S{i}",
            phase="P",
            time=FIRST_EVENT + timedelta(seconds=float(t)),
            time_sd_s=READING_SD_S,
        )
        for i, t in enumerate(time)
    )
    try:
        return locate(stations, arrivals).origin
    except NotLocatedError:
        return None


def _against(origin: Origin) -> float:
    """Likelihood of an explosion against an earthquake, by depth."""
    return float(np.exp(depth_evidence(origin.depth_km).log_likelihood.get("explosion", 0.0)))


def other_crusts(count: int = 150) -> list[Measure]:
    """Locate with the packaged model; 90 % intervals exclude the truth in 10 % of draws, 5 % at each end."""
    measures = []
    for reach_deg in (1.5, 3.5):
        rng = np.random.default_rng(SEED)
        origins = [one for one in (_locate(rng, reach_deg) for _ in range(count)) if one]
        name = f"surface sources in {len(origins)} random crusts, 8-15 stations within {reach_deg:g} deg"
        low = np.array([one.depth_km.low for one in origins])
        held = [miss(one, (LATITUDE, 0.0))[1] for one in origins]
        measures += [
            at_most(f"{name}: screened out by depth", float(100.0 * (low > 10.0).mean()), 5.0, "%"),
            reported(f"{name}: surface excluded", round(float(100.0 * (low > 0.0).mean()), 1), "%"),
            # One depth interval in twenty is taken to be wrong where depth is weighed.
            reported(
                f"{name}: depth weighed against an explosion by more than 3",
                round(float(100.0 * np.mean([_against(one) < 1.0 / 3.0 for one in origins])), 1),
                "%",
            ),
            reported(
                f"{name}: 90 % ellipses that hold the epicentre", round(float(100.0 * np.mean(held)), 1), "%"
            ),
            reported(
                f"{name}: median area",
                round(float(np.median([one.ellipse.area_km2 for one in origins if one.ellipse])), 1),
                "km2",
            ),
        ]
    return measures


if __name__ == "__main__":
    for one in other_crusts():
        print(one)
