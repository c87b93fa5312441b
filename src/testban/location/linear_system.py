"""The linearised problem of one trial place: residuals, derivatives, and which rows share model errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import KM_PER_DEG
from testban.location.error_model import (
    STATION_SD_S,
    is_regional,
    model_error_sd,
    separation_deg,
    wave_correlation,
)
from testban.location.predict import Prediction
from testban.location.readings import ReadingArrays
from testban.model import Floats, Indices

# How far structure turns azimuths and changes slownesses at a station: what the GMS locator (LocOO3D 1.9,
# printed with its examples) adds to the errors of the readings.
BACK_AZIMUTH_MODEL_SD_DEG, SLOWNESS_MODEL_SD = 5.0, 0.5


@dataclass(frozen=True)
class LinearSystem:
    """The linearised problem: data residual, derivatives (m, 3), error of each reading, what is a time.

    The common scale of the reading errors is that of times alone. Rows of one `onset` share one weight: back
    azimuth and slowness come from one beam, and where its slowness is wrong its azimuth is not to be trusted.
    """

    residual: Floats
    design: Floats
    single_sd: Floats
    is_time: NDArray[np.bool_]
    onset: Indices

    def single_variance(self, scale: float, weights: Floats) -> Floats:
        """Variance of each reading's own error."""
        return (np.where(self.is_time, scale, 1.0) * self.single_sd) ** 2 / weights


@dataclass(frozen=True)
class Block:
    """Rows that share model errors: their indices, standard deviations, correlation (ranges, rows, rows)."""

    rows: Indices
    sd: Floats
    correlation: Floats


@dataclass(frozen=True)
class Blocks:
    """LinearSystem with regional and with teleseismic errors, and those whose errors no other row shares."""

    regional: Block
    teleseismic: Block
    alone: Indices
    ranges_deg: tuple[float, ...]


class SharedErrors:
    """How the errors of one set of readings correlate, kept for all fits of one event."""

    def __init__(self, readings: ReadingArrays) -> None:
        self._separation = separation_deg(readings.latitude_deg, readings.longitude_deg)
        self._waves = wave_correlation(readings.phase)
        self._known: dict[float, Floats] = {}
        self._picked: dict[tuple[tuple[float, ...], bytes], Floats] = {}

    def correlation(self, range_deg: float) -> Floats:
        """Correlation of the model errors of every two readings, (n, n), of one kind of path."""
        if range_deg not in self._known:
            self._known[range_deg] = np.exp(-self._separation / range_deg) * self._waves
        return self._known[range_deg]

    def among(self, rows: Indices, ranges_deg: tuple[float, ...]) -> Floats:
        """Correlation among some readings for several ranges, (ranges, rows, rows)."""
        key = (ranges_deg, rows.tobytes())
        if key not in self._picked:
            pick = np.ix_(rows, rows)
            self._picked[key] = np.array([self.correlation(range_deg)[pick] for range_deg in ranges_deg])
        return self._picked[key]


def extra_rows(readings: ReadingArrays) -> Indices:
    """Indices of the azimuth rows (0..n-1) and slowness rows (n..2n-1) that were read."""
    n = len(readings)
    return np.concatenate(
        [
            np.flatnonzero(np.isfinite(readings.back_azimuth_deg)),
            n + np.flatnonzero(np.isfinite(readings.slowness_s_per_deg)),
        ]
    )


def linearise(
    readings: ReadingArrays, prediction: Prediction, usable: NDArray[np.bool_], extra: Indices, time_s: float
) -> LinearSystem:
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
    if extra.size == 0:
        return LinearSystem(residual, design, single, np.ones(n, dtype=np.bool_), np.arange(n))
    index, is_slowness = extra % n, extra >= n
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
    is_read = np.isfinite(more_residual) & np.isfinite(design_more).all(axis=1)
    design_more[~is_read] = 0.0
    more_residual = np.where(is_read, more_residual, 0.0)
    return LinearSystem(
        residual=np.concatenate([residual, more_residual]),
        design=np.vstack([design, design_more]),
        single_sd=np.concatenate([single, more_sd]),
        is_time=np.arange(n + index.size) < n,
        onset=np.concatenate([np.arange(n), index]),
    )


def blocks_of(
    readings: ReadingArrays,
    prediction: Prediction,
    usable: NDArray[np.bool_],
    shared: SharedErrors,
    extra_count: int,
    ranges_deg: tuple[float, ...],
) -> Blocks:
    """Sort the rows by the model errors they share."""
    n = len(readings)
    regional = is_regional(readings.phase, prediction.distance_deg)
    sd = model_error_sd(readings.phase, prediction.distance_deg)

    def block(chosen: NDArray[np.bool_]) -> Block:
        rows = np.flatnonzero(chosen & usable)
        return Block(rows, sd[rows], shared.among(rows, ranges_deg))

    alone = np.concatenate([np.flatnonzero(~usable), n + np.arange(extra_count)])
    return Blocks(block(regional), block(~regional), alone, ranges_deg)
