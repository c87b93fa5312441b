"""The nouns of the field: frozen, typed, no input or output."""

from testban.model.base import Noun, UTCTime, utc_text
from testban.model.discriminants import BandRatio, Discriminants, RelativeMagnitude, StationPS
from testban.model.errors import BadInputError, NotAnsweredError, TestbanError
from testban.model.finding import (
    SCHEMA_VERSION,
    Event,
    Finding,
    NuclearBasis,
    ObligationOutcome,
    Outcome,
    Provenance,
    SimilarEvent,
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
from testban.model.magnitude import Magnitude, StationMagnitude
from testban.model.observation import (
    Arrival,
    ExternalInput,
    Observations,
    ReferenceEvent,
    Station,
)
from testban.model.origin import (
    OSI_AREA_KM2,
    OSI_LENGTH_KM,
    ArrivalResidual,
    Depth,
    Ellipse,
    Origin,
    SiteLeftOut,
)
from testban.model.provenance import InputFile, NotUsed
from testban.model.quantity import Measured, Missing, Quantity
from testban.model.repeat import RepeatSignals, SuspectedRepeat
from testban.model.screening import Screening

__all__ = [
    "EXPLANATIONS",
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
    "Explanation",
    "ExternalInput",
    "Finding",
    "Hypotheses",
    "Hypothesis",
    "HypothesisTerm",
    "InputFile",
    "Magnitude",
    "Measured",
    "Missing",
    "NotAnsweredError",
    "NotUsed",
    "Noun",
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
    "SimilarEvent",
    "SiteLeftOut",
    "Station",
    "StationMagnitude",
    "StationPS",
    "SuspectedRepeat",
    "TerritoryShare",
    "TestbanError",
    "UTCTime",
    "Verification",
    "finding_schema",
    "utc_text",
]
