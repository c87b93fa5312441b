"""Locate one event from its arrivals: where, when, how sure, or why not."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import azimuthal_gap, geodesic
from testban.location.depth import resolve_depth
from testban.location.ellipse import coverage_ellipse
from testban.location.error_model import ErrorModel
from testban.location.errors import NotLocatedError
from testban.location.leave_one_site_out import MAX_SEMI_AXIS_KM, leave_sites_out
from testban.location.linear_system import SharedErrors
from testban.location.quality import separate_sites
from testban.location.readings import ReadingArrays, make_readings
from testban.location.search import starting_points
from testban.location.solve import Fit, fit_at_depth
from testban.location.threads import on_one_thread
from testban.model import (
    DEFAULT_LEVEL,
    Arrival,
    ArrivalResidual,
    Depth,
    Excluded,
    Origin,
    SiteJackknife,
    Solution,
    Station,
)
from testban.travel_times import model_name

_LOG = logging.getLogger(__name__)

MIN_OBSERVATIONS = 4  # three unknowns and one observation to check them
MIN_STATIONS = 3  # as in the event definition criteria of the IDC
DEFINING_WEIGHT = 0.05  # below this share of its weight a reading has no part in the answer
FITTING_WEIGHT = 0.3
AMBIGUOUS_LOG = 3.0  # a second place whose evidence is within a factor of 20 is as good an answer
RIVAL_KM = 100.0
WORTH_A_LOOK_LOG = 12.0  # under the middle error model; the full one may reverse less than that


@on_one_thread
def locate(
    stations: Sequence[Station],
    arrivals: Sequence[Arrival],
    *,
    level: float = DEFAULT_LEVEL,
    model: str = "ak135",
    errors: ErrorModel | None = None,
) -> Solution:
    """Locate an event from times, and from back azimuths and slownesses where they were read.

    Parameters
    ----------
    stations : sequence of Station
        Their positions.
    arrivals : sequence of Arrival
        Readings of one event, in any order; outliers may be among them.
    level : float
        Level of the ellipse and of the intervals.
    model : str
        Velocity model.
    errors : ErrorModel, optional
        Prior of the correlated model error.

    Returns
    -------
    Solution

    Raises
    ------
    NotLocatedError
        Too few readings or stations, two places that fit equally well, a position that is not constrained,
        or arrivals that do not belong to one event.
    """
    errors = errors or ErrorModel()
    readings, not_used = make_readings(stations, arrivals)
    if readings is None:
        given = f"none of {len(arrivals)} arrivals can define a location" if arrivals else "no arrivals"
        raise NotLocatedError(_with_first_reason(given, not_used))
    _refuse_too_few(readings, not_used)
    shared = SharedErrors(readings)

    def fit(latitude: float, longitude: float, under: ErrorModel, start: Fit | None = None) -> Fit:
        return fit_at_depth(
            readings,
            latitude_deg=latitude,
            longitude_deg=longitude,
            depth_km=0.0,
            errors=under,
            model=model,
            shared=shared,
            start=start,
            rough=start is None,
        )

    factors, range_deg = errors.central
    rough = errors.only(*factors, range_deg)
    fits = [fit(*place, rough) for place in starting_points(readings, depth_km=0.0, model=model)]
    fits = _distinct_best(fits)
    _refuse_scattered(readings, fits[0])
    full = [fit(candidate.latitude_deg, candidate.longitude_deg, errors, candidate) for candidate in fits]
    surface = max(full, key=lambda candidate: candidate.log_evidence)
    _refuse_ambiguous(surface, full)
    _refuse_scattered(readings, surface)
    _refuse_unconstrained(surface, level)
    answer = resolve_depth(readings, surface, errors=errors, level=level, model=model, shared=shared)
    defining = answer.fit.usable & (answer.fit.weight >= DEFINING_WEIGHT)
    left_out = leave_sites_out(
        readings, answer.fit, defining, errors=errors, shared=shared, level=level, model=model
    )
    _LOG.debug(
        "located at %.3f, %.3f from %d of %d arrivals by model %s",
        answer.fit.latitude_deg,
        answer.fit.longitude_deg,
        int(defining.sum()),
        len(arrivals),
        model,
    )
    return _report(readings, answer.fit, answer.depth, defining, left_out, not_used, level=level, model=model)


def _with_first_reason(message: str, not_used: Sequence[Excluded]) -> str:
    return f"{message} ({not_used[0].id}: {not_used[0].reason})" if not_used else message


def _refuse_too_few(readings: ReadingArrays, not_used: Sequence[Excluded]) -> None:
    count = len(readings) + int(
        np.isfinite(readings.back_azimuth_deg).sum() + np.isfinite(readings.slowness_s_per_deg).sum()
    )
    sites = {
        (round(a, 4), round(b, 4)) for a, b in zip(readings.latitude_deg, readings.longitude_deg, strict=True)
    }
    if count < MIN_OBSERVATIONS:
        message = f"{count} of at least {MIN_OBSERVATIONS} defining observations"
        raise NotLocatedError(_with_first_reason(message, not_used))
    if len(sites) < MIN_STATIONS:
        message = f"{len(sites)} of at least {MIN_STATIONS} station sites"
        raise NotLocatedError(_with_first_reason(message, not_used))


def _refuse_scattered(readings: ReadingArrays, fit: Fit) -> None:
    fitting = int((fit.weight >= FITTING_WEIGHT).sum())
    if fitting < MIN_STATIONS or fitting < 0.5 * len(readings):
        raise NotLocatedError(
            f"the arrivals do not belong to one event: only {fitting} of {len(readings)} fit the best place"
        )


def _distinct_best(fits: Sequence[Fit]) -> list[Fit]:
    """The places worth a closer look: each far from every better one and not hopelessly worse, best first."""
    ordered = sorted(fits, key=lambda fit: -fit.log_evidence)
    kept: list[Fit] = []
    for fit in ordered:
        near = any(_apart_km(fit, other) < RIVAL_KM for other in kept)
        if not near and fit.log_evidence > ordered[0].log_evidence - WORTH_A_LOOK_LOG:
            kept.append(fit)
    return kept


def _apart_km(first: Fit, second: Fit) -> float:
    return float(
        geodesic(first.latitude_deg, first.longitude_deg, second.latitude_deg, second.longitude_deg)[0]
    )


def _refuse_unconstrained(fit: Fit, level: float) -> None:
    major = coverage_ellipse(fit.covariance[:2, :2], level=level).major_km
    if major > MAX_SEMI_AXIS_KM:
        raise NotLocatedError(
            f"the position is not constrained: semi-major axis {major:,.0f} km, "
            f"at most {MAX_SEMI_AXIS_KM:,.0f} km counts as located"
        )


def _refuse_ambiguous(best: Fit, fits: Sequence[Fit]) -> None:
    for fit in fits:
        away_km = _apart_km(best, fit)
        if away_km > RIVAL_KM and fit.log_evidence > best.log_evidence - AMBIGUOUS_LOG:
            raise NotLocatedError(
                "two places fit equally well: "
                f"{_place(best)} and {_place(fit)}, {away_km:,.0f} km apart; "
                "stations that lie on one line leave the side open"
            )


def _place(fit: Fit) -> str:
    return f"{fit.latitude_deg:.2f}, {fit.longitude_deg:.2f}"


def _report(
    readings: ReadingArrays,
    fit: Fit,
    depth: Depth,
    defining: NDArray[np.bool_],
    left_out: tuple[SiteJackknife, ...],
    not_used: tuple[Excluded, ...],
    *,
    level: float,
    model: str,
) -> Solution:
    residuals, ignored = [], list(not_used)
    for number, arrival in enumerate(readings.arrivals):
        distance = float(fit.prediction.distance_deg[number])
        if not fit.usable[number]:
            reason = f"phase {arrival.phase} does not exist at {distance:.1f} deg"
            ignored.append(Excluded(id=arrival.id, reason=reason))
            continue
        residual = float(fit.residual_s[number])
        if not defining[number]:
            reason = f"residual {residual:+.1f} s, weight below {DEFINING_WEIGHT:g}"
            ignored.append(Excluded(id=arrival.id, reason=reason))
        residuals.append(
            ArrivalResidual(
                id=arrival.id,
                station=arrival.station,
                phase=arrival.phase,
                time=arrival.time,
                distance_deg=distance,
                azimuth_deg=float(fit.prediction.azimuth_deg[number]),
                predicted_s=float(fit.prediction.time_s[number]),
                residual_s=residual,
                sd_s=float(fit.sd_s[number]),
                weight=float(fit.weight[number]),
                defining=bool(defining[number]),
            )
        )
    half = _normal_quantile(level) * float(np.sqrt(fit.covariance[2, 2]))
    notes = ["origin time interval at the stated depth"] if depth.fixed else []
    origin = Origin(
        label="from the arrivals alone",
        time=readings.moment(fit.time_s),
        time_low=readings.moment(fit.time_s - half),
        time_high=readings.moment(fit.time_s + half),
        latitude=fit.latitude_deg,
        longitude=fit.longitude_deg,
        depth_km=depth,
        ellipse=coverage_ellipse(fit.covariance[:2, :2], level=level),
        arrivals_used=int(defining.sum()),
        separate_sites=separate_sites(
            readings.latitude_deg[defining],
            readings.longitude_deg[defining],
            fit.prediction.distance_deg[defining],
        ),
        sites_left_out=left_out,
        azimuthal_gap_deg=azimuthal_gap(fit.prediction.azimuth_deg[defining]),
        rms_residual_s=float(np.sqrt(np.mean(fit.residual_s[defining] ** 2))),
        velocity_model=model_name(model),
        inputs=tuple(
            f"arrival:{arrival.id}" for arrival, used in zip(readings.arrivals, defining, strict=True) if used
        ),
        notes=tuple(notes),
    )
    parameters: dict[str, float | int | str | bool | None] = {
        "location.level": level,
        "location.velocity_model": model_name(model),
        "location.regional_error_factor": fit.regional_factor,
        "location.teleseismic_error_factor": fit.teleseismic_factor,
        "location.error_range_deg": fit.range_deg,
        "location.reading_error_scale": round(fit.reading_scale, 6),
    }
    return Solution(origin=origin, arrivals=tuple(residuals), not_used=tuple(ignored), parameters=parameters)


def _normal_quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + 0.5 * level))
