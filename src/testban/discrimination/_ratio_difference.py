"""Compare the P/S of two events at the same place: the paths cancel, the sources remain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from testban.measurements import NotMeasurableError, StationRatio

Band = tuple[float, float]

# Scatter of log10 P/S between two sources at one place over one path, where too few stations show it: half of
# the station scatter that is usual between places (a choice).
PAIR_SD = 0.15


@dataclass(frozen=True, slots=True)
class RatioDifference:
    """log10 P/S of one event minus that of another, at common stations.

    Attributes
    ----------
    difference, sd : float
        Mean over stations, and its standard error.
    low, high : float
        95 % interval.
    stations : tuple of str
    at_most : bool
        Some station only bounds the difference from above: it is at most `difference`, up to its error.
    """

    difference: float
    sd: float
    low: float
    high: float
    stations: tuple[str, ...]
    at_most: bool


def ratio_difference(
    event: Sequence[StationRatio], reference: Sequence[StationRatio], *, bands_hz: Sequence[Band]
) -> RatioDifference:
    """Subtract the P/S of a reference event from that of an event nearby, station by station.

    Parameters
    ----------
    event, reference : sequence of StationRatio
        The reference must be measured, not bounded; the event may be bounded from above.
    bands_hz : sequence of (low, high)
        Bands to average at each station.

    Returns
    -------
    RatioDifference

    Raises
    ------
    NotMeasurableError
        No common station.
    """
    reference_ratios = {
        (ratio.station, ratio.band_hz): ratio.log10_ratio for ratio in reference if ratio.kind == "measured"
    }
    by_station: dict[str, list[float]] = {}
    bounded = False
    for ratio in event:
        base = reference_ratios.get((ratio.station, ratio.band_hz))
        if ratio.band_hz not in bands_hz or base is None or ratio.log10_ratio is None:
            continue
        if ratio.kind not in ("measured", "upper bound"):
            continue
        bounded |= ratio.kind == "upper bound"
        by_station.setdefault(ratio.station, []).append(ratio.log10_ratio - base)
    if not by_station:
        raise NotMeasurableError("no station shows P and S of both events in these bands")
    means = np.array([np.mean(values) for values in by_station.values()])
    n = means.size
    # The prior scatter counts as three stations.
    variance = (3.0 * PAIR_SD**2 + float(((means - means.mean()) ** 2).sum())) / (3.0 + n - 1.0)
    sd = math.sqrt(variance / n)
    spread = float(stdtrit(n + 2.0, 0.975)) * sd
    centre = float(means.mean())
    return RatioDifference(centre, sd, centre - spread, centre + spread, tuple(by_station), bounded)
