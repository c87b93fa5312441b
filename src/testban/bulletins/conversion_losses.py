"""Count what a format could not hold, so that it is said and not lost in silence."""

from __future__ import annotations


class Losses:
    """What was left out, and how often.

    Examples
    --------
    >>> losses = Losses()
    >>> losses.add("readings without a time", 2)
    >>> losses.add("readings without a time")
    >>> losses.notes()
    ('left out: readings without a time (3)',)
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def add(self, what: str, count: int = 1) -> None:
        """Note one thing more, or several; none where the count is zero."""
        if count:
            self._counts[what] = self._counts.get(what, 0) + int(count)

    def notes(self) -> tuple[str, ...]:
        """Return one sentence a kind, in the order in which they were met."""
        return tuple(f"left out: {what} ({count})" for what, count in self._counts.items())
