"""Reading waveforms, station metadata and responses; quality masks; rotation."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.waveforms._describe_channel import PLACED_BY_ANOTHER, describe_channel
    from testban.waveforms._record_responses import record_responses
    from testban.waveforms.coordinates import contradicting_stations, shared_coordinates
    from testban.waveforms.displacement import ground_displacement
    from testban.waveforms.errors import (
        NoWaveformsError,
        OrientationError,
        ResponseError,
        StationFileError,
        WaveformError,
    )
    from testban.waveforms.files import MetadataSource, RecordSource
    from testban.waveforms.in_memory import InMemoryRecords, records_in_memory
    from testban.waveforms.inventories import PLACED_BY_ANOTHER_EPOCH, rows_of_inventory
    from testban.waveforms.merge import Merged, Segment, merge_segments
    from testban.waveforms.neighbours import GroundMotion, compare_neighbours
    from testban.waveforms.places import SAME_SITE_KM, apart_km
    from testban.waveforms.quality import Quality, assess_quality, bridge
    from testban.waveforms.read import Waveforms, read_waveforms, read_windows
    from testban.waveforms.record import Channel, Record, by_sensor, station_of
    from testban.waveforms.response import (
        WOOD_ANDERSON,
        WWSSN_SP,
        Response,
        response_from_inventory,
        response_from_sacpz,
    )
    from testban.waveforms.rotate import rotate_to_zne, rotate_to_zrt
    from testban.waveforms.sacpz import PoleZeroBlock, checked_gain, parse_sacpz, read_sacpz, velocity_gain
    from testban.waveforms.station_row import StationRow, read_row
    from testban.waveforms.station_table import parse_station_table
    from testban.waveforms.stations import (
        StationMetadata,
        read_station_file,
    )
    from testban.waveforms.stations_csv import StationRows, is_station_table, parse_stations_csv

__all__ = [
    "PLACED_BY_ANOTHER",
    "PLACED_BY_ANOTHER_EPOCH",
    "SAME_SITE_KM",
    "WOOD_ANDERSON",
    "WWSSN_SP",
    "Channel",
    "GroundMotion",
    "InMemoryRecords",
    "Merged",
    "MetadataSource",
    "NoWaveformsError",
    "OrientationError",
    "PoleZeroBlock",
    "Quality",
    "Record",
    "RecordSource",
    "Response",
    "ResponseError",
    "Segment",
    "StationFileError",
    "StationMetadata",
    "StationRow",
    "StationRows",
    "WaveformError",
    "Waveforms",
    "apart_km",
    "assess_quality",
    "bridge",
    "by_sensor",
    "checked_gain",
    "compare_neighbours",
    "contradicting_stations",
    "describe_channel",
    "ground_displacement",
    "is_station_table",
    "merge_segments",
    "parse_sacpz",
    "parse_station_table",
    "parse_stations_csv",
    "read_row",
    "read_sacpz",
    "read_station_file",
    "read_waveforms",
    "read_windows",
    "record_responses",
    "records_in_memory",
    "response_from_inventory",
    "response_from_sacpz",
    "rotate_to_zne",
    "rotate_to_zrt",
    "rows_of_inventory",
    "shared_coordinates",
    "station_of",
    "velocity_gain",
]
