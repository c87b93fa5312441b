"""Relative magnitudes of events recorded by the same channels, with their covariance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from testban.magnitudes.errors import NoReadingsError, ReadingError
from testban.model import Flags, Floats

# Prior scatter of a log amplitude ratio at one station, and how many stations that prior is worth: two events
# a few kilometres apart differ by 0.05-0.15 units from station to station.
PRIOR_SD, PRIOR_STATIONS = 0.1, 2.0
# Huber weights: deviation in standard deviations beyond which trust falls; rounds to converge.
HUBER, ROUNDS = 1.5, 15


@dataclass(frozen=True)
class RelativeMagnitudes:
    """Magnitudes of events relative to the first.

    Attributes
    ----------
    difference : ndarray, shape (events,)
        Magnitude units; 0 for the reference.
    covariance : ndarray, shape (events, events)
        Zero in the row and column of the reference; events share its error, so they are correlated.
    reading_sd : float
        Scatter of one station about its term.
    stations : int
        Stations that recorded at least two of the events.
    """

    difference: Floats
    covariance: Floats
    reading_sd: float
    stations: int


def relative_magnitudes(log10_amplitude: Floats, *, stations: Sequence[str]) -> RelativeMagnitudes:
    """Estimate relative magnitudes from amplitudes at common channels.

    Parameters
    ----------
    log10_amplitude : ndarray, shape (events, channels)
        log10 of amplitudes measured the same way on the same channel; NaN where there is none. Units cancel.
    stations : sequence of str
        Station of each channel. Channels of one station see the same path: they are averaged and count once.

    Returns
    -------
    RelativeMagnitudes
        The first event is the reference.

    Raises
    ------
    ReadingError
        Shapes that do not match, fewer than two events.
    NoReadingsError
        An event that no station connects to the reference.

    Notes
    -----
    Two-way layout: y = m_event + c_station + e, e ~ N(0, sd^2) independent between stations, solved by
    least squares after elimination of the station terms; sd from the residuals together with a weak prior
    (0.1, worth two stations). Stations further off than 1.5 sd are weighted down (Huber).

    Examples
    --------
    >>> y = np.array([[1.0, 2.0, 3.0], [2.2, 3.2, 4.2]])
    >>> relative_magnitudes(y, stations=["A", "B", "B"]).difference.round(6).tolist()
    [0.0, 1.2]
    """
    if log10_amplitude.ndim != 2 or log10_amplitude.shape[1] != len(stations):
        raise ReadingError(f"amplitudes {log10_amplitude.shape} do not match {len(stations)} channels")
    events = log10_amplitude.shape[0]
    if events < 2:
        raise ReadingError(f"{events} event(s): a relative magnitude needs two")
    y = _station_averages(log10_amplitude, stations)
    have = np.isfinite(y)
    y, have = y[:, have.sum(axis=0) >= 2], have[:, have.sum(axis=0) >= 2]
    _check_connected(have)
    filled = np.where(have, y, 0.0)
    freedom = int(have.sum()) - have.shape[1] - (events - 1)
    trust = have.astype(float)
    covariance = np.zeros((events, events))
    for _ in range(ROUNDS):
        # Eliminate the station terms: within each station, deviations from its weighted mean.
        worth = trust.sum(axis=0)
        normal = np.diag(trust.sum(axis=1)) - (trust / worth) @ trust.T
        right = (trust * (filled - (trust * filled).sum(axis=0) / worth)).sum(axis=1)
        covariance[1:, 1:] = np.linalg.inv(normal[1:, 1:])
        difference = covariance @ right
        centred = filled - difference[:, None]
        residual = np.where(have, centred - (trust * centred).sum(axis=0) / worth, 0.0)
        variance = ((trust * residual**2).sum() + PRIOR_STATIONS * PRIOR_SD**2) / (freedom + PRIOR_STATIONS)
        # A gain changed between the events shows in all readings of the station: one weight for it.
        worst = np.abs(residual).max(axis=0)
        trust = have * np.minimum(1.0, HUBER * np.sqrt(variance) / np.maximum(worst, 1e-12))
    return RelativeMagnitudes(
        difference=difference,
        covariance=covariance * variance,
        reading_sd=float(np.sqrt(variance)),
        stations=int(have.shape[1]),
    )


def _station_averages(values: Floats, stations: Sequence[str]) -> Floats:
    """Average over the channels of a station that recorded the same events."""
    columns = []
    for station in dict.fromkeys(stations):
        block = values[:, [s == station for s in stations]]
        have = np.isfinite(block)
        # A channel missing for one event would shift the average by its own term: keep the fullest pattern.
        fullest = have.sum(axis=0).max()
        if fullest == 0:
            continue
        pattern = have[:, int(np.argmax(have.sum(axis=0)))]
        same = (have == pattern[:, None]).all(axis=0)
        columns.append(np.where(pattern, block[:, same].mean(axis=1), np.nan))
    return np.stack(columns, axis=1) if columns else np.empty((values.shape[0], 0))


def _check_connected(have: Flags) -> None:
    reached = np.zeros(have.shape[0], bool)
    reached[0] = True
    for _ in range(have.shape[0]):
        reached = reached | (have[:, have[reached].any(axis=0)].any(axis=1))
    if not reached.all():
        raise NoReadingsError(
            f"event {int(np.flatnonzero(~reached)[0])} shares no station with the reference, even through"
            " other events"
        )
