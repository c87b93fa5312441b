"""How much larger is one event than another, from the same channels?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from testban.measurements import NotMeasurableError, PAmplitude

MIN_CHANNELS = 3
# Log amplitudes further from the median than this many robust standard deviations are left out.
OUTLIER_SIGMAS = 4.0


@dataclass(frozen=True, slots=True)
class RelativeSize:
    """Difference of magnitude between two events.

    Attributes
    ----------
    difference, sd : float
        Magnitude units: log10 of the amplitude ratio, and its standard error.
    low, high : float
        95 % interval.
    channels : tuple of str
        Channels used.
    left_out : tuple of str
        Channels that differ too much from the others.
    """

    difference: float
    sd: float
    low: float
    high: float
    channels: tuple[str, ...]
    left_out: tuple[str, ...]


def relative_size(event: Sequence[PAmplitude], reference: Sequence[PAmplitude]) -> RelativeSize:
    """Compare the first P of two events at common channels.

    The same instrument at the same place needs no response, and the same path no distance correction, as
    long as the two events lie close together against their distance from the stations and the instrument
    was not changed in between; where a response is known for both, ground velocities are compared.

    Parameters
    ----------
    event, reference : sequence of PAmplitude
        First P of both events, by channel.

    Returns
    -------
    RelativeSize

    Raises
    ------
    NotMeasurableError
        Fewer than three common channels.

    Examples
    --------
    >>> def p(c, a): return PAmplitude(c, (0.8, 2.0), a, 0.1)
    >>> large, small = [p("A", 10.0), p("B", 20.0), p("C", 5.0)], [p("A", 1.0), p("B", 2.0), p("C", 0.5)]
    >>> size = relative_size(large, small)
    >>> round(size.difference, 6), len(size.channels)
    (1.0, 3)
    """
    in_reference = {(amplitude.channel, amplitude.band_hz): amplitude for amplitude in reference}
    pairs = [
        (amplitude, in_reference[amplitude.channel, amplitude.band_hz])
        for amplitude in event
        if (amplitude.channel, amplitude.band_hz) in in_reference
    ]
    if len(pairs) < MIN_CHANNELS:
        raise NotMeasurableError(
            f"{len(pairs)} channels show the first P of both events, {MIN_CHANNELS} needed"
        )
    logs = np.array([_log_ratio(amplitude, other) for amplitude, other in pairs])
    centre = float(np.median(logs))
    robust = max(1.4826 * float(np.median(np.abs(logs - centre))), 0.05)
    near = np.abs(logs - centre) <= OUTLIER_SIGMAS * robust
    used = logs[near]
    n = used.size
    difference = float(used.mean())
    sd = max(float(used.std(ddof=1)) / math.sqrt(n), 0.02) if n > 1 else robust
    spread = float(stdtrit(max(n - 1, 1), 0.975)) * sd
    names = [amplitude.channel for amplitude, _ in pairs]
    return RelativeSize(
        difference,
        sd,
        difference - spread,
        difference + spread,
        tuple(name for name, keep in zip(names, near, strict=True) if keep),
        tuple(name for name, keep in zip(names, near, strict=True) if not keep),
    )


def _log_ratio(event: PAmplitude, reference: PAmplitude) -> float:
    if event.velocity_m_s is not None and reference.velocity_m_s is not None:
        return math.log10(event.velocity_m_s / reference.velocity_m_s)
    return math.log10(event.amplitude / reference.amplitude)
