"""What can go wrong in the law room; messages name file, entry and field, or the near matches."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from testban.model import BadInputError


class RegisterError(BadInputError):
    """A file of the register that cannot be read, or an entry in it that cannot be used."""


class UnknownStateError(BadInputError):
    """A State that no code or name of the table stands for."""


class UnknownNameError(BadInputError):
    """An event kind, topic, entry or kind of chronology that the register does not know."""


class LawDateError(BadInputError):
    """A date that does not exist, or one before the first instrument of the register."""


class RecordError(BadInputError):
    """A meeting record that cannot be read as text."""


class CapError(BadInputError):
    """A delivery that cannot be counted against a cap: unit, date or amount."""


def near(word: str, names: Iterable[str]) -> str:
    """Say what a mistyped word may have meant.

    Examples
    --------
    >>> near("nuclear_tset", ["nuclear_test", "artillery"])
    '; did you mean nuclear_test?'
    >>> near("zzz", ["nuclear_test"])
    ''
    """
    plain = {name.casefold(): name for name in names}
    close = [plain[name] for name in get_close_matches(word.casefold(), plain, n=3, cutoff=0.6)]
    return f"; did you mean {' or '.join(close)}?" if close else ""
