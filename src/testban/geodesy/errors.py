"""Errors of the geodesy room."""

from __future__ import annotations

from testban.model import BadInputError


class PositionError(BadInputError):
    """A latitude, longitude, azimuth or offset that is not valid; the message names it."""
