"""The one policy of isolation: what fails in one event, station or trace never ends the run.

Isolated are the errors of this package and what arithmetic raises on bad numbers (`ISOLATED`). What is left
out is named with its reason, and the log holds the whole fault. Any other exception is a
defect of the program and ends the run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from testban.model.errors import TestbanError
from testban.model.provenance import Excluded
from testban.model.text import one_line

_LOG = logging.getLogger(__name__)

# ArithmeticError: division by zero, overflow. ValueError: also numpy.linalg.LinAlgError and the refusal of a
# model to hold a number that is not finite. LookupError: an empty array where a sample was looked for.
ISOLATED = (TestbanError, ArithmeticError, ValueError, LookupError)


@contextmanager
def isolated(identifier: str, not_used: list[Excluded]) -> Iterator[None]:
    """Name what fails inside instead of raising it.

    Parameters
    ----------
    identifier : str
        The event, station or trace that is worked on.
    not_used : list of Excluded
        Gets a line with the reason.

    Examples
    --------
    >>> not_used = []
    >>> with isolated("XX.AAA..BHZ", not_used):
    ...     1.0 / 0.0
    >>> not_used[0].reason
    'failed: ZeroDivisionError: float division by zero'
    """
    try:
        yield
    except ISOLATED as fault:
        _LOG.debug("%s is left out", identifier, exc_info=True)
        not_used.append(Excluded(id=identifier, reason=reason_of(fault)))


def reason_of(fault: Exception) -> str:
    """Say on one line what failed; an error that the package did not raise itself says its type.

    Examples
    --------
    >>> reason_of(ValueError("array must not contain infs or NaNs"))
    'failed: ValueError: array must not contain infs or NaNs'
    """
    message = one_line(str(fault))
    if isinstance(fault, TestbanError) and message:
        return message
    return f"failed: {type(fault).__name__}" + (f": {message}" if message else "")
