"""Instrument responses as poles and zeros: from SACPZ, StationXML or RESP, each checked against itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from testban.model import Floats
from testban.waveforms.contradictions import check_units
from testban.waveforms.errors import ResponseError
from testban.waveforms.sacpz import PoleZeroBlock, checked_gain

# Zeros at the origin that turn an input of this unit into one of displacement.
_EXTRA_ZEROS = {"M": 0, "M/S": 1, "M/S**2": 2}
# Stage gains whose product differs by more from the stated sensitivity contradict it; rounding stays below.
MAX_CONTRADICTION = 1.3


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

    Parameters
    ----------
    block : PoleZeroBlock
        Poles, zeros and constant.

    Returns
    -------
    Response

    Raises
    ------
    ResponseError
        Poles, zeros and constant give another gain than the sensitivity in the comments.
    """
    checked_gain(block)
    return Response(zeros=block.zeros, poles=block.poles, constant=block.constant, source=block.seed_id)


def response_from_inventory(inventory: Any, *, seed_id: str, time_s: float) -> Response:
    """Take the response of a channel at a time from an ObsPy inventory.

    Parameters
    ----------
    inventory : obspy Inventory
        Read from StationXML or RESP.
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
    ResponseError
        No epoch at that time, no stages, or an input unit other than displacement, velocity, acceleration; or
        the product of the stages differs from the stated sensitivity by more than a factor of 1.3.
    """
    from obspy import UTCDateTime

    moment = UTCDateTime(time_s)
    try:
        response = inventory.get_response(seed_id, moment)
    except Exception as fault:  # ObsPy raises a bare Exception here
        raise ResponseError(f"{seed_id}: no response epoch at {moment.date}") from fault
    check_units(seed_id, response)
    stages = response.response_stages
    if not stages:
        raise ResponseError(f"{seed_id}: its response epoch at {moment.date} holds no stages")
    unit = str(stages[0].input_units or "").upper()
    if unit not in _EXTRA_ZEROS:
        raise ResponseError(f"{seed_id}: input unit {unit or 'absent'!r} is not a ground motion")
    zeros, poles, constant = [0j] * _EXTRA_ZEROS[unit], [], 1.0
    for stage in stages:
        constant *= float(stage.stage_gain)
        kind = getattr(stage, "pz_transfer_function_type", "")
        if "LAPLACE" in kind:
            turn = 2.0 * math.pi if "HERTZ" in kind else 1.0
            stage_zeros = [complex(z) * turn for z in stage.zeros]
            stage_poles = [complex(p) * turn for p in stage.poles]
            # Normalise to 1 where the gain holds: stated factors are often rounded or wrong.
            s = 2j * math.pi * float(stage.stage_gain_frequency or stage.normalization_frequency)
            shape = np.prod([s - z for z in stage_zeros]) / np.prod([s - p for p in stage_poles])
            constant /= float(abs(shape))
            zeros += stage_zeros
            poles += stage_poles
    result = Response(zeros=tuple(zeros), poles=tuple(poles), constant=constant, source=seed_id)
    _check_sensitivity(result, response, unit, seed_id)
    return result


def _check_sensitivity(result: Response, response: Any, unit: str, seed_id: str) -> None:
    stated = response.instrument_sensitivity
    if stated is None or not stated.value or not stated.frequency:
        return
    frequency = float(stated.frequency)
    gain = abs(result.at(np.array([frequency]))[0]) / (2.0 * math.pi * frequency) ** _EXTRA_ZEROS[unit]
    ratio = gain / float(stated.value)
    if not 1.0 / MAX_CONTRADICTION < ratio < MAX_CONTRADICTION:
        raise ResponseError(
            f"{seed_id}: its stages say {gain:.3g} at {frequency:g} Hz, its sensitivity {stated.value:.3g};"
            " response left out"
        )
