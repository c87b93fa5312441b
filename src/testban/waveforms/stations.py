"""Where each channel stands: gather positions from every source given, and say which one won."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from testban.model import Excluded
from testban.safe_io import InMemory, decode, inventory_format, parse_inventory, read_bytes, source_name
from testban.waveforms.errors import ResponseError, StationFileError
from testban.waveforms.inventories import PLACED_BY_ANOTHER_EPOCH, channel_in, gain_at_1_hz, place_in
from testban.waveforms.places import SAME_SITE_KM, apart_km
from testban.waveforms.record import Channel
from testban.waveforms.sacpz import PoleZeroBlock, checked_gain, parse_sacpz
from testban.waveforms.station_row import StationRow
from testban.waveforms.stations_csv import is_station_table, parse_stations_csv

# Source of a position that a table gives for another channel of the station only.
PLACED_BY_ANOTHER = "station table, row of another channel"
# A file of this name must be a table: what is wrong with its header is said.
_TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class StationMetadata:
    """All that was said about stations and responses, in order of trust.

    Attributes
    ----------
    rows : tuple of StationRow
        From tables.
    inventories : tuple
        ObsPy inventories, from StationXML or RESP.
    blocks : tuple of PoleZeroBlock
        From SACPZ.
    not_used : tuple of Excluded
        Rows and values of tables that cannot be used, with the reason.
    refused : dict of str to str
        By seed id, why the response that was given is not used.
    """

    rows: tuple[StationRow, ...] = ()
    inventories: tuple[Any, ...] = field(default=(), repr=False)
    blocks: tuple[PoleZeroBlock, ...] = ()
    not_used: tuple[Excluded, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)

    def joined(self, other: StationMetadata) -> StationMetadata:
        """This book first, the other where this one is silent."""
        return StationMetadata(
            self.rows + other.rows,
            self.inventories + other.inventories,
            self.blocks + other.blocks,
            self.not_used + other.not_used,
            self.refused | other.refused,
        )


def read_station_file(path: Path) -> StationMetadata:
    """Read one file of station metadata: a table, StationXML, RESP or SACPZ, known by its content.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    StationMetadata

    Raises
    ------
    StationFileError
        The file is none of these; the message says so.
    """
    return parse_station_file(read_bytes(path, error=StationFileError), path)


def parse_station_file(data: bytes, path: Path | InMemory) -> StationMetadata:
    """Parse the bytes of one file of station metadata; see `read_station_file`."""
    head, name = data[:4096], source_name(path)
    if b"ZEROS" in head or b"CONSTANT" in head or b"* NETWORK" in head:
        return StationMetadata(blocks=parse_sacpz(decode(data, name, error=StationFileError), name=name))
    kind = inventory_format(data, name, error=StationFileError)
    if kind:
        inventory, refused = parse_inventory(data, name, kind=kind, error=StationFileError)
        faults = tuple(Excluded(id=seed_id, reason=reason) for seed_id, reason in refused.items())
        return StationMetadata(inventories=(inventory,), not_used=faults)
    text = decode(data, name, error=StationFileError)
    named_table = isinstance(path, Path) and path.suffix.lower() in _TABLES
    if named_table or is_station_table(text):
        table = parse_stations_csv(text, name=name)
        left_out = tuple(Excluded(id=name, reason=warning) for warning in table.warnings)
        return StationMetadata(rows=table.rows, not_used=table.not_used + left_out)
    raise StationFileError(name, "neither a table of stations, StationXML, RESP nor SACPZ")


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
    faults: list[Excluded] = []
    row, by_another = _row_for(seed_id, time_s, book.rows)
    xml = channel_in(book.inventories, seed_id, time_s)
    block = next((b for b in book.blocks if _same_channel(b.seed_id, seed_id) and b.covers(time_s)), None)
    if row is not None:
        channel = Channel(
            seed_id,
            row.latitude,
            row.longitude,
            row.elevation_m or 0.0,
            None if row.azimuth_deg is None else row.azimuth_deg % 360.0,
            None if row.inclination_deg is None else row.inclination_deg - 90.0,
            row.sensitivity,
            source=PLACED_BY_ANOTHER if by_another else "station table",
        )
    elif xml is not None and math.isfinite(xml.latitude):
        channel = Channel(
            seed_id,
            float(xml.latitude),
            float(xml.longitude),
            float(xml.elevation or 0.0),
            None if xml.azimuth is None else float(xml.azimuth) % 360.0,
            None if xml.dip is None else float(xml.dip),
            source="StationXML",
        )
    elif {"latitude", "longitude"} <= header.keys():
        channel = Channel(
            seed_id,
            header["latitude"],
            header["longitude"],
            header.get("elevation_m", 0.0),
            header.get("azimuth_deg"),
            header.get("dip_deg"),
            source="waveform header",
        )
    elif block is not None and block.number("LATITUDE") is not None and block.number("LONGITUDE") is not None:
        azimuth, tilt = block.number("AZIMUTH"), block.number("DIP")
        channel = Channel(
            seed_id,
            float(block.number("LATITUDE") or 0.0),
            float(block.number("LONGITUDE") or 0.0),
            block.number("ELEVATION") or 0.0,
            None if azimuth is None else azimuth % 360.0,
            _sacpz_dip(block, tilt),
            source="SACPZ comments",
        )
    else:
        # Stations stay where they are when sensors change: only the place is taken from another epoch.
        place, note = place_in(book.inventories, seed_id, time_s)
        if note:
            faults.append(Excluded(id=seed_id, reason=note))
        if place is None:
            return None, faults
        channel = Channel(
            seed_id, place.latitude, place.longitude, place.elevation_m, source=PLACED_BY_ANOTHER_EPOCH
        )
    if not (-90.0 <= channel.latitude <= 90.0 and -180.0 <= channel.longitude <= 180.0):
        faults.append(
            Excluded(
                id=seed_id,
                reason=f"coordinates {channel.latitude:g}, {channel.longitude:g} are nowhere on Earth",
            )
        )
        return None, faults
    if (channel.latitude, channel.longitude) == (0.0, 0.0):
        faults.append(Excluded(id=seed_id, reason="coordinates 0, 0: a header that was never filled in"))
        return None, faults
    if channel.azimuth_deg is None and channel.dip_deg is None:
        said = (
            (float(xml.azimuth) % 360.0, float(xml.dip))
            if xml is not None and xml.azimuth is not None and xml.dip is not None
            else (header.get("azimuth_deg"), header.get("dip_deg"))
        )
        channel = replace(channel, azimuth_deg=said[0], dip_deg=said[1])
    channel = _with_default_orientation(channel)
    gain = channel.gain_counts_per_m_s
    if gain is None:
        try:
            if xml is not None and xml.response is not None:
                gain = gain_at_1_hz(seed_id, xml)
            elif block is not None:
                gain = checked_gain(block)
        except ResponseError as fault:
            faults.append(Excluded(id=seed_id, reason=str(fault)))
        except (ArithmeticError, TypeError, ValueError, AttributeError) as fault:
            # A pole at the frequency itself, or text and nothing where a number belongs.
            problem = f"its response cannot be evaluated ({type(fault).__name__})"
            faults.append(Excluded(id=seed_id, reason=problem))
    return replace(channel, gain_counts_per_m_s=gain), faults


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


def _same_channel(block_id: str, seed_id: str) -> bool:
    return block_id == seed_id


def _sacpz_dip(block: PoleZeroBlock, tilt: float | None) -> float | None:
    """SEED dip of a SACPZ block: some writers mean the SEED dip, others the inclination from the vertical."""
    if tilt is None:
        return None
    letter = block.seed_id[-1:].upper()
    if letter == "Z":
        return 90.0 if tilt in (180.0, 90.0) else -90.0
    return 0.0 if tilt in (0.0, 90.0) else tilt
