"""What can go wrong while detecting."""

from __future__ import annotations

from testban.model import BadInputError


class DetectionError(BadInputError):
    """A record or a setting that detection cannot work with."""
