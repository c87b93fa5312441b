"""Integrate rays through layers in which slowness is a power of radius: closed forms, no quadrature."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from testban.model import Floats, Indices

REACHED, TURNED, REFLECTED = 0, 1, 2
Legs = tuple[Floats, Floats, Floats, Indices]


def leg(
    layers: Floats,
    radius_km: float,
    p: Floats,
    stop_km: float,
) -> Legs:
    """Distance and delay of one leg from the surface down to a depth, or to the turning point.

    In a layer with slowness u = a r^b (Bullen 1963; as in Buland & Chapman 1983) the leg has
    x = [acos(p/u)]/b and tau = [sqrt(u^2-p^2) - p acos(p/u)]/b, taken between bottom and top.

    Parameters
    ----------
    layers : ndarray, shape (n, 4)
        Top and bottom depth in km, spherical slowness at top and bottom in s/rad.
    radius_km : float
        Radius of the planet.
    p : ndarray, shape (m,)
        Ray parameters in s/rad.
    stop_km : float
        Depth at which the leg ends unless it turns above.

    Returns
    -------
    x, tau, turn_km : ndarray, shape (m,)
        Distance in radians, delay time T - pX in seconds, depth of the end of the leg.
    how : ndarray of int, shape (m,)
        0 reached `stop_km`, 1 turned inside a layer, 2 totally reflected at a jump (or at the surface).
    """
    x, tau, turn = np.zeros(p.size), np.zeros(p.size), np.zeros(p.size)
    how = np.zeros(p.size, dtype=np.int64)
    _leg_numba(layers, radius_km, p, stop_km, x, tau, turn, how)
    return x, tau, turn, how


def _leg_numpy(
    layers: Floats,
    radius_km: float,
    p: Floats,
    stop_km: float,
) -> Legs:
    """Plain twin of the compiled loop."""
    x, tau, turn = np.zeros(p.size), np.zeros(p.size), np.zeros(p.size)
    how = np.full(p.size, REACHED)
    going = np.ones(p.size, dtype=bool)
    for top, bottom, u_top, u_bottom in layers:
        if top >= stop_km:
            break
        r_top, r_bottom = radius_km - top, radius_km - bottom
        b = 1.0 if r_bottom <= 0 else np.log(u_top / u_bottom) / np.log(r_top / r_bottom)
        if bottom > stop_km:
            r_bottom = radius_km - stop_km
            u_bottom = u_top * (r_bottom / r_top) ** b
        blocked = going & (p > u_top)
        how[blocked] = REFLECTED
        turn[blocked] = top
        going &= ~blocked
        for edge, sign in ((u_top, 1.0), (u_bottom, -1.0)):
            passing = going & (p < edge)
            angle = np.arccos(p[passing] / edge)
            x[passing] += sign * angle / b
            tau[passing] += sign * (np.sqrt(edge**2 - p[passing] ** 2) - p[passing] * angle) / b
        turning = going & (p > u_bottom)
        how[turning] = TURNED
        turn[turning] = radius_km - r_top * (p[turning] / u_top) ** (1.0 / b)
        going &= ~turning
    turn[going] = min(stop_km, radius_km)
    return x, tau, turn, how


@njit(cache=True, nogil=True)
def _leg_numba(layers, radius_km, p, stop_km, x, tau, turn, how):  # type: ignore[no-untyped-def]
    m = p.size
    going = np.ones(m, dtype=np.bool_)
    for k in range(layers.shape[0]):
        top, bottom, u_top, u_bottom = (
            layers[k, 0],
            layers[k, 1],
            layers[k, 2],
            layers[k, 3],
        )
        if top >= stop_km:
            break
        r_top, r_bottom = radius_km - top, radius_km - bottom
        b = 1.0 if r_bottom <= 0 else math.log(u_top / u_bottom) / math.log(r_top / r_bottom)
        if bottom > stop_km:
            r_bottom = radius_km - stop_km
            u_bottom = u_top * (r_bottom / r_top) ** b
        for i in range(m):
            if not going[i]:
                continue
            q = p[i]
            if q > u_top:
                how[i] = REFLECTED
                turn[i] = top
                going[i] = False
                continue
            if q < u_top:
                angle = math.acos(q / u_top)
                x[i] += angle / b
                tau[i] += (math.sqrt(u_top * u_top - q * q) - q * angle) / b
            if q < u_bottom:
                angle = math.acos(q / u_bottom)
                x[i] -= angle / b
                tau[i] -= (math.sqrt(u_bottom * u_bottom - q * q) - q * angle) / b
            elif q > u_bottom:
                how[i] = TURNED
                turn[i] = radius_km - r_top * (q / u_top) ** (1.0 / b)
                going[i] = False
    for i in range(m):
        if going[i]:
            turn[i] = min(stop_km, radius_km)


def slowness_at(layers: Floats, radius_km: float, depth_km: float, *, above: bool) -> float:
    """Spherical slowness r/v in s/rad at a depth; of two values at a jump, the one above or below it."""
    below = np.searchsorted(layers[:, 0], depth_km, side="left" if above else "right")
    k = int(np.clip(below - 1, 0, len(layers) - 1))
    top, bottom, u_top, u_bottom = layers[k]
    if depth_km == bottom:
        return float(u_bottom)
    b = (
        1.0
        if bottom >= radius_km
        else np.log(u_top / u_bottom) / np.log((radius_km - top) / (radius_km - bottom))
    )
    return float(u_top * ((radius_km - depth_km) / (radius_km - top)) ** b)
