"""Instrument responses as poles and zeros, and ground displacement from counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from testban.magnitudes.errors import AmplitudeError, ResponseContradictionError, ResponseMissingError
from testban.model import Floats
from testban.waveforms import PoleZeroBlock, ResponseError, checked_gain

# Zeros at the origin that turn an input of this unit into one of displacement.
_EXTRA_ZEROS = {"M": 0, "M/S": 1, "M/S**2": 2}
# Stage gains whose product differs by more from the stated sensitivity contradict it; rounding stays below.
MAX_CONTRADICTION = 1.3
# Share of the record tapered at each end before a transform.
TAPER = 0.05


@dataclass(frozen=True)
class Response:
    """Transfer function from ground displacement in metres to counts.

    Attributes
    ----------
    zeros, poles : tuple of complex
        Radians per second.
    constant : float
        Counts per metre, such that counts = constant * prod(s - zeros) / prod(s - poles) * displacement.
    source : str
    """

    zeros: tuple[complex, ...]
    poles: tuple[complex, ...]
    constant: float
    source: str

    def at(self, frequency_hz: Floats) -> NDArray[np.complex128]:
        """Complex counts per metre at the frequencies, same shape."""
        s = 2j * np.pi * np.asarray(frequency_hz, dtype=np.float64)
        value = np.full(s.shape, self.constant, dtype=np.complex128)
        for zero in self.zeros:
            value = value * (s - zero)
        for pole in self.poles:
            value = value / (s - pole)
        return value


# Short-period seismograph of the World-Wide Standardized Seismograph Network, by which mb is defined; IASPEI
# standard procedures for magnitude determinations. Gain 1 at 1 Hz: only its shape is used.
WWSSN_SP_POLES = (-3.725 + 6.22j, -3.725 - 6.22j, -5.612 + 0j, -13.24 + 0j, -21.08 + 0j)
WWSSN_SP = Response(
    zeros=(0j, 0j, 0j),
    poles=WWSSN_SP_POLES,
    constant=float(abs(np.prod([2j * np.pi - p for p in WWSSN_SP_POLES])) / (2.0 * np.pi) ** 3),
    source="WWSSN-SP",
)
# Wood-Anderson seismograph of magnification 1: period 0.8 s, damping 0.8 (as in the same standard).
WOOD_ANDERSON = Response(
    zeros=(0j, 0j), poles=(-6.2832 + 4.7124j, -6.2832 - 4.7124j), constant=1.0, source="Wood-Anderson"
)


def response_from_sacpz(block: PoleZeroBlock) -> Response:
    """Take the response from a SACPZ block, whose input is displacement by definition.

    Raises
    ------
    ResponseContradictionError
        Poles, zeros and constant give another gain than the sensitivity in the comments.
    """
    try:
        checked_gain(block)
    except ResponseError as fault:
        raise ResponseContradictionError(str(fault)) from fault
    return Response(zeros=block.zeros, poles=block.poles, constant=block.constant, source=block.seed_id)


def response_from_inventory(inventory: Any, *, seed_id: str, time_s: float) -> Response:
    """Take the response of a channel at a time from an ObsPy inventory.

    Parameters
    ----------
    inventory : obspy Inventory
    seed_id : str
        Network, station, location and channel code, joined by dots.
    time_s : float
        Seconds since 1970-01-01 UTC: metadata epochs are chosen by it.

    Returns
    -------
    Response
        Analogue stages with their poles and zeros, digital stages by their gain: good well below the Nyquist
        frequency.

    Raises
    ------
    ResponseMissingError
        No epoch at that time, no stages, or an input unit other than displacement, velocity, acceleration.
    ResponseContradictionError
        The product of the stages differs from the stated sensitivity by more than a factor of 1.3.
    """
    from obspy import UTCDateTime

    moment = UTCDateTime(time_s)
    try:
        response = inventory.get_response(seed_id, moment)
    except Exception as fault:  # ObsPy raises a bare Exception here
        raise ResponseMissingError(f"{seed_id}: no response epoch at {moment.date}") from fault
    stages = response.response_stages
    if not stages:
        raise ResponseMissingError(f"{seed_id}: its response epoch at {moment.date} holds no stages")
    unit = str(stages[0].input_units or "").upper()
    if unit not in _EXTRA_ZEROS:
        raise ResponseMissingError(f"{seed_id}: input unit {unit or 'absent'!r} is no ground motion")
    zeros, poles, constant = [0j] * _EXTRA_ZEROS[unit], [], 1.0
    for stage in stages:
        constant *= float(stage.stage_gain)
        kind = getattr(stage, "pz_transfer_function_type", "")
        if "LAPLACE" in kind:
            turn = 2.0 * math.pi if "HERTZ" in kind else 1.0
            own_zeros = [complex(z) * turn for z in stage.zeros]
            own_poles = [complex(p) * turn for p in stage.poles]
            # Normalise to 1 where the gain holds: stated factors are often rounded or wrong.
            s = 2j * math.pi * float(stage.stage_gain_frequency or stage.normalization_frequency)
            shape = np.prod([s - z for z in own_zeros]) / np.prod([s - p for p in own_poles])
            constant /= float(abs(shape))
            zeros += own_zeros
            poles += own_poles
    result = Response(zeros=tuple(zeros), poles=tuple(poles), constant=constant, source=seed_id)
    _check_sensitivity(result, response, unit, seed_id)
    return result


def _check_sensitivity(result: Response, response: Any, unit: str, seed_id: str) -> None:
    stated = response.instrument_sensitivity
    if stated is None or not stated.value or not stated.frequency:
        return
    frequency = float(stated.frequency)
    own = abs(result.at(np.array([frequency]))[0]) / (2.0 * math.pi * frequency) ** _EXTRA_ZEROS[unit]
    ratio = own / float(stated.value)
    if not 1.0 / MAX_CONTRADICTION < ratio < MAX_CONTRADICTION:
        raise ResponseContradictionError(
            f"{seed_id}: its stages say {own:.3g} at {frequency:g} Hz, its sensitivity {stated.value:.3g};"
            " response left out"
        )


def ground_displacement(
    samples: Floats,
    *,
    sampling_rate_hz: float,
    response: Response,
    band_hz: tuple[float, float],
    seismograph: Response | None = None,
) -> Floats:
    """Ground displacement in nanometres within a band, or the record another seismograph would write.

    Parameters
    ----------
    samples : ndarray, shape (n,)
        Counts, gaps bridged.
    sampling_rate_hz : float
    response : Response
        Of the instrument that recorded.
    band_hz : (float, float)
        Frequencies kept; cosine flanks reach to 0.7 times the lower and 1.4 times the upper.
    seismograph : Response, optional
        Simulated instead of displacement.

    Returns
    -------
    ndarray, shape (n,)
        Nanometres of ground (or of trace, for a seismograph of gain 1).

    Raises
    ------
    AmplitudeError
        Fewer than 16 samples, samples that are not finite, or a band that does not fit below Nyquist.

    Notes
    -----
    Spectral division, so the result is not causal: energy of later waves leaks forward only within a period
    of the lower band edge.

    Examples
    --------
    >>> flat = Response(zeros=(), poles=(), constant=2.0e9, source="2 counts a nanometre")
    >>> t = np.arange(0.0, 60.0, 0.05)
    >>> ground = ground_displacement(
    ...     np.sin(2 * np.pi * t), sampling_rate_hz=20.0, response=flat, band_hz=(0.5, 2.0))
    >>> round(float(abs(ground[400:800]).max()), 2)
    0.5
    """
    low, high = band_hz
    if samples.ndim != 1 or samples.size < 16 or not np.isfinite(samples).all():
        raise AmplitudeError(f"{response.source}: {samples.size} samples, or some that are no numbers")
    if not 0.0 < low < high <= 0.5 * sampling_rate_hz:
        raise AmplitudeError(
            f"{response.source}: band {low:g}-{high:g} Hz does not fit below the Nyquist frequency"
            f" {0.5 * sampling_rate_hz:g} Hz"
        )
    n = samples.size
    centred = samples - np.polyval(np.polyfit(np.arange(n), samples, 1), np.arange(n))
    edge = max(int(TAPER * n), 1)
    window = np.ones(n)
    flank = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / edge)
    window[:edge], window[n - edge :] = flank, flank[::-1]
    padded = 1 << (2 * n - 1).bit_length()
    frequency = np.arange(padded // 2 + 1, dtype=np.float64) * np.float64(sampling_rate_hz / padded)
    keep = _flanks(frequency, low, high)
    inside = keep > 0.0
    spectrum = np.fft.rfft(centred * window, padded)
    transfer = np.zeros(frequency.size, dtype=np.complex128)
    transfer[inside] = keep[inside] / response.at(frequency[inside])
    if seismograph is not None:
        transfer[inside] *= seismograph.at(frequency[inside])
    return np.asarray(1.0e9 * np.fft.irfft(spectrum * transfer, padded)[:n])


def _flanks(frequency_hz: Floats, low: float, high: float) -> Floats:
    rise = np.clip((frequency_hz - 0.7 * low) / (0.3 * low), 0.0, 1.0)
    fall = np.clip((1.4 * high - frequency_hz) / (0.4 * high), 0.0, 1.0)
    return np.asarray(np.sin(0.5 * np.pi * rise) ** 2 * np.sin(0.5 * np.pi * fall) ** 2)
