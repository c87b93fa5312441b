"""Compare the ground motion of a station, after its response, with that of its neighbours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Decay of P at 1 Hz with distance, as an exponent: 1.1 near the source (Hutton & Boore, 1987), 2.4 for Pn
# (Denny, Taylor & Vergino, 1987). Between the two the error is at most 0.65 times the log of the distances.
DECAY = 1.75
# Stations within this factor of distance are neighbours: the decay then errs by 0.3 at most.
NEIGHBOUR_FACTOR = 3.0
MIN_NEIGHBOURS = 3
# log10 of a factor that is no scatter. A station's P scatters by 0.35 about the network (Selby, Marshall &
# Bowers, 2012: 0.34 for mb), with the decay and the median of three neighbours by 0.5: 2 is four of those. A
# wrong response raises P and noise alike, so the noise, which scatters by 0.5, must agree by half of that.
P_FACTOR, NOISE_AGREES = 2.0, 1.0
# Where P was not seen, noise alone: all of the Earth's lies within 2.5 (Peterson, 1993, USGS OFR 93-322).
NOISE_FACTOR = 3.0
# log10 of the ground velocity of the new low noise model at 0.8 to 2 Hz, root mean square in m/s (Peterson,
# 1993, integrated over the band), and how far below it no ground is.
QUIETEST, BELOW_QUIETEST = -9.20, 1.0


@dataclass(frozen=True, slots=True)
class GroundMotion:
    """What one vertical channel with a response recorded at 0.8-2 Hz.

    Attributes
    ----------
    channel, station : str
    distance_km : float
        From the epicentre.
    noise : float
        log10 of the root mean square before P, m/s.
    signal : float or None
        The same of P, noise taken off; None where P was not seen.
    """

    channel: str
    station: str
    distance_km: float
    noise: float
    signal: float | None = None


def compare_neighbours(motions: Sequence[GroundMotion]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Find channels whose response cannot be right.

    Parameters
    ----------
    motions : sequence of GroundMotion
        Of one event, whatever their distance.

    Returns
    -------
    wrong : dict of str to str
        By channel, why its response is not used.
    unchecked : tuple of str
        Stations with fewer than three neighbours, whose ground motion is compared with the quietest ground on
        Earth only.

    Notes
    -----
    The reference of a station is the median of its neighbours, each brought to its distance by a power law.
    Half of the neighbours or more with wrong responses shift it: then nothing is said of the others.

    Examples
    --------
    >>> motions = [GroundMotion(f"N.S{k}..BHZ", f"N.S{k}", 200.0, -8.0, -6.0) for k in range(4)]
    >>> wrong, _ = compare_neighbours([*motions, GroundMotion("N.X..BHZ", "N.X", 200.0, -12.0, -10.0)])
    >>> wrong
    {'N.X..BHZ': 'station N.X: ground motion 0.0001 times that of its neighbours; response not used'}
    """
    wrong: dict[str, str] = {}
    unchecked: list[str] = []
    for motion in motions:
        if motion.noise < QUIETEST - BELOW_QUIETEST:
            wrong[motion.channel] = (
                f"station {motion.station}: its noise at 0.8-2 Hz, {10.0**motion.noise:.1g} m/s, is "
                f"{10.0 ** (QUIETEST - motion.noise):.2g} times below the quietest ground on Earth; "
                "response not used"
            )
        factor = _factor(motion, motions)
        if factor is None:
            unchecked.append(motion.station)
        elif factor:
            wrong[motion.channel] = (
                f"station {motion.station}: ground motion {10.0**factor:.2g} times that of its neighbours; "
                "response not used"
            )
    return wrong, tuple(dict.fromkeys(unchecked))


def _factor(motion: GroundMotion, motions: Sequence[GroundMotion]) -> float | None:
    """log10 of the factor by which a response is wrong; 0 where it may be right, None without neighbours."""
    near: dict[str, list[GroundMotion]] = {}
    for other in motions:
        ratio = other.distance_km / motion.distance_km
        if other.station != motion.station and 1.0 / NEIGHBOUR_FACTOR <= ratio <= NEIGHBOUR_FACTOR:
            near.setdefault(other.station, []).append(other)
    if len(near) < MIN_NEIGHBOURS:
        return None
    noise = motion.noise - float(
        np.median([np.median([m.noise for m in channels]) for channels in near.values()])
    )
    signals = [
        float(np.median(brought))
        for channels in near.values()
        if (brought := [_brought(m, motion.distance_km) for m in channels if m.signal is not None])
    ]
    if motion.signal is None or len(signals) < MIN_NEIGHBOURS:
        return noise if abs(noise) >= NOISE_FACTOR else 0.0
    signal = motion.signal - float(np.median(signals))
    noise_agrees = math.copysign(1.0, signal) * noise >= NOISE_AGREES
    return signal if abs(signal) >= P_FACTOR and noise_agrees else 0.0


def _brought(motion: GroundMotion, distance_km: float) -> float:
    """P of a neighbour as it would be at another distance."""
    return (motion.signal or 0.0) - DECAY * math.log10(distance_km / motion.distance_km)
