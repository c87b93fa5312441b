"""The posterior of place, time and error scale by importance sampling: without weights and without steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from testban.geodesy import position_at_offset
from testban.location.predict import predict
from testban.location.readings import ReadingArrays

STATION_SD_S = 0.4
BEND_KM = 15.0
ROUNDS, TAIL = 4, 6.0  # adaptations of the proposal, and the degrees of freedom of its tails
COMMON = np.linspace(-4.0, 4.0, 41)  # what a group has in common, in standard deviations
COMMON_SHARE = np.exp(-0.5 * COMMON**2) / np.exp(-0.5 * COMMON**2).sum()


class Posterior(NamedTuple):
    """Mean and covariance of east km, north km, time s; logarithm of the evidence; effective samples."""

    mean: np.ndarray
    covariance: np.ndarray
    log_evidence: float
    samples: float


def sample_posterior(
    readings: ReadingArrays,
    place: tuple[float, float],
    model_sd_s: np.ndarray,
    *,
    groups: np.ndarray | None = None,
    size: int = 3000,
    seed: int = 0,
) -> Posterior:
    """Sample around a place, flat in place and time.

    Parameters
    ----------
    readings : ReadingArrays
        Arrivals as arrays.
    place : (latitude_deg, longitude_deg)
        Origin of east and north.
    model_sd_s : array, shape (n,)
        Of the model errors, which stations of one group have in common.
    groups : array of int, shape (n,), optional
        Groups of stations; each by itself where not given.
    size : int
        Samples a round.
    seed : int
        Of the random numbers.
    """
    rng = np.random.default_rng(seed)
    times = _expansion(readings, place)
    own_sd = np.hypot(readings.sd_s, STATION_SD_S)
    members = np.arange(len(readings)) if groups is None else groups

    def log_density(points: np.ndarray) -> np.ndarray:
        east, north, late, log_scale = points.T[:, :, None]
        off = readings.time_s - times(east, north) - late
        sd = np.exp(log_scale) * own_sd
        density = -5.0 * (log_scale[:, 0] + 0.5 * np.exp(-2.0 * log_scale[:, 0]))
        for group in np.unique(members):
            here = members == group
            # Student's t with four degrees of freedom, integrated over what the group has in common.
            left = (off[:, here, None] - model_sd_s[here, None] * COMMON) / sd[:, here, None]
            spread = 1.0 + 0.25 * left**2
            law = (1.0 / (spread**2 * np.sqrt(spread) * sd[:, here, None])).prod(axis=1)
            density = density + np.log(np.maximum(law @ COMMON_SHARE, 1e-300))
        return np.asarray(density)

    mean, covariance = np.zeros(4), np.diag([30.0**2, 30.0**2, 2.0**2, 0.3**2])
    for _ in range(ROUNDS):
        root = np.linalg.cholesky(covariance)
        steps = rng.standard_normal((size, 4)) / np.sqrt(rng.chisquare(TAIL, size) / TAIL)[:, None]
        points = mean + steps @ root.T
        proposed = -0.5 * (TAIL + 4.0) * np.log1p((steps**2).sum(axis=1) / TAIL)
        log = log_density(points) - proposed + np.log(np.diag(root)).sum()
        share = np.exp(log - log.max())
        evidence = float(log.max() + np.log(share.mean()))
        share /= share.sum()
        mean = share @ points
        covariance = (points - mean).T * share @ (points - mean) + 1e-9 * np.eye(4)
    return Posterior(mean[:3], covariance[:3, :3], evidence, float(1.0 / (share**2).sum()))


def _expansion(readings: ReadingArrays, place: tuple[float, float]):  # type: ignore[no-untyped-def]
    """Predicted times as a function of east and north km, to second order by differences of `predict`."""

    def at(east_km: float, north_km: float) -> np.ndarray:
        latitude, longitude = position_at_offset(*place, east_km, north_km)
        where = {"latitude_deg": float(latitude), "longitude_deg": float(longitude), "depth_km": 0.0}
        return predict(readings, **where).time_s

    h, centre = BEND_KM, at(0.0, 0.0)
    east, west, north, south = at(h, 0.0), at(-h, 0.0), at(0.0, h), at(0.0, -h)
    mixed = (at(h, h) + at(-h, -h) - east - west - north - south + 2.0 * centre) / (2.0 * h**2)
    by_east, by_north = (east - west) / (2.0 * h), (north - south) / (2.0 * h)
    bend_east, bend_north = (east + west - 2.0 * centre) / h**2, (north + south - 2.0 * centre) / h**2

    def times(e: np.ndarray, n: np.ndarray) -> np.ndarray:
        quadratic = 0.5 * (bend_east * e**2 + bend_north * n**2) + mixed * e * n
        return np.asarray(centre + by_east * e + by_north * n + quadratic)

    return times
