"""The date of the law that a caller gives: a date, its text, or none, which is today."""

from __future__ import annotations

from datetime import UTC, date, datetime

from testban.regime import LawDateError, load_taxonomy

Day = str | date


def as_date(given: Day) -> date:
    """Read a day.

    Raises
    ------
    LawDateError
        The text is not a date.

    Examples
    --------
    >>> as_date("2017-09-03")
    datetime.date(2017, 9, 3)
    """
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise LawDateError(f"date {given!r} does not exist or is not YYYY-MM-DD") from None


def law_date(given: Day | None) -> tuple[date, tuple[str, ...]]:
    """Read the date of the law; today if none is given, with a warning where the register cannot know.

    Raises
    ------
    LawDateError
        The text is not a date.

    Examples
    --------
    >>> law_date("2017-09-03")[0].isoformat()
    '2017-09-03'
    """
    day = datetime.now(UTC).date() if given is None else as_date(given)
    until = load_taxonomy().known_until
    if day > until:
        return day, (f"the register was compiled as of {until}; what was decided later is not in it",)
    return day, ()
