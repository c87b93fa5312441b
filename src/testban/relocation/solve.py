"""Locate events relative to each other from times on shared paths, with slownesses that are uncertain too.

The time of event i on path j is T_i + C_j - s_j . x_i + error: an origin time, a constant of the path, the
slowness vector at the source (it points to the station) and the position. The slownesses come from a model,
and published studies of one pair of tests differ by hundreds of metres through them alone (Gibbons et al.
2017, Geophys. J. Int. 208, 101). So s_j = (I + M) (s0_j + d_j): a distortion M common to all paths and a
deviation d_j of each, both with a prior of zero mean. Everything is estimated together with the errors of
clocks, of readings, and of what straight slownesses leave out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri

from testban.location import DEGREES_OF_FREEDOM, Accelerator, on_one_thread
from testban.model import Floats, Indices
from testban.relocation.error_components import (
    NEGLIGIBLE_S,
    READING_SD_S,
    Errors,
    SparseDesign,
    Stations,
    WhitenedDesign,
    field_length,
)
from testban.relocation.estimated_scales import with_estimated_scales
from testban.relocation.independent_readings import PathReadings

COMMON_SD = 0.2  # of the entries of M: velocities below a site differ from a global model by 10-30 %
OWN_SD = 0.1  # of each component of d_j, relative to the length of s0_j
MAX_STEPS, CONVERGED_KM, WEIGHTS_CONVERGED = 100, 2e-5, 1e-3
FIRST_STEPS = 3  # until places and weights are known roughly
LARGE_CHANGE = 0.1  # of unknowns: km, s, and shares of the slowness
MAX_SEPARATION_KM = 1000.0  # events lie within this of each other: no answer where the slownesses say nothing
GAUGE_KM = 0.01  # holds the mean position of the events, which their lags leave free


@dataclass(frozen=True)
class Anchors:
    """Events of known position: indices (k,), positions east and north km (k, 2), standard deviation km."""

    event: Indices
    position_km: Floats
    sigma_km: float


@dataclass(frozen=True)
class Clocks:
    """Clocks that several phases tell: event, station (numbers), error s and weight; 1 is full.

    `sd_s` is the scale of the errors at each station, nan where no event has several phases.
    """

    event: Indices
    station: Indices
    error_s: Floats
    weight: Floats
    sd_s: Floats


@dataclass(frozen=True)
class Relocation:
    """Joint solution of n events and j paths.

    Attributes
    ----------
    position_km : array, shape (n, 2)
        East and north, relative to the mean of all events, or in the frame of the anchors.
    covariance_km2 : array, shape (2 n, 2 n)
        Of the positions, event by event; the mean position has none unless anchors gave it.
    degrees_of_freedom : array, shape (n,)
        Of the scale of each event's covariance, which residuals gave.
    origin_time_s : array, shape (n,)
        Relative to the events' nominal times, their mean taken out.
    slowness_s_per_km, slowness_sd : array, shape (j, 2)
        Estimated slowness vectors and their standard deviations.
    residual_s, weight : array, shape (m,)
        Of each reading, and the weight of it or of its clock, the lesser; 1 is full.
    path_sd_s : array, shape (j,)
        Scale of the reading errors of each path.
    clocks : Clocks
        Errors common to all that a station read of an event.
    field_sd_s, field_length_km : float
        Scale of what straight slownesses leave out, and the length over which it is alike.
    """

    position_km: Floats
    covariance_km2: Floats
    degrees_of_freedom: Floats
    origin_time_s: Floats
    slowness_s_per_km: Floats
    slowness_sd: Floats
    residual_s: Floats
    weight: Floats
    path_sd_s: Floats
    clocks: Clocks
    field_sd_s: float
    field_length_km: float


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
    stations = Stations(readings, np.arange(slowness_s_per_km.shape[0]) if station is None else station)
    unknown, errors, faster = np.zeros(problem.size), stations.start(), Accelerator()
    for step in range(MAX_STEPS):
        whitened, residual, covariance = problem.whitened_system(stations, unknown, errors)
        change = covariance @ (
            whitened.weighted.T @ residual + problem.precision @ (problem.expected - unknown)
        )
        fit_residuals = stations.fit_residuals(whitened, residual - whitened.design @ change, covariance)
        before, errors = errors, stations.improve(whitened, fit_residuals, errors, early=step < FIRST_STEPS)
        unknown = unknown + change
        if step < FIRST_STEPS:
            continue
        change_of_weights = max(
            np.abs(errors.reading_weight - before.reading_weight).max(),
            np.abs(errors.clock_weight - before.clock_weight).max(),
        )
        if change_of_weights < WEIGHTS_CONVERGED and np.abs(change[problem.places]).max() < CONVERGED_KM:
            break
        accelerated = faster.next(
            np.concatenate([(unknown - change) / LARGE_CHANGE, before.vector()]),
            np.concatenate([unknown / LARGE_CHANGE, errors.vector()]),
        )
        unknown, errors = LARGE_CHANGE * accelerated[: problem.size], errors.like(accelerated[problem.size :])
    whitened, residual, covariance = problem.whitened_system(stations, unknown, errors)
    fit_residuals = stations.fit_residuals(whitened, residual, covariance)
    spread, freedom = with_estimated_scales(
        stations, whitened, fit_residuals, errors, covariance, at=problem.places
    )
    return problem.report(unknown, spread, freedom, residual, stations, errors, fit_residuals.force)


def _inverse(matrix: Floats) -> Floats:
    """Inverse of a positive definite matrix."""
    factor, _ = dpotrf(matrix, lower=0)
    inverse, _ = dpotri(factor, lower=0, overwrite_c=1)
    # The factor came with a lower triangle of zeros.
    full = np.asarray(inverse + inverse.T)
    np.fill_diagonal(full, np.diagonal(inverse))
    return full


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
        precision[rows[self.places], rows[self.places]] = MAX_SEPARATION_KM**-2
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
        common, path_slowness = self._turned(unknown)
        return path_slowness @ common.T

    def _turned(self, unknown: Floats) -> tuple[Floats, Floats]:
        """The common distortion I + M (2, 2), and the slownesses it acts on (j, 2)."""
        common = np.eye(2) + unknown[self.common].reshape(2, 2)
        return common, self.slowness + unknown[self.own].reshape(-1, 2)

    def linearise(self, unknown: Floats) -> tuple[SparseDesign, Floats]:
        """Derivatives and fitted times (m,)."""
        event, path = self.readings.event, self.readings.path
        constant = self.at_constant + self.readings.constant
        place = unknown[self.places].reshape(-1, 2)[event]
        common, path_slowness = self._turned(unknown)
        slowness = (path_slowness @ common.T)[path]
        back = place @ common
        ones = np.ones(event.size)
        parts = [(event, ones), (constant, ones)]
        for axis in range(2):
            parts.append((self.places.start + 2 * event + axis, -slowness[:, axis]))
            parts.append((self.own.start + 2 * path + axis, -back[:, axis]))
            for other in range(2):
                column = np.full(event.size, self.common.start + 2 * axis + other)
                parts.append((column, -path_slowness[path, other] * place[:, axis]))
        rows = SparseDesign(
            np.column_stack([column for column, _ in parts]), np.column_stack([value for _, value in parts])
        )
        return rows, unknown[event] + unknown[constant] - (slowness * place).sum(axis=1)

    def whitened_system(
        self, stations: Stations, unknown: Floats, errors: Errors
    ) -> tuple[WhitenedDesign, Floats, Floats]:
        """Weighted derivatives, residuals (m,), and the covariance of the unknowns."""
        rows, fit = self.linearise(unknown)
        places = unknown[self.places].reshape(-1, 2)
        whitened = stations.whiten(rows.matrix(self.size), errors, places)
        return (
            whitened,
            self.readings.time_s - fit,
            _inverse(whitened.normal() + self.precision),
        )

    def report(
        self,
        unknown: Floats,
        covariance: Floats,
        freedom: Floats,
        residual: Floats,
        stations: Stations,
        errors: Errors,
        force: Floats,
    ) -> Relocation:
        """Take the free mean out of positions and their covariance; name errors and weights."""
        place, spread = unknown[self.places].reshape(-1, 2), covariance[self.places, self.places]
        if not self.anchored:
            place = place - place.mean(axis=0)
            centre = np.kron(np.eye(self.events) - 1.0 / self.events, np.eye(2))
            spread = centre @ spread @ centre.T
        paths = self.slowness.shape[0]
        common, path_slowness = self._turned(unknown)
        turn = np.zeros((2 * paths, self.size))
        rows = np.arange(paths)
        for axis in range(2):
            for other in range(2):
                turn[2 * rows + axis, self.own.start + 2 * rows + other] = common[axis, other]
                turn[2 * rows + axis, self.common.start + 2 * axis + other] = path_slowness[:, other]
        variance_s = np.einsum("ij,jk,ik->i", turn, covariance, turn, optimize=True)
        times = unknown[: self.events]
        full, told = DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM + 1.0), stations.told
        told_at_station = np.bincount(stations.clock_station[told], minlength=stations.stations) > 0
        return Relocation(
            position_km=place,
            covariance_km2=spread,
            degrees_of_freedom=freedom,
            origin_time_s=times - times.mean(),
            slowness_s_per_km=self.slowness_at(unknown),
            slowness_sd=np.sqrt(variance_s).reshape(-1, 2),
            residual_s=residual,
            weight=full * np.minimum(errors.reading_weight, errors.clock_weight[stations.clock]),
            path_sd_s=np.sqrt(errors.path_s2),
            clocks=Clocks(
                event=stations.clock_event[told],
                station=stations.clock_station[told],
                error_s=(stations.clock_s2(errors) * stations.by_clock(force))[told],
                weight=full * errors.clock_weight[told],
                sd_s=np.where(told_at_station, np.sqrt(errors.station_s2), np.nan),
            ),
            field_sd_s=float(np.sqrt(errors.field_s2)) if errors.field_s2 > NEGLIGIBLE_S**2 else 0.0,
            field_length_km=field_length(place),
        )
