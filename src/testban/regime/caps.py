"""Caps on quantities: which window holds a day, and what reported deliveries leave of it."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from testban.regime.entries import Cap, Limit
from testban.regime.errors import CapError


@dataclass(frozen=True, slots=True)
class Window:
    """The days a cap counts together, both ends included."""

    starts: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Delivery:
    """One reported delivery: day, amount and unit, and where it was read ("line 3")."""

    day: date
    amount: float
    unit: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What deliveries leave of one limit of a cap in one window.

    `remaining` is negative when the limit is exceeded; both it and `percent` are None with the reason in
    `not_counted` when the document names no figure.
    """

    limit: Limit
    window: Window
    delivered: float
    remaining: float | None
    percent: float | None
    notices_passed: tuple[float, ...]
    deliveries: int
    not_counted: tuple[str, ...]


def window_of(cap: Cap, day: date) -> Window | None:
    """Return the window of a cap that holds a day, or None before the first and after the last.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> crude = load_register().entry("2397-4").paragraph.caps[0]
    >>> window = window_of(crude, date(2020, 3, 1))
    >>> window.starts.isoformat(), window.ends.isoformat()
    ('2019-12-22', '2020-12-21')
    """
    if day < cap.starts:
        return None
    if not cap.recurs:
        ends = cap.ends or date.max
        return Window(cap.starts, ends) if day <= ends else None
    year = day.year if (day.month, day.day) >= (cap.starts.month, cap.starts.day) else day.year - 1
    starts = cap.starts.replace(year=year)
    if year == date.max.year:
        return Window(starts, date.max)
    return Window(starts, starts.replace(year=year + 1) - timedelta(days=1))


def count_deliveries(cap: Cap, deliveries: Sequence[Delivery], *, as_of: date) -> tuple[Account, ...]:
    """Count reported deliveries against a cap, in the window that holds a day.

    Parameters
    ----------
    cap : Cap
        The cap.
    deliveries : sequence of Delivery
        In any order; each counts in the limit of its own unit, nothing is converted.
    as_of : datetime.date
        Day that picks the window; later deliveries are not counted.

    Returns
    -------
    tuple of Account
        One for each limit of the cap.

    Raises
    ------
    CapError
        No window holds the day, or a delivery has a unit that the cap does not use.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> refined = load_register().entry("2397-5").paragraph.caps[0]
    >>> account, = count_deliveries(refined, [Delivery(date(2018, 2, 1), 400_000.0, "barrels")],
    ...     as_of=date(2018, 6, 1))
    >>> account.remaining, account.percent, account.notices_passed
    (100000.0, 80.0, (75.0,))
    """
    window = window_of(cap, as_of)
    if window is None:
        raise CapError(f"{cap.commodity}: no window of this cap holds {as_of}; it begins on {cap.starts}")
    units = {limit.unit for limit in cap.limits}
    for delivery in deliveries:
        if delivery.unit not in units:
            raise CapError(
                f"{delivery.place or delivery.day}: unit {delivery.unit!r}; "
                f"the cap on {cap.commodity} counts {' or '.join(sorted(units))}"
            )
    return tuple(_account(cap, limit, window, deliveries, as_of) for limit in cap.limits)


def _account(cap: Cap, limit: Limit, window: Window, deliveries: Iterable[Delivery], as_of: date) -> Account:
    counted: list[Delivery] = []
    left_out: list[str] = []
    for delivery in deliveries:
        if delivery.unit != limit.unit:
            continue
        if delivery.day not in window:
            left_out.append(f"{delivery.day}: outside {window.starts} to {window.ends}")
        elif delivery.day > as_of:
            left_out.append(f"{delivery.day}: after {as_of}")
        else:
            counted.append(delivery)
    total = math.fsum(delivery.amount for delivery in counted)
    if limit.maximum is None:
        left_out.append(f"no figure in the document: {cap.note}")
        return Account(limit, window, total, None, None, (), len(counted), tuple(left_out))
    percent = 100.0 * total / limit.maximum
    passed = tuple(notice for notice in cap.notice_percent if percent >= notice)
    return Account(
        limit, window, total, limit.maximum - total, percent, passed, len(counted), tuple(left_out)
    )


def read_deliveries(text: str, *, name: str) -> tuple[Delivery, ...]:
    """Read reported deliveries from CSV with the columns date, amount, unit.

    Parameters
    ----------
    text : str
        The file's content.
    name : str
        The file's name, for messages.

    Returns
    -------
    tuple of Delivery

    Raises
    ------
    CapError
        A column is missing, a date does not exist, an amount is not a finite number or is negative; names the
        line.

    Examples
    --------
    >>> read_deliveries("date,amount,unit\\n2018-02-01,1000,barrels\\n", name="d.csv")[0].amount
    1000.0
    """
    try:
        rows = list(csv.DictReader(text.splitlines(), strict=True))
    except csv.Error as error:
        raise CapError(f"{name}: not CSV: {error}") from None
    deliveries: list[Delivery] = []
    for number, row in enumerate(rows, start=2):
        missing = [column for column in ("date", "amount", "unit") if not row.get(column)]
        if missing:
            raise CapError(f"{name}, line {number}: no {', '.join(missing)}")
        deliveries.append(_delivery(row, place=f"{name}, line {number}"))
    if not deliveries:
        raise CapError(f"{name}: holds no delivery (columns date, amount, unit)")
    return tuple(deliveries)


def _delivery(row: dict[str, str], *, place: str) -> Delivery:
    try:
        day = date.fromisoformat(row["date"].strip())
    except ValueError:
        raise CapError(f"{place}: date {row['date']!r} does not exist or is not YYYY-MM-DD") from None
    try:
        amount = float(row["amount"])
    except ValueError:
        raise CapError(f"{place}: amount {row['amount']!r} is not a number") from None
    if not math.isfinite(amount) or amount < 0.0:
        raise CapError(f"{place}: amount {amount} is negative or not finite")
    return Delivery(day, amount, row["unit"].strip(), place)
