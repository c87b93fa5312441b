"""What others say of an event, compared with what testban finds."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
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
