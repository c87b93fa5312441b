"""Dates that a user gives."""

from __future__ import annotations

from datetime import UTC, date, datetime


def parse_day(text: str) -> date:
    """Read a day written YYYY-MM-DD.

    Raises
    ------
    BadInputError
        The text is not a date.

    Examples
    --------
    >>> parse_day("2017-09-03").isoformat()
    '2017-09-03'
    """
    from testban.model import BadInputError

    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInputError(f"date {text!r} does not exist or is not YYYY-MM-DD") from None


def law_date(text: str | None) -> tuple[date, tuple[str, ...]]:
    """Read the date of the law; today if none is given, with a warning where the register cannot know.

    Raises
    ------
    BadInputError
        The text is not a date.

    Examples
    --------
    >>> law_date("2017-09-03")[0].isoformat()
    '2017-09-03'
    """
    from testban.regime import load_taxonomy

    day = datetime.now(UTC).date() if text is None else parse_day(text)
    until = load_taxonomy().known_until
    if day > until:
        return day, (f"the register was compiled as of {until}; what was decided later is not in it",)
    return day, ()
