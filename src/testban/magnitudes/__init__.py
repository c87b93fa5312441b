"""Magnitudes: mb, Ms, ML and relative, from amplitudes to the network, with what was not seen as bounds."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.magnitudes.band_amplitude import band_log_amplitude
    from testban.magnitudes.body_wave import PAmplitude, measure_p
    from testban.magnitudes.corrections import CorrectionTable, load_table, mb_correction
    from testban.magnitudes.errors import (
        AmplitudeError,
        CorrectionRangeError,
        NoReadingsError,
        ReadingError,
    )
    from testban.magnitudes.event_magnitudes import measure_magnitudes
    from testban.magnitudes.event_mb import StationMb, measure_event_mb, station_readings
    from testban.magnitudes.event_ms import StationMs, measure_event_ms
    from testban.magnitudes.network import NetworkMagnitude, Reading, network_magnitude
    from testban.magnitudes.other_events import OtherEvent
    from testban.magnitudes.relative import RelativeMagnitudes, relative_magnitudes
    from testban.magnitudes.scale_readings import METHODS, ScaleReadings, grouped_reasons, scale_magnitude
    from testban.magnitudes.scales import (
        local_magnitude,
        mb_lg,
        mb_pn,
        ms_vmax,
        station_mb,
        vmax_corner_hz,
    )
    from testban.magnitudes.station_terms import StationTerms, fit_station_terms
    from testban.magnitudes.surface_wave import RayleighMagnitude, measure_ms_vmax

__all__ = [
    "METHODS",
    "AmplitudeError",
    "CorrectionRangeError",
    "CorrectionTable",
    "NetworkMagnitude",
    "NoReadingsError",
    "OtherEvent",
    "PAmplitude",
    "RayleighMagnitude",
    "Reading",
    "ReadingError",
    "RelativeMagnitudes",
    "ScaleReadings",
    "StationMb",
    "StationMs",
    "StationTerms",
    "band_log_amplitude",
    "fit_station_terms",
    "grouped_reasons",
    "load_table",
    "local_magnitude",
    "mb_correction",
    "mb_lg",
    "mb_pn",
    "measure_event_mb",
    "measure_event_ms",
    "measure_magnitudes",
    "measure_ms_vmax",
    "measure_p",
    "ms_vmax",
    "network_magnitude",
    "relative_magnitudes",
    "scale_magnitude",
    "station_mb",
    "station_readings",
    "vmax_corner_hz",
]
