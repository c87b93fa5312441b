"""How strongly the rock around a shot couples: what a named rock does to mb at a given yield."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from testban.yields.errors import UnknownRockError
from testban.yields.tables import load_tables


@dataclass(frozen=True)
class Rock:
    """A rock as the table holds it.

    Attributes
    ----------
    name : str
        Such as "granite" or "alluvium".
    kind : str
        Its class: "hard", "salt", "wet porous" or "dry porous".
    shift, sd : float
        mb at a given yield against the rocks of the calibration, and its standard deviation, magnitude units.
    source : str
    verified : bool
    """

    name: str
    kind: str
    shift: float
    sd: float
    source: str
    verified: bool


def all_rocks() -> tuple[Rock, ...]:
    """Return the packaged rocks.

    Examples
    --------
    >>> sorted({rock.kind for rock in all_rocks()})
    ['dry porous', 'hard', 'salt', 'wet porous']
    """
    return tuple(
        Rock(name, kind, entry["shift"], entry["sd"], entry["source"], entry["verified"])
        for kind, entry in load_tables()["rocks"].items()
        for name in entry["names"]
    )


def find_rock(name: str) -> Rock:
    """Find a rock by name, whatever its case, blanks and hyphens.

    Raises
    ------
    UnknownRockError
        No such rock; the message offers near matches.

    Examples
    --------
    >>> find_rock("Dry-Tuff").kind
    'dry porous'
    """
    rocks = {_plain(rock.name): rock for rock in all_rocks()}
    plain = _plain(name)
    if plain in rocks:
        return rocks[plain]
    near = [rocks[match].name for match in difflib.get_close_matches(plain, rocks, n=3, cutoff=0.6)]
    hint = f"did you mean {', '.join(near)}?" if near else ""
    names = ", ".join(rock.name for rock in rocks.values())
    raise UnknownRockError(f"no rock named {name!a}; {hint or 'known: ' + names}")


def _plain(label: str) -> str:
    return "".join(letter for letter in label.lower() if letter.isalnum())
