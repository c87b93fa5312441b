"""A verbatim record: speakers, corrected scan faults, and what it refers to in the register."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testban.api.dates import Day, as_date
from testban.api.results import Result, Row
from testban.regime import (
    Record,
    RecordError,
    example_record,
    load_register,
    parse_record,
    parse_symbol,
    record_data,
    record_lines,
)
from testban.regime import read_record as read_bytes_of


@dataclass(frozen=True)
class RecordResult(Result):
    """A record of a meeting, read, and its untouched original."""

    record: Record

    def to_dict(self) -> dict[str, Any]:
        return record_data(self.record)

    def to_rows(self) -> list[Row]:
        return [
            {
                "speaker": speech.speaker,
                "state": speech.state,
                "role": speech.role,
                "language": speech.language,
                "paragraphs": len(speech.paragraphs),
            }
            for speech in self.record.speeches
        ]

    def lines(self) -> tuple[str, ...]:
        """Return the answer in words, as the command line prints it."""
        return tuple(record_lines(self.record))


def read_record(
    file: str | Path | None = None, *, meeting: str | None = None, day: Day | None = None
) -> RecordResult:
    """Read a verbatim record: speakers, scan faults corrected, and what it refers to in the register.

    Parameters
    ----------
    file : path, optional
        Text of a record; by default the packaged statement.
    meeting : str, optional
        Symbol of the meeting, such as "S/PV.8053", where it is known.
    day : datetime.date or str, optional
        Its date, where it is known.

    Returns
    -------
    RecordResult

    Raises
    ------
    RecordError
        A file that cannot be read, or a symbol that is not one of a meeting.

    Examples
    --------
    >>> import testban as tb
    >>> len(tb.read_record().record.speeches) > 0
    True
    """
    symbol = parse_symbol(meeting) if meeting else None
    if symbol is not None and symbol.series not in ("S/PV", "A/PV"):
        raise RecordError(f"{meeting!r} is not a meeting; a meeting is written S/PV.8053")
    path = None if file is None else Path(file)
    record = parse_record(
        example_record() if path is None else read_bytes_of(path),
        name="packaged statement" if path is None else path.name,
        register=load_register(),
        meeting=symbol,
        day=None if day is None else as_date(day),
    )
    return RecordResult(record)
