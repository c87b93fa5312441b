"""States and territories with an ISO 3166-1 code; where names and membership come from: `STATES.txt`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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
    text = (files("testban.geodesy") / "states.csv").read_text(encoding="utf-8")
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
