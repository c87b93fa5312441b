"""What mb - Ms says of each explanation."""

from __future__ import annotations

import math

from scipy.special import gammaln, stdtr

from testban.discrimination.ms_mb import SD_STATION_MB, SD_STATION_MS, TEST, screen_ms_mb
from testban.discrimination.ms_mb_populations import MsMbPopulation, MsMbPopulations, load_ms_mb_populations
from testban.model import NORMAL_90, Evidence, Magnitude, Measured


def ms_mb_evidence(
    mb: Magnitude | None, ms: Magnitude | None, *, populations: MsMbPopulations | None = None
) -> Evidence:
    """Turn mb and Ms into evidence, where the screening test considers them.

    Each population predicts mb - Ms by a Student distribution whose scale joins the scatter between events,
    the uncertainty of its location and the measurement error; one event in twenty is described by no
    population. An upper bound on Ms counts with the probability that mb - Ms lies above what it leaves.

    Parameters
    ----------
    mb, ms : Magnitude or None
        Network magnitudes; None where there is none.
    populations : MsMbPopulations, optional
        By default the packaged ones.

    Returns
    -------
    Evidence
        With the reason where the test does not consider the event.

    Examples
    --------
    >>> ms_mb_evidence(None, None).reason
    'no mb'
    """
    screening = screen_ms_mb(mb, ms)
    if not screening.considered or mb is None or ms is None or not isinstance(mb.magnitude, Measured):
        return Evidence(kind="Ms:mb", name=TEST, reason=screening.reason)
    published = populations or load_ms_mb_populations()
    body = mb.magnitude
    measured = isinstance(ms.magnitude, Measured)
    difference = screening.value if measured else screening.low
    assert difference is not None
    error = math.hypot(
        _sd(mb, SD_STATION_MB, mb.stations), _sd(ms, SD_STATION_MS, ms.stations) if measured else 0.0
    )
    likelihood = {
        kind.name: math.log(
            (1.0 - published.outlier_share)
            * _density(kind, published, difference, body.value, error, measured)
            + published.outlier_share * (1.0 / published.outlier_range if measured else 0.5)
        )
        for kind in published.kinds
    }
    explosion, earthquake, _ = published.kinds
    apart = abs(published.location(explosion, body.value) - published.location(earthquake, body.value))
    spread = math.sqrt(0.5 * (_scale(explosion, error) ** 2 + _scale(earthquake, error) ** 2))
    separation = apart / spread
    if not measured:
        # Of a bound, that of the yes or no that it is: an unlikely bound tells much, a likely one nothing.
        of_explosion, of_earthquake = (
            _density(kind, published, difference, body.value, error, False) for kind in published.kinds[:2]
        )
        likely = 0.5 * (of_explosion + of_earthquake)
        separation = min(
            separation, abs(of_explosion - of_earthquake) / math.sqrt(max(likely * (1.0 - likely), 1e-9))
        )
    return Evidence(
        kind="Ms:mb",
        name=TEST,
        log_likelihood=likelihood,
        separation=separation,
        event_share=math.sqrt(0.5 * (explosion.scale**2 + earthquake.scale**2)) / spread,
        inputs=tuple(dict.fromkeys((*body.inputs, *_inputs(ms)))),
    )


def _sd(magnitude: Magnitude, station_sd: float, stations: int | None) -> float:
    """Standard deviation of a network magnitude: as its source states it, at least that of its stations."""
    of_stations = station_sd / math.sqrt(stations) if stations else 0.0
    quantity = magnitude.magnitude
    if not isinstance(quantity, Measured):
        return of_stations
    return max(of_stations, (quantity.high - quantity.low) / (2.0 * NORMAL_90))


def _inputs(ms: Magnitude) -> tuple[str, ...]:
    if isinstance(ms.magnitude, Measured):
        return ms.magnitude.inputs
    return tuple(f"magnitude:{ms.kind}/{row.channel}" for row in ms.readings if row.value is not None)


def _scale(population: MsMbPopulation, error: float) -> float:
    return math.hypot(population.scale, population.location_sd, error)


def _density(
    population: MsMbPopulation,
    populations: MsMbPopulations,
    difference: float,
    mb: float,
    error: float,
    measured: bool,
) -> float:
    """Density of mb - Ms, or the probability that it lies above the difference, where Ms is a bound."""
    scale, nu = _scale(population, error), population.degrees_of_freedom
    z = (difference - populations.location(population, mb)) / scale
    if not measured:
        return float(stdtr(nu, -z))
    log_density = (
        float(gammaln(0.5 * (nu + 1.0)) - gammaln(0.5 * nu))
        - 0.5 * math.log(nu * math.pi)
        - math.log(scale)
        - 0.5 * (nu + 1.0) * math.log1p(z * z / nu)
    )
    return math.exp(log_density)
