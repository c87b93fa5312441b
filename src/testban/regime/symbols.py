"""Document symbols of the United Nations: recognised, normalised, written back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from testban.regime.errors import UnknownNameError

Series = Literal["S/RES", "S/PV", "S/PRST", "S", "A/RES", "A/PV", "A"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document symbol in its parts; `str` writes the normal form.

    Attributes
    ----------
    series : str
        "S/RES", "S/PV", "S/PRST", "S" (documents of the Council), "A/RES", "A/PV", "A".
    number : int
        Number of the resolution, meeting or document.
    year : int or None
        Year of a resolution of the Council, a presidential statement or a document numbered by the year.
    session : str
        Session of the General Assembly: "50", "S-10", "ES-11"; empty for the Council.
    suffix : str
        "Resumption 1", "Part II", "Add.1", "Rev.2", "Corr.1", or a letter ("D"), or several parted by "/".

    Examples
    --------
    >>> str(parse_symbol("S/RES/2397(2017)")), str(parse_symbol("S/PV.6201 (Resumption1)"))
    ('S/RES/2397 (2017)', 'S/PV.6201 (Resumption 1)')
    """

    series: Series
    number: int
    year: int | None = None
    session: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        if self.series == "S/RES":
            return f"S/RES/{self.number} ({self.year})" if self.year else f"S/RES/{self.number}"
        if self.series in ("S/PV", "A/PV"):
            start = f"A/{self.session}/PV" if self.series == "A/PV" else "S/PV"
            return f"{start}.{self.number}{f' ({self.suffix})' if self.suffix else ''}"
        if self.series == "A/RES":
            return f"A/RES/{self.session}/{self.number}{f' {self.suffix}' if self.suffix else ''}"
        middle = {
            "S/PRST": f"S/PRST/{self.year}",
            "S": f"S/{self.year}" if self.year else "S",
            "A": f"A/{self.session}",
        }[self.series]
        return f"{middle}/{self.number}{f'/{self.suffix}' if self.suffix else ''}"


_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SESSION = r"(?P<session>(?:E?S-)?\d{1,3})"
_PIECES = r"(?P<suffix>(?:/(?:Add|Rev|Corr)\.\d{1,2})*)"
_MEETING = r"(?:\s*\((?P<suffix>(?:Resumption|Part)\s*(?:\d{1,2}|[IVX]{1,4}))\))?"
# Longer forms first: S/PV and S/PRST must not be read as S with a number.
_FORMS: tuple[tuple[Series, str], ...] = (
    ("S/RES", rf"S/RES/(?P<number>\d{{1,4}})(?:\s*\({_YEAR}\))?"),
    ("S/PV", rf"S/PV\.\s?(?P<number>\d{{1,5}}){_MEETING}"),
    ("S/PRST", rf"S/PRST/{_YEAR}/(?P<number>\d{{1,4}}){_PIECES}"),
    ("A/RES", rf"A/RES/{_SESSION}/(?P<number>\d{{1,4}})(?:\s(?P<suffix>[A-Z])(?![A-Za-z]))?"),
    ("A/PV", rf"A/{_SESSION}/PV\.\s?(?P<number>\d{{1,5}}){_MEETING}"),
    ("S", rf"S/{_YEAR}/(?P<number>\d{{1,5}}){_PIECES}"),
    ("S", rf"S/(?P<number>\d{{4,5}})(?![\d/]\d){_PIECES}"),
    ("A", rf"A/{_SESSION}/(?P<number>\d{{1,5}}){_PIECES}"),
)
_COMPILED = tuple((series, re.compile(rf"(?<![\w/]){form}(?!\d)")) for series, form in _FORMS)
_ANYWHERE = re.compile(r"(?<![\w/])[AS]/(?=[\dPRES])")
# In words: "resolutions 1718 (2006), 1874 (2009) and 2087 (2013)", "resolution 50/245".
_IN_WORDS = re.compile(r"(?<![\w/])(?P<number>\d{3,4})\s*\((?P<year>(?:19|20)\d\d)\)")
_ASSEMBLY_IN_WORDS = re.compile(rf"\bresolution\s+{_SESSION}/(?P<number>\d{{1,4}})(?!\d)")
_RESOLUTION = re.compile(r"\bresolutions?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundSymbol:
    """A symbol in a text, with the characters it was read from."""

    symbol: Symbol
    starts: int
    ends: int


def parse_symbol(text: str) -> Symbol:
    """Read one symbol.

    Parameters
    ----------
    text : str
        Nothing but a symbol, in any usual spelling.

    Returns
    -------
    Symbol

    Raises
    ------
    UnknownNameError
        The text is not a symbol of a form known here.

    Examples
    --------
    >>> parse_symbol("A/RES/50/245").session
    '50'
    """
    match = _match(text.strip(), 0)
    if match is None or match.ends != len(text.strip()):
        raise UnknownNameError(
            f"{text!r} is not a document symbol of a form known here (such as S/RES/2397 (2017), S/PV.8053, "
            "S/PRST/2012/13, A/RES/50/245)"
        )
    return match.symbol


def find_symbols(text: str) -> Iterator[FoundSymbol]:
    """Find every symbol in a text, in order; also resolutions named in words.

    Examples
    --------
    >>> found = find_symbols("resolutions 1718 (2006) and 1874 (2009), see S/PV.8053.")
    >>> [str(item.symbol) for item in found]
    ['S/RES/1718 (2006)', 'S/RES/1874 (2009)', 'S/PV.8053']
    """
    symbols = [match for start in _ANYWHERE.finditer(text) if (match := _match(text, start.start()))]
    taken = [(item.starts, item.ends) for item in symbols]
    for named in _IN_WORDS.finditer(text):
        inside = any(starts <= named.start() < ends for starts, ends in taken)
        # A list of numbers after the word may be long; one sentence is the limit.
        before = text[max(0, named.start() - 400) : named.start()].rsplit(". ")[-1]
        if not inside and _RESOLUTION.search(before):
            symbol = Symbol("S/RES", int(named["number"]), year=int(named["year"]))
            symbols.append(FoundSymbol(symbol, named.start(), named.end()))
    for named in _ASSEMBLY_IN_WORDS.finditer(text):
        symbol = Symbol("A/RES", int(named["number"]), session=named["session"])
        symbols.append(FoundSymbol(symbol, named.start("session"), named.end()))
    return iter(sorted(symbols, key=lambda item: item.starts))


def _match(text: str, position: int) -> FoundSymbol | None:
    for series, form in _COMPILED:
        match = form.match(text, position)
        if match is None:
            continue
        parts = match.groupdict()
        suffix = (parts.get("suffix") or "").lstrip("/")
        suffix = re.sub(r"^(Resumption|Part)\s*", r"\1 ", suffix)
        year = parts.get("year")
        symbol = Symbol(
            series=series,
            number=int(parts["number"]),
            year=int(year) if year else None,
            session=parts.get("session") or "",
            suffix=suffix,
        )
        return FoundSymbol(symbol, position, match.end())
    return None
