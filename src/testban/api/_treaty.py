"""Where the Comprehensive Nuclear-Test-Ban Treaty stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from testban.api.dates import Day, law_date
from testban.api.results import Result, Row
from testban.model import BadInputError
from testban.regime import TreatyStatus, ctbt_status, load_register, treaty_data, treaty_lines


@dataclass(frozen=True)
class TreatyResult(Result):
    """The treaty on a date: who ratified, who is missing and by what step."""

    status: TreatyStatus
    notes: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        return (*self.notes, *self.status.warnings)

    def to_dict(self) -> dict[str, Any]:
        return treaty_data(self.status)

    def to_rows(self) -> list[Row]:
        rows: list[Row] = treaty_data(self.status)["states"]  # type: ignore[assignment]
        return rows

    def lines(self) -> tuple[str, ...]:
        """Return the answer in words, as the command line prints it."""
        return tuple(treaty_lines(self.status))


def treaty(name: Literal["ctbt"] = "ctbt", *, as_of: Day | None = None) -> TreatyResult:
    """Say where a treaty stands on a date, who is missing and by what step.

    Parameters
    ----------
    name : {"ctbt"}
        The treaty.
    as_of : datetime.date or str, optional
        Date of the law; by default today.

    Returns
    -------
    TreatyResult

    Raises
    ------
    BadInputError
        No such treaty, or a date that does not exist.

    Examples
    --------
    >>> import testban as tb
    >>> tb.treaty(as_of="2017-12-22").to_dict()["counts"]["ratified"]
    36
    """
    if name != "ctbt":
        raise BadInputError(f"treaty {name!r} is not known; known is 'ctbt'")
    day, notes = law_date(as_of)
    return TreatyResult(ctbt_status(load_register(), day), notes)
