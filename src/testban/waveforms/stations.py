"""All that was given about stations, in order of trust, and the files it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from testban.model import Excluded
from testban.safe_io import InMemory, decode, inventory_format, parse_inventory, read_bytes, source_name
from testban.waveforms.errors import StationFileError
from testban.waveforms.sacpz import PoleZeroBlock, parse_sacpz
from testban.waveforms.station_row import StationRow
from testban.waveforms.station_table import parse_station_table
from testban.waveforms.stations_csv import is_station_table, parse_stations_csv

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
    return parse_station_file(read_bytes(path, error=StationFileError), path, named=True)


def parse_station_file(data: bytes, path: Path | InMemory, *, named: bool = False) -> StationMetadata:
    """Parse the bytes of one file of station metadata; see `read_station_file`.

    Parameters
    ----------
    data : bytes
        The whole file.
    path : Path or InMemory
        Where it comes from.
    named : bool
        The user names it as the stations: forms without a header are taken for stations, too. A file that
        merely lies among records must say what it is.

    Returns
    -------
    StationMetadata

    Raises
    ------
    StationFileError
        The file is none of these; the message says so.
    """
    head, name = data[:4096], source_name(path)
    if b"ZEROS" in head or b"CONSTANT" in head or b"* NETWORK" in head:
        return StationMetadata(blocks=parse_sacpz(decode(data, name, error=StationFileError), name=name))
    kind = inventory_format(data, name, error=StationFileError)
    if kind:
        inventory, refused = parse_inventory(data, name, kind=kind, error=StationFileError)
        faults = tuple(Excluded(id=seed_id, reason=reason) for seed_id, reason in refused.items())
        return StationMetadata(inventories=(inventory,), not_used=faults)
    text = decode(data, name, error=StationFileError)
    ends_as_table = isinstance(path, Path) and path.suffix.lower() in _TABLES
    if named or ends_as_table or is_station_table(text):
        table = (parse_station_table if named else parse_stations_csv)(text, name=name)
        left_out = tuple(Excluded(id=name, reason=warning) for warning in table.warnings)
        return StationMetadata(rows=table.rows, not_used=table.not_used + left_out)
    raise StationFileError(name, "neither a table of stations, StationXML, RESP nor SACPZ")
