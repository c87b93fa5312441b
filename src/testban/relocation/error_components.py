"""Errors of readings in three parts, each with a scale that is estimated.

- The clock: common to all that one station read of one event; Student's t, a scale for each station.
- The reading: its own; Student's t, a scale for each path.
- The field: what straight slownesses leave out, smooth over the places of the events on each path; Gaussian.

No error is common to two stations, so that covariances are those of one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from testban.location import DEGREES_OF_FREEDOM
from testban.model import Flags, Floats, Indices
from testban.relocation.independent_readings import PathReadings

READING_SD_S, READING_WEIGHT = 0.01, 1.0  # where all scales start, and in readings' worth how firmly
PATH_WEIGHT = 5.0  # readings' worth by which the scale of a path is held to that of all
CLOCK_WEIGHT, STATION_WEIGHT = 1.0, 5.0  # the scale of all clocks to that of readings; a station's to theirs
FIELD_WEIGHT, FIELD_START = 5.0, 0.1  # the field below the readings; the share of variance it starts with
FIELD_LENGTH = 0.5  # in rms distances of the events from their mean
MIN_SD_S = 1e-4
NEGLIGIBLE_S = (
    1e-6  # the scale of a field that the readings do not want, and of clocks that no two phases tell
)


@dataclass(frozen=True)
class SparseDesign:
    """Derivatives of m times, each by ten unknowns: their columns (m, 10) and values (m, 10)."""

    column: Indices
    value: Floats

    def matrix(self, size: int) -> csr_array:
        """Return the derivatives by all unknowns, (m, size)."""
        count, width = self.value.shape
        begin = np.arange(0, count * width + 1, width)
        return csr_array((self.value.ravel(), self.column.ravel(), begin), shape=(count, size))


@dataclass(frozen=True)
class Errors:
    """Squared scales, s2, and the weights of Student's t.

    Of the readings on each path, of the clock of each station, of all clocks, of the field; and weights of
    each reading and of each clock, that is each event at each station.
    """

    path_s2: Floats
    station_s2: Floats
    clocks_s2: float
    field_s2: float
    reading_weight: Floats
    clock_weight: Floats

    def vector(self) -> Floats:
        """All in one, where a change of 1 is large: logarithms, and of the field its scale in ms."""
        logs = np.log(np.concatenate([self.path_s2, self.station_s2, [self.clocks_s2]]))
        weights = np.log(np.concatenate([self.reading_weight, self.clock_weight]))
        return np.concatenate([[1e3 * np.sqrt(self.field_s2)], logs, weights])

    def like(self, vector: Floats) -> Errors:
        """Of these sizes, from a vector."""
        sizes = [self.path_s2.size, self.station_s2.size, 1, self.reading_weight.size]
        path, station, clocks, reading, clock = np.split(np.exp(vector[1:]), np.cumsum(sizes))
        field_s2 = max(1e-3 * float(vector[0]), NEGLIGIBLE_S) ** 2
        return Errors(path, station, float(clocks[0]), field_s2, reading, clock)


@dataclass(frozen=True)
class Batch:
    """Stations of k readings each: their rows (b, k), and pairs of these on one clock and path (b, k, k)."""

    rows: Indices
    one_clock: Flags
    one_path: Flags


@dataclass(frozen=True)
class WhitenedDesign:
    """Derivatives (m, q), inverse covariances of the errors, the field in them, and their product."""

    design: csr_array
    inverses: list[Floats]
    fields: list[Floats]
    weighted: Floats

    def normal(self) -> Floats:
        """Normal matrix of least squares (q, q)."""
        return np.asarray(self.design.T @ self.weighted)


@dataclass(frozen=True)
class FitResiduals:
    """What a fit leaves: the force of each residual (m,), inverse covariances less what the unknowns take up.

    `moves` (m, q) is how the unknowns follow a force on each reading.
    """

    force: Floats
    inverses: list[Floats]
    moves: Floats


class Stations:
    """The m readings by station, and by clock."""

    def __init__(self, readings: PathReadings, station: Indices) -> None:
        self.event, self.path, self.station = readings.event, readings.path, station
        self.paths, self.stations = station.size, int(station.max()) + 1
        # The squared scale of Student's t is less than its variance.
        self.pair_s2 = readings.pair_sd_s**2 * (DEGREES_OF_FREEDOM - 2.0) / DEGREES_OF_FREEDOM
        of = station[readings.path]
        key = of * (int(readings.event.max()) + 1) + readings.event
        _, first, self.clock, size = np.unique(
            key, return_index=True, return_inverse=True, return_counts=True
        )
        self.clock_station, self.clock_event, self.told = of[first], readings.event[first], size > 1
        order = np.argsort(of, kind="stable")
        _, begin, size = np.unique(of[order], return_index=True, return_counts=True)
        self.batches = []
        for k in np.unique(size):
            rows = order[begin[size == k][:, None] + np.arange(k)]
            clock, path = self.clock[rows], self.path[rows]
            self.batches.append(
                Batch(rows, clock[:, :, None] == clock[:, None, :], path[:, :, None] == path[:, None, :])
            )

    def start(self) -> Errors:
        """Scales and weights before anything is known."""
        reading = READING_SD_S**2
        clock = reading if self.told.any() else NEGLIGIBLE_S**2
        return Errors(
            path_s2=np.full(self.paths, reading),
            station_s2=np.full(self.stations, clock),
            clocks_s2=clock,
            field_s2=FIELD_START * reading,
            reading_weight=np.ones(self.path.size),
            clock_weight=np.ones(self.told.size),
        )

    def reading_s2(self, errors: Errors) -> Floats:
        """Variance of each reading, with what its pairs are known to err by."""
        return (errors.path_s2[self.path] + self.pair_s2) / errors.reading_weight

    def clock_s2(self, errors: Errors) -> Floats:
        """Variance of each clock."""
        return errors.station_s2[self.clock_station] / errors.clock_weight

    def whiten(self, design: csr_array, errors: Errors, place_km: Floats) -> WhitenedDesign:
        """Weight derivatives by the inverse covariance of the errors, with the events at these places."""
        reading, clock, alike = self.reading_s2(errors), self.clock_s2(errors), likeness(place_km)
        inverses, fields, weighted = [], [], np.empty(design.shape)
        for batch in self.batches:
            rows, event = batch.rows, self.event[batch.rows]
            field = errors.field_s2 * alike[event[:, :, None], event[:, None, :]] * batch.one_path
            covariance = field + clock[self.clock[rows]][:, :, None] * batch.one_clock
            diagonal = np.arange(rows.shape[1])
            covariance[:, diagonal, diagonal] += reading[rows]
            inverse = np.linalg.inv(covariance)
            weighted[rows] = inverse @ design[rows.ravel()].toarray().reshape(*rows.shape, -1)
            inverses.append(inverse)
            fields.append(field)
        return WhitenedDesign(design, inverses, fields, weighted)

    def fit_residuals(self, whitened: WhitenedDesign, residual: Floats, covariance: Floats) -> FitResiduals:
        """What a fit, its unknowns of this covariance, leaves of the readings."""
        force, inverses = self.spread(whitened.inverses, residual), []
        spread, moves = whitened.design @ covariance, np.empty_like(whitened.weighted)
        for batch, inverse in zip(self.batches, whitened.inverses, strict=True):
            moves[batch.rows] = inverse @ spread[batch.rows]
            taken = moves[batch.rows] @ whitened.weighted[batch.rows].transpose(0, 2, 1)
            inverses.append(inverse - taken)
        return FitResiduals(force, inverses, moves)

    def spread(self, matrices: list[Floats], values: Floats) -> Floats:
        """Product (m,) of the matrices of the batches and values of all readings."""
        product = np.empty_like(values)
        for batch, matrix in zip(self.batches, matrices, strict=True):
            product[batch.rows] = (matrix @ values[batch.rows][:, :, None])[:, :, 0]
        return product

    def diagonal(self, matrices: list[Floats]) -> Floats:
        """Diagonal (m,) of the matrices of the batches."""
        diagonal = np.empty(self.path.size)
        for batch, matrix in zip(self.batches, matrices, strict=True):
            diagonal[batch.rows] = np.einsum("bkk->bk", matrix)
        return diagonal

    def by_clock(self, values: Floats) -> Floats:
        """Sums of readings over each clock."""
        return np.asarray(np.bincount(self.clock, values, self.told.size), dtype=np.float64)

    def clock_diagonal(self, matrices: list[Floats]) -> Floats:
        """Sums of the matrices of the batches over the pairs on each clock."""
        sums = np.empty(self.path.size)
        for batch, matrix in zip(self.batches, matrices, strict=True):
            sums[batch.rows] = (matrix * batch.one_clock).sum(axis=2)
        return self.by_clock(sums)

    def improve(
        self, whitened: WhitenedDesign, fit_residuals: FitResiduals, errors: Errors, *, early: bool = False
    ) -> Errors:
        """Estimate scales and weights anew from what a fit left.

        An error of variance d has the expected square d + d^2 (f^2 - p), with the force f on it and p of the
        inverse left: a step of expectation-maximisation. Clocks and fields, small next to the readings, would
        take hundreds of such steps; their squared scales are multiplied by sum d f^2 / sum d p, which rests
        at the same point.

        Parameters
        ----------
        whitened, fit_residuals
            From `whiten` and `fit_residuals`.
        errors : Errors
            Those that the fit was made with.
        early : bool
            Places are not known yet, and the field cannot be told from constants of the paths.
        """
        reading, clock = self.reading_s2(errors), self.clock_s2(errors)
        excess = fit_residuals.force**2 - self.diagonal(fit_residuals.inverses)
        weight = _weight((reading + reading**2 * excess) / (reading * errors.reading_weight))
        # Of an error of two parts, the one that pairs did not bring.
        part = errors.path_s2[self.path] / errors.reading_weight
        square = errors.reading_weight * (part + part**2 * excess)
        overall = (READING_WEIGHT * READING_SD_S**2 + square.sum()) / (READING_WEIGHT + square.size)
        path_s2 = (PATH_WEIGHT * overall + np.bincount(self.path, square, self.paths)) / (
            PATH_WEIGHT + np.bincount(self.path, minlength=self.paths)
        )
        force, shared = self.by_clock(fit_residuals.force), self.clock_diagonal(fit_residuals.inverses)
        clock_weight = _weight((clock + clock**2 * (force**2 - shared)) / (clock * errors.clock_weight))
        station_s2, clocks_s2 = errors.station_s2, errors.clocks_s2
        if self.told.any():
            at = self.clock_station[self.told]
            clock_squares = np.bincount(at, (clock * force**2)[self.told], self.stations)
            due = np.bincount(at, (clock * shared)[self.told], self.stations)
            clocks_s2 *= (clock_squares.sum() + CLOCK_WEIGHT * overall / clocks_s2) / (
                due.sum() + CLOCK_WEIGHT
            )
            held = STATION_WEIGHT * clocks_s2 / station_s2
            station_s2 = station_s2 * (clock_squares + held) / (due + STATION_WEIGHT)
        if early:
            field_s2 = FIELD_START * overall
        else:
            grown = fit_residuals.force @ self.spread(whitened.fields, fit_residuals.force)
            shrunk = sum(
                float(np.sum(p * k)) for p, k in zip(fit_residuals.inverses, whitened.fields, strict=True)
            )
            field_s2 = errors.field_s2 * grown / (shrunk + FIELD_WEIGHT * errors.field_s2 / overall)
        return Errors(
            path_s2=np.maximum(path_s2, MIN_SD_S**2),
            station_s2=station_s2,
            clocks_s2=float(clocks_s2),
            field_s2=max(float(field_s2), NEGLIGIBLE_S**2),
            reading_weight=weight,
            clock_weight=clock_weight,
        )


def _weight(square: Floats) -> Floats:
    """Weights of Student's t, from squares in units of the squared scale."""
    return (DEGREES_OF_FREEDOM + 1.0) / (DEGREES_OF_FREEDOM + square)


def field_length(place_km: Floats) -> float:
    """Return the length over which the field is alike, km.

    Shorter than the distances of neighbours it would be an error of the reading, longer than the group a
    part of the slowness; differential times tell it badly between these.

    Examples
    --------
    >>> field_length(np.array([[0.1, 0.0], [-0.1, 0.0]]))
    0.05
    """
    return FIELD_LENGTH * float(np.sqrt(((place_km - place_km.mean(axis=0)) ** 2).sum(axis=1).mean()))


def likeness(place_km: Floats) -> Floats:
    """Correlation of the field between places (n, n)."""
    east, north = (place_km[:, None, k] - place_km[None, :, k] for k in range(2))
    return np.asarray(np.exp(-0.5 * (east**2 + north**2) / max(field_length(place_km) ** 2, 1e-12)))
