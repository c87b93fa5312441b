"""One item of a claim against the evidence: its verdict, and what decides it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import NormalDist
from typing import Literal

from testban.wording import level_text, time_text

Verdict = Literal["consistent", "inconsistent", "cannot tell"]
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Statistic:
    """The number that decides an item, and what it is compared with."""

    name: str
    value: float
    unit: str
    threshold: float


@dataclass(frozen=True)
class ItemVerdict:
    """One item of a claim against the evidence."""

    item: str
    claimed: str
    evidence: str
    verdict: Verdict
    decided_by: Statistic | None
    reason: str
    alternatives: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


def judge_normal(
    item: str,
    *,
    claimed: str,
    evidence: str,
    difference: float,
    sd: float,
    unit: str,
    level: float,
    stated: bool,
    own_sd: float,
    inputs: tuple[str, ...],
    alternatives: list[str] | tuple[str, ...] = (),
) -> ItemVerdict:
    """Judge a difference against its normal error, two-sided.

    Parameters
    ----------
    item, claimed, evidence : str
        What is judged, what the claim says of it, and what the evidence says.
    difference, sd : float
        Claim minus evidence and the error of both together, in `unit`.
    unit : str
        Unit of the difference, for the message.
    level : float
        Probability that a true claim is found consistent.
    stated : bool
        Whether the claim states an error of its own.
    own_sd : float
        The part of `sd` that is ours.
    inputs : tuple of str
        Evidence identifiers.
    alternatives : sequence of str
        What else may be said of the item.
    """
    difference = round(difference, 9) + 0.0  # what subtraction left over is no difference
    z, bound = difference / sd, two_sided(level)
    outside = abs(z) > bound
    # Both to two digits of the error, so that they can be compared.
    decimals = max(1 - math.floor(math.log10(sd)), 0)
    reason = (
        f"claim minus evidence {difference:+.{decimals}f} {unit}, {abs(z):.1f} standard deviations of "
        f"{sd:.{decimals}f}; at {level_text(level)} (two-sided) {bound:.2f} are allowed"
    )
    others = list(alternatives)
    if outside and not stated:
        needed = math.sqrt(max((difference / bound) ** 2 - own_sd**2, 0.0))
        reason += "; the claim states no error and is taken as exact"
        others.insert(
            0, f"with an error of {needed:.2g} {unit} (one standard deviation) or more it would agree"
        )
    return ItemVerdict(
        item,
        claimed,
        evidence,
        "inconsistent" if outside else "consistent",
        Statistic("difference in standard deviations", z, "1", bound),
        reason,
        tuple(others),
        inputs,
    )


def clock(moment: datetime) -> str:
    """Write a moment in UTC to the hundredth of a second, finer than any origin time is known.

    Examples
    --------
    >>> clock(datetime(2009, 5, 25, 0, 54, 42, 839899, tzinfo=UTC))
    '2009-05-25T00:54:42.84Z'
    """
    return f"{time_text(moment.astimezone(UTC)).replace(' ', 'T')}Z"


def two_sided(level: float) -> float:
    """Return the standard deviations within which a normal error lies with a probability.

    Examples
    --------
    >>> round(two_sided(0.95), 2)
    1.96
    """
    return _NORMAL.inv_cdf(0.5 + 0.5 * level)
