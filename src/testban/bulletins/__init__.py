"""Read and write what seismologists exchange: bulletins, arrivals and stations."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.bulletins._convert import OutFormat, convert
    from testban.bulletins._read import published_magnitudes, published_origins, read, read_bulletin
    from testban.bulletins.css import css_tables
    from testban.bulletins.errors import BulletinFileError, CannotWriteError, StationFileError
    from testban.bulletins.ims10_write import write_ims10
    from testban.bulletins.quakeml_write import write_quakeml
    from testban.bulletins.records import (
        Bulletin,
        BulletinEvent,
        PublishedMagnitude,
        PublishedOrigin,
        Reading,
    )
    from testban.bulletins.station_table import StationTable
    from testban.bulletins.stations import load_stations, read_stations, station_register

__all__ = [
    "Bulletin",
    "BulletinEvent",
    "BulletinFileError",
    "CannotWriteError",
    "OutFormat",
    "PublishedMagnitude",
    "PublishedOrigin",
    "Reading",
    "StationFileError",
    "StationTable",
    "convert",
    "css_tables",
    "load_stations",
    "published_magnitudes",
    "published_origins",
    "read",
    "read_bulletin",
    "read_stations",
    "station_register",
    "write_ims10",
    "write_quakeml",
]
