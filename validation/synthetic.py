"""Synthetic arrivals on real networks, with model errors that neighbouring stations share."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from testban.geodesy import KM_PER_DEG
from testban.location.calibrate import PATH_SLOWNESS_SD, READING_SD_S, SLOWNESS_DISTORTION_SD
from testban.location.error_model import (
    STATION_SD_S,
    ErrorModel,
    is_regional,
    model_error_sd,
    separation_deg,
    wave_correlation,
)
from testban.location.predict import predict
from testban.location.readings import ReadingArrays, make_readings
from testban.model import Arrival, SeismicObservations


def synthetic_arrivals(
    observations: SeismicObservations,
    *,
    latitude_deg: float,
    longitude_deg: float,
    rng: np.random.Generator,
    model_sd_s: float = 1.0,
    range_deg: float = 10.0,
    reading_sd_s: float = 0.3,
) -> tuple[Arrival, ...]:
    """Replace the times of real arrivals by computed ones with errors.

    The model error is Gaussian with covariance ``model_sd_s**2 exp(-separation / range_deg)`` between all
    arrivals, the reading error independent.
    """
    readings, _ = make_readings(observations.stations, observations.arrivals)
    assert readings is not None
    prediction = predict(readings, latitude_deg=latitude_deg, longitude_deg=longitude_deg, depth_km=0.0)
    errors = _correlated(readings, rng, model_sd_s, range_deg)
    errors += reading_sd_s * rng.standard_normal(len(readings))
    return tuple(
        arrival.model_copy(update={"time": readings.epoch + timedelta(seconds=float(time))})
        for arrival, time in zip(readings.arrivals, prediction.time_s + errors, strict=True)
    )


def _correlated(
    readings: ReadingArrays, rng: np.random.Generator, sd_s: float, range_deg: float
) -> np.ndarray:
    separation = separation_deg(readings.latitude_deg, readings.longitude_deg)
    covariance = sd_s**2 * np.exp(-separation / range_deg) + 1e-9 * np.eye(len(readings))
    return np.linalg.cholesky(covariance) @ rng.standard_normal(len(readings))


def arrivals_under_the_prior(
    observations: SeismicObservations,
    *,
    latitude_deg: float,
    longitude_deg: float,
    rng: np.random.Generator,
    range_deg: float = 12.0,
) -> tuple[Arrival, ...]:
    """Replace times by computed ones whose errors are drawn from the prior of the locator itself.

    One factor for regional and one for teleseismic paths, log-normal with the widths of the prior, times the
    tabulated modelling errors; P and S correlated as there; reading errors as assumed there. Azimuths and
    slownesses are left out.
    """
    readings, _ = make_readings(observations.stations, observations.arrivals)
    assert readings is not None
    found = predict(readings, latitude_deg=latitude_deg, longitude_deg=longitude_deg, depth_km=0.0)
    regional = is_regional(readings.phase, found.distance_deg)
    correlation = np.exp(-separation_deg(readings.latitude_deg, readings.longitude_deg) / range_deg)
    correlation *= wave_correlation(readings.phase) * (regional[:, None] == regional)
    root = np.linalg.cholesky(correlation + 1e-9 * np.eye(len(readings)))
    prior = ErrorModel()
    factor = np.where(
        regional,
        np.exp(prior.regional_width * rng.standard_normal()),
        np.exp(prior.teleseismic_width * rng.standard_normal()),
    )
    errors = root @ rng.standard_normal(len(readings))
    errors *= factor * model_error_sd(readings.phase, found.distance_deg)
    errors += np.hypot(readings.sd_s, STATION_SD_S) * rng.standard_normal(len(readings))
    blank = dict.fromkeys(
        ("back_azimuth_deg", "back_azimuth_sd_deg", "slowness_s_per_deg", "slowness_sd_s_per_deg")
    )
    return tuple(
        arrival.model_copy(update={**blank, "time": readings.epoch + timedelta(seconds=float(time))})
        for arrival, time in zip(readings.arrivals, found.time_s + errors, strict=True)
        if np.isfinite(time)
    )


class SharedPaths:
    """Arrivals of events at one site, whose paths and distortion of slownesses they share.

    Each path has a correction of 1 s and slowness errors of its own (`PATH_SLOWNESS_SD`), all paths one
    two-by-two distortion (`SLOWNESS_DISTORTION_SD`), as the calibrated location assumes.
    """

    def __init__(self, rng: np.random.Generator, *, centre: tuple[float, float]) -> None:
        self._rng, self._centre = rng, centre
        self._distortion = SLOWNESS_DISTORTION_SD * rng.standard_normal((2, 2))
        self._paths: dict[tuple[str, str], tuple[float, np.ndarray]] = {}

    def arrivals(self, observations: SeismicObservations, place_km: np.ndarray) -> tuple[Arrival, ...]:
        """Compute the arrivals of an event at (east, north) of the centre on the paths of real readings."""
        readings, _ = make_readings(observations.stations, observations.arrivals)
        assert readings is not None
        found = predict(readings, latitude_deg=self._centre[0], longitude_deg=self._centre[1], depth_km=0.0)
        azimuth, length = np.radians(found.azimuth_deg), -found.slowness_s_per_deg / KM_PER_DEG
        slowness = length[:, None] * np.column_stack([np.sin(azimuth), np.cos(azimuth)])
        epoch = float(np.nanmedian(readings.time_s - found.time_s))
        made = []
        for number in np.flatnonzero(np.isfinite(found.time_s)):
            arrival = readings.arrivals[number]
            key = (arrival.station, arrival.phase)
            if key not in self._paths:
                own = PATH_SLOWNESS_SD * np.abs(length[number]) * self._rng.standard_normal(2) / np.sqrt(2.0)
                self._paths[key] = (float(self._rng.standard_normal()), own)
            late, own = self._paths[key]
            bent = slowness[number] + self._distortion @ slowness[number] + own
            time = epoch + found.time_s[number] + late + float(bent @ place_km)
            time += READING_SD_S * self._rng.standard_normal()
            made.append(arrival.model_copy(update={"time": readings.moment(time)}))
        return tuple(made)
