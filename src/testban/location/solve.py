"""Robust maximum-likelihood location with correlated model errors.

The residual of a time is the sum of a model error, Gaussian and correlated between stations, and an error of
the single reading with the heavy tails of Student's t. The heavy tail is a mixture of Gaussians, so that the
solution alternates between weights of the readings and a linear least-squares step (expectation-maximisation;
Lange, Little & Taylor 1989, J. Am. Stat. Assoc. 84, 881). A reading 82 s late ends with no weight at all;
the model error it shares with its neighbours does not make it look better than it is.

Travel times are predicted anew only when the weights have settled on the last prediction: most steps are
linear algebra alone. Regional and teleseismic errors are independent, so each has its own covariance block.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.linalg.lapack import dpotrf, dpotri

from testban.geodesy import position_at_offset
from testban.location.error_model import (
    STATION_SD_S,
    ErrorModel,
    is_regional,
    model_error_sd,
    separation_deg,
    wave_correlation,
)
from testban.location.predict import Prediction, predict
from testban.location.readings import Readings

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

KM_PER_DEG = 111.195  # one degree of arc on a sphere of 6371 km, in which slownesses are defined
DEGREES_OF_FREEDOM = 4.0  # of Student's t: heavier than Gaussian picks, lighter than Cauchy
SCALE_PRIOR_WEIGHT = 5.0  # readings that the assumed reading error is worth when its scale is estimated
STEP_LIMIT_KM = 500.0
# A reading whose phase cannot exist at the trial place counts like one that is 40 reading errors off.
UNPREDICTED_SDS = 40.0
# How far structure turns azimuths and changes slownesses at a station: what the GMS locator (LocOO3D 1.9,
# printed with its examples) adds to the errors of the readings.
BACK_AZIMUTH_MODEL_SD_DEG, SLOWNESS_MODEL_SD = 5.0, 0.5
CONVERGED_KM, CONVERGED_S = 1e-3, 1e-4
WEIGHTS_SETTLED = 1e-4
MOST_PREDICTIONS, MOST_WEIGHTINGS = 40, 12
AVERAGED_AFTER = (1, 2, 3)  # predictions after which the error model follows the residuals
RIDGE = 1e-9  # a direction without any information stays where it is instead of running away


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
    mixing: Floats


@dataclass(frozen=True)
class _Rows:
    """The linearised problem: data residual, derivatives (m, 3), error of each reading, what is a time.

    The common scale of the reading errors is that of times alone. Rows of one `onset` share one weight: back
    azimuth and slowness come from one beam, and where its slowness is wrong its azimuth is not to be trusted.
    """

    residual: Floats
    design: Floats
    single_sd: Floats
    is_time: NDArray[np.bool_]
    onset: Indices

    def single_variance(self, scale: float, mixing: Floats) -> Floats:
        """Variance of each reading's own error."""
        return (np.where(self.is_time, scale, 1.0) * self.single_sd) ** 2 / mixing


@dataclass(frozen=True)
class _Block:
    """Rows that share model errors: their indices, standard deviations and correlation for each range."""

    rows: Indices
    sd: Floats
    correlation: dict[float, Floats]

    def covariance(self, factor: float, range_deg: float, single: Floats) -> Floats:
        """Model error of one factor and range, plus the errors of single readings."""
        scaled = factor * self.sd
        full = scaled[:, None] * self.correlation[range_deg] * scaled
        full[np.diag_indices_from(full)] += single[self.rows]
        return full


class SharedErrors:
    """How the errors of one set of readings correlate, kept for all fits of one event."""

    def __init__(self, readings: Readings) -> None:
        self._separation = separation_deg(readings.latitude_deg, readings.longitude_deg)
        self._waves = wave_correlation(readings.phase)
        self._known: dict[float, Floats] = {}

    def correlation(self, range_deg: float) -> Floats:
        """Correlation of the model errors of every two readings, (n, n), of one kind of path."""
        if range_deg not in self._known:
            self._known[range_deg] = np.exp(-self._separation / range_deg) * self._waves
        return self._known[range_deg]


def fit_at_depth(
    readings: Readings,
    *,
    latitude_deg: float,
    longitude_deg: float,
    depth_km: float,
    errors: ErrorModel,
    model: str = "ak135",
    shared: SharedErrors | None = None,
    start: Fit | None = None,
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
    shared : SharedErrors, optional
        Correlations of these readings, where several fits are made.
    start : Fit, optional
        A fit of the same readings whose weights and error model are a good start.

    Returns
    -------
    Fit
    """
    shared = shared or SharedErrors(readings)
    n = len(readings)
    extra = _extra_rows(readings)
    mixing = np.ones(n + extra.size) if start is None else start.mixing
    scale = 1.0 if start is None else start.reading_scale
    factors, range_deg = _starting_setting(errors, start)
    single_setting = (
        len(errors.regional_factors) * len(errors.teleseismic_factors) * len(errors.ranges_deg) == 1
    )
    time_s = np.nan
    for step in range(MOST_PREDICTIONS):
        prediction = predict(
            readings, latitude_deg=latitude_deg, longitude_deg=longitude_deg, depth_km=depth_km, model=model
        )
        usable = np.isfinite(prediction.time_s)
        if np.isnan(time_s):
            time_s = float(np.median((readings.time_s - prediction.time_s)[usable])) if usable.any() else 0.0
        rows = _linearise(readings, prediction, usable, extra, time_s)
        blocks = _blocks(readings, prediction, usable, shared, extra.size, errors.ranges_deg)
        moved, mixing, scale = _settle(rows, blocks, factors, range_deg, mixing, scale)
        if step in AVERAGED_AFTER and not single_setting:
            factors, range_deg = _average(rows, blocks, mixing, scale, errors).best
        length = float(np.hypot(*moved[:2]))
        damping = min(1.0, STEP_LIMIT_KM / length) if length > 0 else 1.0
        moved = damping * moved
        latitude_deg, longitude_deg = _move(latitude_deg, longitude_deg, moved[0], moved[1])
        time_s += float(moved[2])
        settled = damping * length < CONVERGED_KM and abs(moved[2]) < CONVERGED_S
        if settled and (single_setting or step > AVERAGED_AFTER[-1]):
            break
    mixture = _average(rows, blocks, mixing, scale, errors)
    # The last step was taken from the place of the prediction; the mean over error models may lie elsewhere.
    latitude_deg, longitude_deg = _move(
        latitude_deg, longitude_deg, mixture.mean[0] - moved[0], mixture.mean[1] - moved[1]
    )
    time_s += float(mixture.mean[2] - moved[2])
    prediction = predict(
        readings, latitude_deg=latitude_deg, longitude_deg=longitude_deg, depth_km=depth_km, model=model
    )
    usable &= np.isfinite(prediction.time_s)
    regional = is_regional(readings.phase, prediction.distance_deg)
    common = model_error_sd(readings.phase, prediction.distance_deg) * np.where(regional, *mixture.best[0])
    return Fit(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        depth_km=depth_km,
        time_s=time_s,
        covariance=mixture.covariance,
        weight=np.where(usable, _share(mixing[:n]), 0.0),
        residual_s=readings.time_s - prediction.time_s - time_s,
        sd_s=np.hypot(common, scale * np.hypot(readings.sd_s, STATION_SD_S)),
        prediction=prediction,
        usable=usable,
        log_evidence=mixture.log_evidence
        + _log_weight_prior(mixing)
        + _log_scale_prior(scale)
        - _unpredicted_penalty(usable),
        regional_factor=mixture.best[0][0],
        teleseismic_factor=mixture.best[0][1],
        range_deg=mixture.best[1],
        reading_scale=scale,
        mixing=mixing,
    )


def _starting_setting(errors: ErrorModel, start: Fit | None) -> tuple[tuple[float, float], float]:
    """The setting of the start where the error model holds it, else the centre of the prior."""
    if start is None:
        factors = (_central(errors.regional_factors), _central(errors.teleseismic_factors))
        return factors, errors.ranges_deg[min(1, len(errors.ranges_deg) - 1)]

    def nearest(values: tuple[float, ...], wanted: float) -> float:
        return min(values, key=lambda value: abs(np.log(value / wanted)))

    return (
        nearest(errors.regional_factors, start.regional_factor),
        nearest(errors.teleseismic_factors, start.teleseismic_factor),
    ), nearest(errors.ranges_deg, start.range_deg)


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


def _log_scale_prior(scale: float) -> float:
    """Log density of the scale of the reading errors (scaled inverse chi-square, centred on 1)."""
    return -SCALE_PRIOR_WEIGHT * (np.log(scale) + 0.5 / scale**2)


def _unpredicted_penalty(usable: NDArray[np.bool_]) -> float:
    """Log density that Student's t loses between the centre and readings far off."""
    loss = 0.5 * (DEGREES_OF_FREEDOM + 1.0) * np.log1p(UNPREDICTED_SDS**2 / DEGREES_OF_FREEDOM)
    return float(loss * np.count_nonzero(~usable))


def _move(latitude_deg: float, longitude_deg: float, east_km: float, north_km: float) -> tuple[float, float]:
    latitude, longitude = position_at_offset(latitude_deg, longitude_deg, east_km, north_km)
    return float(latitude), float(longitude)


def _extra_rows(readings: Readings) -> Indices:
    """Indices of the azimuth rows (0..n-1) and slowness rows (n..2n-1) that were read."""
    n = len(readings)
    return np.concatenate(
        [
            np.flatnonzero(np.isfinite(readings.back_azimuth_deg)),
            n + np.flatnonzero(np.isfinite(readings.slowness_s_per_deg)),
        ]
    )


def _linearise(
    readings: Readings, prediction: Prediction, usable: NDArray[np.bool_], extra: Indices, time_s: float
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
    # Moving the source away by 1 degree changes the slowness by the curvature of the travel-time curve.
    bend = prediction.slowness_slope[index] / KM_PER_DEG
    design_slowness = np.column_stack([-np.sin(away) * bend, -np.cos(away) * bend, np.zeros(index.size)])
    design_more = np.where(is_slowness[:, None], design_slowness, design_azimuth)
    more_sd = np.where(
        is_slowness,
        np.hypot(readings.slowness_sd_s_per_deg[index], SLOWNESS_MODEL_SD),
        np.hypot(readings.back_azimuth_sd_deg[index], BACK_AZIMUTH_MODEL_SD_DEG),
    )
    known = np.isfinite(more_residual) & np.isfinite(design_more).all(axis=1)
    design_more[~known] = 0.0
    more_residual = np.where(known, more_residual, 0.0)
    return _Rows(
        residual=np.concatenate([residual, more_residual]),
        design=np.vstack([design, design_more]),
        single_sd=np.concatenate([single, more_sd]),
        is_time=np.arange(n + index.size) < n,
        onset=np.unique(np.concatenate([np.arange(n), n + index]), return_inverse=True)[1],
    )


def _blocks(
    readings: Readings,
    prediction: Prediction,
    usable: NDArray[np.bool_],
    shared: SharedErrors,
    extra_rows: int,
    ranges_deg: tuple[float, ...],
) -> tuple[_Block, _Block, Indices]:
    """Regional rows, teleseismic rows, and the rows without a model error that others share."""
    n = len(readings)
    regional = is_regional(readings.phase, prediction.distance_deg)
    sd = np.where(usable, model_error_sd(readings.phase, prediction.distance_deg), 0.0)

    def block(chosen: NDArray[np.bool_]) -> _Block:
        rows = np.flatnonzero(chosen & usable)
        pick = np.ix_(rows, rows)
        return _Block(rows, sd[rows], {one: shared.correlation(one)[pick] for one in ranges_deg})

    alone = np.concatenate([np.flatnonzero(~usable), n + np.arange(extra_rows)])
    return block(regional), block(~regional), alone


def _settle(
    rows: _Rows,
    blocks: tuple[_Block, _Block, Indices],
    factors: tuple[float, float],
    range_deg: float,
    mixing: Floats,
    scale: float,
) -> tuple[Floats, Floats, float]:
    """Alternate between the least-squares step and the weights, on one linearisation.

    Returns
    -------
    step : array, shape (3,)
    mixing : array, shape (m,)
    scale : float
    """
    *correlated, alone = blocks
    design, residual = rows.design, rows.residual
    for _ in range(MOST_WEIGHTINGS):
        single = rows.single_variance(scale, mixing)
        inverses = [
            _inverse(block.covariance(factor, range_deg, single))
            for block, factor in zip(correlated, factors, strict=True)
        ]
        seen = np.empty_like(design)  # inverse covariance times design
        for block, inverse in zip(correlated, inverses, strict=True):
            seen[block.rows] = inverse @ design[block.rows]
        seen[alone] = design[alone] / single[alone, None]
        spread = np.linalg.inv(design.T @ seen + RIDGE * np.eye(3))
        step = spread @ (seen.T @ residual)
        left = residual - design @ step
        fitted, diagonal = np.empty_like(left), np.empty_like(left)
        for block, inverse in zip(correlated, inverses, strict=True):
            fitted[block.rows] = inverse @ left[block.rows]
            diagonal[block.rows] = np.diag(inverse)
        fitted[alone], diagonal[alone] = left[alone] / single[alone], 1.0 / single[alone]
        # What each single-reading error must have been, and how uncertain that still is.
        projected = diagonal - np.einsum("ij,jk,ik->i", seen, spread, seen)
        error2 = (single * fitted) ** 2 + np.maximum(single - single**2 * projected, 0.0)
        squared = error2 / rows.single_sd**2
        own = np.where(rows.is_time, scale**2, 1.0)
        summed = np.bincount(rows.onset, squared / own)
        new = (DEGREES_OF_FREEDOM + np.bincount(rows.onset)) / (DEGREES_OF_FREEDOM + summed)
        new = new[rows.onset]
        total = SCALE_PRIOR_WEIGHT + np.sum((new * squared)[rows.is_time])
        scale = float(np.sqrt(total / (SCALE_PRIOR_WEIGHT + np.count_nonzero(rows.is_time))))
        change = float(np.abs(new - mixing).max())
        mixing = new
        if change < WEIGHTS_SETTLED:
            break
    return step, mixing, scale


def _inverse(covariance: Floats) -> Floats:
    """Inverse of a positive definite matrix through its Cholesky factor."""
    if covariance.size == 0:
        return covariance
    factor, _ = dpotrf(covariance.T, lower=0, overwrite_a=1)
    inverse, _ = dpotri(factor, lower=0, overwrite_c=1)
    return np.triu(inverse) + np.triu(inverse, 1).T


@dataclass(frozen=True)
class _Mixture:
    mean: Floats
    covariance: Floats
    best: tuple[tuple[float, float], float]
    log_evidence: float


@dataclass(frozen=True)
class _Sums:
    """What one block adds to the normal equations (3, 3), (3,), the misfit and the log determinant."""

    normal: Floats
    right: Floats
    misfit: float
    log_determinant: float


def _average(
    rows: _Rows,
    blocks: tuple[_Block, _Block, Indices],
    mixing: Floats,
    scale: float,
    errors: ErrorModel,
) -> _Mixture:
    """Average the step over error models, each by how well it explains the residuals (restricted likelihood).

    The spread of the means between models is part of the covariance (law of total covariance).
    """
    near, far, alone = blocks
    single = rows.single_variance(scale, mixing)
    joined = np.column_stack([rows.design, rows.residual])
    plain = _sums(joined[alone] / np.sqrt(single[alone])[:, None], float(np.log(single[alone]).sum()) / 2.0)
    regional = errors.regional_factors if near.rows.size else (1.0,)
    teleseismic = errors.teleseismic_factors if far.rows.size else (1.0,)
    settings, logs, normals, rights, misfits = [], [], [], [], []
    for range_deg in errors.ranges_deg:
        near_sums = [_block_sums(near, factor, range_deg, single, joined) for factor in regional]
        far_sums = [_block_sums(far, factor, range_deg, single, joined) for factor in teleseismic]
        for a, one in zip(regional, near_sums, strict=True):
            for b, other in zip(teleseismic, far_sums, strict=True):
                settings.append(((a, b), range_deg))
                normals.append(one.normal + other.normal + plain.normal)
                rights.append(one.right + other.right + plain.right)
                misfits.append(one.misfit + other.misfit + plain.misfit)
                logs.append(
                    errors.log_prior(a, b, range_deg)
                    - one.log_determinant
                    - other.log_determinant
                    - plain.log_determinant
                )
    normal = np.array(normals) + RIDGE * np.eye(3)
    spreads = np.linalg.inv(normal)
    right = np.array(rights)
    means = np.einsum("ijk,ik->ij", spreads, right)
    misfit = np.array(misfits) - np.einsum("ij,ij->i", right, means)
    fit = np.array(logs) - 0.5 * misfit
    log = fit - 0.5 * np.linalg.slogdet(normal)[1]
    share = np.exp(log - log.max())
    share /= share.sum()
    # Places are compared by how well they fit: the determinant would reward one that leaves much room, such
    # as a far one for a small network.
    evidence = float(fit.max() + np.log(np.mean(np.exp(fit - fit.max()))))
    mean = share @ means
    off = means - mean
    total = np.einsum("i,ijk->jk", share, spreads) + (off.T * share) @ off
    return _Mixture(mean, total, settings[int(log.argmax())], evidence)


def _block_sums(block: _Block, factor: float, range_deg: float, single: Floats, joined: Floats) -> _Sums:
    if block.rows.size == 0:
        return _sums(np.zeros((0, 4)), 0.0)
    factored, _ = dpotrf(block.covariance(factor, range_deg, single).T, lower=0, overwrite_a=1)
    white = solve_triangular(factored, joined[block.rows], trans="T", check_finite=False)
    return _sums(white, float(np.log(np.diag(factored)).sum()))


def _sums(white: Floats, log_determinant: float) -> _Sums:
    design, residual = white[:, :3], white[:, 3]
    return _Sums(design.T @ design, design.T @ residual, float(residual @ residual), log_determinant)
