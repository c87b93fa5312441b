"""Metadata that say two things at one time: neither is believed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from testban.waveforms.errors import ResponseError
from testban.waveforms.inventories import channels_in

# Overlapping epochs of one instrument are often written twice; gains that differ by less are one.
SAME_GAIN = 0.01
# The ways in which units of ground motion are written, by what they are.
_UNITS = {
    "M": "m", "M/S": "m/s", "M/SEC": "m/s", "M/S**1": "m/s",
    "M/S**2": "m/s**2", "M/S/S": "m/s**2", "M/SEC**2": "m/s**2", "M/(S**2)": "m/s**2", "M/S^2": "m/s**2",
}  # fmt: skip


def check_one_epoch(seed_id: str, inventories: Iterable[Any], time_s: float) -> None:
    """Refuse a response where several epochs hold at a time and their gains differ.

    Parameters
    ----------
    seed_id : str
        The channel.
    inventories : iterable
        ObsPy inventories.
    time_s : float
        POSIX time.

    Raises
    ------
    ResponseError
        The gains, and how many epochs there are.
    """
    gains = {
        float(channel.response.instrument_sensitivity.value)
        for channel in channels_in(inventories, seed_id, time_s)
        if channel.response is not None
        and channel.response.instrument_sensitivity is not None
        and channel.response.instrument_sensitivity.value
    }
    if len(gains) > 1 and max(gains) > (1.0 + SAME_GAIN) * min(gains):
        written = " and ".join(f"{gain:.3g}" for gain in sorted(gains))
        raise ResponseError(
            f"{seed_id}: several epochs of its metadata hold at this time, with sensitivities {written}; "
            "response left out"
        )


def check_units(seed_id: str, response: Any) -> None:
    """Refuse a response whose first stage takes another ground motion than its sensitivity states.

    Parameters
    ----------
    seed_id : str
        The channel.
    response : obspy Response
        Of one epoch.

    Raises
    ------
    ResponseError
        Both units.
    """
    stated = response.instrument_sensitivity
    if stated is None or not response.response_stages:
        return
    stage = _UNITS.get(str(response.response_stages[0].input_units or "").upper())
    whole = _UNITS.get(str(stated.input_units or "").upper())
    if stage is not None and whole is not None and stage != whole:
        raise ResponseError(
            f"{seed_id}: its first stage takes {stage}, its sensitivity is for {whole}; response left out"
        )
