"""Tests, launches, resolutions, vetoes and contacts on one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from testban.api.dates import Day, as_date
from testban.api.results import Result, Row
from testban.model import NotAnsweredError
from testban.regime import ChronologyEntry, chronology_entry_data, chronology_lines, chronology_svg, select


@dataclass(frozen=True)
class ChronologyResult(Result):
    """Entries of the chronology, in order of time."""

    events: tuple[ChronologyEntry, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"events": [chronology_entry_data(event) for event in self.events]}

    def to_rows(self) -> list[Row]:
        names = ("id", "when", "kind", "lane", "title", "source", "verification", "note")
        return [{name: getattr(event, name) for name in names} for event in self.events]

    def lines(self) -> tuple[str, ...]:
        """Return the answer in words, as the command line prints it."""
        return tuple(chronology_lines(self.events))

    def to_svg(self) -> str:
        """Draw the chronology as SVG."""
        return chronology_svg(self.events)

    def _repr_html_(self) -> str:
        return self.to_svg() + super()._repr_html_()


def chronology(
    *, starts: Day | None = None, ends: Day | None = None, kind: str | None = None
) -> ChronologyResult:
    """Put tests, launches, resolutions, vetoes and contacts on one line, conflicts of dates shown.

    Parameters
    ----------
    starts, ends : datetime.date or str, optional
        First and last day, UTC.
    kind : str, optional
        Only this kind: "tests", "launches", "resolutions", "vetoes", "contacts" ...

    Returns
    -------
    ChronologyResult

    Raises
    ------
    LawDateError, UnknownNameError
        A date that does not exist, or no such kind.
    NotAnsweredError
        Nothing between these dates.

    Examples
    --------
    >>> import testban as tb
    >>> len(tb.chronology(kind="tests").events)
    6
    """
    events = select(
        starts=None if starts is None else as_date(starts),
        ends=None if ends is None else as_date(ends),
        kind=kind,
    )
    if not events:
        raise NotAnsweredError("nothing in the chronology between these dates")
    return ChronologyResult(tuple(events))
