"""Where a channel stands, how it points and what its gain is: from every source given, the best one first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from testban.model import Excluded
from testban.waveforms.contradictions import check_one_epoch, check_units
from testban.waveforms.errors import ResponseError
from testban.waveforms.inventories import PLACED_BY_ANOTHER_EPOCH, channel_in, gain_at_1_hz, place_in
from testban.waveforms.places import SAME_SITE_KM, apart_km
from testban.waveforms.record import Channel
from testban.waveforms.sacpz import PoleZeroBlock, checked_gain
from testban.waveforms.station_row import StationRow
from testban.waveforms.stations import StationMetadata

# Source of a position that a table gives for another channel of the station only.
PLACED_BY_ANOTHER = "station table, row of another channel"


def describe_channel(
    seed_id: str, time_s: float, book: StationMetadata, header: dict[str, float]
) -> tuple[Channel | None, list[Excluded]]:
    """Say where a channel stands and how it points.

    Parameters
    ----------
    seed_id : str
        The channel.
    time_s : float
        POSIX time of its first sample: metadata epochs are chosen by it.
    book : StationMetadata
        All that was given about stations.
    header : dict
        Position and orientation out of the waveform's own header (``latitude``, ``longitude``,
        ``elevation_m``, ``azimuth_deg``, ``dip_deg``), the last resort. Event positions are not in it.

    Returns
    -------
    channel : Channel or None
        None where nobody says where the station is.
    faults : list of Excluded
        Responses left out, with the reason.
    """
    xml = channel_in(book.inventories, seed_id, time_s)
    block = next((b for b in book.blocks if b.seed_id == seed_id and b.covers(time_s)), None)
    channel = (
        _from_table(seed_id, time_s, book.rows)
        or _from_inventory(seed_id, xml)
        or _from_header(seed_id, header)
        or _from_sacpz(seed_id, block)
    )
    faults: list[Excluded] = []
    if channel is None:
        # Stations stay where they are when sensors change: only the place is taken from another epoch.
        place, note = place_in(book.inventories, seed_id, time_s)
        if note:
            faults.append(Excluded(id=seed_id, reason=note))
        if place is None:
            return None, faults
        channel = Channel(
            seed_id, place.latitude, place.longitude, place.elevation_m, source=PLACED_BY_ANOTHER_EPOCH
        )
    if impossible := _impossible_place(channel):
        return None, [*faults, Excluded(id=seed_id, reason=impossible)]
    channel = _with_default_orientation(_with_orientation(channel, xml, header))
    if channel.gain_counts_per_m_s is None:
        gain, fault = _gain(seed_id, time_s, book, xml, block)
        channel = replace(channel, gain_counts_per_m_s=gain)
        if fault:
            faults.append(Excluded(id=seed_id, reason=fault))
    return channel, faults


def _from_table(seed_id: str, time_s: float, rows: Sequence[StationRow]) -> Channel | None:
    row, by_another = _row_for(seed_id, time_s, rows)
    if row is None:
        return None
    return Channel(
        seed_id,
        row.latitude,
        row.longitude,
        row.elevation_m or 0.0,
        None if row.azimuth_deg is None else row.azimuth_deg % 360.0,
        None if row.inclination_deg is None else row.inclination_deg - 90.0,
        row.sensitivity,
        source=PLACED_BY_ANOTHER if by_another else "station table",
    )


def _from_inventory(seed_id: str, xml: Any | None) -> Channel | None:
    if xml is None or not math.isfinite(xml.latitude):
        return None
    return Channel(
        seed_id,
        float(xml.latitude),
        float(xml.longitude),
        float(xml.elevation or 0.0),
        None if xml.azimuth is None else float(xml.azimuth) % 360.0,
        None if xml.dip is None else float(xml.dip),
        source="StationXML",
    )


def _from_header(seed_id: str, header: dict[str, float]) -> Channel | None:
    if not {"latitude", "longitude"} <= header.keys():
        return None
    return Channel(
        seed_id,
        header["latitude"],
        header["longitude"],
        header.get("elevation_m", 0.0),
        header.get("azimuth_deg"),
        header.get("dip_deg"),
        source="waveform header",
    )


def _from_sacpz(seed_id: str, block: PoleZeroBlock | None) -> Channel | None:
    if block is None:
        return None
    latitude, longitude = block.number("LATITUDE"), block.number("LONGITUDE")
    if latitude is None or longitude is None:
        return None
    azimuth = block.number("AZIMUTH")
    return Channel(
        seed_id,
        latitude,
        longitude,
        block.number("ELEVATION") or 0.0,
        None if azimuth is None else azimuth % 360.0,
        _sacpz_dip(block, block.number("DIP")),
        source="SACPZ comments",
    )


def _impossible_place(channel: Channel) -> str:
    """Why a channel cannot stand where it is said to; empty where it can."""
    if not (-90.0 <= channel.latitude <= 90.0 and -180.0 <= channel.longitude <= 180.0):
        return f"coordinates {channel.latitude:g}, {channel.longitude:g} are nowhere on Earth"
    if (channel.latitude, channel.longitude) == (0.0, 0.0):
        return "coordinates 0, 0: a header that was never filled in"
    return ""


def _with_orientation(channel: Channel, xml: Any | None, header: dict[str, float]) -> Channel:
    """Take the orientation from StationXML or the waveform's header where the place came without one."""
    if channel.azimuth_deg is not None or channel.dip_deg is not None:
        return channel
    if xml is not None and xml.azimuth is not None and xml.dip is not None:
        return replace(channel, azimuth_deg=float(xml.azimuth) % 360.0, dip_deg=float(xml.dip))
    return replace(channel, azimuth_deg=header.get("azimuth_deg"), dip_deg=header.get("dip_deg"))


def _gain(
    seed_id: str, time_s: float, book: StationMetadata, xml: Any | None, block: PoleZeroBlock | None
) -> tuple[float | None, str]:
    """Gain to velocity at 1 Hz, or why a response that was given has none."""
    try:
        if xml is not None and xml.response is not None:
            check_one_epoch(seed_id, book.inventories, time_s)
            check_units(seed_id, xml.response)
            return gain_at_1_hz(seed_id, xml), ""
        return None if block is None else checked_gain(block), ""
    except ResponseError as fault:
        return None, str(fault)
    except (ArithmeticError, TypeError, ValueError, AttributeError) as fault:
        # A pole at the frequency itself, or text and nothing where a number belongs.
        return None, f"its response cannot be evaluated ({type(fault).__name__})"


def _with_default_orientation(channel: Channel) -> Channel:
    """Fill in what the SEED code promises (Z up, N north, E east), only where nobody said anything."""
    if channel.azimuth_deg is not None and channel.dip_deg is not None:
        return channel
    promised = {"Z": (0.0, -90.0), "N": (0.0, 0.0), "E": (90.0, 0.0)}.get(channel.seed_id[-1:].upper())
    if promised is None or channel.dip_deg is not None:
        return channel
    azimuth = channel.azimuth_deg if channel.azimuth_deg is not None else promised[0]
    return replace(channel, azimuth_deg=azimuth, dip_deg=promised[1])


def _row_for(seed_id: str, time_s: float, rows: Sequence[StationRow]) -> tuple[StationRow | None, bool]:
    """The row for a channel: the most specific id, then the nearest in time (rows of other events lose).

    The flag says that it is the row of another channel of the station, which gives the place alone.
    """
    network, station, location, _ = (*seed_id.upper().split("."), "", "", "")[:4]
    names = (seed_id.upper(), f"{network}.{station}.{location}", f"{network}.{station}", station)
    matching: dict[str, list[StationRow]] = {}
    others: list[StationRow] = []
    for row in rows:
        if (key := row.id.upper()) in names:
            matching.setdefault(key, []).append(row)
        elif key.startswith(f"{network}.{station}.") and network:
            others.append(row)
    for name in names:
        if name in matching:
            return min(matching[name], key=lambda row: abs((row.start_s or 0.0) - time_s)), False
    # Another channel's row says where the station is, where all such rows agree; not how this one points.
    if others and all(apart_km(others[0], row) <= SAME_SITE_KM for row in others):
        near = min(others, key=lambda row: abs((row.start_s or 0.0) - time_s))
        return replace(near, azimuth_deg=None, inclination_deg=None, sensitivity=None), True
    return None, False


def _sacpz_dip(block: PoleZeroBlock, tilt: float | None) -> float | None:
    """SEED dip of a SACPZ block: some writers mean the SEED dip, others the inclination from the vertical."""
    if tilt is None:
        return None
    letter = block.seed_id[-1:].upper()
    if letter == "Z":
        return 90.0 if tilt in (180.0, 90.0) else -90.0
    return 0.0 if tilt in (0.0, 90.0) else tilt
