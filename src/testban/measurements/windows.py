"""Where P, S and noise are measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Before the onsets, s: filters rise, onsets are read a little late.
LEAD_S = 1.0
# P is measured over this share of the time between P and S, and not longer than, s.
P_SHARE, MIN_P_S = 0.6, 3.0
# S is measured until the group velocity of the slowest Lg (Kulhanek, 2002: 3.4-3.0 km/s), at least this long.
MIN_LG_VELOCITY_KM_S, MIN_S_S = 3.0, 10.0
# Noise ends this long before P and lasts at most, at least, s.
NOISE_GAP_S, MAX_NOISE_S, MIN_NOISE_S = 5.0, 60.0, 10.0
# Closer in time than this the two cannot be told apart.
MIN_SEPARATION_S = 5.0


@dataclass(frozen=True, slots=True)
class Windows:
    """Begin and end of each window, seconds on the clock of the P and S times given."""

    noise: tuple[float, float]
    p: tuple[float, float]
    s: tuple[float, float]


def s_time(p_s: float, *, predicted_p_s: float, predicted_s_s: float) -> float:
    """Time of S: as late against its prediction as P, times Vp/Vs of 1.73 on the same path.

    Parameters
    ----------
    p_s : float
        Time of P as read.
    predicted_p_s, predicted_s_s : float
        Predicted times on the same clock.

    Returns
    -------
    float

    Examples
    --------
    >>> round(s_time(51.0, predicted_p_s=50.0, predicted_s_s=88.0), 2)
    89.73
    """
    return predicted_s_s + math.sqrt(3.0) * (p_s - predicted_p_s)


def windows_for(p_s: float, s_s: float, *, origin_s: float, distance_km: float) -> Windows | None:
    """Lay the windows of noise, P and S.

    Parameters
    ----------
    p_s, s_s : float
        Times of P and S.
    origin_s : float
        Origin time on the same clock.
    distance_km : float
        From the epicentre.

    Returns
    -------
    Windows or None
        None where P and S are less than 5 s apart.

    Examples
    --------
    >>> windows_for(50.0, 88.0, origin_s=0.0, distance_km=350.0).p
    (49.0, 72.8)
    """
    between = s_s - p_s
    if between < MIN_SEPARATION_S:
        return None
    return Windows(
        noise=(p_s - NOISE_GAP_S - MAX_NOISE_S, p_s - NOISE_GAP_S),
        p=(p_s - LEAD_S, p_s + max(P_SHARE * between, MIN_P_S)),
        s=(s_s - LEAD_S, max(origin_s + distance_km / MIN_LG_VELOCITY_KM_S, s_s + MIN_S_S)),
    )
