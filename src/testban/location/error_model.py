"""How far real travel times stray from the model, and how neighbouring stations stray together."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import epicentral
from testban.model import Floats

# Beyond this distance rays dive below the heterogeneous upper mantle (the 410 and 660 km triplications).
REGIONAL_DEG = 18.0
# Error of one station that its neighbours do not share (site structure), seconds: teleseismic station
# terms scatter by 0.3-0.5 s (Dziewonski & Anderson 1983, J. Geophys. Res. 88, 3295).
STATION_SD_S = 0.4
# Correlation of the residuals of P and S at one station (Doyle & Hales 1967, Bull. Seism. Soc. Am. 57, 761).
P_WITH_S = 0.75


@dataclass(frozen=True)
class ErrorModel:
    """The prior of the correlated model error.

    The error of a reading has the standard deviation of the modelling-error table times a factor, and
    correlates between stations as exp(-separation/range). Factor and range are not known for a region; they
    are averaged over, with log-normal priors.

    Attributes
    ----------
    regional_factors, teleseismic_factors : tuple of float
        Factors tried; the prior is cut at the largest.
    regional_width, teleseismic_width : float
        Standard deviation of the natural logarithm of the factor around 1. Regional structure differs more
        from one region to the next than the lower mantle does.
    ranges_deg : tuple of float
        Correlation ranges tried, degrees of arc between stations.
    range_centre_deg, range_width : float
        Median of the range and standard deviation of its natural logarithm. Residual variograms of global
        bulletins level off between 5 and 20 degrees (Bondar & Storchak 2011, Geophys. J. Int. 186, 1220);
        errors shared more widely shift the epicentre without showing in the residuals, so longer ranges
        stay possible.
    """

    regional_factors: tuple[float, ...] = (0.2, 0.35, 0.6, 1.0, 1.6)
    teleseismic_factors: tuple[float, ...] = (0.5, 0.7, 1.0, 1.4)
    regional_width: float = 0.5
    teleseismic_width: float = 0.3
    ranges_deg: tuple[float, ...] = (2.0, 5.0, 12.0, 30.0, 75.0)
    range_centre_deg: float = 12.0
    range_width: float = 1.0

    def log_prior(self, regional_factor: float, teleseismic_factor: float, range_deg: float) -> float:
        """Log density of one setting, up to a constant."""
        return -0.5 * float(
            (np.log(regional_factor) / self.regional_width) ** 2
            + (np.log(teleseismic_factor) / self.teleseismic_width) ** 2
            + (np.log(range_deg / self.range_centre_deg) / self.range_width) ** 2
        )

    @property
    def central(self) -> tuple[tuple[float, float], float]:
        """The factors and the range closest to the centre of the prior."""

        def closest(values: tuple[float, ...], centre: float) -> float:
            return min(values, key=lambda value: abs(np.log(value / centre)))

        return (
            closest(self.regional_factors, 1.0),
            closest(self.teleseismic_factors, 1.0),
        ), closest(self.ranges_deg, self.range_centre_deg)

    def only(self, regional_factor: float, teleseismic_factor: float, range_deg: float) -> ErrorModel:
        """Return the model with one setting, for fits that only need to be compared with each other."""
        return replace(
            self,
            regional_factors=(regional_factor,),
            teleseismic_factors=(teleseismic_factor,),
            ranges_deg=(range_deg,),
        )


@cache
def _table() -> dict[str, tuple[Floats, Floats]]:
    with files("testban.location").joinpath("model_errors.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    return {
        phase: (
            np.array([float(row["distance_deg"]) for row in rows if row["phase"] == phase]),
            np.array([float(row["sd_s"]) for row in rows if row["phase"] == phase]),
        )
        for phase in {row["phase"] for row in rows}
    }


def model_error_sd(phase: NDArray[np.str_], distance_deg: Floats) -> Floats:
    """Look up the standard deviation of the model error that neighbours share, seconds.

    The part that each station has on its own (`STATION_SD_S`) is taken off in quadrature.

    Source: modelling errors of the ak135 tables of the Geophysical Monitoring System (Sandia National
    Laboratories, GMS PI27, surface focus), which follow IDC practice. Depth phases and the core phases that
    have no table of their own take the P values.

    Examples
    --------
    >>> model_error_sd(np.array(["P", "Pn"]), np.array([60.0, 6.0])).round(2).tolist()
    [1.09, 2.62]
    """
    tables = _table()
    sd = np.empty(distance_deg.size)
    for name in np.unique(phase):
        chosen = phase == name
        sd[chosen] = np.interp(distance_deg[chosen], *tables.get(str(name), tables["P"]))
    return np.sqrt(np.maximum(sd**2 - STATION_SD_S**2, (0.25 * sd) ** 2))


def is_regional(phase: NDArray[np.str_], distance_deg: Floats) -> NDArray[np.bool_]:
    """Say which paths stay in the crust and upper mantle."""
    return np.isin(phase, ["Pn", "Pg", "Pb", "Sn", "Sg", "Sb", "Lg"]) | (distance_deg < REGIONAL_DEG)


def separation_deg(latitude_deg: Floats, longitude_deg: Floats) -> Floats:
    """Return the distance between every two stations, degrees, shape (n, n)."""
    return epicentral(latitude_deg[:, None], longitude_deg[:, None], latitude_deg, longitude_deg)[0]


def is_shear(phase: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Say which phases travel as S."""
    shear: NDArray[np.bool_] = np.char.startswith(phase, "S") | (phase == "Lg")
    return shear


def wave_correlation(phase: NDArray[np.str_]) -> Floats:
    """Return the correlation that the kinds of wave leave between model errors, shape (n, n).

    One among P and among S, `P_WITH_S` between them: rock that delays P delays S too.

    Examples
    --------
    >>> wave_correlation(np.array(["P", "Sn"])).tolist()
    [[1.0, 0.75], [0.75, 1.0]]
    """
    shear = is_shear(phase)
    return np.where(shear[:, None] == shear, 1.0, P_WITH_S)
