"""Robust maximum-likelihood location with correlated model errors.

The residual of a time is the sum of a model error, Gaussian and correlated between stations, and an error of
the single reading with the heavy tails of Student's t. The heavy tail is a mixture of Gaussians, so that the
solution alternates between weights of the readings and a linear least-squares step (expectation-maximisation;
Lange, Little & Taylor 1989, J. Am. Stat. Assoc. 84, 881). A reading 82 s late ends with no weight at all;
the model error it shares with its neighbours does not make it look better than it is.

Travel times are predicted anew only when the weights have converged on the last prediction: most steps are
linear algebra alone. Regional and teleseismic errors are independent, so each has its own covariance block.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import position_at_offset
from testban.location.error_model import STATION_SD_S, ErrorModel, is_regional, model_error_sd
from testban.location.linear_system import SharedErrors, blocks_of, extra_rows, linearise
from testban.location.missing_information import missing_information
from testban.location.model_averaging import average
from testban.location.predict import Prediction, predict
from testban.location.readings import ReadingArrays
from testban.location.reweighted_least_squares import (
    DEGREES_OF_FREEDOM,
    SCALE_PRIOR_WEIGHT,
    reweighted_least_squares,
)
from testban.model import Floats

STEP_LIMIT_KM = 500.0
GROWTH = 1.1  # of the reach of a step, after one that did not turn back
# A reading whose phase cannot exist at the trial place counts like one that is 40 reading errors off.
UNPREDICTED_SDS = 40.0
CONVERGED_KM, CONVERGED_S = 1e-3, 1e-4
MAX_PREDICTIONS, ROUGH_PREDICTIONS, ROUGHLY = 40, 12, 50.0
AVERAGED_AFTER = (1, 2, 3)  # predictions after which the error model follows the residuals


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
    weights: Floats


def fit_at_depth(
    readings: ReadingArrays,
    *,
    latitude_deg: float,
    longitude_deg: float,
    depth_km: float,
    errors: ErrorModel,
    model: str = "ak135",
    shared: SharedErrors | None = None,
    start: Fit | None = None,
    rough: bool = False,
) -> Fit:
    """Locate from a starting point at fixed depth.

    Parameters
    ----------
    readings : ReadingArrays
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
    rough : bool
        To 50 m, and given up after a dozen predictions: enough to compare places and depths.

    Returns
    -------
    Fit
    """
    shared = shared or SharedErrors(readings)
    n = len(readings)
    extra = extra_rows(readings)
    weights = np.ones(n + extra.size) if start is None else start.weights
    scale = 1.0 if start is None else start.reading_scale
    factors, range_deg = _starting_setting(errors, start)
    single_setting = (
        len(errors.regional_factors) * len(errors.teleseismic_factors) * len(errors.ranges_deg) == 1
    )
    time_s, near = np.nan, ROUGHLY if rough else 1.0
    damping = _Damping()
    for count in range(ROUGH_PREDICTIONS if rough else MAX_PREDICTIONS):
        prediction = predict(
            readings, latitude_deg=latitude_deg, longitude_deg=longitude_deg, depth_km=depth_km, model=model
        )
        usable = np.isfinite(prediction.time_s)
        if np.isnan(time_s):
            time_s = float(np.median((readings.time_s - prediction.time_s)[usable])) if usable.any() else 0.0
        rows = linearise(readings, prediction, usable, extra, time_s)
        blocks = blocks_of(readings, prediction, usable, shared, extra.size, errors.ranges_deg)
        full, weights, scale = reweighted_least_squares(rows, blocks, factors, range_deg, weights, scale)
        if count in AVERAGED_AFTER and not single_setting:
            best = average(rows, blocks, weights, scale, errors).best
            if best != (factors, range_deg):
                (factors, range_deg), damping = best, _Damping()
        step = damping.next(full)
        latitude_deg, longitude_deg = _move(latitude_deg, longitude_deg, step[0], step[1])
        time_s += float(step[2])
        converged = np.hypot(*step[:2]) < near * CONVERGED_KM and abs(step[2]) < near * CONVERGED_S
        if converged and (single_setting or count > AVERAGED_AFTER[-1]):
            break
    mixture = average(rows, blocks, weights, scale, errors)
    covariance = mixture.covariance
    if not rough:
        covariance = covariance + missing_information(rows, blocks, *mixture.best, weights, scale)
    # The steps led to the answer under one error model; the mean over error models may lie elsewhere.
    shift = mixture.mean - full
    latitude_deg, longitude_deg = _move(latitude_deg, longitude_deg, shift[0], shift[1])
    time_s += float(shift[2])
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
        covariance=covariance,
        weight=np.where(usable, _share(weights[:n]), 0.0),
        residual_s=readings.time_s - prediction.time_s - time_s,
        sd_s=np.hypot(common, scale * np.hypot(readings.sd_s, STATION_SD_S)),
        prediction=prediction,
        usable=usable,
        log_evidence=mixture.log_evidence
        + _log_weights(weights, rows.onset)
        + _log_scale_prior(scale)
        - _unpredicted_penalty(usable),
        regional_factor=mixture.best[0][0],
        teleseismic_factor=mixture.best[0][1],
        range_deg=mixture.best[1],
        reading_scale=scale,
        weights=weights,
    )


class _Damping:
    """Shorten steps that turn back on themselves.

    Where two branches of a travel-time curve cross, each side may point across the crossing: full steps would
    go to and fro for ever. Halving each step that turns back finds the crossing itself.
    """

    def __init__(self) -> None:
        self._reach_km = STEP_LIMIT_KM
        self._taken = np.zeros(2)

    def next(self, full: Floats) -> Floats:
        """Return the part of the full step (east km, north km, time s) that is taken."""
        length, taken = float(np.hypot(*full[:2])), float(np.hypot(*self._taken))
        if full[:2] @ self._taken < 0.0 and length > 0.5 * taken:
            self._reach_km = 0.5 * min(self._reach_km, max(taken, 0.1 * length))
        else:
            self._reach_km = min(STEP_LIMIT_KM, GROWTH * self._reach_km)
        share = min(1.0, self._reach_km / length) if length > 0 else 1.0
        self._taken = share * full[:2]
        return share * full


def _starting_setting(errors: ErrorModel, start: Fit | None) -> tuple[tuple[float, float], float]:
    """The setting of the start where the error model holds it, else the centre of the prior."""
    if start is None:
        return errors.central

    def nearest(values: tuple[float, ...], wanted: float) -> float:
        return min(values, key=lambda value: abs(np.log(value / wanted)))

    return (
        nearest(errors.regional_factors, start.regional_factor),
        nearest(errors.teleseismic_factors, start.teleseismic_factor),
    ), nearest(errors.ranges_deg, start.range_deg)


def _share(weight: Floats) -> Floats:
    """Weight relative to that of a perfectly fitting reading, in [0, 1]."""
    full = (DEGREES_OF_FREEDOM + 1.0) / DEGREES_OF_FREEDOM
    return np.clip(weight / full, 0.0, 1.0)


def _log_weights(weight: Floats, onset: NDArray[np.int64]) -> float:
    """What the weights add to the log evidence, so that fits that discard readings pay for it.

    The variational bound of a Gamma-distributed weight around its mean, up to a constant: together with the
    Gaussian density of the reading, Student's t. Rows of one onset share one weight, which counts once.
    """
    _, first = np.unique(onset, return_index=True)
    half, onset_weight = DEGREES_OF_FREEDOM / 2.0, weight[first]
    return float(np.sum(half * np.log(onset_weight) - half * onset_weight))


def _log_scale_prior(scale: float) -> float:
    """Log density of the scale of the reading errors (scaled inverse chi-square, centred on 1)."""
    return -SCALE_PRIOR_WEIGHT * float(np.log(scale) + 0.5 / scale**2)


def _unpredicted_penalty(usable: NDArray[np.bool_]) -> float:
    """Log density that Student's t loses between the centre and readings far off."""
    loss = 0.5 * (DEGREES_OF_FREEDOM + 1.0) * np.log1p(UNPREDICTED_SDS**2 / DEGREES_OF_FREEDOM)
    return float(loss * np.count_nonzero(~usable))


def _move(latitude_deg: float, longitude_deg: float, east_km: float, north_km: float) -> tuple[float, float]:
    latitude, longitude = position_at_offset(latitude_deg, longitude_deg, east_km, north_km)
    return float(latitude), float(longitude)
