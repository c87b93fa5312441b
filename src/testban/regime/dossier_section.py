"""What a dossier says of the law next to the outcomes: earlier answers of the Council, measures, review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from testban.regime.chronology import ChronologyEntry, select
from testban.regime.entries import Instrument
from testban.regime.lint import Counts, count_verification
from testban.regime.measures import MeasuresInForce, measures_in_force
from testban.regime.register import Register, load_register


@dataclass(frozen=True, slots=True)
class Answered:
    """An earlier test, what the Council adopted in answer by the date, and after how many days."""

    test: ChronologyEntry
    instrument: Instrument | None
    days: int | None


@dataclass(frozen=True, slots=True)
class LawPage:
    """The law around an event on a date; nothing in it was decided later than that."""

    as_of: date
    earlier_tests: tuple[Answered, ...]
    measures: MeasuresInForce
    chronology: tuple[ChronologyEntry, ...]
    counts: Counts


def law_page(as_of: date, *, register: Register | None = None) -> LawPage:
    """Collect what a dossier says of the law on a date.

    Parameters
    ----------
    as_of : datetime.date
        Date of the law.
    register : Register, optional
        Another register than the packaged one.

    Returns
    -------
    LawPage

    Raises
    ------
    LawDateError
        Date before the first instrument.

    Examples
    --------
    >>> page = law_page(date(2017, 9, 3))
    >>> [(item.instrument.symbol, item.days) for item in page.earlier_tests][:2]
    [('S/RES/1718 (2006)', 5), ('S/RES/1874 (2009)', 18)]
    """
    register = register or load_register()
    return LawPage(
        as_of=as_of,
        earlier_tests=tuple(
            _answered(test, as_of, register)
            for test in select(ends=as_of, kind="tests")
            if test.span.starts.date() < as_of
        ),
        measures=measures_in_force(register, as_of),
        chronology=select(ends=as_of),
        counts=count_verification(register),
    )


def _answered(test: ChronologyEntry, as_of: date, register: Register) -> Answered:
    for instrument in register.instruments.values():
        if test.id in instrument.answers and instrument.adopted <= as_of:
            return Answered(test, instrument, (instrument.adopted - test.span.starts.date()).days)
    return Answered(test, None, None)
