"""What a network P/S says of each explanation."""

from __future__ import annotations

import math

from scipy.special import gammaln

from testban.discrimination._network_ratio import NetworkRatio
from testban.discrimination.populations import Population, Populations, load_populations
from testban.model import Evidence

# log10 P/S of real events lies within this range; the density of an outlier.
OUTLIER_RANGE = 3.0


def ratio_evidence(
    ratio: NetworkRatio | None,
    *,
    reason: str = "",
    inputs: tuple[str, ...] = (),
    populations: Populations | None = None,
) -> Evidence:
    """Turn a network P/S into evidence.

    Each population predicts P/S by a Student distribution whose scale joins the scatter between events, the
    uncertainty of the published mean, and the error of this measurement; one event in twenty is taken to be
    described by no population. So no P/S is ever certain.

    Parameters
    ----------
    ratio : NetworkRatio or None
        In the band of the populations; None where nothing could be measured.
    reason : str
        Why it is None.
    inputs : tuple of str
        Evidence identifiers.
    populations : Populations, optional
        By default the packaged ones.

    Returns
    -------
    Evidence

    Examples
    --------
    >>> ratio_evidence(None, reason="no three-component record").reason
    'no three-component record'
    """
    published = populations or load_populations()
    low, high = published.band_hz
    name = f"P/S {low:g}-{high:g} Hz"
    if ratio is None or ratio.band_hz != published.band_hz:
        no_ratio = reason or f"no network P/S at {low:g}-{high:g} Hz"
        return Evidence(kind="P/S", name=name, reason=no_ratio)
    explosion, earthquake, _ = published.kinds
    spread = math.sqrt(0.5 * (_scale(explosion, ratio) ** 2 + _scale(earthquake, ratio) ** 2))
    between = math.sqrt(0.5 * (explosion.event_sd**2 + earthquake.event_sd**2))
    return Evidence(
        kind="P/S",
        name=name,
        log_likelihood={
            kind.name: math.log(population_likelihood(kind, ratio, published.outlier_share))
            for kind in published.kinds
        },
        separation=abs(explosion.mean - earthquake.mean) / spread,
        event_share=between / spread,
        inputs=inputs or ("waveforms:P/S",),
    )


def population_likelihood(population: Population, ratio: NetworkRatio, outlier_share: float) -> float:
    """Density of the network's P/S under one population.

    Parameters
    ----------
    population : Population
        Mean and spread of the kind of source.
    ratio : NetworkRatio
        The network's P/S.
    outlier_share : float
        Prior share of events unlike the population.

    Returns
    -------
    float
        Per unit of log10 P/S, never zero.
    """
    scale = _scale(population, ratio)
    nu = population.degrees_of_freedom
    z = (ratio.log10_ratio - population.mean) / scale
    log_density = (
        float(gammaln(0.5 * (nu + 1.0)) - gammaln(0.5 * nu))
        - 0.5 * math.log(nu * math.pi)
        - math.log(scale)
        - 0.5 * (nu + 1.0) * math.log1p(z * z / nu)
    )
    return (1.0 - outlier_share) * math.exp(log_density) + outlier_share / OUTLIER_RANGE


def _scale(population: Population, ratio: NetworkRatio) -> float:
    return math.sqrt(population.event_sd**2 + population.mean_sd**2 + ratio.sd**2)
