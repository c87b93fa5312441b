"""Why an event was not located."""

from testban.model import NotAnsweredError


class NotLocatedError(NotAnsweredError):
    """The arrivals do not make an event that can be located; the message starts with the reason."""
