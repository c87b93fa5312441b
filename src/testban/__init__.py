"""testban: from observations to a finding about the nuclear test ban that anyone can re-run.

>>> import testban as tb
>>> result = tb.assess("dprk-2017")
>>> tb.travel_times("P", [30.0, 60.0], 33.0).time_s.round(1)
array([365.5, 603.3])

A verb takes a path or what is in memory (ObsPy objects, tables, the nouns below) and returns a typed answer;
nothing is imported before it is asked for.
"""

import logging
from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban._version import __version__
    from testban.api import (
        FindingResult,
        Result,
        assess,
        calibrate,
        check,
        check_register,
        chronology,
        convert,
        deliveries_against_cap,
        keygen,
        locate,
        measure,
        obligations,
        read,
        read_record,
        relocate,
        sanctions,
        sign,
        treaty,
        verify,
        yield_from_mb,
        yield_from_relative_magnitude,
    )
    from testban.model import (
        Arrival,
        BadInputError,
        Ellipse,
        Event,
        ExternalInput,
        Finding,
        Magnitude,
        Measured,
        Missing,
        NotAnsweredError,
        Observations,
        Origin,
        ReferenceEvent,
        SeismicEvent,
        SeismicObservations,
        Station,
        TestbanError,
    )
    from testban.safe_io import read_finding

if TYPE_CHECKING:
    from testban.api import cases, travel_times
else:
    # Rooms too, each of which is the verb of its name when it is called.
    from testban import cases, travel_times

__all__ = [
    "Arrival",
    "BadInputError",
    "Ellipse",
    "Event",
    "ExternalInput",
    "Finding",
    "FindingResult",
    "Magnitude",
    "Measured",
    "Missing",
    "NotAnsweredError",
    "Observations",
    "Origin",
    "ReferenceEvent",
    "Result",
    "SeismicEvent",
    "SeismicObservations",
    "Station",
    "TestbanError",
    "__version__",
    "assess",
    "calibrate",
    "cases",
    "check",
    "check_register",
    "chronology",
    "convert",
    "deliveries_against_cap",
    "keygen",
    "locate",
    "measure",
    "obligations",
    "read",
    "read_finding",
    "read_record",
    "relocate",
    "sanctions",
    "sign",
    "travel_times",
    "treaty",
    "verify",
    "yield_from_mb",
    "yield_from_relative_magnitude",
]

# A library says nothing by itself: `testban -v` or the program that uses it asks for the log.
logging.getLogger(__name__).addHandler(logging.NullHandler())
