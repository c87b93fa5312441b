"""Read and check what was thought likely before the data were looked at."""

from __future__ import annotations

import math
from collections.abc import Mapping

from testban.discrimination.errors import PriorError
from testban.model import EXPLANATIONS

# Thirds written with two digits add up to 0.99.
ROUNDING = 0.0101
MIN_PROBABILITY = 1e-9


def parse_prior(text: str) -> dict[str, float]:
    """Read a prior written as ``explosion=0.5,earthquake=0.45,collapse=0.05``.

    Raises
    ------
    PriorError
        Not of that form, or not a prior; see `check_prior`.

    Examples
    --------
    >>> parse_prior("explosion=0.5, earthquake=0.45, collapse=0.05")
    {'explosion': 0.5, 'earthquake': 0.45, 'collapse': 0.05}
    """
    given: dict[str, float] = {}
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not equals or math.isnan(number):
            raise PriorError(
                f"prior: {part.strip()!a} is not NAME=PROBABILITY, as in "
                "explosion=0.5,earthquake=0.45,collapse=0.05"
            )
        if name in given:
            raise PriorError(f"prior: {name} is given twice")
        given[name] = number
    return check_prior(given)


def check_prior(prior: Mapping[str, float]) -> dict[str, float]:
    """Check that a prior names every explanation, forbids none and adds up; rounding is divided out.

    Raises
    ------
    PriorError
        The message names the explanation and the reason.

    Examples
    --------
    >>> check_prior({"explosion": 0.5, "earthquake": 0.5, "collapse": 0.0})
    Traceback (most recent call last):
    testban.discrimination.errors.PriorError: prior: collapse has probability 0, which no evidence could \
ever raise; give it a small one
    """
    unknown = [name for name in prior if name not in EXPLANATIONS]
    if unknown:
        raise PriorError(f"prior: {unknown[0]!a} is none of {', '.join(EXPLANATIONS)}")
    missing = [name for name in EXPLANATIONS if name not in prior]
    if missing:
        raise PriorError(f"prior: no probability for {' and '.join(missing)}; all of them must be given")
    for name in EXPLANATIONS:
        value = prior[name]
        if 0.0 <= value < MIN_PROBABILITY:
            raise PriorError(
                f"prior: {name} has probability {value:g}, which no evidence could ever raise; "
                "give it a small one"
            )
        if not 0.0 < value < 1.0:
            raise PriorError(f"prior: {name}={value:g} is not a probability between 0 and 1")
    total = math.fsum(prior[name] for name in EXPLANATIONS)
    if abs(total - 1.0) > ROUNDING:
        raise PriorError(f"prior: the probabilities add up to {total:g}, not 1")
    # The packaged prior and one written to the last digit stay as they are.
    exact = abs(total - 1.0) < 1e-12
    return {name: float(prior[name]) if exact else prior[name] / total for name in EXPLANATIONS}


def prior_text(prior: Mapping[str, float]) -> str:
    """Write a prior as `parse_prior` reads it.

    Examples
    --------
    >>> prior_text({"explosion": 0.5, "earthquake": 0.45, "collapse": 0.05})
    'explosion=0.5,earthquake=0.45,collapse=0.05'
    """
    return ",".join(f"{name}={prior[name]!r}" for name in EXPLANATIONS if name in prior)
