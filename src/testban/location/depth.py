"""Ask what the arrivals say of the depth, and keep it at the surface unless they exclude the surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testban.location.error_model import ErrorModel
from testban.location.linear_system import SharedErrors
from testban.location.readings import ReadingArrays
from testban.location.solve import Fit, fit_at_depth
from testban.model import Depth

DEPTHS_KM = (
    0.0,
    5.0,
    10.0,
    15.0,
    20.0,
    33.0,
    50.0,
    75.0,
    100.0,
    150.0,
    200.0,
    300.0,
    400.0,
    500.0,
    600.0,
    700.0,
)
# Depths are added on both sides of the best one until the evidence next to it is known this well: depth
# phases tell kilometres, and between distant depths the evidence is not a straight line.
FINEST_KM = 1.0
SMOOTH = 0.1  # of the natural logarithm of the evidence

# Where earthquakes are, before any arrival is looked at: three in four lie above 70 km, one in five between
# 70 and 300 km, one in twenty below (rounded shares of global catalogues), evenly within each layer.
LAYERS_KM = (0.0, 70.0, 300.0, 700.0)
LAYER_SHARES = (0.75, 0.20, 0.05)


@dataclass(frozen=True)
class DepthAnswer:
    """The depth with its interval, and the fit at the depth that is kept."""

    depth: Depth
    fit: Fit


def resolve_depth(
    readings: ReadingArrays,
    surface: Fit,
    *,
    errors: ErrorModel,
    level: float,
    model: str = "ak135",
    shared: SharedErrors | None = None,
) -> DepthAnswer:
    """Profile the evidence over depth.

    The surface is kept unless the interval excludes it: whoever screens for explosions asks whether depth
    contradicts one (IDC practice fixes unresolved depths to the surface). A depth that excludes the
    surface is free however wide its interval is.

    Parameters
    ----------
    readings : ReadingArrays
        Arrivals as arrays.
    surface : Fit
        The fit at 0 km.
    errors : ErrorModel
        Model of the errors of travel times.
    level : float
        Level of the depth interval.
    model : str
        Velocity model.
    shared : SharedErrors, optional
        Correlations of these readings.

    Returns
    -------
    DepthAnswer
    """
    # Depths are compared under the one error model that explains the surface fit best.
    same = errors.only(surface.regional_factor, surface.teleseismic_factor, surface.range_deg)

    def fit(depth_km: float, last: Fit) -> Fit:
        return fit_at_depth(
            readings,
            latitude_deg=last.latitude_deg,
            longitude_deg=last.longitude_deg,
            depth_km=depth_km,
            errors=same,
            model=model,
            shared=shared,
            start=last,
            rough=True,
        )

    fits: list[Fit] = []
    for depth_km in DEPTHS_KM:
        fits.append(fit(depth_km, fits[-1] if fits else surface))
        # Deeper only gets worse once the evidence has fallen this far (a factor of 1e5).
        if fits[-1].log_evidence < max(tried.log_evidence for tried in fits) - 11.5:
            break
    while wanting := _between(fits):
        best_fit = max(fits, key=lambda tried: tried.log_evidence)
        fits = sorted(
            [*fits, *(fit(depth_km, best_fit) for depth_km in wanting)], key=lambda tried: tried.depth_km
        )
    depths = np.array([fit.depth_km for fit in fits])
    low, high, best = _interval(depths, np.array([fit.log_evidence for fit in fits]), level)
    if low <= 0.0:
        why = f"the arrivals allow the surface ({100 * level:.0f} % interval {low:.0f}-{high:.0f} km)"
        depth = Depth(value=0.0, low=0.0, high=high, level=level, fixed=True, reason=f"fixed to 0 km: {why}")
        return DepthAnswer(depth, surface)
    nearest = fits[int(np.abs(depths - best).argmin())]
    free = fit_at_depth(
        readings,
        latitude_deg=nearest.latitude_deg,
        longitude_deg=nearest.longitude_deg,
        depth_km=best,
        errors=errors,
        model=model,
        shared=shared,
        start=nearest,
    )
    depth = Depth(value=best, low=min(low, best), high=max(high, best), level=level, fixed=False)
    return DepthAnswer(depth, free)


def _between(fits: list[Fit]) -> list[float]:
    """Depths half-way to the neighbours of the best, where the evidence changes fast between distant ones."""
    best = max(range(len(fits)), key=lambda k: fits[k].log_evidence)
    pairs = [(fits[k], fits[k + 1]) for k in (best - 1, best) if 0 <= k < len(fits) - 1]
    return [
        0.5 * (a.depth_km + b.depth_km)
        for a, b in pairs
        if b.depth_km - a.depth_km > FINEST_KM and abs(a.log_evidence - b.log_evidence) > SMOOTH
    ]


def _interval(depths_km: np.ndarray, log_evidence: np.ndarray, level: float) -> tuple[float, float, float]:
    """Equal-tailed interval and mode of the evidence, linear in its logarithm between the depths tried."""
    fine = np.linspace(depths_km[0], depths_km[-1], int(depths_km[-1]) + 1)
    log = np.interp(fine, depths_km, log_evidence) + _log_prior(fine)
    density = np.exp(log - log.max())
    cumulative = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]))])
    cumulative /= cumulative[-1]
    best = float(fine[int(log.argmax())])
    if best <= 0.0 or np.interp(best, fine, cumulative) < (1.0 - level) / 2.0:
        # The best depth is the surface itself: a one-sided interval.
        return 0.0, float(np.interp(level, cumulative, fine)), best
    low, high = (
        float(np.interp(share, cumulative, fine)) for share in ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    )
    # The surface is inside unless it is clearly less likely than the best depth (a factor of 20).
    if log[0] > log.max() - np.log(20.0):
        low = 0.0
    return low, high, best


def _log_prior(depth_km: np.ndarray) -> np.ndarray:
    """Log density of depth before the arrivals are looked at, per km."""
    layer = np.clip(np.searchsorted(LAYERS_KM, depth_km, side="left") - 1, 0, len(LAYER_SHARES) - 1)
    return np.log(np.array(LAYER_SHARES) / np.diff(LAYERS_KM))[layer]
