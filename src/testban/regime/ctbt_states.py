"""How far a State had come with the CTBT on a date: the 44 of Annex 2 that it needs, and others."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

Step = Literal["ratified", "ratification withdrawn", "signed, not ratified", "not signed"]


@dataclass(frozen=True, slots=True)
class CtbtState:
    """One State with the dates of its steps; None where it has not taken one."""

    code: str
    iso2: str
    name: str
    annex2: bool
    signed: date | None
    ratified: date | None
    ratification_withdrawn: date | None
    verification: str
    source: str
    note: str

    def step(self, as_of: date) -> Step:
        """Say how far the State had come on a date.

        Examples
        --------
        >>> from datetime import date
        >>> load_ctbt_states()["RUS"].step(date(2017, 9, 3)), load_ctbt_states()["RUS"].step(date(2024, 1, 1))
        ('ratified', 'ratification withdrawn')
        """
        if self.ratification_withdrawn and as_of >= self.ratification_withdrawn:
            return "ratification withdrawn"
        if self.ratified and as_of >= self.ratified:
            return "ratified"
        if self.signed and as_of >= self.signed:
            return "signed, not ratified"
        return "not signed"


@cache
def load_ctbt_states() -> dict[str, CtbtState]:
    """Read the packaged table, by ISO alpha-3 code.

    Examples
    --------
    >>> sum(state.annex2 for state in load_ctbt_states().values())
    44
    """
    text = (files("testban.regime") / "data" / "ctbt_states.csv").read_text(encoding="utf-8")
    return {
        row["state"]: CtbtState(
            code=row["state"],
            iso2=row["iso2"],
            name=row["name"],
            annex2=row["annex2"] == "yes",
            signed=_date(row["signed"]),
            ratified=_date(row["ratified"]),
            ratification_withdrawn=_date(row["ratification_withdrawn"]),
            verification=row["verification"],
            source=row["source"],
            note=row["note"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def standing_before_entry_into_force(code: str, as_of: date) -> str:
    """Say what obligation one State has under the CTBT while the treaty is not in force.

    Examples
    --------
    >>> from datetime import date
    >>> standing_before_entry_into_force("PRK", date(2017, 9, 3))
    'PRK had not signed on 2017-09-03: Article 18 of the Vienna Convention asks nothing of it'
    """
    state = load_ctbt_states().get(code)
    if state is None:
        return f"{code}: its signature is not recorded here"
    step = state.step(as_of)
    if step == "not signed":
        return f"{code} had not signed on {as_of}: Article 18 of the Vienna Convention asks nothing of it"
    return (
        f"{code} ({step} on {as_of}) has the obligation of Article 18 of the Vienna Convention: "
        "to refrain from acts that would defeat the object and purpose"
    )
