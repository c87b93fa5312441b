"""The register of instruments and paragraphs, and whether one is in force on a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from testban.regime.entries import Instrument, Paragraph, RegisterFile
from testban.regime.errors import LawDateError, RegisterError, UnknownNameError, near
from testban.safe_io import ForeignFileError, file_name, read_yaml


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph with the instrument it stands in and the file both come from."""

    file: str
    instrument: Instrument
    paragraph: Paragraph

    @property
    def id(self) -> str:
        return self.paragraph.id


@dataclass(frozen=True, slots=True)
class Force:
    """Whether an entry is in force on a date, and why or why not."""

    in_force: bool
    reason: str


class Register:
    """Instruments and paragraphs by identifier."""

    def __init__(self, named_files: Iterable[tuple[str, RegisterFile]]) -> None:
        self.files = tuple(named_files)
        self.instruments: dict[str, Instrument] = {}
        self.entries: dict[str, Entry] = {}
        for name, content in self.files:
            self.instruments.setdefault(content.instrument.id, content.instrument)
            for paragraph in content.paragraphs:
                self.entries.setdefault(paragraph.id, Entry(name, content.instrument, paragraph))

    def __iter__(self) -> Iterator[Entry]:
        """Entries in order of adoption, then as written."""
        return iter(sorted(self.entries.values(), key=lambda entry: entry.instrument.adopted))

    def entry(self, identifier: str) -> Entry:
        """Return an entry.

        Raises
        ------
        UnknownNameError
            No such entry; names the near ones.

        Examples
        --------
        >>> load_register().entry("2375-14").instrument.symbol
        'S/RES/2375 (2017)'
        """
        if identifier not in self.entries:
            raise UnknownNameError(f"entry {identifier!r} unknown{near(identifier, self.entries)}")
        return self.entries[identifier]

    def instrument(self, symbol: str) -> Instrument:
        """Return an instrument by its symbol, in any usual spelling, or by its identifier.

        Raises
        ------
        UnknownNameError
            None has it; names the near ones.

        Examples
        --------
        >>> load_register().instrument("S/RES/2397(2017)").id
        'unscr-2397'
        """
        wanted = "".join(symbol.split()).casefold()
        names: dict[str, Instrument] = {}
        for instrument in self.instruments.values():
            for name in (instrument.id, instrument.symbol, *instrument.other_symbols):
                names["".join(name.split()).casefold()] = instrument
        # "S/RES/2397" without its year is as clear.
        match = names.get(wanted) or next(
            (instrument for name, instrument in names.items() if name.startswith(f"{wanted}(")), None
        )
        if match is None:
            symbols = [instrument.symbol for instrument in self.instruments.values()]
            raise UnknownNameError(f"symbol {symbol!r} is not in the register{near(symbol, symbols)}")
        return match

    @property
    def first_date(self) -> date:
        """Adoption of the first instrument."""
        return min(instrument.adopted for instrument in self.instruments.values())

    def require_date(self, as_of: date) -> None:
        """Refuse a date before the first instrument.

        Raises
        ------
        LawDateError
            Nothing in the register was adopted by then.
        """
        if as_of < self.first_date:
            raise LawDateError(
                f"date {as_of} lies before the first instrument of the register ({self.first_date}): "
                "nothing can be said about the law of that day"
            )

    def force(self, entry: Entry, as_of: date) -> Force:
        """Say whether an entry is in force on a date.

        Parameters
        ----------
        entry : Entry
            A paragraph of this register.
        as_of : datetime.date
            The day asked about.

        Returns
        -------
        Force
            With the reason. A paragraph superseded by another ends on the day before the other takes force,
            or on its own `in_force_to` where that is recorded.

        Examples
        --------
        >>> register = load_register()
        >>> register.force(register.entry("2375-2"), date(2017, 9, 3)).reason
        'S/RES/2375 (2017) was adopted on 2017-09-11, after 2017-09-03'
        """
        instrument, paragraph = entry.instrument, entry.paragraph
        if as_of < instrument.adopted:
            when = "put to the vote" if instrument.kind == "draft" else "adopted"
            return Force(False, f"{instrument.symbol} was {when} on {instrument.adopted}, after {as_of}")
        starts = paragraph.in_force_from or instrument.in_force_from
        if starts is None:
            return Force(False, f"{instrument.symbol} is not in force: {instrument.not_in_force_because}")
        if as_of < starts:
            return Force(False, f"{instrument.symbol} entered into force on {starts}, after {as_of}")
        ends = paragraph.in_force_to or instrument.in_force_to
        if paragraph.superseded_by:
            other = self.entry(paragraph.superseded_by)
            other_starts = other.paragraph.in_force_from or other.instrument.in_force_from
            if other_starts is not None and as_of >= other_starts and (ends is None or as_of > ends):
                return Force(
                    False,
                    f"replaced by paragraph {other.paragraph.paragraph} of {other.instrument.symbol} "
                    f"from {other_starts}",
                )
        elif ends is not None and as_of > ends:
            return Force(False, f"ended on {ends}")
        return Force(True, f"in force since {starts}")


def read_register(folder: Path | Traversable) -> Register:
    """Read every YAML file of a folder.

    Parameters
    ----------
    folder : Path or Traversable
        One file for each instrument.

    Returns
    -------
    Register
        Unchecked beyond the form of each entry; `check_register` finds what only the whole can show.

    Raises
    ------
    RegisterError
        Names the file, the entry and the field of the first fault in form.
    """
    paths = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name
    )
    if not paths:
        raise RegisterError(f"{folder}: holds no .yaml file")
    return Register((path.name, _read_file(path)) for path in paths)


def _read_file(path: Path | Traversable) -> RegisterFile:
    try:
        content = read_yaml(path)
    except ForeignFileError as error:
        raise RegisterError(str(error)) from error
    try:
        return RegisterFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise RegisterError(
            f"{file_name(path.name)}: {_place(content, first['loc'])}: {first['msg']}"
        ) from None


def _place(content: dict[str, object], location: tuple[int | str, ...]) -> str:
    """Name the entry by its identifier instead of its number in the list."""
    parts = list(location)
    paragraphs = content.get("paragraphs")
    if (
        len(parts) > 1
        and parts[0] == "paragraphs"
        and isinstance(parts[1], int)
        and isinstance(paragraphs, list)
    ):
        entry = paragraphs[parts[1]]
        name = entry.get("id") if isinstance(entry, dict) else None
        parts[:2] = [f"entry {name!r}" if name else f"entry number {parts[1] + 1}"]
    elif parts and parts[0] == "instrument":
        parts[0] = "instrument"
    return ", ".join([str(parts[0])] + ([f"field {'.'.join(map(str, parts[1:]))}"] if len(parts) > 1 else []))


@cache
def load_register() -> Register:
    """Read the packaged register."""
    return read_register(files("testban.regime") / "data" / "register")
