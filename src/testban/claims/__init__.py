"""What others say of an event, compared with what testban finds."""

from testban.claims.check import CheckedClaim, check_claims, evidence_for
from testban.claims.claim import Claim, ClaimError, parse_claim
from testban.claims.read import read_claims

__all__ = [
    "CheckedClaim",
    "Claim",
    "ClaimError",
    "check_claims",
    "evidence_for",
    "parse_claim",
    "read_claims",
]
