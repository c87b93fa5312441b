"""Errors of readings in blocks: the phases that one station read of one event share clock and site.

A block has Student's t with one weight; each path has an error scale, each station a correlation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testban.location.differential import PathReadings
from testban.location.settle import DEGREES_OF_FREEDOM

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

READING_SD_S, READING_WEIGHT = 0.01, 1.0  # where the scale of the errors starts, in readings' worth
PATH_WEIGHT = 5.0  # readings' worth by which the error scale of a path is held to that of all
CORRELATION_WEIGHT, LARGEST_CORRELATION = 5.0, 0.95  # worth in pairs of the correlation of all stations
LEAST_SD_S = 1e-4


@dataclass(frozen=True)
class Noise:
    """Error variance of each path, and each station's correlation between the phases of one event."""

    variance: Floats
    correlation: Floats


@dataclass(frozen=True)
class Rows:
    """Derivatives of m times, each by ten unknowns: their columns (m, 10) and values (m, 10)."""

    column: Indices
    value: Floats

    def times(self, change: Floats) -> Floats:
        """Change of the times."""
        return np.asarray((self.value * change[self.column]).sum(axis=1))


class Onsets:
    """Readings of one event at one station, which share clock and site: blocks of k rows with one weight."""

    def __init__(self, readings: PathReadings, station: Indices) -> None:
        self.path = readings.path
        # The squared scale of Student's t is less than its variance.
        self.pair_variance = readings.pair_sd_s**2 * (DEGREES_OF_FREEDOM - 2.0) / DEGREES_OF_FREEDOM
        self._pairs_err = bool(readings.pair_sd_s.max(initial=0.0) > LEAST_SD_S)
        self.station, self.stations = station, int(station.max()) + 1
        key = station[readings.path] * (int(readings.event.max()) + 1) + readings.event
        order = np.argsort(key, kind="stable")
        _, begin, size = np.unique(key[order], return_index=True, return_counts=True)
        self.blocks = [
            order[begin[size == k][:, None] + np.arange(k)] for k in np.unique(size)
        ]  # each (blocks, k)

    def inverses(self, noise: Noise) -> list[Floats]:
        """Inverse covariance of each block at full weight, (blocks, k, k)."""
        return [
            np.asarray(np.linalg.inv(own + _diagonal(self.pair_variance[rows])), dtype=np.float64)
            for rows, own in zip(self.blocks, self.own(noise), strict=True)
        ]

    def own(self, noise: Noise) -> list[Floats]:
        """Covariance of each block but for what the pairs are known to err by, (blocks, k, k)."""
        found = []
        for rows in self.blocks:
            sd = np.sqrt(noise.variance)[self.path[rows]]
            correlation = noise.correlation[self.station[self.path[rows[:, 0]]]]
            full = correlation[:, None, None] * sd[:, :, None] * sd[:, None, :]
            diagonal = np.arange(rows.shape[1])
            full[:, diagonal, diagonal] = sd**2
            found.append(full)
        return found

    def normal(
        self, rows: Rows, inverses: list[Floats], weight: Floats, residual: Floats, size: int
    ) -> tuple[Floats, Floats]:
        """Normal matrix (size, size) and right side (size,) of weighted least squares."""
        scaled = [
            weight[block][:, 0, None, None] * inverse
            for block, inverse in zip(self.blocks, inverses, strict=True)
        ]
        right = np.zeros(size)
        for block, inverse in zip(self.blocks, scaled, strict=True):
            pull = np.einsum("bij,bj->bi", inverse, residual[block])
            right += np.bincount(
                rows.column[block].ravel(), (rows.value[block] * pull[:, :, None]).ravel(), size
            )
        return self._gather(rows, scaled, size), right

    def _gather(self, rows: Rows, inverses: list[Floats], size: int) -> Floats:
        """Sum of design' inverse design over the blocks, each row with few columns."""
        total = np.zeros(size * size)
        for block, inverse in zip(self.blocks, inverses, strict=True):
            column, value = rows.column[block], rows.value[block]
            where = column[:, :, None, :, None] * size + column[:, None, :, None, :]
            what = inverse[:, :, :, None, None] * value[:, :, None, :, None] * value[:, None, :, None, :]
            total += np.bincount(where.ravel(), what.ravel(), size * size)
        return total.reshape(size, size)

    def products(self, residual: Floats, rows: Rows, covariance: Floats) -> list[Floats]:
        """Expected products of the errors within each block: of the residuals, plus what is uncertain."""
        found = []
        for block in self.blocks:
            column, value, off = rows.column[block], rows.value[block], residual[block]
            spread = covariance[column[:, :, None, :, None], column[:, None, :, None, :]]
            uncertain = np.einsum("bkp,bklpq,blq->bkl", value, spread, value, optimize=True)
            found.append(off[:, :, None] * off[:, None, :] + uncertain)
        return found

    def weights(self, inverses: list[Floats], products: list[Floats]) -> Floats:
        """Weights of Student's t of k dimensions, one for each block."""
        weight = np.empty(self.path.size)
        for rows, inverse, product in zip(self.blocks, inverses, products, strict=True):
            distance = np.einsum("bij,bij->b", inverse, product)
            one = (DEGREES_OF_FREEDOM + rows.shape[1]) / (DEGREES_OF_FREEDOM + distance)
            weight[rows] = one[:, None]
        return weight

    def noise(self, products: list[Floats], weight: Floats, before: Noise) -> Noise:
        """Error variance of each path, held to that of all by a few readings' worth; and the correlation."""
        squared = np.empty(self.path.size)
        shared, pairs = np.zeros(self.stations), np.zeros(self.stations)
        sd = np.sqrt(before.variance)
        owns = self.own(before) if self._pairs_err else [None] * len(products)
        for rows, product, own in zip(self.blocks, products, owns, strict=True):
            k = rows.shape[1]
            weighted = weight[rows[:, 0], None, None] * product
            if own is not None:
                # Of an error of two parts, the share of one: its mean given the sum, and what stays unknown.
                share = own @ np.linalg.inv(own + _diagonal(self.pair_variance[rows]))
                weighted = share @ weighted @ share.transpose(0, 2, 1) + own - share @ own
            squared[rows] = weighted[:, np.arange(k), np.arange(k)]
            upper, lower = np.triu_indices(k, 1)
            scale = sd[self.path[rows[:, upper]]] * sd[self.path[rows[:, lower]]]
            each = (weighted[:, upper, lower] / scale).sum(axis=1)
            where = self.station[self.path[rows[:, 0]]]
            shared += np.bincount(where, each, self.stations)
            pairs += np.bincount(where, minlength=self.stations) * upper.size
        paths = before.variance.size
        overall = (READING_WEIGHT * READING_SD_S**2 + squared.sum()) / (READING_WEIGHT + squared.size)
        count = np.bincount(self.path, minlength=paths)
        summed = np.bincount(self.path, squared, minlength=paths)
        variance = np.maximum((PATH_WEIGHT * overall + summed) / (PATH_WEIGHT + count), LEAST_SD_S**2)
        typical = shared.sum() / (CORRELATION_WEIGHT + pairs.sum())
        correlation = (CORRELATION_WEIGHT * typical + shared) / (CORRELATION_WEIGHT + pairs)
        return Noise(variance, np.clip(correlation, 0.0, LARGEST_CORRELATION))


def _diagonal(values: Floats) -> Floats:
    """Diagonal matrices (..., k, k) of values (..., k)."""
    return np.asarray(values[..., None] * np.eye(values.shape[-1]))
