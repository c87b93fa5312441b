"""Read and write what seismologists exchange: bulletins, arrivals and stations."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.bulletins._read import published_magnitudes, published_origins, read, read_bulletin
    from testban.bulletins._write_bulletin import OutFormat, output_format, write_bulletin
    from testban.bulletins.arrivals_csv import is_arrivals_csv
    from testban.bulletins.css import css_tables
    from testban.bulletins.errors import BulletinFileError, CannotWriteError, StationFileError
    from testban.bulletins.ims10_write import render_ims10
    from testban.bulletins.quakeml_write import catalog_of, render_quakeml
    from testban.bulletins.records import (
        Bulletin,
        BulletinEvent,
        PublishedMagnitude,
        PublishedOrigin,
        Reading,
    )
    from testban.bulletins.station_table import StationTable
    from testban.bulletins.stations import load_stations, read_stations, station_register
    from testban.bulletins.uncertainty import interval_sd

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
    "catalog_of",
    "css_tables",
    "interval_sd",
    "is_arrivals_csv",
    "load_stations",
    "output_format",
    "published_magnitudes",
    "published_origins",
    "read",
    "read_bulletin",
    "read_stations",
    "render_ims10",
    "render_quakeml",
    "station_register",
    "write_bulletin",
]
