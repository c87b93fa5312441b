"""Network magnitude by maximum likelihood, with hidden and clipped readings as bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import log_ndtr

from testban.magnitudes.errors import NoReadingsError, ReadingError
from testban.model import DEFAULT_LEVEL, Flags, Floats, Measured, Missing, Quantity

# Selby, Marshall & Bowers (2012), Bull. Seism. Soc. Am. 102, 88: standard deviation of station mb 0.34.
STATION_SD = 0.34
# Share of readings that are faulty (wrong response, wrong phase) and their spread, magnitude units; ours.
FAULTY_SHARE, FAULTY_SD = 0.05, 1.5
# Width of the prior on the station standard deviation, in log10: 0.2-0.6 is usual for networks.
LOG10_SD_WIDTH = 0.12


@dataclass(frozen=True)
class Reading:
    """A station magnitude or a bound on it.

    Attributes
    ----------
    station : str
    value : float
        Magnitude units.
    kind : str
        "measured"; "at most" (nothing seen above this level); "at least" (clipped).
    term : float
        Station term, subtracted from the value.
    """

    station: str
    value: float
    kind: Literal["measured", "at most", "at least"] = "measured"
    term: float = 0.0


@dataclass(frozen=True)
class NetworkMagnitude:
    """A network magnitude with what it rests on.

    Attributes
    ----------
    magnitude : Measured or Missing
        Missing when no station measured it; then `upper_bound` or `lower_bound` may say something.
    station_sd : float
        Posterior mean of the standard deviation of one station.
    measured, hidden, clipped : int
        Readings of each kind.
    doubtful : tuple of str
        Stations whose reading is more probably faulty than not.
    upper_bound, lower_bound : float or None
        One-sided bounds at the level, only where the readings are bounds alone.
    mean : float or None
        Plain mean of the measured readings, biased when stations saw nothing: for comparison.
    """

    magnitude: Quantity
    station_sd: float
    measured: int
    hidden: int
    clipped: int
    doubtful: tuple[str, ...]
    upper_bound: float | None
    lower_bound: float | None
    mean: float | None


def network_magnitude(
    readings: Sequence[Reading],
    *,
    station_sd: float = STATION_SD,
    level: float = DEFAULT_LEVEL,
    inputs: tuple[str, ...] = (),
) -> NetworkMagnitude:
    """Combine station magnitudes, counting what stations did not see.

    Parameters
    ----------
    readings : sequence of Reading
        One per station.
    station_sd : float
        Centre of the prior on the standard deviation of one station; the readings refine it.
    level : float
        Probability of the interval.
    inputs : tuple of str
        Evidence identifiers; by default one per station.

    Returns
    -------
    NetworkMagnitude

    Raises
    ------
    ReadingError
        A value that is not finite or not within -2 to 10, a station twice, a level or deviation out of range.
    NoReadingsError
        No reading at all.

    Notes
    -----
    Ringdal (1976), Bull. Seism. Soc. Am. 66, 789: measured readings are N(m + term, sd^2); a hidden one
    contributes the probability that it lies below its level; a clipped one (von Seggern & Rivers 1978,
    ibid. 68, 1543, from memory) that it lies above. Here each reading may also be faulty with probability
    0.05, when it scatters by 1.5 about m, so that one wrong response does not carry the network; the
    likelihood is integrated over sd with a log-normal prior, and the interval is that of a flat prior on m.

    Examples
    --------
    >>> seen = [Reading("A", 5.1), Reading("B", 5.3)]
    >>> silent = [Reading("C", 4.9, "at most"), Reading("D", 4.8, "at most")]
    >>> network_magnitude(seen).magnitude.value > network_magnitude(seen + silent).magnitude.value
    True
    """
    _check(readings, station_sd, level)
    value = np.array([r.value - r.term for r in readings])
    kind = np.array([r.kind for r in readings])
    measured, hidden, clipped = (kind == k for k in ("measured", "at most", "at least"))
    sds = station_sd * 10.0 ** np.linspace(-3.0 * LOG10_SD_WIDTH, 3.0 * LOG10_SD_WIDTH, 13)
    prior = -0.5 * np.linspace(-3.0, 3.0, 13) ** 2
    counts = {"measured": int(measured.sum()), "hidden": int(hidden.sum()), "clipped": int(clipped.sum())}
    if not measured.any() and not (hidden.any() and clipped.any()):
        return _one_sided(value, hidden, clipped, station_sd, level, counts)
    centre = value[measured].mean() if measured.any() else 0.5 * (value[hidden].min() + value[clipped].max())
    grid = centre + np.linspace(-3.0, 3.0, 601)
    sound, faulty = _log_likelihoods(value - grid[:, None, None], sds[None, :, None], measured, hidden)
    log_likelihood = np.logaddexp(sound, faulty).sum(axis=-1) + prior[None, :]
    joint = np.exp(log_likelihood - log_likelihood.max())
    joint /= joint.sum()
    marginal = joint.sum(axis=1)
    cumulative = np.cumsum(marginal) - 0.5 * marginal
    low, middle, high = np.interp([0.5 - 0.5 * level, 0.5, 0.5 + 0.5 * level], cumulative, grid)
    # Probability that a reading is faulty, averaged over magnitude and deviation.
    fault = np.einsum("ms,msr->r", joint, np.exp(faulty - np.logaddexp(sound, faulty)))
    evidence = inputs or tuple(f"amplitude:{r.station}" for r in readings)
    return NetworkMagnitude(
        magnitude=Measured(
            value=float(middle),
            low=float(low),
            high=float(high),
            level=level,
            unit="magnitude",
            inputs=evidence,
        ),
        station_sd=float((joint.sum(axis=0) * sds).sum()),
        doubtful=tuple(r.station for r, p in zip(readings, fault, strict=True) if p > 0.5),
        upper_bound=None,
        lower_bound=None,
        mean=float(value[measured].mean()) if measured.any() else None,
        **counts,
    )


def _log_likelihoods(deviation: Floats, sd: Floats, measured: Flags, hidden: Flags) -> tuple[Floats, Floats]:
    """Log likelihood of every reading if it is sound and if it is faulty, each with its prior share."""
    parts = []
    for spread, share in ((sd, 1.0 - FAULTY_SHARE), (np.full_like(sd, FAULTY_SD), FAULTY_SHARE)):
        z = deviation / spread
        density = -0.5 * z**2 - np.log(spread) - 0.5 * np.log(2.0 * np.pi)
        parts.append(np.where(measured, density, log_ndtr(np.where(hidden, z, -z))) + np.log(share))
    return parts[0], parts[1]


def _one_sided(
    value: Floats, hidden: Floats, clipped: Floats, sd: float, level: float, counts: dict[str, int]
) -> NetworkMagnitude:
    """The magnitude at which what was (not) seen has probability 1 - level."""
    grid = np.linspace(value.min() - 5.0, value.max() + 5.0, 4001)
    sign, rows = (1.0, hidden) if hidden.any() else (-1.0, clipped)
    log_probability = log_ndtr(sign * (value[rows][None, :] - grid[:, None]) / sd).sum(axis=1)
    crossing = np.log(1.0 - level)
    order = slice(None, None, -1) if sign > 0 else slice(None)  # np.interp wants rising abscissae
    bound = float(np.interp(crossing, log_probability[order], grid[order]))
    reason = "no station saw the signal" if sign > 0 else "every record is clipped"
    return NetworkMagnitude(
        magnitude=Missing(
            status="insufficient_data", reason=f"{reason}: only a bound, {bound:.2f} at {level:g}"
        ),
        station_sd=sd,
        doubtful=(),
        upper_bound=bound if sign > 0 else None,
        lower_bound=None if sign > 0 else bound,
        mean=None,
        **counts,
    )


def _check(readings: Sequence[Reading], station_sd: float, level: float) -> None:
    if not readings:
        raise NoReadingsError("no reading at all: neither an amplitude nor a bound")
    if not 0.01 <= station_sd <= 2.0:
        raise ReadingError(f"station standard deviation {station_sd:g} is not within 0.01 to 2")
    if not 0.0 < level < 1.0:
        raise ReadingError(f"level {level:g} is not between 0 and 1")
    stations: set[str] = set()
    for reading in readings:
        if not -2.0 <= reading.value - reading.term <= 10.0:
            raise ReadingError(
                f"station {reading.station}: magnitude {reading.value:g} is not within -2 to 10"
            )
        if reading.station in stations:
            raise ReadingError(f"station {reading.station}: two readings; combine them first")
        stations.add(reading.station)
