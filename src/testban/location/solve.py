"""Robust maximum-likelihood location with correlated model errors.

The residual of a time is the sum of a model error, Gaussian and correlated between stations, and an error of
the single reading with the heavy tails of Student's t. The heavy tail is a mixture of Gaussians, so that the
solution alternates between weights of the readings and a linear least-squares step (expectation-maximisation;
Lange, Little & Taylor 1989, J. Am. Stat. Assoc. 84, 881). A reading 82 s late ends with no weight at all;
the model error it shares with its neighbours does not make it look better than it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular

from testban.geodesy import position_at_offset
from testban.location.error_model import (
    STATION_SD_S,
    ErrorModel,
    is_regional,
    model_error_sd,
    same_kind,
    separation_deg,
)
from testban.location.predict import Prediction, predict
from testban.location.readings import Readings

Floats = NDArray[np.float64]

KM_PER_DEG = 111.195  # one degree of arc on a sphere of 6371 km, in which slownesses are defined
DEGREES_OF_FREEDOM = 4.0  # of Student's t: heavier than Gaussian picks, lighter than Cauchy
SCALE_PRIOR_WEIGHT = 5.0  # readings that the assumed reading error is worth when its scale is estimated
STEP_LIMIT_KM = 500.0
# A reading whose phase cannot exist at the trial place counts like one that is 40 reading errors off.
UNPREDICTED_SDS = 40.0
CONVERGED_KM, CONVERGED_S = 1e-3, 1e-4
MOST_STEPS = 100


@dataclass(frozen=True)
class Fit:
    """A solution at fixed depth.

    `covariance` (3, 3) is of east km, north km and origin time s, averaged over the error models; `weight`
    is the share of its full weight that each time keeps, `log_evidence` compares fits of the same readings.
    """

    latitude_deg: float
    longitude_deg: float
    depth_km: float
    time_s: float
    covariance: Floats
    weight: Floats
    residual_s: Floats
    sd_s: Floats
    prediction: Prediction
    usable: NDArray[np.bool_]
    log_evidence: float
    regional_factor: float
    teleseismic_factor: float
    range_deg: float
    reading_scale: float


@dataclass(frozen=True)
class _Rows:
    """The linearised problem: data residual, derivatives (m, 3), and which rows are times."""

    residual: Floats
    design: Floats
    single_sd: Floats


def fit_at_depth(
    readings: Readings,
    *,
    latitude_deg: float,
    longitude_deg: float,
    depth_km: float,
    errors: ErrorModel,
    model: str = "ak135",
) -> Fit:
    """Locate from a starting point at fixed depth.

    Parameters
    ----------
    readings : Readings
        n readings.
    latitude_deg, longitude_deg, depth_km : float
        Start, and the depth to keep.
    errors : ErrorModel
        Prior of the model error.
    model : str
        Velocity model.

    Returns
    -------
    Fit
    """
    n = len(readings)
    separation = separation_deg(readings.latitude_deg, readings.longitude_deg)
    extra = _extra_rows(readings)
    weight = np.ones(n + extra.size)
    factors = (_central(errors.regional_factors), _central(errors.teleseismic_factors))
    range_deg = errors.ranges_deg[min(1, len(errors.ranges_deg) - 1)]
    single_setting = (
        len(errors.regional_factors) * len(errors.teleseismic_factors) * len(errors.ranges_deg) == 1
    )
    scale = 1.0
    time_s = np.nan
    for step in range(MOST_STEPS):
        prediction = predict(
            readings, latitude_deg=latitude_deg, longitude_deg=longitude_deg, depth_km=depth_km, model=model
        )
        usable = np.isfinite(prediction.time_s)
        if np.isnan(time_s):
            time_s = float(np.median((readings.time_s - prediction.time_s)[usable]))
        rows = _linearise(readings, prediction, usable, extra, time_s)
        model_covariance = _ModelCovariance(readings, prediction, usable, separation, extra.size)
        covariance = model_covariance.at(factors, range_deg)
        covariance[np.diag_indices_from(covariance)] += (scale * rows.single_sd) ** 2 / weight
        solution, spread, inverse = _least_squares(covariance, rows)
        length = float(np.hypot(*solution[:2]))
        damping = min(1.0, STEP_LIMIT_KM / length) if length > 0 else 1.0
        moved = damping * solution
        latitude_deg, longitude_deg = _move(latitude_deg, longitude_deg, moved[0], moved[1])
        time_s += float(moved[2])
        weight, scale = _reweight(rows, moved, spread, inverse, weight, scale)
        # Early on the weights are those of a wrong place; later the error model follows the residuals.
        if step in (8, 16, 24) and not single_setting:
            factors, range_deg = _average(rows, model_covariance, weight, scale, errors).best
        settled = damping * length < CONVERGED_KM and abs(moved[2]) < CONVERGED_S
        if settled and step > (6 if single_setting else 25):
            break
    mixture = _average(rows, model_covariance, weight, scale, errors)
    latitude_deg, longitude_deg = _move(latitude_deg, longitude_deg, mixture.mean[0], mixture.mean[1])
    time_s += float(mixture.mean[2])
    prediction = predict(
        readings, latitude_deg=latitude_deg, longitude_deg=longitude_deg, depth_km=depth_km, model=model
    )
    usable &= np.isfinite(prediction.time_s)
    regional = is_regional(readings.phase, prediction.distance_deg)
    shared = model_error_sd(readings.phase, prediction.distance_deg) * np.where(regional, *mixture.best[0])
    return Fit(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        depth_km=depth_km,
        time_s=time_s,
        covariance=mixture.covariance,
        weight=np.where(usable, _share(weight[:n]), 0.0),
        residual_s=readings.time_s - prediction.time_s - time_s,
        sd_s=np.hypot(shared, scale * np.hypot(readings.sd_s, STATION_SD_S)),
        prediction=prediction,
        usable=usable,
        log_evidence=mixture.log_evidence + _log_weight_prior(weight) - _unpredicted_penalty(usable),
        regional_factor=mixture.best[0][0],
        teleseismic_factor=mixture.best[0][1],
        range_deg=mixture.best[1],
        reading_scale=scale,
    )


def _central(factors: tuple[float, ...]) -> float:
    """The factor closest to 1, the prior's centre."""
    return min(factors, key=lambda factor: abs(np.log(factor)))


def _share(weight: Floats) -> Floats:
    """Weight relative to that of a perfectly fitting reading, in [0, 1]."""
    full = (DEGREES_OF_FREEDOM + 1.0) / DEGREES_OF_FREEDOM
    return np.clip(weight / full, 0.0, 1.0)


def _log_weight_prior(weight: Floats) -> float:
    """Log density of the mixing weights, so that fits that discard readings pay for it."""
    half = DEGREES_OF_FREEDOM / 2.0
    return float(np.sum((half - 1.0) * np.log(weight) - half * weight))


def _unpredicted_penalty(usable: NDArray[np.bool_]) -> float:
    """Log density that Student's t loses between the centre and readings far off."""
    loss = 0.5 * (DEGREES_OF_FREEDOM + 1.0) * np.log1p(UNPREDICTED_SDS**2 / DEGREES_OF_FREEDOM)
    return float(loss * np.count_nonzero(~usable))


def _move(latitude_deg: float, longitude_deg: float, east_km: float, north_km: float) -> tuple[float, float]:
    latitude, longitude = position_at_offset(latitude_deg, longitude_deg, east_km, north_km)
    return float(latitude), float(longitude)


def _extra_rows(readings: Readings) -> NDArray[np.int64]:
    """Indices of the azimuth rows (0..n-1) and slowness rows (n..2n-1) that were read."""
    n = len(readings)
    return np.concatenate(
        [
            np.flatnonzero(np.isfinite(readings.back_azimuth_deg)),
            n + np.flatnonzero(np.isfinite(readings.slowness_s_per_deg)),
        ]
    )


def _linearise(
    readings: Readings,
    prediction: Prediction,
    usable: NDArray[np.bool_],
    extra: NDArray[np.int64],
    time_s: float,
) -> _Rows:
    """Stack times, back azimuths and slownesses; rows that cannot be predicted get no derivative."""
    n = len(readings)
    azimuth = np.radians(prediction.azimuth_deg)
    slowness = np.where(usable, prediction.slowness_s_per_deg, 0.0)
    design = np.column_stack(
        [-slowness * np.sin(azimuth) / KM_PER_DEG, -slowness * np.cos(azimuth) / KM_PER_DEG, np.ones(n)]
    )
    design[~usable] = 0.0
    residual = np.where(usable, readings.time_s - prediction.time_s - time_s, 0.0)
    single = np.hypot(readings.sd_s, STATION_SD_S)
    index, is_slowness = extra % n if n else extra, extra >= n
    sine = np.maximum(np.sin(np.radians(prediction.distance_deg[index])), 1e-3)
    turn = (readings.back_azimuth_deg - prediction.back_azimuth_deg + 180.0) % 360.0 - 180.0
    off = readings.slowness_s_per_deg - prediction.slowness_s_per_deg
    more_residual = np.where(is_slowness, off[index], turn[index])
    # Moving the source sideways by x km turns the back azimuth at the station by x / (R sin distance).
    # The source's sideways direction, seen along the path, is 90 degrees clockwise from its azimuth.
    across = np.degrees(1.0 / (6371.0 * sine))
    away = np.radians(prediction.azimuth_deg[index])
    design_azimuth = np.column_stack([-np.cos(away) * across, np.sin(away) * across, np.zeros(index.size)])
    design_more = np.where(is_slowness[:, None], 0.0, design_azimuth)
    more_sd = np.where(
        is_slowness, readings.slowness_sd_s_per_deg[index], readings.back_azimuth_sd_deg[index]
    )
    more_residual = np.where(np.isfinite(more_residual), more_residual, 0.0)
    return _Rows(
        residual=np.concatenate([residual, more_residual]),
        design=np.vstack([design, design_more]),
        single_sd=np.concatenate([single, more_sd]),
    )


class _ModelCovariance:
    """Covariance of the shared model error for any factor and range, zero on rows that are not times."""

    def __init__(
        self,
        readings: Readings,
        prediction: Prediction,
        usable: NDArray[np.bool_],
        separation: Floats,
        extra_rows: int,
    ) -> None:
        regional = is_regional(readings.phase, prediction.distance_deg)
        self._sd = np.where(usable, model_error_sd(readings.phase, prediction.distance_deg), 0.0)
        self._regional, self._separation = regional, separation
        self._same = same_kind(readings.phase, regional)
        self._size = len(readings) + extra_rows
        self.has_regional = bool((regional & usable).any())
        self.has_teleseismic = bool((~regional & usable).any())

    def at(self, factors: tuple[float, float], range_deg: float) -> Floats:
        sd = self._sd * np.where(self._regional, *factors)
        full = np.zeros((self._size, self._size))
        n = sd.size
        full[:n, :n] = sd[:, None] * sd * np.exp(-self._separation / range_deg) * self._same
        return full


def _least_squares(covariance: Floats, rows: _Rows) -> tuple[Floats, Floats, Floats]:
    """Return the step, its covariance (3, 3) and the inverse data covariance."""
    factor = cholesky(covariance, lower=True)
    inverse = cho_solve((factor, True), np.eye(covariance.shape[0]))
    normal = rows.design.T @ inverse @ rows.design
    # A direction without any information stays where it is instead of running away.
    normal += 1e-9 * np.eye(3)
    spread = np.linalg.inv(normal)
    return spread @ (rows.design.T @ (inverse @ rows.residual)), spread, inverse


def _reweight(
    rows: _Rows, moved: Floats, spread: Floats, inverse: Floats, weight: Floats, scale: float
) -> tuple[Floats, float]:
    """Update the weights from what each single-reading error must have been, and its common scale."""
    variance = (scale * rows.single_sd) ** 2 / weight
    fitted = inverse @ (rows.residual - rows.design @ moved)
    seen = inverse @ rows.design
    projected = np.diag(inverse) - np.einsum("ij,jk,ik->i", seen, spread, seen)
    error = variance * fitted
    left = np.maximum(variance - variance**2 * projected, 0.0)
    squared = (error**2 + left) / rows.single_sd**2
    new_weight = (DEGREES_OF_FREEDOM + 1.0) / (DEGREES_OF_FREEDOM + squared / scale**2)
    total = SCALE_PRIOR_WEIGHT + np.sum(new_weight * squared)
    return new_weight, float(np.sqrt(total / (SCALE_PRIOR_WEIGHT + weight.size)))


@dataclass(frozen=True)
class _Mixture:
    mean: Floats
    covariance: Floats
    best: tuple[tuple[float, float], float]
    log_evidence: float


def _average(
    rows: _Rows, model_covariance: _ModelCovariance, weight: Floats, scale: float, errors: ErrorModel
) -> _Mixture:
    """Average the step over error models, each by how well it explains the residuals (restricted likelihood).

    The spread of the means between models is part of the covariance (law of total covariance).
    """
    single = (scale * rows.single_sd) ** 2 / weight
    regional = errors.regional_factors if model_covariance.has_regional else (1.0,)
    teleseismic = errors.teleseismic_factors if model_covariance.has_teleseismic else (1.0,)
    joined = np.column_stack([rows.design, rows.residual])
    settings, logs, means, spreads = [], [], [], []
    for near, far, range_deg in product(regional, teleseismic, errors.ranges_deg):
        covariance = model_covariance.at((near, far), range_deg)
        covariance[np.diag_indices_from(covariance)] += single
        factor = cholesky(covariance, lower=True, overwrite_a=True, check_finite=False)
        white = solve_triangular(factor, joined, lower=True, check_finite=False)
        normal = white[:, :3].T @ white[:, :3] + 1e-9 * np.eye(3)
        right = white[:, :3].T @ white[:, 3]
        spread = np.linalg.inv(normal)
        mean = spread @ right
        misfit = white[:, 3] @ white[:, 3] - right @ mean
        logs.append(
            errors.log_prior(near, far, range_deg)
            - np.log(np.diag(factor)).sum()
            - 0.5 * (np.linalg.slogdet(normal)[1] + misfit)
        )
        settings.append(((near, far), range_deg))
        means.append(mean)
        spreads.append(spread)
    log = np.array(logs)
    top = log.max()
    share = np.exp(log - top)
    evidence = float(top + np.log(share.mean()))
    share /= share.sum()
    mean = share @ np.array(means)
    off = np.array(means) - mean
    total = np.einsum("i,ijk->jk", share, np.array(spreads)) + (off.T * share) @ off
    return _Mixture(mean, total, settings[int(log.argmax())], evidence)
