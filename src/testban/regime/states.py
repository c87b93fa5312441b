"""States by ISO 3166-1 code or name: exact matches only, so that KP is never taken for another State."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from testban.regime.errors import UnknownStateError, near


@dataclass(frozen=True, slots=True)
class State:
    """A State or territory: ISO 3166-1 alpha-3 and alpha-2 codes, name, membership of the United Nations."""

    code: str
    iso2: str
    name: str
    un_member: bool
    aliases: tuple[str, ...]


@cache
def load_states() -> dict[str, State]:
    """Read the packaged table of States, by alpha-3 code.

    Examples
    --------
    >>> load_states()["PRK"].iso2
    'KP'
    """
    text = (files("testban.regime") / "data" / "states.csv").read_text(encoding="utf-8")
    return {
        row["state"]: State(
            code=row["state"],
            iso2=row["iso2"],
            name=row["name"],
            un_member=row["un_member"] == "yes",
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _by_any_name() -> dict[str, State]:
    return {
        name.casefold(): state
        for state in load_states().values()
        for name in (state.code, state.iso2, state.name, *state.aliases)
    }


def find_state(word: str) -> State:
    """Find a State by code (two or three letters), name or common name; never by part of one.

    Raises
    ------
    UnknownStateError
        Nothing matches; names the near ones.

    Examples
    --------
    >>> find_state("KP").code, find_state("dprk").code, find_state("North Korea").code
    ('PRK', 'PRK', 'PRK')
    """
    known = _by_any_name()
    state = known.get(word.strip().casefold())
    if state is None:
        names = [
            name for found in load_states().values() for name in (found.code, found.name, *found.aliases)
        ]
        raise UnknownStateError(f"State {word!r} unknown{near(word.strip(), names)}")
    return state


def state_name(code: str) -> str:
    """Name of a State by alpha-3 code, or the code itself where the table has none (the sea, disputed areas).

    Examples
    --------
    >>> state_name("PRK"), state_name("SEA")
    ("Democratic People's Republic of Korea", 'SEA')
    """
    state = load_states().get(code)
    return state.name if state else code


def named(code: str) -> str:
    """Name a State inside a sentence.

    Examples
    --------
    >>> named("PRK"), named("KAZ")
    ('the DPRK', 'Kazakhstan')
    """
    return "the DPRK" if code == "PRK" else state_name(code)
