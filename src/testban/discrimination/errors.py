"""What can go wrong while telling sources apart."""

from __future__ import annotations

from testban.model import BadInputError


class DiscriminationError(BadInputError):
    """Amplitudes, bands or windows that cannot be compared."""


class PriorError(BadInputError):
    """A prior that cannot be used; the message names the explanation."""
