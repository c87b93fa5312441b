"""The sanctions in force on a date, and what reported deliveries leave of a cap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from testban.api.dates import Day, law_date
from testban.api.results import Result, Row
from testban.regime import (
    Account,
    CapError,
    CapToday,
    Delivery,
    MeasuresInForce,
    account_data,
    accounts_lines,
    cap_data,
    count_deliveries,
    find_cap,
    load_register,
    measures_data,
    measures_in_force,
    measures_lines,
    read_deliveries,
)
from testban.safe_io import ForeignFileError, file_name, read_bytes

MAX_BYTES = 4 * 1024 * 1024  # of a list of deliveries


@dataclass(frozen=True)
class SanctionsResult(Result):
    """The measures in force on a date, the ways out of them, and the clause that reviews them.

    Attributes
    ----------
    in_force : MeasuresInForce
    topic : str or None
    """

    in_force: MeasuresInForce
    topic: str | None
    notes: tuple[str, ...] = ()

    @property
    def as_of(self) -> date:
        """The date of the law."""
        return self.in_force.as_of

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.notes

    def to_dict(self) -> dict[str, Any]:
        return measures_data(self.in_force, topic=self.topic, register=load_register())

    def to_rows(self) -> list[Row]:
        return [
            {
                "id": measure.entry.id,
                "symbol": measure.entry.instrument.symbol,
                "paragraph": measure.entry.paragraph.paragraph,
                "adopted": measure.entry.instrument.adopted,
                "paraphrase": measure.entry.paragraph.paraphrase,
                "amended_by": ", ".join(entry.id for entry in measure.amended_by),
            }
            for measure in self.in_force.measures
        ]

    def lines(self) -> tuple[str, ...]:
        """Return the answer in words, as the command line prints it."""
        return tuple(measures_lines(self.in_force, load_register()))


@dataclass(frozen=True)
class DeliveriesResult(Result):
    """What reported deliveries leave of a cap.

    Attributes
    ----------
    as_of : datetime.date
    cap : CapToday
    accounts : tuple of Account
        One for each limit of the cap.
    """

    as_of: date
    cap: CapToday
    accounts: tuple[Account, ...]
    notes: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.notes

    def to_dict(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "entry": self.cap.entry.id,
            "cap": cap_data(self.cap),
            "accounts": [account_data(account) for account in self.accounts],
        }

    def to_rows(self) -> list[Row]:
        return [
            {
                "unit": account.limit.unit,
                "maximum": account.limit.maximum,
                "from": account.window.starts,
                "to": account.window.ends,
                "delivered": account.delivered,
                "remaining": account.remaining,
                "percent": account.percent,
            }
            for account in self.accounts
        ]

    def lines(self) -> tuple[str, ...]:
        """Return the answer in words, as the command line prints it."""
        return tuple(accounts_lines(self.cap, self.accounts, self.as_of))


def sanctions(as_of: Day | None = None, *, topic: str | None = None) -> SanctionsResult:
    """List the sanctions in force on a date.

    Parameters
    ----------
    as_of : datetime.date or str, optional
        Date of the law; by default today.
    topic : str, optional
        Only measures of this topic.

    Returns
    -------
    SanctionsResult
        In order of adoption.

    Raises
    ------
    LawDateError, UnknownNameError
        A date that does not exist or before the first instrument; no such topic.

    Examples
    --------
    >>> import testban as tb
    >>> [row["id"] for row in tb.sanctions("2017-12-15", topic="coal").to_rows()]
    ['2371-8']
    """
    day, notes = law_date(as_of)
    return SanctionsResult(measures_in_force(load_register(), day, topic=topic), topic, notes)


def deliveries_against_cap(
    cap: str, deliveries: str | Path | tuple[Delivery, ...], *, as_of: Day | None = None
) -> DeliveriesResult:
    """Count reported deliveries against a cap.

    Parameters
    ----------
    cap : str
        The commodity, such as "refined petroleum".
    deliveries : path or tuple of Delivery
        CSV with the columns date, amount, unit.
    as_of : datetime.date or str, optional
        Day that picks the window; by default today.

    Returns
    -------
    DeliveriesResult

    Raises
    ------
    CapError
        No such cap on this day, or a list that cannot be read.
    """
    day, notes = law_date(as_of)
    today = find_cap(load_register(), cap, day)
    rows = deliveries if isinstance(deliveries, tuple) else _read(Path(deliveries))
    return DeliveriesResult(day, today, count_deliveries(today.cap, rows, as_of=day), notes)


def _read(path: Path) -> tuple[Delivery, ...]:
    name = file_name(path)
    try:
        data = read_bytes(path, limit=MAX_BYTES)
    except ForeignFileError as error:
        raise CapError(str(error)) from error
    try:
        return read_deliveries(data.decode("utf-8"), name=name)
    except UnicodeDecodeError as error:
        raise CapError(f"{name}: byte {error.start} is not UTF-8") from None
