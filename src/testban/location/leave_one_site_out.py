"""Leave each separate site out: how likely are its times wrong, and where would the event be without them?

With few sites one wrong time moves the epicentre and hardly shows: "error at influential stations can go
completely unnoticed" (Anderson 1982, Phys. Earth Planet. Inter. 30, 119). So the other sites are asked alone.
What they say of a site's times is compared with what was read there. Under the error model their difference d
has the density N(d; 0, s); a gross error comes on top of that. The ratio of the two densities is the Bayes
factor of a gross error at this site; by it the sites share the probability with the case that none is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import geodesic, offset_km
from testban.location.ellipse import coverage_ellipse
from testban.location.error_model import ErrorModel
from testban.location.linear_system import SharedErrors, blocks_of, extra_rows, linearise
from testban.location.model_averaging import sums_by_model
from testban.location.quality import site_numbers
from testban.location.readings import ReadingArrays
from testban.location.reweighted_least_squares import RIDGE
from testban.location.search import starting_points
from testban.location.solve import Fit, fit_at_depth
from testban.model import Floats, SiteJackknife

# Gross errors before the times are looked at: one site in fifty, early or late, 3 to 100 s (a clock that is a
# minute off and more), each doubling as likely. By this 1.3, 0.9 and 0.3 % of times are off by more than 10,
# 20 and 60 s; of 3,550 first P that the ISC lists for 60 events in Tunisia 2.2, 0.5 and 0.2 % lie so far from
# its own origins.
WRONG_SHARE = 0.02
GROSS_S = np.geomspace(3.0, 100.0, 400)
GROSS_S = np.concatenate([-GROSS_S[::-1], GROSS_S])
MAX_SITES = 6  # more of them outvote one; and each costs a location
SEARCH_STARTS = 3  # of the search without the site, next to the epicentre itself
UNKNOWN_S = 1e4  # error of a time that is left out
APART_KM = 10.0  # between places that count as two
MIN_DENSITY = 1e-12
NEGLIGIBLE_WEIGHT = 1e-9  # weight of a time that had no part in the answer either
MAX_SEMI_AXIS_KM = 1500.0  # beyond it the others do not constrain the place


@dataclass(frozen=True)
class _Compared:
    """Density of a site's times without and with a gross error, 1/s; how late they are, and its deviation."""

    sound: float
    gross: float
    late_s: float
    late_sd_s: float


@dataclass(frozen=True)
class _Others:
    """The fit without the times of a site, its Bayes factor of a gross error, and how late the times are."""

    stations: tuple[str, ...]
    fit: Fit | None
    factor: float
    late_s: float | None
    late_sd_s: float | None


def leave_sites_out(
    readings: ReadingArrays,
    fit: Fit,
    defining: NDArray[np.bool_],
    *,
    errors: ErrorModel,
    shared: SharedErrors,
    level: float,
    model: str = "ak135",
) -> tuple[SiteJackknife, ...]:
    """Locate without the times of each separate site in turn, where the sites are few.

    Parameters
    ----------
    readings : ReadingArrays
        n readings.
    fit : Fit
        The answer from all of them.
    defining : array of bool, shape (n,)
        Readings that take part in it.
    errors : ErrorModel
        Model of the errors of travel times.
    shared : SharedErrors
        Correlations of the readings.
    level : float
        Level of the ellipses.
    model : str
        Velocity model.

    Returns
    -------
    tuple of SiteJackknife
        One for each site with defining readings, the most doubtful first; empty with more than `MAX_SITES`.
    """
    number = site_numbers(readings.latitude_deg, readings.longitude_deg, fit.prediction.distance_deg)
    used = np.unique(number[defining])  # a site that has no part in the answer cannot spoil it
    if used.size > MAX_SITES:
        return ()
    opinions = [
        _ask_others(readings, fit, number == site, defining, errors=errors, shared=shared, model=model)
        for site in used
    ]
    odds = WRONG_SHARE / (1.0 - WRONG_SHARE) * np.array([opinion.factor for opinion in opinions])
    probability = odds / (1.0 + odds.sum())
    answers = [
        _report(opinion, float(p), fit, level) for opinion, p in zip(opinions, probability, strict=True)
    ]
    return tuple(sorted(answers, key=lambda answer: (-answer.probability_wrong, answer.stations)))


def _ask_others(
    readings: ReadingArrays,
    fit: Fit,
    site: NDArray[np.bool_],
    defining: NDArray[np.bool_],
    *,
    errors: ErrorModel,
    shared: SharedErrors,
    model: str,
) -> _Others:
    stations = tuple(
        sorted({arrival.station for arrival, here in zip(readings.arrivals, site, strict=True) if here})
    )
    azimuths = int(np.isfinite(readings.back_azimuth_deg).sum())
    if np.count_nonzero(~site) < 2 or np.count_nonzero(~site) + azimuths < 3:
        return _Others(stations, None, 1.0, None, None)
    # Its azimuths and slownesses stay: a clock or a phase that is wrong leaves them.
    without = replace(readings, sd_s=np.where(site, UNKNOWN_S, readings.sd_s))
    starts = starting_points(readings, depth_km=fit.depth_km, model=model, among=~site)[:SEARCH_STARTS]

    def located(place: tuple[float, float], under: ErrorModel, start: Fit | None = None) -> Fit:
        return fit_at_depth(
            without,
            latitude_deg=place[0],
            longitude_deg=place[1],
            depth_km=fit.depth_km,
            errors=under,
            model=model,
            shared=shared,
            start=start,
            rough=start is None,
        )

    factors, range_deg = errors.central
    rough = errors.only(*factors, range_deg)
    # The first place keeps the weights of the answer: what was rejected there stays rejected.
    places = [located((fit.latitude_deg, fit.longitude_deg), errors, fit)]
    for start in starts:
        tried = located(start, rough)
        if _far_from_all(tried, places):
            tried = located((tried.latitude_deg, tried.longitude_deg), errors, tried)
        if _far_from_all(tried, places):
            places.append(tried)
    # Three sites often leave two places open: what they expect of the fourth is then one or the other.
    logs = np.array([place.log_evidence for place in places])
    share = np.exp(logs - logs.max()) / np.exp(logs - logs.max()).sum()
    compared = [_compare(readings, place, site, defining, errors, shared) for place in places]
    sound, gross = (
        share @ [getattr(comparison, name) for comparison in compared] for name in ("sound", "gross")
    )
    best = int(share.argmax())
    factor = float(gross / max(sound, MIN_DENSITY))
    return _Others(stations, places[best], factor, compared[best].late_s, compared[best].late_sd_s)


def _far_from_all(fit: Fit, others: list[Fit]) -> bool:
    return all(_apart_km(fit, other) > APART_KM for other in others)


def _compare(
    readings: ReadingArrays,
    others: Fit,
    site: NDArray[np.bool_],
    defining: NDArray[np.bool_],
    errors: ErrorModel,
    shared: SharedErrors,
) -> _Compared:
    """Compare the times of the site with one place that the others leave open.

    The error that the defining times of the site have in common is a fourth unknown next to place and time:
    what least squares then finds is the difference d with its deviation s, averaged over the error models.
    """
    n, extra = len(readings), extra_rows(readings)
    rows = linearise(readings, others.prediction, others.usable, extra, others.time_s)
    blocks = blocks_of(readings, others.prediction, others.usable, shared, extra.size, errors.ranges_deg)
    here = np.zeros(rows.residual.size)
    here[:n] = site & defining & others.usable
    weights = others.weights.copy()
    weights[:n][site] = np.where(defining[site], 1.0, NEGLIGIBLE_WEIGHT)
    joined = np.column_stack([rows.design, here, rows.residual])
    total, logs = sums_by_model(joined, rows, blocks, weights, others.reading_scale, errors)
    normal, right = total[:, :4, :4] + RIDGE * np.eye(4), total[:, :4, 4]
    spread = np.linalg.inv(normal)
    mean = np.einsum("ijk,ik->ij", spread, right)
    log = logs - 0.5 * (total[:, 4, 4] - np.einsum("ij,ij->i", right, mean))
    log -= 0.5 * np.linalg.slogdet(normal)[1]
    share = np.exp(log - log.max())
    share /= share.sum()
    late, sd = mean[:, 3], np.sqrt(spread[:, 3, 3])
    sound = share @ _density(late, sd)
    gross = share @ _density(late[:, None] - GROSS_S, sd[:, None]).mean(axis=1)
    middle = float(share @ late)
    return _Compared(
        sound=float(sound),
        gross=float(gross),
        late_s=middle,
        late_sd_s=float(np.sqrt(share @ (sd**2 + (late - middle) ** 2))),
    )


def _density(off: Floats, sd: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * (off / sd) ** 2) / (np.sqrt(2.0 * np.pi) * sd))


def _report(opinion: _Others, probability: float, fit: Fit, level: float) -> SiteJackknife:
    jackknife = SiteJackknife(
        stations=opinion.stations,
        probability_wrong=probability,
        late_s=opinion.late_s,
        late_sd_s=opinion.late_sd_s,
    )
    if opinion.fit is None:
        return jackknife
    ellipse = coverage_ellipse(opinion.fit.covariance[:2, :2], level=level)
    if ellipse.major_km > MAX_SEMI_AXIS_KM:
        return jackknife
    return jackknife.model_copy(
        update={
            "latitude": opinion.fit.latitude_deg,
            "longitude": opinion.fit.longitude_deg,
            "distance_km": _apart_km(fit, opinion.fit),
            "ellipse": ellipse,
            "outside": _is_outside(fit, opinion.fit, level),
        }
    )


def _is_outside(fit: Fit, other: Fit, level: float) -> bool:
    """Whether another place lies outside the ellipse of a fit."""
    off_km = np.ravel(offset_km(fit.latitude_deg, fit.longitude_deg, other.latitude_deg, other.longitude_deg))
    return bool(off_km @ np.linalg.solve(fit.covariance[:2, :2], off_km) > -2.0 * np.log1p(-level))


def _apart_km(first: Fit, second: Fit) -> float:
    return float(
        geodesic(first.latitude_deg, first.longitude_deg, second.latitude_deg, second.longitude_deg)[0]
    )
