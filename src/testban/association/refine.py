"""Read every station again around the time an event predicts, and move the event to what they say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from testban.association._associate import Hypocentre, Site
from testban.association.curve import FirstArrivals
from testban.association.places import model_error_s
from testban.detection import FilteredRecord, read_onset
from testban.geodesy import KM_PER_DEG, epicentral
from testban.model import Detection

# A guided reading may be weaker than a detection: the place to look is known.
GUIDED_SNR = 3.0
# Half width of the window a guided reading may lie in: model error times this, at least, at most, s.
WINDOW_SIGMAS, MIN_WINDOW_S, MAX_WINDOW_S = 2.0, 3.0, 6.0
# Place and time have three unknowns; with fewer arrivals than this the event stays where it is.
MIN_ARRIVALS = 4


def read_arrivals(
    event: Hypocentre, sites: Sequence[Site], records: Sequence[FilteredRecord], curve: FirstArrivals
) -> dict[int, Detection]:
    """Read the first P of an event at every station.

    A detection that lies in the window is kept; elsewhere the window is read with a lower threshold.

    Parameters
    ----------
    event : Hypocentre
        Where and when P is expected from.
    sites : sequence of Site
        Where the stations are.
    records : sequence of FilteredRecord
        The record of each site.
    curve : FirstArrivals
        First P and S of the velocity model.

    Returns
    -------
    dict of int to Detection
        By site number.
    """
    distance, _ = epicentral(
        event.latitude,
        event.longitude,
        np.array([site.latitude for site in sites]),
        np.array([site.longitude for site in sites]),
    )
    expected = event.time_s + curve.p(distance)
    half = np.clip(WINDOW_SIGMAS * model_error_s(distance), MIN_WINDOW_S, MAX_WINDOW_S)
    members = dict(event.members)
    arrivals: dict[int, Detection] = {}
    for number, (site, record) in enumerate(zip(sites, records, strict=True)):
        if not np.isfinite(expected[number]):
            continue
        near = [d for d in site.detections if abs(d.time_s - expected[number]) <= half[number]]
        if number in members:
            arrivals[number] = site.detections[members[number]]
        elif near:
            arrivals[number] = max(near, key=lambda detection: detection.snr)
        else:
            index = round((expected[number] - record.start_s) * record.sampling_rate_hz)
            reading = read_onset(
                record,
                index,
                before_s=float(half[number]),
                after_s=float(half[number]),
                min_snr=GUIDED_SNR,
            )
            if reading is not None and not _within_coda(reading, site):
                arrivals[number] = reading
    return arrivals


def _within_coda(reading: Detection, site: Site) -> bool:
    """Whether a stronger signal began shortly before: then the reading is its coda."""
    return any(
        0.5 < reading.time_s - other.time_s < 30.0 and other.snr > reading.snr for other in site.detections
    )


def move_to(
    event: Hypocentre, sites: Sequence[Site], arrivals: dict[int, Detection], curve: FirstArrivals
) -> tuple[float, float, float]:
    """Move an event to the weighted least squares of its arrivals, outliers down-weighted (Geiger; Huber).

    Parameters
    ----------
    event : Hypocentre
        Where the iteration starts.
    sites : sequence of Site
        Where the stations are.
    arrivals : dict of int to Detection
        First P by number of the site.
    curve : FirstArrivals
        First P and S of the velocity model.

    Returns
    -------
    latitude, longitude, time_s : float
        The old ones where fewer than four arrivals that the model predicts constrain it.
    """
    numbers = sorted(arrivals)
    if len(numbers) < MIN_ARRIVALS:
        return event.latitude, event.longitude, event.time_s
    lat = np.array([sites[number].latitude for number in numbers])
    lon = np.array([sites[number].longitude for number in numbers])
    observed = np.array([arrivals[number].time_s for number in numbers]) - event.time_s
    reading = np.array([arrivals[number].sd_s for number in numbers])
    latitude, longitude, origin = event.latitude, event.longitude, 0.0
    for _ in range(20):
        distance, azimuth = epicentral(latitude, longitude, lat, lon)
        sigma = np.hypot(model_error_s(distance), reading)
        residual = observed - origin - curve.p(distance)
        slope = (curve.p(distance + 0.05) - curve.p(np.maximum(distance - 0.05, 0.0))) / 0.1
        # A step may take a station over the end of the curve: it has no say until the event comes back.
        reached = np.isfinite(residual) & np.isfinite(slope)
        if reached.sum() < MIN_ARRIVALS:
            return event.latitude, event.longitude, event.time_s
        residual, slope = np.where(reached, residual, 0.0), np.where(reached, slope, 0.0)
        weight = np.minimum(1.0, 1.5 / np.maximum(np.abs(residual) / sigma, 1e-9)) / sigma**2
        weight = np.where(reached, weight, 0.0)
        angle = np.radians(azimuth)
        matrix = np.column_stack([np.ones(distance.size), -slope * np.cos(angle), -slope * np.sin(angle)])
        scaled = matrix * np.sqrt(weight)[:, None]
        # A trace of damping keeps a badly placed network from running away.
        normal = scaled.T @ scaled + np.diag([0.0, 1e-4, 1e-4])
        step = np.linalg.solve(normal, scaled.T @ (residual * np.sqrt(weight)))
        step[1:] = np.clip(step[1:], -2.0, 2.0)
        origin += float(step[0])
        latitude = float(np.clip(latitude + step[1], -89.9, 89.9))
        longitude = float(longitude + step[2] / max(np.cos(np.radians(latitude)), 0.02))
        longitude = (longitude + 180.0) % 360.0 - 180.0
        if np.hypot(step[1], step[2]) * KM_PER_DEG < 0.05:
            break
    return latitude, longitude, event.time_s + origin
