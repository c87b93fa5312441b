"""Where does P come from, by the motion of one three-component station?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from testban.detection.errors import DetectionError
from testban.model import Floats


@dataclass(frozen=True, slots=True)
class Polarization:
    """Motion of the first P.

    Attributes
    ----------
    back_azimuth_deg : float
        Direction from the station to the source, clockwise from north.
    coherence : float
        How much of the horizontal motion moves with the vertical: 1 for pure P, 0 for none.
    snr : float
        Amplitude of all components over noise.
    """

    back_azimuth_deg: float
    coherence: float
    snr: float


def polarize(signal: Floats, noise: Floats) -> Polarization | None:
    """Read the back azimuth of P from its particle motion.

    P moves up and away from the source, or down and towards it: the horizontal motion in phase with the
    vertical points away from the source (Jurkevics, 1988, for the covariance; the noise covariance is taken
    off first).

    Parameters
    ----------
    signal : ndarray of float64, shape (3, n)
        Z up, N, E: the first seconds of P.
    noise : ndarray of float64, shape (3, m)
        The same before P.

    Returns
    -------
    Polarization or None
        None where the noise leaves no power on the vertical or on the horizontals.

    Raises
    ------
    DetectionError
        Not three components, or fewer than 8 samples.

    Examples
    --------
    >>> import numpy as np
    >>> wave = np.sin(np.arange(60.0))
    >>> p = np.vstack([wave, -0.5 * wave, 0.0 * wave])  # up and to the south: the source is in the north
    >>> round(polarize(p, np.zeros((3, 60)) + 1e-9).back_azimuth_deg)
    0
    """
    if signal.shape[0] != 3 or noise.shape[0] != 3 or min(signal.shape[1], noise.shape[1]) < 8:
        raise DetectionError(f"windows of shape {signal.shape} and {noise.shape}, (3, 8 or more) needed")
    centred = signal - noise.mean(axis=1, keepdims=True)
    quiet = noise - noise.mean(axis=1, keepdims=True)
    covariance = centred @ centred.T / signal.shape[1] - quiet @ quiet.T / noise.shape[1]
    vertical, horizontal = covariance[0, 0], covariance[1, 1] + covariance[2, 2]
    if vertical <= 0.0 or horizontal <= 0.0:
        return None
    north, east = covariance[0, 1], covariance[0, 2]
    background = float((quiet**2).mean())
    snr = math.sqrt(float((centred**2).mean()) / background) if background > 0.0 else 1e6
    return Polarization(
        back_azimuth_deg=math.degrees(math.atan2(-east, -north)) % 360.0,
        coherence=min(1.0, math.hypot(north, east) / math.sqrt(vertical * horizontal)),
        snr=snr,
    )
