"""Detecting signals: filters, short over long average, onsets and first motion."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.detection._detect import FilteredRecord, detect, filter_record, read_onset
    from testban.detection._sta_lta import sta_lta
    from testban.detection.bands import DETECTION_BANDS, NYQUIST_MARGIN, band_pass, bands_for
    from testban.detection.difference import ArrivalDifference, arrival_difference
    from testban.detection.errors import DetectionError
    from testban.detection.onset import Onset, aic_onset, first_motion
    from testban.detection.polarization import Polarization, polarize

__all__ = [
    "DETECTION_BANDS",
    "NYQUIST_MARGIN",
    "ArrivalDifference",
    "DetectionError",
    "FilteredRecord",
    "Onset",
    "Polarization",
    "aic_onset",
    "arrival_difference",
    "band_pass",
    "bands_for",
    "detect",
    "filter_record",
    "first_motion",
    "polarize",
    "read_onset",
    "sta_lta",
]
