"""Reading waveforms, station metadata and responses; quality masks; rotation."""

from testban.waveforms.errors import (
    NoWaveformsError,
    OrientationError,
    ResponseError,
    StationFileError,
    WaveformError,
)
from testban.waveforms.merge import Merged, Segment, merge_segments
from testban.waveforms.quality import Quality, assess_quality, bridge
from testban.waveforms.read import Waveforms, read_waveforms, read_windows
from testban.waveforms.record import Channel, Record, station_of
from testban.waveforms.rotate import rotate_to_zne, rotate_to_zrt
from testban.waveforms.sacpz import PoleZeroBlock, checked_gain, parse_sacpz, read_sacpz, velocity_gain
from testban.waveforms.stations import (
    StationBook,
    contradicting_stations,
    describe_channel,
    read_station_file,
    shared_coordinates,
)
from testban.waveforms.stations_csv import StationRow, parse_stations_csv, read_stations_csv

__all__ = [
    "Channel",
    "Merged",
    "NoWaveformsError",
    "OrientationError",
    "PoleZeroBlock",
    "Quality",
    "Record",
    "ResponseError",
    "Segment",
    "StationBook",
    "StationFileError",
    "StationRow",
    "WaveformError",
    "Waveforms",
    "assess_quality",
    "bridge",
    "checked_gain",
    "contradicting_stations",
    "describe_channel",
    "merge_segments",
    "parse_sacpz",
    "parse_stations_csv",
    "read_sacpz",
    "read_station_file",
    "read_stations_csv",
    "read_waveforms",
    "read_windows",
    "rotate_to_zne",
    "rotate_to_zrt",
    "shared_coordinates",
    "station_of",
    "velocity_gain",
]
