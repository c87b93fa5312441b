"""What can go wrong while comparing waveforms."""

from __future__ import annotations

from testban.model import BadInputError


class CorrelationError(BadInputError):
    """Two waveforms that cannot be compared."""
