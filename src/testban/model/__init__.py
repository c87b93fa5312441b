"""The nouns of the field: frozen, typed, no input or output."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.model.arrays import Flags, Floats, Indices
    from testban.model.base import FrozenModel, NotNegative, UTCTime, utc_text
    from testban.model.discriminants import BandRatio, Discriminants, RelativeMagnitude, StationPS
    from testban.model.errors import BadInputError, NotAnsweredError, TestbanError
    from testban.model.finding import (
        SCHEMA_VERSION,
        Event,
        Finding,
        NearbyReferenceEvent,
        NuclearBasis,
        ObligationOutcome,
        Outcome,
        Provenance,
        TerritoryShare,
        Verification,
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
    from testban.model.isolation import ISOLATED, isolated, reason_of
    from testban.model.magnitude import Magnitude, StationMagnitude
    from testban.model.observation import Arrival, ExternalInput, Observations, ReferenceEvent, Station
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
    from testban.model.quantity import Measured, Missing, Quantity
    from testban.model.repeat import RepeatSignals, SuspectedRepeat
    from testban.model.screening import Screening
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

__all__ = [
    "EXPLANATIONS",
    "ISOLATED",
    "MIN_TIME",
    "OSI_AREA_KM2",
    "OSI_LENGTH_KM",
    "SCHEMA_VERSION",
    "Arrival",
    "ArrivalResidual",
    "BadInputError",
    "BandRatio",
    "Depth",
    "Discriminants",
    "Ellipse",
    "Event",
    "Evidence",
    "Excluded",
    "Explanation",
    "ExternalInput",
    "Finding",
    "Flags",
    "Floats",
    "FrozenModel",
    "Hypotheses",
    "Hypothesis",
    "HypothesisTerm",
    "Indices",
    "InputFile",
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
    "Origin",
    "Outcome",
    "Provenance",
    "Quantity",
    "ReferenceEvent",
    "RelativeMagnitude",
    "RepeatSignals",
    "Screening",
    "SiteJackknife",
    "Solution",
    "Station",
    "StationMagnitude",
    "StationPS",
    "SuspectedRepeat",
    "TerritoryShare",
    "TestbanError",
    "UTCTime",
    "Verification",
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
    "utc_text",
]
