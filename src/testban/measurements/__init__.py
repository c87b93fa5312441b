"""What records say of an event: amplitudes, P/S by station, spectra, sections, and their file."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.measurements._noise_fingerprint import MAX_DIFFERENT_BITS, different_bits, noise_fingerprint
    from testban.measurements._record_section import RecordSection, SectionTrace, record_section
    from testban.measurements.errors import MeasurementFileError, NotMeasurableError
    from testban.measurements.events import SuspectedRepeat, WaveformEvent, WaveformResult
    from testban.measurements.file import FORMAT, parse_measurements, read_measurements, write_measurements
    from testban.measurements.measure import measure_event
    from testban.measurements.pictures import Pictures, pictures_of
    from testban.measurements.records import Measurements, PAmplitude, StationRatio
    from testban.measurements.repeating_noise import repeating_noise_s
    from testban.measurements.response_check import without_responses, wrong_responses
    from testban.measurements.spectra import PhaseSpectra, phase_spectra

__all__ = [
    "FORMAT",
    "MAX_DIFFERENT_BITS",
    "MeasurementFileError",
    "Measurements",
    "NotMeasurableError",
    "PAmplitude",
    "PhaseSpectra",
    "Pictures",
    "RecordSection",
    "SectionTrace",
    "StationRatio",
    "SuspectedRepeat",
    "WaveformEvent",
    "WaveformResult",
    "different_bits",
    "measure_event",
    "noise_fingerprint",
    "parse_measurements",
    "phase_spectra",
    "pictures_of",
    "read_measurements",
    "record_section",
    "repeating_noise_s",
    "without_responses",
    "write_measurements",
    "wrong_responses",
]
