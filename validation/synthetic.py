"""Synthetic arrivals on real networks, with model errors that neighbouring stations share."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from testban.location.error_model import separation_deg
from testban.location.predict import predict
from testban.location.readings import Readings, make_readings
from testban.model import Arrival, Observations


def synthetic_arrivals(
    observations: Observations,
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


def _correlated(readings: Readings, rng: np.random.Generator, sd_s: float, range_deg: float) -> np.ndarray:
    separation = separation_deg(readings.latitude_deg, readings.longitude_deg)
    covariance = sd_s**2 * np.exp(-separation / range_deg) + 1e-9 * np.eye(len(readings))
    return np.linalg.cholesky(covariance) @ rng.standard_normal(len(readings))
