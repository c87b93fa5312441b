"""How well a network surrounds an epicentre, and whether that makes it a candidate for ground truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components

from testban.geodesy import KM_PER_DEG
from testban.location.error_model import separation_deg
from testban.model import Floats

# Bondar & McLaughlin (2009), Bull. Seism. Soc. Am. 99, 465: an epicentre is good to 5 km with 95 % confidence
# if the stations within 150 km include one within 10 km, leave a secondary gap of at most 160 degrees and
# have a network quality of at most 0.35 (the limits as the ISC's reference event list states them).
LOCAL_KM, MIN_DISTANCE_KM, MAX_SECONDARY_GAP_DEG, MAX_QUALITY = 150.0, 10.0, 160.0, 0.35

# Stations this near share the structure below them (the error model's ranges begin at 2 degrees), and within
# 3 degrees of azimuth their path. Choices.
SITE_KM, SITE_SHARE = 100.0, 0.05


@dataclass(frozen=True)
class GroundTruth5:
    """Whether an epicentre meets the criteria of ground truth to 5 km, and which it misses."""

    candidate: bool
    local_stations: int
    nearest_km: float
    secondary_gap_deg: float
    network_quality: float
    missed: tuple[str, ...]


def secondary_gap(azimuth_deg: ArrayLike) -> float:
    """Return the largest angle that opens when any one station is taken away, degrees.

    Examples
    --------
    >>> secondary_gap([0.0, 90.0, 180.0, 270.0])
    180.0
    """
    ordered = np.sort(np.remainder(np.asarray(azimuth_deg, dtype=np.float64).ravel(), 360.0))
    if ordered.size < 3:
        return 360.0
    around = np.concatenate([ordered, ordered[:2] + 360.0])
    return float((around[2:] - around[:-2]).max())


def separate_sites(latitude_deg: Floats, longitude_deg: Floats, distance_deg: Floats) -> int:
    """Count the independent sites that place an epicentre: stations near each other on one path are one.

    The stations of an array or a cluster see the event along one path: their readings go wrong together.

    Parameters
    ----------
    latitude_deg, longitude_deg : ndarray, shape (n,)
        Of the stations.
    distance_deg : ndarray, shape (n,)
        From the epicentre.

    Returns
    -------
    int
        Groups of stations of which each lies within `SITE_KM`, and within `SITE_SHARE` of the distance to the
        epicentre, of another.

    Examples
    --------
    >>> latitudes, longitudes = np.array([60.0, 60.1, 65.0]), np.array([10.0, 10.2, 10.0])
    >>> separate_sites(latitudes, longitudes, np.full(3, 30.0))
    2
    >>> separate_sites(latitudes, longitudes, np.full(3, 0.5))
    3
    """
    return int(site_numbers(latitude_deg, longitude_deg, distance_deg).max(initial=-1)) + 1


def site_numbers(latitude_deg: Floats, longitude_deg: Floats, distance_deg: Floats) -> NDArray[np.int64]:
    """Number the separate sites from 0, and say to which one each of n stations belongs.

    Parameters
    ----------
    latitude_deg, longitude_deg, distance_deg
        As in `separate_sites`.

    Returns
    -------
    ndarray, shape (n,)
    """
    nearer = np.minimum(distance_deg[:, None], distance_deg) * KM_PER_DEG
    apart = separation_deg(latitude_deg, longitude_deg) * KM_PER_DEG
    near = apart <= np.minimum(SITE_KM, SITE_SHARE * nearer)
    return np.asarray(connected_components(near, directed=False)[1], dtype=np.int64)


def network_quality(azimuth_deg: ArrayLike) -> float:
    """Return how far the stations are from lying evenly around: 0 evenly, 1 all in one direction.

    Source: Bondar & McLaughlin (2009), eq. 1: four times the mean absolute difference between the sorted
    azimuths and evenly spread ones that are shifted to the same mean, over 360 degrees.

    Examples
    --------
    >>> network_quality([10.0, 100.0, 190.0, 280.0]), network_quality([45.0] * 40) > 0.9
    (0.0, True)
    """
    ordered = np.sort(np.remainder(np.asarray(azimuth_deg, dtype=np.float64).ravel(), 360.0))
    if ordered.size == 0:
        return 1.0
    even = 360.0 * np.arange(ordered.size) / ordered.size
    off = np.abs(ordered - even - (ordered.mean() - even.mean()))
    return float(4.0 * off.sum() / (360.0 * ordered.size))


def ground_truth_5(distance_km: ArrayLike, azimuth_deg: ArrayLike) -> GroundTruth5:
    """Test the stations that define a location against the criteria of ground truth to 5 km.

    Parameters
    ----------
    distance_km, azimuth_deg : array_like, shape (n,)
        One for each station with a defining time, seen from the epicentre.

    Returns
    -------
    GroundTruth5

    Examples
    --------
    >>> ground_truth_5([8.0, 40.0, 60.0, 90.0, 120.0], [0.0, 75.0, 140.0, 215.0, 290.0]).candidate
    True
    >>> ground_truth_5([300.0], [10.0]).missed[0]
    'no station within 150 km'
    """
    distance = np.asarray(distance_km, dtype=np.float64).ravel()
    azimuth = np.asarray(azimuth_deg, dtype=np.float64).ravel()
    local = distance <= LOCAL_KM
    nearest = float(distance.min()) if distance.size else np.inf
    gap, quality = secondary_gap(azimuth[local]), network_quality(azimuth[local])
    missed = []
    if not local.any():
        missed.append(f"no station within {LOCAL_KM:.0f} km")
    if nearest > MIN_DISTANCE_KM:
        missed.append(f"nearest station at {nearest:.0f} km, at most {MIN_DISTANCE_KM:.0f} km")
    if gap > MAX_SECONDARY_GAP_DEG:
        missed.append(f"secondary gap {gap:.0f} deg, at most {MAX_SECONDARY_GAP_DEG:.0f} deg")
    if quality > MAX_QUALITY:
        missed.append(f"network quality {quality:.2f}, at most {MAX_QUALITY:g}")
    return GroundTruth5(
        candidate=not missed,
        local_stations=int(local.sum()),
        nearest_km=nearest,
        secondary_gap_deg=gap,
        network_quality=quality,
        missed=tuple(missed),
    )
