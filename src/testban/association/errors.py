"""What can go wrong while making events out of detections."""

from __future__ import annotations

from testban.model import BadInputError, NotAnsweredError


class AssociationError(BadInputError):
    """Stations, detections or a travel-time curve that association cannot work with."""


class NoEventError(NotAnsweredError):
    """The records hold no event above the false-alarm threshold; the message says why."""
