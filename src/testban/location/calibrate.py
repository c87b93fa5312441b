"""Locate with path corrections learned from reference events whose positions others published.

Every path (station and phase) has a correction that all events of one site share. The corrections, the origin
times, the positions of the references (known to within their published error) and the unknown position are
estimated together. The direction and length of the slowness vectors at the source are themselves uncertain:
published studies of one pair of tests differ by hundreds of metres through them alone (Gibbons et al. 2017,
Geophys. J. Int. 208, 101), so a two-by-two distortion common to all paths is part of the unknowns, and it is
learned too where several references surround the event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testban.geodesy import KM_PER_DEG, azimuthal_gap, geodesic, offset_km, position_at_offset
from testban.location._locate import DEFINING_WEIGHT
from testban.location.ellipse import coverage_ellipse
from testban.location.predict import predict
from testban.location.readings import ReadingArrays, make_readings
from testban.location.reweighted_least_squares import DEGREES_OF_FREEDOM, SCALE_PRIOR_WEIGHT
from testban.location.threads import on_one_thread
from testban.model import DEFAULT_LEVEL, Arrival, Depth, Floats, Missing, Origin, ReferenceEvent, Station
from testban.travel_times import model_name

REACH_KM = 50.0  # beyond this the paths no longer share their structure
MIN_PATHS = 6
SLOWNESS_DISTORTION_SD = 0.25  # relative; regional slownesses and array mislocations stray by 10-30 %
PATH_SLOWNESS_SD = 0.1  # relative, of one path on its own
READING_SD_S = 0.05  # of arrival times read on similar waveforms; its scale is estimated
MAX_STEPS, CONVERGED_KM = 60, 1e-5


@dataclass(frozen=True)
class _Data:
    """Times of all events on the paths of the target; `event` and `path` index each time."""

    event: NDArray[np.int64]
    path: NDArray[np.int64]
    time_s: Floats


@on_one_thread
def locate_with_references(
    stations: Sequence[Station],
    arrivals: Sequence[Arrival],
    references: Sequence[ReferenceEvent],
    *,
    near: Origin,
    level: float = DEFAULT_LEVEL,
    model: str = "ak135",
) -> Origin | Missing:
    """Locate one event relative to others, in absolute coordinates.

    Parameters
    ----------
    stations : sequence of Station
        Where the arrivals were read.
    arrivals : sequence of Arrival
        Readings of the event.
    references : sequence of ReferenceEvent
        Earlier or later events with readings on the same paths; never the event itself.
    near : Origin
        The location from the arrivals alone; references beyond 50 km of it are not used.
    level : float
        Level of the ellipse.
    model : str
        Velocity model.

    Returns
    -------
    Origin or Missing
        Missing with the reason when no reference is in reach or too few paths are shared.
    """
    if not references:
        return Missing(status="not_considered", reason="no reference event was given")
    positioned = [reference for reference in references if reference.latitude is not None]
    if not positioned:
        return Missing(status="input_withheld", reason="the positions of all reference events are withheld")
    within = [reference for reference in positioned if _away_km(near, reference) <= REACH_KM]
    if not within:
        closest = min(positioned, key=lambda reference: _away_km(near, reference))
        return Missing(
            status="not_applicable",
            reason=f"the closest reference event, {closest.id}, is {_away_km(near, closest):,.0f} km away; "
            f"path corrections reach {REACH_KM:.0f} km",
        )
    readings, _ = make_readings(stations, arrivals)
    assert readings is not None  # it was located
    paths, data = _common_paths(readings, within, near, model)
    if len(paths) < MIN_PATHS:
        return Missing(
            status="insufficient_data",
            reason=f"{len(paths)} paths shared with reference events, at least {MIN_PATHS} are needed",
        )
    return _solve(readings, paths, data, within, near, level, model)


def _away_km(near: Origin, reference: ReferenceEvent) -> float:
    assert reference.latitude is not None
    assert reference.longitude is not None
    return float(geodesic(near.latitude, near.longitude, reference.latitude, reference.longitude)[0])


def _common_paths(
    readings: ReadingArrays, references: Sequence[ReferenceEvent], near: Origin, model: str
) -> tuple[NDArray[np.int64], _Data]:
    """Readings that at least one reference shares, and all times on them; the target is the last event."""
    times = [
        {
            (arrival.station, arrival.phase): (arrival.time - readings.epoch).total_seconds()
            for arrival in reference.arrivals
        }
        for reference in references
    ]
    keys = [(arrival.station, arrival.phase) for arrival in readings.arrivals]
    predicted, _ = _predict(readings, np.arange(len(readings)), near.latitude, near.longitude, model)
    shared = [number for number, key in enumerate(keys) if any(key in times_of for times_of in times)]
    paths = np.array([number for number in shared if np.isfinite(predicted[number])], dtype=np.int64)
    event, path, time = [], [], []
    for place, number in enumerate(paths):
        for reference, times_of in enumerate(times):
            if keys[number] in times_of:
                event.append(reference)
                path.append(place)
                time.append(times_of[keys[number]])
        event.append(len(references))
        path.append(place)
        time.append(float(readings.time_s[number]))
    return paths, _Data(np.array(event), np.array(path), np.array(time))


@dataclass(frozen=True)
class _JointFit:
    """Events, paths and the distortion of slownesses, solved together.

    Unknowns: origin times, path corrections, positions (east, north of each event), distortion (2, 2).
    """

    unknown: Floats
    covariance: Floats
    weight: Floats
    variance: float
    residual_s: Floats
    target: slice


def _solve(
    readings: ReadingArrays,
    paths: NDArray[np.int64],
    data: _Data,
    references: Sequence[ReferenceEvent],
    near: Origin,
    level: float,
    model: str,
) -> Origin:
    """Place the event next to its references."""
    latitudes = [reference.latitude for reference in references if reference.latitude is not None]
    longitudes = [reference.longitude for reference in references if reference.longitude is not None]
    centre = (float(np.mean(latitudes)), float(np.mean(longitudes)))
    published = np.column_stack(offset_km(*centre, np.array(latitudes), np.array(longitudes)))
    sigma = np.array([reference.sigma_km for reference in references])
    fit = _fit_jointly(readings, paths, data, centre, published, sigma, model)
    return _origin_of(fit, readings, paths, data, references, centre, near, level, model)


def _fit_jointly(
    readings: ReadingArrays,
    paths: NDArray[np.int64],
    data: _Data,
    centre: tuple[float, float],
    published: Floats,
    sigma_km: Floats,
    model: str,
) -> _JointFit:
    """Iterate the least-squares steps, their weights and the scale of the reading errors."""
    events, n = sigma_km.size + 1, paths.size
    at_place, at_matrix = events + n, events + n + 2 * events
    size = at_matrix + 4
    prior = np.zeros(size)
    # Origin times and path corrections are only known up to a common shift: hold the first origin time.
    prior[0] = 1e6
    prior[at_place : at_matrix - 2] = np.repeat(sigma_km**-2.0, 2)
    prior[at_matrix - 2 : at_matrix] = 1e-6
    prior[at_matrix:] = SLOWNESS_DISTORTION_SD**-2.0
    expected = np.zeros(size)
    expected[at_place : at_matrix - 2] = published.ravel()
    unknown = expected.copy()
    weight, variance = np.ones(data.time_s.size), READING_SD_S**2
    _, slowness = _predict(readings, paths, *centre, model)
    rows = np.arange(data.time_s.size)
    for step in range(MAX_STEPS):
        place = unknown[at_place:at_matrix].reshape(events, 2)
        matrix = unknown[at_matrix:].reshape(2, 2)
        predicted = np.array([_predict(readings, paths, *_at(centre, xy), model)[0] for xy in place])
        bent = slowness @ matrix.T
        travel = predicted + place @ bent.T
        if step == 0:
            _start_times(unknown, data, travel, events)
            expected[0] = unknown[0]
        fit = travel[data.event, data.path] + unknown[data.event] + unknown[events + data.path]
        design = np.zeros((rows.size, size))
        design[rows, data.event] = 1.0
        design[rows, events + data.path] = 1.0
        for axis in range(2):
            column = at_place + 2 * data.event + axis
            design[rows, column] = (slowness + bent)[data.path, axis]
            for other in range(2):
                design[:, at_matrix + 2 * axis + other] = slowness[data.path, other] * place[data.event, axis]
        reach2 = (place[data.event] ** 2).sum(axis=1)
        path_variance = PATH_SLOWNESS_SD**2 * (slowness[data.path] ** 2).sum(axis=1) * reach2
        scaled = design / (variance / weight + path_variance)[:, None]
        normal = scaled.T @ design + np.diag(prior)
        right = scaled.T @ (data.time_s - fit) + prior * (expected - unknown)
        covariance = np.linalg.inv(normal)
        change = covariance @ right
        unknown += change
        error2 = (data.time_s - fit - design @ change) ** 2
        error2 += np.einsum("ij,jk,ik->i", design, covariance, design)
        if step > 3:
            weight = (DEGREES_OF_FREEDOM + 1.0) / (DEGREES_OF_FREEDOM + error2 / (variance + path_variance))
            total = SCALE_PRIOR_WEIGHT * READING_SD_S**2 + float(np.sum(weight * error2))
            variance = total / (SCALE_PRIOR_WEIGHT + weight.size)
        if step > 10 and np.abs(change[at_place:at_matrix]).max() < CONVERGED_KM:
            break
    return _JointFit(
        unknown, covariance, weight, variance, data.time_s - fit, slice(at_matrix - 2, at_matrix)
    )


def _origin_of(
    fit: _JointFit,
    readings: ReadingArrays,
    paths: NDArray[np.int64],
    data: _Data,
    references: Sequence[ReferenceEvent],
    centre: tuple[float, float],
    near: Origin,
    level: float,
    model: str,
) -> Origin:
    """State the event's place and time, with what they rest on."""
    latitude, longitude = _at(centre, fit.unknown[fit.target])
    mine = data.event == len(references)
    share = fit.weight[mine] * DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM + 1.0)
    used = paths[data.path[mine]][share >= DEFINING_WEIGHT]
    final = fit.residual_s[mine]
    # Path corrections take up the mean, and the references bring no origin times of their own: the model
    # error of the first solution stays in the interval of the origin time.
    half = (near.time_high - near.time_low) / 2
    time_s = float(np.median(readings.time_s[used] - _predict(readings, used, latitude, longitude, model)[0]))
    spread = float(np.sqrt(fit.variance))
    return Origin(
        label="with path corrections from reference events",
        time=readings.moment(time_s),
        time_low=readings.moment(time_s) - half,
        time_high=readings.moment(time_s) + half,
        latitude=latitude,
        longitude=longitude,
        depth_km=Depth(
            value=0.0,
            low=0.0,
            high=near.depth_km.high,
            fixed=True,
            reason="fixed to 0 km, as for the reference events",
        ),
        ellipse=coverage_ellipse(fit.covariance[fit.target, fit.target], level=level),
        arrivals_used=int(used.size),
        azimuthal_gap_deg=azimuthal_gap(_azimuths(readings, used, latitude, longitude, model)),
        rms_residual_s=float(np.sqrt(np.mean(final[share >= DEFINING_WEIGHT] ** 2))),
        velocity_model=model_name(model),
        inputs=tuple(f"external:reference:{reference.id}" for reference in references)
        + tuple(f"arrival:{readings.arrivals[number].id}" for number in used),
        notes=(
            f"{len(references)} reference events, {paths.size} shared paths, "
            f"reading error {1000 * spread:.0f} ms",
            f"origin time from the median residual of the paths used; interval as {near.label}",
            f"slowness distortion at the source: prior sd {SLOWNESS_DISTORTION_SD:g}, estimated jointly",
        ),
    )


def _at(centre: tuple[float, float], xy: Floats) -> tuple[float, float]:
    latitude, longitude = position_at_offset(*centre, float(xy[0]), float(xy[1]))
    return float(latitude), float(longitude)


def _predict(
    readings: ReadingArrays, paths: NDArray[np.int64], latitude: float, longitude: float, model: str
) -> tuple[Floats, Floats]:
    """Times (n,) and derivatives by east and north km (n, 2) on the paths."""
    prediction = predict(readings, latitude_deg=latitude, longitude_deg=longitude, depth_km=0.0, model=model)
    azimuth = np.radians(prediction.azimuth_deg[paths])
    slowness = prediction.slowness_s_per_deg[paths] / KM_PER_DEG
    return prediction.time_s[paths], -slowness[:, None] * np.column_stack([np.sin(azimuth), np.cos(azimuth)])


def _azimuths(
    readings: ReadingArrays, used: NDArray[np.int64], latitude: float, longitude: float, model: str
) -> Floats:
    prediction = predict(readings, latitude_deg=latitude, longitude_deg=longitude, depth_km=0.0, model=model)
    return prediction.azimuth_deg[used]


def _start_times(unknown: Floats, data: _Data, travel: Floats, events: int) -> None:
    """Start origin times at the median residual, path corrections at what is left."""
    reduced = data.time_s - travel[data.event, data.path]
    for event in range(events):
        unknown[event] = np.median(reduced[data.event == event])
    left = reduced - unknown[data.event]
    for path in range(travel.shape[1]):
        unknown[events + path] = np.median(left[data.path == path])
