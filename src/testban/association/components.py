"""Which exchange or reversal of components explains the motion of P best, by likelihood."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from testban.model import Floats

AS_GIVEN = "the components as given"
# What is recorded as Z, N, E, in rows, of what the ground does in Z, N, E, in columns. The sign of the whole
# is free, as P may push or pull: a vertical upside down is the same as both horizontals upside down.
FAULTS: dict[str, Floats] = {
    AS_GIVEN: np.eye(3),
    "north and east swapped": np.array([[1.0, 0, 0], [0, 0, 1], [0, 1, 0]]),
    "north upside down": np.diag([1.0, -1.0, 1.0]),
    "east upside down": np.diag([1.0, 1.0, -1.0]),
    "vertical (or both horizontals) upside down": np.diag([-1.0, 1.0, 1.0]),
    "horizontals turned by 90 deg clockwise": np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
    "horizontals turned by 90 deg anticlockwise": np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]),
    "vertical and north swapped": np.array([[0, 1.0, 0], [1, 0, 0], [0, 0, 1]]),
    "vertical and east swapped": np.array([[0, 0, 1.0], [0, 1, 0], [1, 0, 0]]),
}
# Standard deviation of the back azimuth of a sound station about the great circle, deg: what the structure
# under a station and on the way does to it. A share of readings is astray altogether: other waves, noise.
SCATTER_DEG, ASTRAY = 20.0, 0.1
# Apparent incidence of P at the surface, deg from the vertical, even in between: sin(i / 2) = Vs p, with p
# from 0 (below) to 0.17 s/km (Pg) and Vs from 2 to 3.5 km/s; with shoulders for what scattering adds.
INCIDENCE_DEG, SHOULDER_DEG = (5.0, 65.0), 8.0
# Error of the epicentre, km: the median of location by regional phases (iasp91 22, RSTT 15).
POSITION_KM = 15.0
# A fault is named where it explains the motion so many times as well as the components as given; others that
# come within the second number of it cannot be told from it.
MIN_ODDS, SAME_ODDS = 20.0, 3.0


@dataclass(frozen=True, slots=True)
class PrincipalMotion:
    """The line along which the ground moves.

    Attributes
    ----------
    direction : ndarray of float64, shape (3,)
        Unit vector in Z, N, E; its sign says nothing.
    flatness : float
        Power across that line, in the stronger direction, over power along it: 0 for one pure wave.
    error_rad : float
        Standard deviation of the direction, from flatness and the number of independent samples.
    snr : float
        Amplitude of all components over noise.
    """

    direction: Floats
    flatness: float
    error_rad: float
    snr: float


def principal_motion(signal: Floats, noise: Floats, *, samples: float) -> PrincipalMotion | None:
    """Find the principal axis of motion, noise covariance taken off (Jurkevics, 1988).

    Parameters
    ----------
    signal, noise : ndarray of float64, shape (3, n) and (3, m)
        Z up, N, E.
    samples : float
        How many of the signal are independent: twice bandwidth times duration.

    Returns
    -------
    PrincipalMotion or None
        None where nothing is above the noise.

    Notes
    -----
    The direction of a principal axis errs by sqrt(l1 l2 / samples) / (l1 - l2), with the eigenvalues l1 > l2
    (Anderson, 1963, Ann. Math. Statist. 34, 122).

    Examples
    --------
    >>> wave = np.sin(np.arange(60.0))
    >>> motion = principal_motion(np.vstack([wave, -0.5 * wave, 0 * wave]), np.zeros((3, 9)), samples=18.0)
    >>> abs(motion.direction).round(2).tolist(), round(motion.flatness, 2)
    ([0.89, 0.45, 0.0], 0.0)
    """
    quiet = noise - noise.mean(axis=1, keepdims=True)
    moved = signal - noise.mean(axis=1, keepdims=True)
    covariance = moved @ moved.T / moved.shape[1] - quiet @ quiet.T / quiet.shape[1]
    values, vectors = np.linalg.eigh(covariance)
    along, across = float(values[2]), float(values[1])
    if along <= 0.0:
        return None
    background = float((quiet**2).mean())
    # The noise taken off is known to its own sampling error only.
    across = max(across, background * math.sqrt(2.0 / samples), 1e-9 * along)
    if across >= along:
        return None
    return PrincipalMotion(
        direction=vectors[:, 2],
        flatness=across / along,
        error_rad=math.sqrt(along * across / samples) / (along - across),
        snr=math.sqrt(float((moved**2).mean()) / background) if background > 0.0 else 1e6,
    )


def weigh_components(
    motion: PrincipalMotion, back_azimuth_deg: float, *, distance_km: float
) -> dict[str, float]:
    """Likelihood of a motion under each fault of the components.

    Parameters
    ----------
    motion : PrincipalMotion
        Of P.
    back_azimuth_deg : float
        From the station to the event, by the network.
    distance_km : float
        From the epicentre.

    Returns
    -------
    dict of str to float
        Density on the half sphere of directions, per steradian, by fault.

    Examples
    --------
    >>> motion = PrincipalMotion(np.array([0.8, -0.6, 0.0]), 0.05, 0.05, 50.0)  # from the north
    >>> odds = weigh_components(motion, 90.0, distance_km=500.0)
    >>> max(odds, key=odds.get), round(odds["north and east swapped"] / odds[AS_GIVEN])
    ('north and east swapped', 100)
    """
    return {
        name: _likelihood(recorded.T @ motion.direction, motion, back_azimuth_deg, distance_km)
        for name, recorded in FAULTS.items()
    }


def _likelihood(
    ground: Floats, motion: PrincipalMotion, back_azimuth_deg: float, distance_km: float
) -> float:
    z, n, e = (float(part) for part in (ground if ground[0] >= 0.0 else -ground))
    incidence = math.acos(min(1.0, z))
    off = math.radians((math.degrees(math.atan2(-e, -n)) - back_azimuth_deg + 180.0) % 360.0 - 180.0)
    level = max(math.sin(incidence), motion.error_rad, 1e-6)
    sd = math.hypot(math.radians(SCATTER_DEG), motion.error_rad / level, math.atan(POSITION_KM / distance_km))
    turns = 2.0 * math.pi * np.arange(-2, 3)
    azimuth = float(np.exp(-0.5 * ((off + turns) / sd) ** 2).sum()) / (sd * math.sqrt(2.0 * math.pi))
    low, high = (math.radians(angle) for angle in INCIDENCE_DEG)
    shoulder = math.radians(SHOULDER_DEG) * math.sqrt(2.0)
    rise = 0.5 * (math.erf((incidence - low) / shoulder) - math.erf((incidence - high) / shoulder))
    return (1.0 - ASTRAY) * azimuth * rise / (high - low) / level + ASTRAY / (2.0 * math.pi)


def name_fault(likelihoods: list[dict[str, float]]) -> tuple[tuple[str, ...], float]:
    """Name the faults that a motion speaks for.

    Parameters
    ----------
    likelihoods : list of dict
        In the whole band first, then in parts of it, each of which must favour the fault too.

    Returns
    -------
    names : tuple of str
        The likeliest first, with those that cannot be told from it; empty where nothing is wrong for sure.
    odds : float
        How many times as well as the components as given the first explains the motion.

    Examples
    --------
    >>> name_fault([{AS_GIVEN: 0.02, "east upside down": 1.0, "north upside down": 0.1}])
    (('east upside down',), 50.0)
    """
    whole = likelihoods[0]
    best = max(whole, key=lambda name: whole[name])
    odds = whole[best] / whole[AS_GIVEN]
    if odds < MIN_ODDS or any(part[best] <= part[AS_GIVEN] for part in likelihoods[1:]):
        return (), odds
    alike = [name for name in whole if whole[name] * SAME_ODDS >= whole[best]]
    return tuple(sorted(alike, key=lambda name: -whole[name])), odds
