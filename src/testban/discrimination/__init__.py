"""Telling sources apart: P/S, relative size, and from evidence to hypotheses."""

from testban.discrimination.depth_evidence import depth_evidence
from testban.discrimination.errors import (
    DiscriminationError,
    MeasurementFileError,
    NotMeasurableError,
    PriorError,
)
from testban.discrimination.from_waveforms import (
    SuspectedRepeat,
    WaveformEvent,
    WaveformResult,
    events_from_waveforms,
    events_in,
    network_ratios,
)
from testban.discrimination.hypotheses import evidence_weights, explain, explain_ratio
from testban.discrimination.measure import measure_event
from testban.discrimination.measurement_file import (
    parse_measurements,
    read_measurements,
    write_measurements,
)
from testban.discrimination.measurements import Measurements, OnsetReading, PAmplitude, StationRatio
from testban.discrimination.mechanism_evidence import mechanism_evidence
from testban.discrimination.ms_mb import ms_mb_pair, screen_ms_mb
from testban.discrimination.ms_mb_evidence import ms_mb_evidence
from testban.discrimination.ms_mb_populations import (
    MsMbPopulation,
    MsMbPopulations,
    load_ms_mb_populations,
)
from testban.discrimination.network_ratio import NetworkRatio, network_ratio
from testban.discrimination.populations import (
    DistanceModel,
    Population,
    Populations,
    distance_model,
    load_populations,
)
from testban.discrimination.prior import check_prior, parse_prior, prior_text
from testban.discrimination.ratio_difference import RatioDifference, ratio_difference
from testban.discrimination.ratio_evidence import ratio_evidence
from testban.discrimination.record_section import RecordSection, SectionTrace, record_section
from testban.discrimination.reference_event import ReferenceComparison, compare_with_reference
from testban.discrimination.relative_size import RelativeSize, relative_size
from testban.discrimination.repeat_signals import repeat_signals
from testban.discrimination.report import discriminants_of
from testban.discrimination.spectra import PhaseSpectra, phase_spectra

__all__ = [
    "DiscriminationError",
    "DistanceModel",
    "MeasurementFileError",
    "Measurements",
    "MsMbPopulation",
    "MsMbPopulations",
    "NetworkRatio",
    "NotMeasurableError",
    "OnsetReading",
    "PAmplitude",
    "PhaseSpectra",
    "Population",
    "Populations",
    "PriorError",
    "RatioDifference",
    "RecordSection",
    "ReferenceComparison",
    "RelativeSize",
    "SectionTrace",
    "StationRatio",
    "SuspectedRepeat",
    "WaveformEvent",
    "WaveformResult",
    "check_prior",
    "compare_with_reference",
    "depth_evidence",
    "discriminants_of",
    "distance_model",
    "events_from_waveforms",
    "events_in",
    "evidence_weights",
    "explain",
    "explain_ratio",
    "load_ms_mb_populations",
    "load_populations",
    "measure_event",
    "mechanism_evidence",
    "ms_mb_evidence",
    "ms_mb_pair",
    "network_ratio",
    "network_ratios",
    "parse_measurements",
    "parse_prior",
    "phase_spectra",
    "prior_text",
    "ratio_difference",
    "ratio_evidence",
    "read_measurements",
    "record_section",
    "relative_size",
    "repeat_signals",
    "screen_ms_mb",
    "write_measurements",
]
