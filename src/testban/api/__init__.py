"""What Python users and the command line call: one verb a file, each with a typed answer."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.api._assess import assess
    from testban.api._calibrate import CalibrateResult, calibrate
    from testban.api._cases import CasesResult, cases
    from testban.api._check import CheckResult, check
    from testban.api._check_register import RegisterResult, check_register
    from testban.api._chronology import ChronologyResult, chronology
    from testban.api._convert import ConvertResult, convert
    from testban.api._locate import LocateResult, locate
    from testban.api._measure import MeasureResult, measure
    from testban.api._obligations import ObligationsResult, obligations
    from testban.api._read import read
    from testban.api._read_record import RecordResult, read_record
    from testban.api._relocate import RelocateResult, relocate
    from testban.api._sanctions import DeliveriesResult, SanctionsResult, deliveries_against_cap, sanctions
    from testban.api._travel_times import TravelTimesResult, travel_times
    from testban.api._treaty import TreatyResult, treaty
    from testban.api._verify import KeyPair, SignedDossier, VerifyResult, keygen, sign, verify
    from testban.api._yield_from_mb import (
        RelativeYieldResult,
        YieldResult,
        yield_from_mb,
        yield_from_relative_magnitude,
    )
    from testban.api.dates import as_date, law_date
    from testban.api.finding_result import FindingResult
    from testban.api.results import Result
    from testban.dossier import PasswordError, load_private_key
    from testban.pipeline import Verified, kind_of_input

__all__ = [
    "CalibrateResult",
    "CasesResult",
    "CheckResult",
    "ChronologyResult",
    "ConvertResult",
    "DeliveriesResult",
    "FindingResult",
    "KeyPair",
    "LocateResult",
    "MeasureResult",
    "ObligationsResult",
    "PasswordError",
    "RecordResult",
    "RegisterResult",
    "RelativeYieldResult",
    "RelocateResult",
    "Result",
    "SanctionsResult",
    "SignedDossier",
    "TravelTimesResult",
    "TreatyResult",
    "Verified",
    "VerifyResult",
    "YieldResult",
    "as_date",
    "assess",
    "calibrate",
    "cases",
    "check",
    "check_register",
    "chronology",
    "convert",
    "deliveries_against_cap",
    "keygen",
    "kind_of_input",
    "law_date",
    "load_private_key",
    "locate",
    "measure",
    "obligations",
    "read",
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
