"""Which paragraphs are in force on a date, or what a supposed event would engage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from testban.api.dates import Day, law_date
from testban.api.results import Result, Row
from testban.regime import (
    InForce,
    LawDateError,
    SupposedEvent,
    find_state,
    in_force_data,
    in_force_lines,
    load_register,
    obligations_in_force,
    obligations_of_kind,
    supposed_event_data,
    supposed_event_lines,
)


@dataclass(frozen=True)
class ObligationsResult(Result):
    """What is in force on a date, or what a supposed event would engage.

    Attributes
    ----------
    as_of : datetime.date
    state, topic : str or None
        ISO code of the State and the topic asked about.
    in_force : tuple of InForce
        Empty where an event was supposed.
    supposed : SupposedEvent or None
    """

    as_of: date
    state: str | None
    topic: str | None
    in_force: tuple[InForce, ...]
    supposed: SupposedEvent | None
    notes: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.notes

    def to_dict(self) -> dict[str, Any]:
        register = load_register()
        if self.supposed is not None:
            return supposed_event_data(
                self.supposed, as_of=self.as_of, state=self.state, topic=self.topic, register=register
            )
        return in_force_data(
            self.in_force, as_of=self.as_of, state=self.state, topic=self.topic, register=register
        )

    def to_rows(self) -> list[Row]:
        if self.supposed is not None:
            outcomes = self.supposed.outcomes
            return [outcome.model_dump(mode="json", exclude={"verification"}) for outcome in outcomes]
        return [
            {
                "id": item.entry.id,
                "symbol": item.entry.instrument.symbol,
                "paragraph": item.entry.paragraph.paragraph,
                "adopted": item.entry.instrument.adopted,
                "paraphrase": item.entry.paragraph.paraphrase,
                "why_in_force": item.force.reason,
            }
            for item in self.in_force
        ]

    def lines(self) -> tuple[str, ...]:
        """Return the answer in words, as the command line prints it."""
        register = load_register()
        if self.supposed is not None:
            return tuple(supposed_event_lines(self.supposed, self.as_of, self.state, register))
        return tuple(in_force_lines(self.in_force, self.as_of, self.state, register))


def obligations(
    *,
    state: str | None = None,
    as_of: Day | None = None,
    topic: str | None = None,
    event: str | None = None,
    symbol: str | None = None,
) -> ObligationsResult:
    """Say which paragraphs are in force on a date, or what a supposed event would engage.

    Parameters
    ----------
    state : str, optional
        A State by ISO code or name; without it every addressee is meant.
    as_of : datetime.date or str, optional
        Date of the law; by default today.
    topic : str, optional
        Only paragraphs of this topic.
    event : str, optional
        A supposed event, such as "nuclear_test".
    symbol : str, optional
        Only this instrument, such as "S/RES/2397 (2017)"; not together with `event`.

    Returns
    -------
    ObligationsResult

    Raises
    ------
    LawDateError, UnknownNameError
        A date that does not exist or before the first instrument; no such State, topic, event or symbol.

    Examples
    --------
    >>> import testban as tb
    >>> answer = tb.obligations(state="PRK", as_of="2006-10-09", topic="launch")
    >>> [row["id"] for row in answer.to_rows()]
    ['1695-2']
    """
    day, notes = law_date(as_of)
    register = load_register()
    code = find_state(state).code if state else None
    if event is not None and symbol is not None:
        raise LawDateError("event and symbol do not go together: an event is asked of every instrument")
    if event is not None:
        supposed = obligations_of_kind(register, event, as_of=day, state=code, topic=topic)
        return ObligationsResult(day, code, topic, (), supposed, notes)
    items = obligations_in_force(register, as_of=day, state=code, topic=topic, symbol=symbol)
    return ObligationsResult(day, code, topic, items, None, notes)
