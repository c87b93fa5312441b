"""States by ISO 3166-1 code or name: exact matches only, so that KP is never taken for another State."""

from __future__ import annotations

from functools import cache

from testban.geodesy import State, load_states
from testban.regime.errors import UnknownStateError, near


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
    state = _by_any_name().get(word.strip().casefold())
    if state is None:
        names = [
            name for other in load_states().values() for name in (other.code, other.name, *other.aliases)
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
