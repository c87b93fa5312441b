"""The nouns of the field: frozen, typed, no input or output."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.model.arrays import Flags, Floats, Indices
    from testban.model.base import FrozenModel, NotNegative, UTCTime, utc_text
    from testban.model.bound import Bound, BoundObservations, SizeLimit, WatchedPlace
    from testban.model.detection import Band, Detection, LevelTime, Polarity
    from testban.model.discriminants import (
        HYPOTHESIS_BAND,
        BandRatio,
        Discriminants,
        RelativeMagnitude,
        StationPS,
    )
    from testban.model.errors import BadInputError, FindingKindError, NotAnsweredError, TestbanError
    from testban.model.event import EventBase, Kind, NuclearBasis, TerritoryShare
    from testban.model.finding import (
        SCHEMA_VERSION,
        Event,
        Finding,
        Observations,
        Provenance,
        finding_schema,
    )
    from testban.model.hypotheses import (
        EXPLANATIONS,
        Evidence,
        Explanation,
        Hypotheses,
        Hypothesis,
        HypothesisTerm,
    )
    from testban.model.infrasound import InfrasoundDetection, InfrasoundEvent, InfrasoundObservations
    from testban.model.isolation import ISOLATED, isolated, reason_of
    from testban.model.launch import REGISTER_KINDS, LaunchEvent, LaunchObservations, LaunchReport, Vehicle
    from testban.model.magnitude import Magnitude, StationMagnitude
    from testban.model.obligation import ObligationOutcome, Outcome, Verification
    from testban.model.observation import Arrival, ExternalInput, ObservationsBase, ReferenceEvent, Station
    from testban.model.origin import (
        OSI_AREA_KM2,
        OSI_LENGTH_KM,
        ArrivalResidual,
        Depth,
        Ellipse,
        Origin,
        SiteJackknife,
    )
    from testban.model.provenance import Excluded, InputFile
    from testban.model.quantity import DEFAULT_LEVEL, NORMAL_90, Measured, Missing, Quantity
    from testban.model.radionuclide import RadionuclideEvent, RadionuclideObservations, RadionuclideSample
    from testban.model.repeat import RepeatSignals, SuspectedRepeat
    from testban.model.screening import Screening
    from testban.model.seismic import NearbyReferenceEvent, SeismicEvent, SeismicObservations
    from testban.model.solution import LocationResult, Solution
    from testban.model.text import (
        MIN_TIME,
        clean_code,
        clean_identifier,
        clean_text,
        epoch_time,
        excerpt,
        in_calendar,
        iso_time,
        lines_of,
        number,
        one_line,
        time_problem,
    )
    from testban.model.upgrade import upgrade_finding

__all__ = [
    "DEFAULT_LEVEL",
    "EXPLANATIONS",
    "HYPOTHESIS_BAND",
    "ISOLATED",
    "MIN_TIME",
    "NORMAL_90",
    "OSI_AREA_KM2",
    "OSI_LENGTH_KM",
    "REGISTER_KINDS",
    "SCHEMA_VERSION",
    "Arrival",
    "ArrivalResidual",
    "BadInputError",
    "Band",
    "BandRatio",
    "Bound",
    "BoundObservations",
    "Depth",
    "Detection",
    "Discriminants",
    "Ellipse",
    "Event",
    "EventBase",
    "Evidence",
    "Excluded",
    "Explanation",
    "ExternalInput",
    "Finding",
    "FindingKindError",
    "Flags",
    "Floats",
    "FrozenModel",
    "Hypotheses",
    "Hypothesis",
    "HypothesisTerm",
    "Indices",
    "InfrasoundDetection",
    "InfrasoundEvent",
    "InfrasoundObservations",
    "InputFile",
    "Kind",
    "LaunchEvent",
    "LaunchObservations",
    "LaunchReport",
    "LevelTime",
    "LocationResult",
    "Magnitude",
    "Measured",
    "Missing",
    "NearbyReferenceEvent",
    "NotAnsweredError",
    "NotNegative",
    "NuclearBasis",
    "ObligationOutcome",
    "Observations",
    "ObservationsBase",
    "Origin",
    "Outcome",
    "Polarity",
    "Provenance",
    "Quantity",
    "RadionuclideEvent",
    "RadionuclideObservations",
    "RadionuclideSample",
    "ReferenceEvent",
    "RelativeMagnitude",
    "RepeatSignals",
    "Screening",
    "SeismicEvent",
    "SeismicObservations",
    "SiteJackknife",
    "SizeLimit",
    "Solution",
    "Station",
    "StationMagnitude",
    "StationPS",
    "SuspectedRepeat",
    "TerritoryShare",
    "TestbanError",
    "UTCTime",
    "Vehicle",
    "Verification",
    "WatchedPlace",
    "clean_code",
    "clean_identifier",
    "clean_text",
    "epoch_time",
    "excerpt",
    "finding_schema",
    "in_calendar",
    "iso_time",
    "isolated",
    "lines_of",
    "number",
    "one_line",
    "reason_of",
    "time_problem",
    "upgrade_finding",
    "utc_text",
]
