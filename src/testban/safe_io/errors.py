"""The error of a foreign file that cannot be used."""

from __future__ import annotations

from testban.model import BadInputError


class ForeignFileError(BadInputError):
    """A file that cannot be read as what it claims to be: the message names file, place and reason.

    Attributes
    ----------
    reason : str
        What is wrong, without the name and the place.
    line : int or None
        Counted from 1.
    """

    def __init__(self, name: str, reason: str, *, line: int | None = None, column: int | None = None) -> None:
        where = name if line is None else f"{name} line {line}"
        where += "" if column is None else f", column {column}"
        super().__init__(f"{where}: {reason}")
        self.reason = reason
        self.line = line
