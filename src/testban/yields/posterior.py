"""Fit the hierarchical magnitude-yield relation, in closed form on a grid of its two variances.

The model, for explosion i at site s in province p(s), Y in kilotons:

    mb_i = a_s + b log10 Y_i + e_i,   e_i ~ N(0, sigma^2)
    a_s  = mu + d [p(s) is western North America] + u_s,   u_s ~ N(0, tau^2)

with flat priors on mu, b, tau and log sigma (Gelman 2006, Bayesian Analysis 1, 515, on tau) and d ~ N(0,
0.5^2). Given tau and sigma everything is Gaussian, so the posterior is a finite mixture of Gaussians over
the grid and needs no sampling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from testban.model import Floats
from testban.yields.calibration import Explosions, load_explosions
from testban.yields.sites import ELSEWHERE, WESTERN_NORTH_AMERICA

# Nodes of the grid, wide enough that the posterior is negligible at its edges (tested).
TAU = np.linspace(0.01, 0.70, 24)
SIGMA = np.geomspace(0.16, 0.42, 20)

# Weak prior on the difference between provinces; published differences are 0.2-0.5 magnitude units.
SD_PROVINCE = 0.5


@dataclass(frozen=True)
class Line:
    """Intercept and slope at each of K nodes: `mean` of shape (K, 2), `cov` of shape (K, 2, 2)."""

    mean: Floats
    cov: Floats


@dataclass(frozen=True)
class Posterior:
    """Posterior of the relation as a mixture of K Gaussians in (intercept, slope).

    Attributes
    ----------
    weight, tau, sigma : ndarray, shape (K,)
        Weight of each node (sum 1), between-site and within-site standard deviation in magnitude units.
    at_new_site : mapping of province to Line
        For a site drawn anew in that province; the covariance contains tau squared.
    at_site : mapping of site to Line
        For the calibrated sites.
    """

    weight: Floats
    tau: Floats
    sigma: Floats
    at_new_site: Mapping[str, Line]
    at_site: Mapping[str, Line]

    def average(self, values: Floats) -> float:
        """Posterior mean of a quantity given at each node."""
        return float(self.weight @ values)


def _line(to_line: Floats, mean: Floats, cov: Floats, *, offset: Floats | float = 0.0, extra: Floats) -> Line:
    """Map (mu, d, b) to a line by `to_line` (K, 2, 3); add offset and variance to its intercept."""
    line_mean = np.einsum("kij,kj->ki", to_line, mean)
    line_mean[:, 0] += offset
    line_cov = to_line @ cov @ to_line.transpose(0, 2, 1)
    line_cov[:, 0, 0] += extra
    return Line(mean=line_mean, cov=line_cov)


def fit_posterior(explosions: Explosions) -> Posterior:
    """Fit the hierarchical relation.

    Parameters
    ----------
    explosions : Explosions
        At least two sites and three different yields are needed for a proper posterior.

    Returns
    -------
    Posterior

    Notes
    -----
    The explosions of one site have covariance sigma^2 I + tau^2 11', whose inverse is I/sigma^2 - c 11'
    with c = tau^2 / (sigma^2 (sigma^2 + n_s tau^2)): (mu, d, b) follow by generalised least squares from
    sums over the sites. Then a_s is shrunk by k = n_s tau^2 / (sigma^2 + n_s tau^2) from its own mean
    towards its province.

    Examples
    --------
    >>> posterior = fit_posterior(load_explosions())
    >>> bool(0.7 < posterior.average(posterior.at_new_site["elsewhere"].mean[:, 1]) < 0.85)
    True
    """
    sites = sorted(set(explosions.site))
    province = dict(zip(explosions.site, explosions.province, strict=True))
    index = np.array([sites.index(s) for s in explosions.site])
    in_west = np.array([float(p == WESTERN_NORTH_AMERICA) for p in explosions.province])
    x, y = explosions.log10_yield, explosions.mb
    design = np.stack([np.ones_like(x), in_west, x], axis=1)
    count = np.bincount(index).astype(float)
    sum_design = np.stack([np.bincount(index, weights=column) for column in design.T], axis=1)
    sum_y = np.bincount(index, weights=y)

    tau, sigma = (grid.ravel() for grid in np.meshgrid(TAU, SIGMA, indexing="ij"))
    t2, s2 = tau[:, None] ** 2, sigma[:, None] ** 2  # (K, 1) against the S sites
    c = t2 / (s2 * (s2 + count * t2))
    precision = 1.0 / sigma**2
    normal = precision[:, None, None] * (design.T @ design) - np.einsum(
        "ks,si,sj->kij", c, sum_design, sum_design
    )
    normal[:, 1, 1] += 1.0 / SD_PROVINCE**2
    right = precision[:, None] * (design.T @ y) - np.einsum("ks,si,s->ki", c, sum_design, sum_y)
    cov = np.linalg.inv(normal)
    mean = np.einsum("kij,kj->ki", cov, right)
    misfit = precision * (y @ y) - c @ sum_y**2 - np.einsum("ki,ki->k", right, mean)
    log_det = 2.0 * (x.size - len(sites)) * np.log(sigma) + np.log(s2 + count * t2).sum(axis=1)
    log_weight = -0.5 * (misfit + log_det + np.log(np.linalg.det(normal)))  # uniform in tau and in log sigma
    weight = np.exp(log_weight - log_weight.max())

    at_new_site = {}
    for name, indicator in ((WESTERN_NORTH_AMERICA, 1.0), (ELSEWHERE, 0.0)):
        to_line = np.broadcast_to(np.array([[1.0, indicator, 0.0], [0.0, 0.0, 1.0]]), (tau.size, 2, 3))
        at_new_site[name] = _line(to_line, mean, cov, extra=tau**2)
    at_site = {}
    for s, site in enumerate(sites):
        k = count[s] * tau**2 / (sigma**2 + count[s] * tau**2)
        to_line = np.zeros((tau.size, 2, 3))
        to_line[:, 0, 0] = 1.0 - k
        to_line[:, 0, 1] = (1.0 - k) * float(province[site] == WESTERN_NORTH_AMERICA)
        to_line[:, 0, 2] = -k * sum_design[s, 2] / count[s]
        to_line[:, 1, 2] = 1.0
        own_mean = k * sum_y[s] / count[s]
        at_site[site] = _line(to_line, mean, cov, offset=own_mean, extra=k * sigma**2 / count[s])
    return Posterior(
        weight=weight / weight.sum(), tau=tau, sigma=sigma, at_new_site=at_new_site, at_site=at_site
    )


@lru_cache(maxsize=1)
def load_posterior() -> Posterior:
    """Return the posterior of the packaged calibration; it is fitted at first use, in milliseconds."""
    return fit_posterior(load_explosions())
