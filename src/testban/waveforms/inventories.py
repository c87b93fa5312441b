"""What StationXML and RESP say of a channel: its place, and its gain checked against itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from testban.waveforms.errors import ResponseError
from testban.waveforms.places import SAME_SITE_KM, apart_km
from testban.waveforms.station_table import COLUMNS_M, rows_from_cells
from testban.waveforms.stations_csv import StationRows

# The stated sensitivity and the stages of a StationXML or RESP response may differ by rounding only.
_STAGE_TOLERANCE = 1.5
# Source of a position that StationXML gives for another channel or another time of the station only.
PLACED_BY_ANOTHER_EPOCH = "StationXML, another channel or epoch of the station"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a station stands, degrees and metres."""

    latitude: float
    longitude: float
    elevation_m: float


def channel_in(inventories: Iterable[Any], seed_id: str, time_s: float) -> Any | None:
    """The channel of StationXML or RESP that holds at a time; None where there is none."""
    return next(channels_in(inventories, seed_id, time_s), None)


def channels_in(inventories: Iterable[Any], seed_id: str, time_s: float) -> Iterator[Any]:
    """Every epoch of a channel of StationXML or RESP that holds at a time."""
    _, _, location, channel = _parts(seed_id)
    for cha in _of_station(inventories, seed_id):
        if cha.code == channel and (cha.location_code or "") == location and _distance_s(cha, time_s) == 0.0:
            yield cha


def place_in(inventories: Iterable[Any], seed_id: str, time_s: float) -> tuple[Place | None, str]:
    """Where the other channels and epochs of a station say that it stands, if they agree to 1 km.

    Parameters
    ----------
    inventories : iterable
        ObsPy inventories.
    seed_id : str
        A channel that `channel_in` does not find.
    time_s : float
        POSIX time of its first sample.

    Returns
    -------
    place : Place or None
        That of the epoch nearest in time.
    said : str
        What was missing, and what was taken instead; empty where no inventory knows the station.
    """
    placed = [
        (Place(float(channel.latitude), float(channel.longitude), float(channel.elevation or 0.0)), channel)
        for channel in _of_station(inventories, seed_id)
        # RESP holds no coordinates, and is read as 0, 0.
        if math.isfinite(channel.latitude)
        and math.isfinite(channel.longitude)
        and (channel.latitude, channel.longitude) != (0.0, 0.0)
    ]
    if not placed:
        return None, ""
    day = datetime.fromtimestamp(time_s, tz=UTC)
    missing = f"no channel of StationXML holds for it on {day:%Y-%m-%d}"
    far = max(apart_km(placed[0][0], place) for place, _ in placed)
    if far > SAME_SITE_KM:
        return None, f"{missing}, and the others of its station stand {far:.0f} km apart: no coordinates"
    place, near = min(placed, key=lambda pair: _distance_s(pair[1], time_s))
    begins = f" from {near.start_date.strftime('%Y-%m-%d')} on" if near.start_date is not None else ""
    name = f"{near.location_code}.{near.code}" if near.location_code else near.code
    return place, f"{missing}: placed by {name}{begins}, no response"


def _parts(seed_id: str) -> tuple[str, str, str, str]:
    network, station, location, channel = (*seed_id.split("."), "", "", "")[:4]
    return network, station, location, channel


def _of_station(inventories: Iterable[Any], seed_id: str) -> Iterator[Any]:
    """Every channel of every epoch of a station."""
    network, station, _, _ = _parts(seed_id)
    for inventory in inventories:
        for net in inventory:
            for sta in net:
                if sta.code == station and (net.code == network or not network):
                    yield from sta


def _distance_s(channel: Any, time_s: float) -> float:
    """How far a time lies outside of a channel's epoch, s."""
    begins, ends = channel.start_date, channel.end_date
    if begins is not None and time_s < begins.timestamp:
        return float(begins.timestamp - time_s)
    if ends is not None and time_s >= ends.timestamp:
        # The end itself lies outside.
        return max(float(time_s - ends.timestamp), 1e-6)
    return 0.0


def gain_at_1_hz(seed_id: str, channel: Any) -> float:
    """Gain to velocity at 1 Hz of a StationXML or RESP channel, checked against its own sensitivity.

    Analogue stages are evaluated at 1 Hz; the digital filters after them pass 1 Hz unchanged.
    """
    response = channel.response
    gain, units = 1.0, ""
    for stage in response.response_stages:
        units = units or str(stage.input_units or "").upper()
        gain *= float(stage.stage_gain or 1.0)
        if hasattr(stage, "poles") and "DIGITAL" not in str(stage.pz_transfer_function_type):
            hertz = "HERTZ" in str(stage.pz_transfer_function_type)
            s, at = (
                (1j, 1j * (stage.stage_gain_frequency or 1.0))
                if hertz
                else (
                    2j * math.pi,
                    2j * math.pi * (stage.stage_gain_frequency or 1.0),
                )
            )
            gain *= _shape(stage, s) / _shape(stage, at)
    omega = 2.0 * math.pi
    gain *= {"M/S**2": omega, "M/S/S": omega, "M": 1.0 / omega}.get(units, 1.0)
    if not response.response_stages or not math.isfinite(gain) or gain <= 0.0:
        raise ResponseError(f"{seed_id}: response gives no gain at 1 Hz; left out")
    stated = response.instrument_sensitivity
    near = stated is not None and stated.value and 0.5 <= (stated.frequency or 1.0) <= 20.0
    if near and units == "M/S":
        ratio = gain / float(stated.value)
        if not 1.0 / _STAGE_TOLERANCE < ratio < _STAGE_TOLERANCE:
            raise ResponseError(
                f"{seed_id}: sensitivity says {stated.value:.3g} counts/(m/s), its stages say {gain:.3g}; "
                "response left out"
            )
    return gain


def _shape(stage: Any, s: complex) -> float:
    """Magnitude of the poles and zeros of a stage, without its constant."""
    value = 1.0 + 0j
    for zero in stage.zeros:
        value *= s - complex(zero)
    for pole in stage.poles:
        value /= s - complex(pole)
    return abs(value)


def rows_of_inventory(inventory: Any, name: str) -> StationRows:
    """List the stations of an inventory as rows of a table, for whoever needs their places alone.

    Parameters
    ----------
    inventory : obspy Inventory
        From StationXML.
    name : str
        Of the file, for messages.

    Returns
    -------
    StationRows
    """
    place = ("latitude", "longitude", "elevation")
    cells = (
        (1, [network.code, station.code, *(_written(station, key) for key in place)])
        for network in inventory
        for station in network
    )
    return rows_from_cells(cells, COLUMNS_M, name)


def _written(station: Any, key: str) -> str:
    value = getattr(station, key)
    return "" if value is None else repr(float(value))
