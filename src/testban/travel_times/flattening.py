"""Ellipticity coefficients of a phase, by integrating along its ray in the flattened Earth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testban.model import Floats
from testban.travel_times.errors import ModelFileError
from testban.travel_times.velocity_model import VelocityModel

SIDEREAL_DAY_S = 86164.0905  # Petit & Luzum (2010), IERS Conventions: 2 pi / 7.292115e-5 rad/s
GRAVITATION = 6.67430e-11  # m3 kg-1 s-2, CODATA 2018
_ROOT3_HALF = np.sqrt(3.0) / 2.0


@dataclass(frozen=True)
class Leg:
    """One stretch of a ray between two depths; `stop_km` None means down to where it turns.

    `layers` as in `Layers`; `along` is the distance run at the bottom by a diffracted wave, in radians.
    """

    layers: Floats
    start_km: float
    stop_km: float | None
    up: bool
    along: float = 0.0


def figure(model: VelocityModel) -> tuple[Floats, Floats]:
    """Ellipticity of the surfaces of equal density of a hydrostatic Earth.

    Radau's approximation of Clairaut's equation (Bullen 1975, section 4; as used by Dziewonski & Gilbert
    1976 and Kennett & Gudmundsson 1996): with y = I/(M r^2) inside r, eta = 25/4 (1 - 3y/2)^2 - 1, d ln e/d
    ln r = eta, and e(a) = 5 h / (2 eta(a) + 4) with h the ratio of centrifugal to gravitational
    acceleration at the equator.

    Parameters
    ----------
    model : VelocityModel
        With densities.

    Returns
    -------
    radius_km, ellipticity : ndarray
        From the centre to the surface.

    Raises
    ------
    ModelFileError
        The file gives no densities.
    """
    if model.density_g_cm3 is None:
        raise ModelFileError(f"{model.name}{model.suffix}: no densities, which the figure of the Earth needs")
    keep = np.concatenate([np.diff(model.depth_km) > 0, [True]])
    grid = np.unique(np.concatenate([np.linspace(0.0, model.radius_km, 4001), model.depth_km[keep]]))
    radius = (model.radius_km - grid[::-1]) * 1e3
    middle = model.radius_km - 0.5e-3 * (radius[1:] + radius[:-1])
    density = np.interp(middle, *_strictly_rising(model.depth_km, model.density_g_cm3)) * 1e3
    mass = np.concatenate([[0.0], np.cumsum(4 / 3 * np.pi * density * np.diff(radius**3))])
    inertia = np.concatenate([[0.0], np.cumsum(8 / 15 * np.pi * density * np.diff(radius**5))])
    with np.errstate(invalid="ignore"):
        y = inertia / (mass * radius**2)
    y[0] = 0.4  # a uniform sphere
    eta = 6.25 * (1 - 1.5 * y) ** 2 - 1
    h = radius[-1] ** 3 * (2 * np.pi / SIDEREAL_DAY_S) ** 2 / (GRAVITATION * mass[-1])
    surface = 5 * h / (2 * eta[-1] + 4)
    slope = 0.5 * (eta[1:] + eta[:-1])[1:] * np.diff(np.log(radius[1:]))
    log_e = np.concatenate([[0.0], np.cumsum(slope[::-1])])[::-1]
    ellipticity = surface * np.exp(-log_e)
    return radius / 1e3, np.concatenate([ellipticity[:1], ellipticity])


def _strictly_rising(depth: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Open each jump by a micrometre, so that interpolation keeps both its sides."""
    shifted = depth.copy()
    shifted[1:][np.diff(depth) == 0] += 1e-9
    return shifted, values


def coefficients(
    legs: list[Leg],
    p: float,
    radius_km: float,
    shape: tuple[Floats, Floats],
) -> Floats:
    """Integrate tau_0, tau_1, tau_2 along one ray.

    A surface at radius r lies at r + d, d = -(2/3) e(r) r P2(cos theta). Velocity moves with it, and so do
    source, receiver and discontinuities. To first order (Dziewonski & Gilbert 1976) the time changes by
    -int dv/v^2 ds plus a term at each displaced boundary; integrated by parts all boundary terms cancel and

        dt = p int (d/r) dDelta + int eta dd (going up) - int eta dd (going down),

    with eta the vertical slowness. P2 along the ray is split by the addition theorem into three parts, of
    which each has its own coefficient. A diffracted wave follows the displaced boundary (eta is zero there).

    Parameters
    ----------
    legs : list of Leg
        In the order in which the ray runs through them.
    p : float
        Ray parameter in s/rad.
    radius_km : float
        Radius of the model.
    shape : (radius_km, ellipticity)
        From `figure`.

    Returns
    -------
    ndarray, shape (3,)
        Seconds.
    """
    total, at = np.zeros(3), 0.0
    for leg in legs:
        r, delta, eta = _trace(leg, p, radius_km)
        e = np.interp(r, *shape)
        delta = at + delta
        part = np.stack(
            [
                0.25 * (1 + 3 * np.cos(2 * delta)),
                _ROOT3_HALF * np.sin(2 * delta),
                _ROOT3_HALF * np.sin(delta) ** 2,
            ]
        )
        share = -2 / 3 * e * part
        moved = share * r
        along = p * np.sum(0.5 * (share[:, 1:] + share[:, :-1]) * np.diff(delta), axis=1)
        across = np.sum(0.5 * (eta[1:] + eta[:-1]) * np.diff(moved, axis=1), axis=1)
        total += along + (across if leg.up else -across)
        at = float(delta[-1])
    return total


def _trace(leg: Leg, p: float, radius_km: float) -> tuple[Floats, ...]:
    """Radius, distance from the start of the leg, vertical slowness; in the order of the ray."""
    if leg.along > 0.0:
        delta = np.linspace(0.0, leg.along, 1 + max(2, int(np.degrees(leg.along) * 4)))
        return (
            np.full(delta.size, radius_km - leg.start_km),
            delta,
            np.zeros(delta.size),
        )
    upper, lower = (leg.stop_km, leg.start_km) if leg.up else (leg.start_km, leg.stop_km)
    rows = []
    for top, bottom, u_top, u_bottom in leg.layers:
        if lower is not None and top >= lower - 1e-9:
            break
        if bottom <= (upper or 0.0) + 1e-9:
            continue
        r_top, r_bottom = radius_km - top, radius_km - bottom
        b = 1.0 if r_bottom <= 0 else np.log(u_top / u_bottom) / np.log(r_top / r_bottom)
        begin, end = (
            max(top, upper or 0.0),
            bottom if lower is None else min(bottom, lower),
        )
        u_begin = u_top * ((radius_km - begin) / r_top) ** b
        u_end = u_bottom if end == bottom else u_top * ((radius_km - end) / r_top) ** b
        if p >= u_begin:
            break
        turned = p > u_end
        if turned:
            end, u_end = radius_km - r_top * (p / u_top) ** (1 / b), p
        x = (np.arccos(p / u_begin) - np.arccos(min(1.0, p / u_end) if u_end > 0 else 1.0)) / b
        rows.append((radius_km - begin, radius_km - end, x, u_begin, u_end))
        if turned:
            break
    if not rows:  # of no length: a source at the surface, or a ray that grazes it
        return np.full(1, radius_km - leg.start_km), np.zeros(1), np.zeros(1)
    table = np.array(rows)
    # both sides of a jump keep their own vertical slowness; nothing is gained between them
    r = table[:, :2].ravel()
    u = table[:, 3:].ravel()
    steps = np.column_stack([np.zeros(len(table)), table[:, 2]]).ravel()
    delta = np.cumsum(steps)
    eta = np.sqrt(np.maximum(u**2 - p**2, 0.0)) / np.maximum(r, 1e-6)
    if leg.up:
        return r[::-1], (delta[-1] - delta)[::-1], eta[::-1]
    return r, delta, eta
