"""Locate events relative to each other from times on shared paths, with slownesses that are uncertain too.

The time of event i on path j is T_i + C_j - s_j . x_i + error: an origin time, a constant of the path, the
slowness vector at the source (it points to the station) and the position. The slownesses come from a model,
and published studies of one pair of tests differ by hundreds of metres through them alone (Gibbons et al.
2017, Geophys. J. Int. 208, 101). So s_j = (I + M) (s0_j + d_j): a distortion M common to all paths and a
deviation d_j of each, both with a prior of zero mean. Everything is estimated together; errors have the tails
of Student's t, a scale per path, and a correlation between the phases that one station read of one event.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dpotri

from testban.location.differential import PathReadings
from testban.location.settle import DEGREES_OF_FREEDOM
from testban.location.threads import on_one_thread

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

COMMON_SD = 0.2  # of the entries of M: velocities below a site differ from a global model by 10-30 %
OWN_SD = 0.1  # of each component of d_j, relative to the length of s0_j
READING_SD_S, READING_WEIGHT = 0.01, 1.0  # where the scale of the errors starts, in readings' worth
PATH_WEIGHT = 5.0  # readings' worth by which the error scale of a path is held to that of all
CORRELATION_WEIGHT, LARGEST_CORRELATION = 5.0, 0.95  # worth in pairs of the correlation of all stations
STEPS, CONVERGED_KM, WEIGHTS_SETTLED = 100, 2e-5, 1e-3
FAR_KM = 1000.0  # events lie within this of each other: no answer where the slownesses say nothing
GAUGE_KM = 0.01  # holds the mean position of the events, which their lags leave free
LEAST_SD_S = 1e-4


@dataclass(frozen=True)
class Anchors:
    """Events of known position: indices (k,), positions east and north km (k, 2), standard deviation km."""

    event: Indices
    position_km: Floats
    sigma_km: float


@dataclass(frozen=True)
class Relocation:
    """Joint solution of n events and j paths.

    Attributes
    ----------
    position_km : array, shape (n, 2)
        East and north, relative to the mean of all events, or in the frame of the anchors.
    covariance_km2 : array, shape (2 n, 2 n)
        Of the positions, event by event; the mean position has none unless anchors gave it.
    origin_time_s : array, shape (n,)
        Relative to the events' nominal times, their mean taken out.
    slowness_s_per_km, slowness_sd : array, shape (j, 2)
        Estimated slowness vectors and their standard deviations.
    residual_s, weight : array, shape (m,)
        Of each reading; weight 1 is full.
    path_sd_s : array, shape (j,)
        Scale of the reading errors of each path.
    correlation : array, shape (stations,)
        Of the errors of two phases of one event at each station.
    """

    position_km: Floats
    covariance_km2: Floats
    origin_time_s: Floats
    slowness_s_per_km: Floats
    slowness_sd: Floats
    residual_s: Floats
    weight: Floats
    path_sd_s: Floats
    correlation: Floats


@on_one_thread
def relocate(
    readings: PathReadings,
    slowness_s_per_km: Floats,
    *,
    events: int,
    station: Indices | None = None,
    anchors: Anchors | None = None,
    common_sd: float = COMMON_SD,
    own_sd: float = OWN_SD,
) -> Relocation:
    """Estimate positions, origin times, path constants and slownesses together.

    Parameters
    ----------
    readings : PathReadings
        m readings; event numbers below `events`, path numbers below j.
    slowness_s_per_km : array, shape (j, 2)
        East and north components of the modelled slowness, pointing from the source to the station.
    events : int
        Number of events n, all joined by readings.
    station : array of int, shape (j,), optional
        Station of each path: phases of one event at one station share errors of clock and site.
    anchors : Anchors, optional
        Known positions, which calibrate the slownesses.
    common_sd, own_sd : float
        Relative standard deviations of the slownesses' common distortion and of each path's own deviation.

    Returns
    -------
    Relocation
    """
    problem = _Problem(readings, slowness_s_per_km, events, anchors, common_sd, own_sd)
    onsets = _Onsets(readings, np.arange(slowness_s_per_km.shape[0]) if station is None else station)
    unknown = np.zeros(problem.size)
    weight = np.ones(len(readings))
    noise = _Noise(np.full(slowness_s_per_km.shape[0], READING_SD_S**2), np.zeros(slowness_s_per_km.shape[0]))
    for step in range(STEPS):
        rows, fit = problem.linearise(unknown)
        inverses = onsets.inverses(noise)
        normal, right = onsets.normal(rows, inverses, weight, readings.time_s - fit, problem.size)
        covariance = _inverse(normal + problem.precision)
        change = covariance @ (right + problem.precision @ (problem.expected - unknown))
        unknown = unknown + change
        residual = readings.time_s - fit - rows.times(change)
        products = onsets.products(residual, rows, covariance)
        new = onsets.weights(inverses, products)
        settled = np.abs(new - weight).max() < WEIGHTS_SETTLED
        weight = new
        noise = onsets.noise(products, weight, noise)
        moved = np.abs(change[problem.places]).max()
        if step > 5 and settled and moved < CONVERGED_KM:
            break
    # Weights are estimates too: the covariance follows from the information expected of Student's t, and the
    # scale of the errors once more from residuals that are uncertain by as much.
    rows, fit = problem.linearise(unknown)
    residual = readings.time_s - fit
    for _ in range(2):
        information = onsets.information(rows, onsets.inverses(noise), problem.size)
        covariance = _inverse(information + problem.precision)
        noise = onsets.noise(onsets.products(residual, rows, covariance), weight, noise)
    return problem.report(unknown, covariance, residual, weight, noise)


@dataclass(frozen=True)
class _Noise:
    """Error variance of each path, and each station's correlation between the phases of one event."""

    variance: Floats
    correlation: Floats


@dataclass(frozen=True)
class _Rows:
    """Derivatives of m times, each by ten unknowns: their columns (m, 10) and values (m, 10)."""

    column: Indices
    value: Floats

    def times(self, change: Floats) -> Floats:
        """Change of the times."""
        return np.asarray((self.value * change[self.column]).sum(axis=1))


class _Onsets:
    """Readings of one event at one station, which share clock and site: blocks of k rows with one weight."""

    def __init__(self, readings: PathReadings, station: Indices) -> None:
        self._path, self._pair2 = readings.path, readings.pair_sd_s**2
        self._pairs_err = bool(readings.pair_sd_s.max(initial=0.0) > LEAST_SD_S)
        self._station, self._stations = station, int(station.max()) + 1
        key = station[readings.path] * (int(readings.event.max()) + 1) + readings.event
        order = np.argsort(key, kind="stable")
        _, begin, size = np.unique(key[order], return_index=True, return_counts=True)
        self._blocks = [
            order[begin[size == k][:, None] + np.arange(k)] for k in np.unique(size)
        ]  # each (blocks, k)

    def inverses(self, noise: _Noise) -> list[Floats]:
        """Inverse covariance of each block at full weight, (blocks, k, k)."""
        return [
            np.asarray(np.linalg.inv(own + _diagonal(self._pair2[rows])), dtype=np.float64)
            for rows, own in zip(self._blocks, self._own(noise), strict=True)
        ]

    def _own(self, noise: _Noise) -> list[Floats]:
        """Covariance of each block but for what the pairs are known to err by, (blocks, k, k)."""
        found = []
        for rows in self._blocks:
            sd = np.sqrt(noise.variance)[self._path[rows]]
            correlation = noise.correlation[self._station[self._path[rows[:, 0]]]]
            full = correlation[:, None, None] * sd[:, :, None] * sd[:, None, :]
            diagonal = np.arange(rows.shape[1])
            full[:, diagonal, diagonal] = sd**2
            found.append(full)
        return found

    def normal(
        self, rows: _Rows, inverses: list[Floats], weight: Floats, residual: Floats, size: int
    ) -> tuple[Floats, Floats]:
        """Normal matrix (size, size) and right side (size,) of weighted least squares."""
        scaled = [
            weight[block][:, 0, None, None] * inverse
            for block, inverse in zip(self._blocks, inverses, strict=True)
        ]
        right = np.zeros(size)
        for block, inverse in zip(self._blocks, scaled, strict=True):
            pull = np.einsum("bij,bj->bi", inverse, residual[block])
            right += np.bincount(
                rows.column[block].ravel(), (rows.value[block] * pull[:, :, None]).ravel(), size
            )
        return self._gather(rows, scaled, size), right

    def information(self, rows: _Rows, inverses: list[Floats], size: int) -> Floats:
        """Expected information of the times (size, size).

        For Student's t with v degrees of freedom in k dimensions it is (v + k) / (v + k + 2) of that of
        Gaussian errors (Lange, Little & Taylor 1989, J. Am. Stat. Assoc. 84, 881).
        """
        shares = [
            (DEGREES_OF_FREEDOM + block.shape[1]) / (DEGREES_OF_FREEDOM + block.shape[1] + 2.0)
            for block in self._blocks
        ]
        return self._gather(rows, [a * inverse for a, inverse in zip(shares, inverses, strict=True)], size)

    def _gather(self, rows: _Rows, inverses: list[Floats], size: int) -> Floats:
        """Sum of design' inverse design over the blocks, each row with few columns."""
        total = np.zeros(size * size)
        for block, inverse in zip(self._blocks, inverses, strict=True):
            column, value = rows.column[block], rows.value[block]
            where = column[:, :, None, :, None] * size + column[:, None, :, None, :]
            what = inverse[:, :, :, None, None] * value[:, :, None, :, None] * value[:, None, :, None, :]
            total += np.bincount(where.ravel(), what.ravel(), size * size)
        return total.reshape(size, size)

    def products(self, residual: Floats, rows: _Rows, covariance: Floats) -> list[Floats]:
        """Expected products of the errors within each block: of the residuals, plus what is uncertain."""
        found = []
        for block in self._blocks:
            column, value, off = rows.column[block], rows.value[block], residual[block]
            spread = covariance[column[:, :, None, :, None], column[:, None, :, None, :]]
            uncertain = np.einsum("bkp,bklpq,blq->bkl", value, spread, value, optimize=True)
            found.append(off[:, :, None] * off[:, None, :] + uncertain)
        return found

    def weights(self, inverses: list[Floats], products: list[Floats]) -> Floats:
        """Weights of Student's t of k dimensions, one for each block."""
        weight = np.empty(self._path.size)
        for rows, inverse, product in zip(self._blocks, inverses, products, strict=True):
            distance = np.einsum("bij,bij->b", inverse, product)
            one = (DEGREES_OF_FREEDOM + rows.shape[1]) / (DEGREES_OF_FREEDOM + distance)
            weight[rows] = one[:, None]
        return weight

    def noise(self, products: list[Floats], weight: Floats, before: _Noise) -> _Noise:
        """Error variance of each path, held to that of all by a few readings' worth; and the correlation."""
        squared = np.empty(self._path.size)
        shared, pairs = np.zeros(self._stations), np.zeros(self._stations)
        sd = np.sqrt(before.variance)
        for rows, product, own in zip(self._blocks, products, self._own(before), strict=True):
            k = rows.shape[1]
            weighted = weight[rows[:, 0], None, None] * product
            if self._pairs_err:
                # Of an error of two parts, the share of one: its mean given the sum, and what stays unknown.
                share = own @ np.linalg.inv(own + _diagonal(self._pair2[rows]))
                weighted = share @ weighted @ share.transpose(0, 2, 1) + own - share @ own
            squared[rows] = weighted[:, np.arange(k), np.arange(k)]
            upper, lower = np.triu_indices(k, 1)
            scale = sd[self._path[rows[:, upper]]] * sd[self._path[rows[:, lower]]]
            each = (weighted[:, upper, lower] / scale).sum(axis=1)
            where = self._station[self._path[rows[:, 0]]]
            shared += np.bincount(where, each, self._stations)
            pairs += np.bincount(where, minlength=self._stations) * upper.size
        paths = before.variance.size
        overall = (READING_WEIGHT * READING_SD_S**2 + squared.sum()) / (READING_WEIGHT + squared.size)
        count = np.bincount(self._path, minlength=paths)
        summed = np.bincount(self._path, squared, minlength=paths)
        variance = np.maximum((PATH_WEIGHT * overall + summed) / (PATH_WEIGHT + count), LEAST_SD_S**2)
        typical = shared.sum() / (CORRELATION_WEIGHT + pairs.sum())
        correlation = (CORRELATION_WEIGHT * typical + shared) / (CORRELATION_WEIGHT + pairs)
        return _Noise(variance, np.clip(correlation, 0.0, LARGEST_CORRELATION))


def _diagonal(values: Floats) -> Floats:
    """Diagonal matrices (..., k, k) of values (..., k)."""
    return np.asarray(values[..., None] * np.eye(values.shape[-1]))


def _inverse(matrix: Floats) -> Floats:
    """Inverse of a positive definite matrix."""
    factor, _ = dpotrf(matrix, lower=0)
    inverse, _ = dpotri(factor, lower=0, overwrite_c=1)
    return np.asarray(np.triu(inverse) + np.triu(inverse, 1).T)


class _Problem:
    """Where each unknown stands, what the priors say, and the linearised times."""

    def __init__(
        self,
        readings: PathReadings,
        slowness: Floats,
        events: int,
        anchors: Anchors | None,
        common_sd: float,
        own_sd: float,
    ) -> None:
        self.readings, self.slowness, self.events = readings, slowness, events
        paths, constants = slowness.shape[0], int(readings.constant.max()) + 1
        at_constant, at_place = events, events + constants
        at_common, at_own = at_place + 2 * events, at_place + 2 * events + 4
        self.size = at_own + 2 * paths
        self.places = slice(at_place, at_common)
        self.common, self.own = slice(at_common, at_own), slice(at_own, self.size)
        self.at_constant = at_constant
        precision = np.zeros((self.size, self.size))
        self.expected = np.zeros(self.size)
        rows = np.arange(self.size)
        precision[rows[self.places], rows[self.places]] = FAR_KM**-2
        precision[self.common, self.common] = np.eye(4) / common_sd**2
        length2 = (slowness**2).sum(axis=1)
        precision[rows[self.own], rows[self.own]] = np.repeat(1.0 / (own_sd**2 * length2), 2)
        # The mean origin time belongs to the constants of the paths.
        precision[:events, :events] += 1.0 / events**2 / READING_SD_S**2
        if anchors is None:
            for axis in range(2):
                chosen = np.arange(at_place + axis, at_common, 2)
                precision[np.ix_(chosen, chosen)] += 1.0 / events**2 / GAUGE_KM**2
        else:
            for axis in range(2):
                chosen = at_place + 2 * anchors.event + axis
                precision[chosen, chosen] += anchors.sigma_km**-2
                self.expected[chosen] = anchors.position_km[:, axis]
        self.anchored = anchors is not None
        self.precision = precision

    def slowness_at(self, unknown: Floats) -> Floats:
        """Slownesses (j, 2) with the common distortion and the deviations of each path."""
        common, own = self._turned(unknown)
        return own @ common.T

    def _turned(self, unknown: Floats) -> tuple[Floats, Floats]:
        """The common distortion I + M (2, 2), and the slownesses it acts on (j, 2)."""
        common = np.eye(2) + unknown[self.common].reshape(2, 2)
        return common, self.slowness + unknown[self.own].reshape(-1, 2)

    def linearise(self, unknown: Floats) -> tuple[_Rows, Floats]:
        """Derivatives and fitted times (m,)."""
        event, path = self.readings.event, self.readings.path
        constant = self.at_constant + self.readings.constant
        place = unknown[self.places].reshape(-1, 2)[event]
        common, own = self._turned(unknown)
        slowness = (own @ common.T)[path]
        back = place @ common
        one = np.ones(event.size)
        parts = [(event, one), (constant, one)]
        for axis in range(2):
            parts.append((self.places.start + 2 * event + axis, -slowness[:, axis]))
            parts.append((self.own.start + 2 * path + axis, -back[:, axis]))
            for other in range(2):
                column = np.full(event.size, self.common.start + 2 * axis + other)
                parts.append((column, -own[path, other] * place[:, axis]))
        rows = _Rows(
            np.column_stack([column for column, _ in parts]), np.column_stack([value for _, value in parts])
        )
        return rows, unknown[event] + unknown[constant] - (slowness * place).sum(axis=1)

    def report(
        self, unknown: Floats, covariance: Floats, residual: Floats, weight: Floats, noise: _Noise
    ) -> Relocation:
        """Take the free mean out of positions and their covariance."""
        place, spread = unknown[self.places].reshape(-1, 2), covariance[self.places, self.places]
        if not self.anchored:
            place = place - place.mean(axis=0)
            centre = np.kron(np.eye(self.events) - 1.0 / self.events, np.eye(2))
            spread = centre @ spread @ centre.T
        paths = self.slowness.shape[0]
        common, own = self._turned(unknown)
        turn = np.zeros((2 * paths, self.size))
        rows = np.arange(paths)
        for axis in range(2):
            for other in range(2):
                turn[2 * rows + axis, self.own.start + 2 * rows + other] = common[axis, other]
                turn[2 * rows + axis, self.common.start + 2 * axis + other] = own[:, other]
        variance_s = np.einsum("ij,jk,ik->i", turn, covariance, turn, optimize=True)
        times = unknown[: self.events]
        return Relocation(
            position_km=place,
            covariance_km2=spread,
            origin_time_s=times - times.mean(),
            slowness_s_per_km=self.slowness_at(unknown),
            slowness_sd=np.sqrt(variance_s).reshape(-1, 2),
            residual_s=residual,
            weight=weight * DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM + 1.0),
            path_sd_s=np.sqrt(noise.variance),
            correlation=noise.correlation,
        )
