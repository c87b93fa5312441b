"""One P/S for the network: distance taken out, neighbours counted together, bounds kept as bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import erfcx, stdtrit

from testban.discrimination.errors import DiscriminationError
from testban.discrimination.populations import DistanceModel, distance_model
from testban.measurements import NotMeasurableError, StationRatio
from testban.model import Floats

MIN_STATIONS = 2
# Iterations of expectation propagation; it settles in a handful.
_SWEEPS, _SETTLED = 40, 1e-6
# Prior of the network's value: flat over everything that P/S can be.
FLAT_SD = 10.0


@dataclass(frozen=True, slots=True)
class NetworkRatio:
    """The network's P/S in one band.

    Attributes
    ----------
    band_hz : (float, float)
    log10_ratio, sd : float
        At the reference distance: mean and standard deviation over noise, paths and the distance correction.
    low, high : float
        95 % interval of `log10_ratio`.
    slope_per_1000_km, slope_sd : float
        Distance correction as these stations and its prior together have it.
    as_measured, as_measured_low, as_measured_high : float
        The same with its 95 % interval, without distance correction: at the distance of these stations.
    mean_distance_km, reference_km : float
    measured, bounds : int
        Stations with a value, and stations that only bound it.
    """

    band_hz: tuple[float, float]
    log10_ratio: float
    sd: float
    low: float
    high: float
    slope_per_1000_km: float
    slope_sd: float
    as_measured: float
    as_measured_low: float
    as_measured_high: float
    mean_distance_km: float
    reference_km: float
    measured: int
    bounds: int

    @property
    def ratio(self) -> float:
        """P/S as a plain ratio."""
        return float(10.0**self.log10_ratio)


def network_ratio(ratios: Sequence[StationRatio], *, model: DistanceModel | None = None) -> NetworkRatio:
    """Combine the ratios of one band.

    The model is y_i = m + b (d_i - d_0) + e_i with a flat prior on m, a Gaussian one on b, and errors of two
    kinds: the site's own, and the path's, whose standard deviation grows with distance and which stations in
    the same direction share. Bounds enter as bounds (a station that saw no S speaks for a large P/S), by
    expectation propagation: each bound is replaced by the Gaussian with the same effect on mean and variance
    (Minka, 2001), which is close to exact for one-sided bounds.

    Parameters
    ----------
    ratios : sequence of StationRatio
        Of one band, at least two stations with a value or a bound, at least one with a value.
    model : DistanceModel, optional
        Distance correction and errors; by default the packaged one of the band.

    Returns
    -------
    NetworkRatio

    Raises
    ------
    DiscriminationError
        Ratios of more than one band.
    NotMeasurableError
        Too few of them.
    """
    bands = {ratio.band_hz for ratio in ratios}
    if len(bands) > 1:
        raise DiscriminationError(f"ratios of {len(bands)} bands ({sorted(bands)}), one expected")
    used = [ratio for ratio in ratios if ratio.log10_ratio is not None]
    measured = sum(ratio.kind == "measured" for ratio in used)
    if len(used) < MIN_STATIONS or measured == 0:
        raise NotMeasurableError(
            f"P/S measured at {measured} stations and bounded at {len(used) - measured}; "
            f"{MIN_STATIONS} needed, one of them measured"
        )
    band = used[0].band_hz
    model = model or distance_model(band)
    distance = np.array([ratio.distance_km for ratio in used])
    azimuth = np.array([ratio.azimuth_deg for ratio in used])
    value = np.array([ratio.log10_ratio for ratio in used], dtype=np.float64)
    side = np.array([{"lower bound": 1, "upper bound": -1}.get(ratio.kind, 0) for ratio in used])
    errors = error_covariance(distance, azimuth, model)
    far = (distance - model.reference_km) / 1000.0
    design = np.column_stack([np.ones(far.size), far])
    prior_mean = np.array([0.0, model.slope_per_1000_km])
    prior_cov = np.diag([FLAT_SD**2, model.slope_sd**2])
    mean, cov = _fit(design, prior_mean, prior_cov, errors, value, side)
    # How large the errors are is itself uncertain: what these stations show is joined to what was expected,
    # which counts as much as `degrees_of_freedom` stations (scaled inverse chi-square).
    exact = np.flatnonzero(side == 0)
    misfit = value[exact] - design[exact] @ mean
    squared_misfit = float(misfit @ np.linalg.solve(errors[np.ix_(exact, exact)], misfit))
    freedom = model.degrees_of_freedom + exact.size - 1
    errors = errors * (model.degrees_of_freedom + squared_misfit) / freedom
    mean, cov = _fit(design, prior_mean, prior_cov, errors, value, side)
    plain, plain_cov = _fit(design[:, :1], prior_mean[:1], prior_cov[:1, :1], errors, value, side)
    factor = float(stdtrit(freedom, 0.975))
    spread, plain_spread = factor * math.sqrt(cov[0, 0]), factor * math.sqrt(plain_cov[0, 0])
    return NetworkRatio(
        band_hz=band,
        log10_ratio=float(mean[0]),
        sd=math.sqrt(cov[0, 0]),
        low=float(mean[0]) - spread,
        high=float(mean[0]) + spread,
        slope_per_1000_km=float(mean[1]),
        slope_sd=math.sqrt(cov[1, 1]),
        as_measured=float(plain[0]),
        as_measured_low=float(plain[0]) - plain_spread,
        as_measured_high=float(plain[0]) + plain_spread,
        mean_distance_km=float(distance.mean()),
        reference_km=model.reference_km,
        measured=measured,
        bounds=len(used) - measured,
    )


def error_covariance(distance_km: Floats, azimuth_deg: Floats, model: DistanceModel) -> Floats:
    """Covariance of the errors of log10 P/S between stations.

    Parameters
    ----------
    distance_km, azimuth_deg : ndarray of float64, shape (n,)
        Of the stations, from the epicentre.
    model : DistanceModel
        Decay with distance and its scatter.

    Returns
    -------
    ndarray of float64, shape (n, n)
        The site's own variance on the diagonal, plus path errors that grow with distance and are shared by
        stations in the same direction (correlation falls as exp(-angle / scale)).
    """
    turn = np.abs((azimuth_deg[:, None] - azimuth_deg[None, :] + 180.0) % 360.0 - 180.0)
    path = model.path_sd_per_1000_km * distance_km / 1000.0
    shared = np.exp(-turn / model.correlation_angle_deg) * path[:, None] * path[None, :]
    return np.asarray(shared + model.station_sd**2 * np.eye(distance_km.size))


def _fit(
    design: Floats, prior_mean: Floats, prior_cov: Floats, errors: Floats, value: Floats, side: Floats
) -> tuple[Floats, Floats]:
    """Posterior mean and covariance of the parameters, with bounds by expectation propagation.

    `side` is 0 for a measured value, 1 where the truth is above `value` and -1 where it is below.
    """
    n = value.size
    centre = design @ prior_mean
    total = design @ prior_cov @ design.T + errors
    # Sites: a measured value is a site of (almost) no variance; bounds begin without effect.
    precision = np.where(side == 0, 1e6, 0.0)
    shift = precision * (value - centre)
    bounded = np.flatnonzero(side != 0)
    marginal, around = _posterior(total, precision, shift)
    for _ in range(_SWEEPS):
        before = marginal.copy()
        for i in bounded:
            variance = around[i, i]
            free = 1.0 / variance - precision[i]
            if free <= 1e-12:
                continue
            cavity_var = 1.0 / free
            cavity_mean = cavity_var * (marginal[i] / variance - shift[i])
            new_mean, new_var = _truncated(cavity_mean, cavity_var, value[i] - centre[i], int(side[i]))
            wanted = max(1.0 / new_var - free, 0.0)
            # Half steps keep correlated bounds from swinging.
            change = 0.5 * (wanted - precision[i])
            target_shift = new_mean / new_var - cavity_mean * free
            precision[i] += change
            shift[i] += 0.5 * (target_shift - shift[i])
            marginal, around = _posterior(total, precision, shift)
        if bounded.size == 0 or np.abs(marginal - before).max() < _SETTLED:
            break
    gain = np.linalg.solve(total, design @ prior_cov).T
    mean = prior_mean + gain @ marginal
    cov = prior_cov - gain @ design @ prior_cov + gain @ around @ gain.T
    if n < 1 or not np.isfinite(mean).all():
        raise DiscriminationError("the fit of the network ratio did not reweighted_least_squares")
    return mean, 0.5 * (cov + cov.T)


def _posterior(total: Floats, precision: Floats, shift: Floats) -> tuple[Floats, Floats]:
    """Mean and covariance of the station values about their prior, given the sites."""
    root = np.sqrt(precision)
    inner = np.eye(root.size) + root[:, None] * total * root[None, :]
    half = np.linalg.solve(inner, root[:, None] * total)
    around = total - total @ (root[:, None] * half)
    around = 0.5 * (around + around.T)
    return around @ shift, around


def _truncated(mean: float, variance: float, bound: float, side: int) -> tuple[float, float]:
    """Mean and variance of a Gaussian known to lie above (side 1) or below (-1) a bound."""
    sd = math.sqrt(variance)
    z = side * (mean - bound) / sd
    # Inverse Mills ratio, stable in both tails.
    mills = math.sqrt(2.0 / math.pi) / float(erfcx(-z / math.sqrt(2.0)))
    return mean + side * sd * mills, max(variance * (1.0 - mills * (mills + z)), 1e-9 * variance)
