"""What a text refers to: document symbols, treaties, States, dates, and what each is in the register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from testban.geodesy import load_states
from testban.regime.chronology import load_chronology
from testban.regime.errors import RegisterError
from testban.regime.register import Register
from testban.regime.symbols import Symbol, find_symbols
from testban.safe_io import read_yaml

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH})\s+(?P<year>(?:19|20)\d\d)"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}}),\s*(?P<year2>(?:19|20)\d\d)"
    r"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d))\b"
)
# Shorter names are codes and initials that mean other things in prose.
MIN_NAME_LENGTH = 4

Kind = Literal["symbol", "treaty", "State", "date"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: characters it was read from, its normal form, and what it is in the register.

    `register` holds identifiers of instruments, entries of the chronology, or a State's code; empty when the
    register has nothing of it.
    """

    kind: Kind
    starts: int
    ends: int
    text: str
    normal: str
    register: tuple[str, ...]


def find_references(text: str, *, register: Register) -> tuple[Reference, ...]:
    """Find what a text refers to, in order; the longest reading of a place wins.

    Parameters
    ----------
    text : str
        Corrected text; line breaks inside a name do not matter.
    register : Register
        What the references are looked up in.

    Returns
    -------
    tuple of Reference

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> found = find_references("resolution 2375 (2017) and the CTBT", register=load_register())
    >>> [(item.normal, item.register) for item in found]
    [('S/RES/2375 (2017)', ('unscr-2375',)), ('ctbt', ('ctbt',))]
    """
    every = [*_symbols(text, register), *_treaties(text), *_dates(text), *_states(text)]
    every.sort(key=lambda item: (item.starts, -(item.ends - item.starts)))
    kept: list[Reference] = []
    for item in every:
        if not kept or item.starts >= kept[-1].ends:
            kept.append(item)
    return tuple(kept)


def instruments_of(symbol: Symbol, register: Register) -> tuple[str, ...]:
    """Identifiers of the instruments that bear a symbol; a meeting's are those adopted at it.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> from testban.regime.symbols import parse_symbol
    >>> instruments_of(parse_symbol("S/PV.8151"), load_register())
    ('unscr-2397',)
    """
    name = str(symbol)
    return tuple(
        instrument.id
        for instrument in register.instruments.values()
        if name in (instrument.symbol, instrument.meeting, *instrument.other_symbols)
    )


def _symbols(text: str, register: Register) -> Iterator[Reference]:
    for match in find_symbols(text):
        yield Reference(
            "symbol",
            match.starts,
            match.ends,
            text[match.starts : match.ends],
            str(match.symbol),
            instruments_of(match.symbol, register) + _entries_of(match.symbol),
        )


def _entries_of(symbol: Symbol) -> tuple[str, ...]:
    """Entries of the chronology that begin with the symbol, resolutions left to the register."""
    name = f"{symbol}:"
    return tuple(
        event.id for event in load_chronology() if event.lane == "council" and event.title.startswith(name)
    )


@cache
def _treaty_names() -> tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]:
    content = read_yaml(files("testban.regime") / "data" / "treaties.yaml")
    names: list[tuple[re.Pattern[str], str, tuple[str, ...]]] = []
    for treaty, treaty_content in content.items():
        if not isinstance(treaty_content, dict):
            raise RegisterError(f"treaties.yaml: {treaty}: is not a mapping")
        instrument = treaty_content["instrument"]
        held = (instrument,) if instrument else ()
        names += [(_whole([name]), treaty, held) for name in treaty_content["names"]]
    return tuple(names)


def _treaties(text: str) -> Iterator[Reference]:
    for pattern, treaty, instruments in _treaty_names():
        for match in pattern.finditer(text):
            yield Reference("treaty", match.start(), match.end(), match[0], treaty, instruments)


@cache
def _state_names() -> tuple[re.Pattern[str], dict[str, str]]:
    codes: dict[str, str] = {}
    for state in load_states().values():
        for name in (state.name, *state.aliases):
            if len(name) >= MIN_NAME_LENGTH:
                codes[" ".join(name.replace("’", "'").split())] = state.code
    longest_first = sorted(codes, key=len, reverse=True)
    return _whole(longest_first), codes


def _states(text: str) -> Iterator[Reference]:
    pattern, codes = _state_names()
    for match in pattern.finditer(text):
        name = " ".join(match[0].replace("’", "'").split())
        yield Reference("State", match.start(), match.end(), match[0], codes[name], (codes[name],))


def _whole(names: list[str]) -> re.Pattern[str]:
    """A pattern for whole names; that a name begins with a capital is asked first, for speed."""
    return re.compile(rf"(?=[^\W\d_a-z])(?<![\w-])(?:{'|'.join(map(_loose, names))})(?![\w-])")


def _loose(name: str) -> str:
    """A pattern for a name that may be broken over lines, also after a hyphen."""
    words = [
        r"[-‐]\s*".join(re.escape(piece).replace("'", "['’]") for piece in word.split("-"))
        for word in name.split()
    ]
    return r"\s+".join(words)


def _dates(text: str) -> Iterator[Reference]:
    for match in _DATE.finditer(text):
        day = _date(match)
        if day is None:
            continue
        # A document may use the date of New York: what lies within a day is named.
        near = tuple(
            event.id
            for event in load_chronology()
            if abs((event.span.starts.date() - day).days) <= 1
            and (event.span.ends - event.span.starts).days <= 1
        )
        yield Reference("date", match.start(), match.end(), match[0], day.isoformat(), near)


def _date(match: re.Match[str]) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = match["month"] or match["month2"]
        day, year = match["day"] or match["day2"], match["year"] or match["year2"]
        return date(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        # "31 June 2017" is not a date; it stays plain text.
        return None
