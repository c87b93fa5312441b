"""Station terms: what a station adds to the magnitude of every event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testban.magnitudes.errors import NoReadingsError, ReadingError
from testban.model import Floats

# Spread of station terms and of single readings about them, magnitude units; together the station standard
# deviation 0.34 of Selby, Marshall & Bowers (2012), Bull. Seism. Soc. Am. 102, 88. The split is ours.
TERM_SD, READING_SD = 0.25, 0.25
# Huber weights: deviation in units of the reading scatter beyond which trust falls; rounds to converge.
HUBER, ROUNDS = 2.0, 10


@dataclass(frozen=True)
class StationTerms:
    """Station terms relative to the magnitudes they were learnt from.

    Attributes
    ----------
    term : ndarray, shape (stations,)
        Shrunk towards `mean`; equal to it for a station without readings.
    sd : ndarray, shape (stations,)
        Posterior standard deviation.
    mean : float
        Mean term: the bias of the scale against the reference.
    """

    term: Floats
    sd: Floats
    mean: float


def fit_station_terms(
    magnitudes: Floats, *, reference: Floats, term_sd: float = TERM_SD, reading_sd: float = READING_SD
) -> StationTerms:
    """Learn station terms from events whose magnitude is known.

    Parameters
    ----------
    magnitudes : ndarray, shape (events, stations)
        Station magnitudes, NaN where there is none.
    reference : ndarray, shape (events,)
        Known magnitudes; events with NaN are not used.
    term_sd, reading_sd : float
        Prior spread of the terms, and scatter of one reading, magnitude units.

    Returns
    -------
    StationTerms

    Raises
    ------
    ReadingError
        Shapes that do not match.
    NoReadingsError
        No event has both a reference and a reading.

    Notes
    -----
    Readings further than twice their scatter from the term are weighted down (Huber), so that one wrong
    response does not make a term. A random-effects model: reading = reference + c_s + e, c_s ~ N(mean,
    term_sd^2), e ~ N(0, reading_sd^2), the mean by generalised least squares.

    Examples
    --------
    >>> known = np.array([5.0, 6.0])
    >>> seen = np.array([[5.2, 4.9], [6.2, np.nan]])
    >>> fit_station_terms(seen, reference=known).term.round(2).tolist()
    [0.16, -0.01]
    """
    if magnitudes.ndim != 2 or reference.shape != (magnitudes.shape[0],):
        raise ReadingError(
            f"magnitudes {magnitudes.shape} do not match {reference.shape} reference magnitudes"
        )
    residual = magnitudes - reference[:, None]
    have = np.isfinite(residual)
    count = have.sum(axis=0)
    if not count.any():
        raise NoReadingsError("no event has both a reference magnitude and a reading")
    used = count > 0
    trust = have.astype(float)
    filled = np.where(have, residual, 0.0)
    for _ in range(ROUNDS):
        worth = trust.sum(axis=0)
        average = (trust * filled).sum(axis=0)[used] / worth[used]
        weight = 1.0 / (term_sd**2 + reading_sd**2 / worth[used])
        mean = float(weight @ average / weight.sum())
        shrink = worth * term_sd**2 / (worth * term_sd**2 + reading_sd**2)
        term = np.full(count.size, mean)
        term[used] = mean + shrink[used] * (average - mean)
        trust = have * np.minimum(1.0, HUBER * reading_sd / np.maximum(np.abs(filled - term), 1e-9))
    sd = np.sqrt(term_sd**2 * (1.0 - shrink) + (1.0 - shrink) ** 2 / weight.sum())
    return StationTerms(term=term, sd=sd, mean=mean)
