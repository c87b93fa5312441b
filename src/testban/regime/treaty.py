"""Where the Comprehensive Nuclear-Test-Ban Treaty stands on a date: who is missing, and by what step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from testban.regime.ctbt_states import CtbtState, Step, load_ctbt_states
from testban.regime.errors import LawDateError
from testban.regime.register import Force, Register

# Treaty collection XXVI-4 as compiled for this register; later steps are not in the table.
TABLE_UNTIL = date(2024, 11, 30)
STEPS_TO_ENTRY: tuple[Step, ...] = (
    "ratified",
    "signed, not ratified",
    "ratification withdrawn",
    "not signed",
)
MISSING_STEP: dict[Step, str] = {
    "signed, not ratified": "ratify",
    "ratification withdrawn": "ratify again",
    "not signed": "sign and ratify",
}


@dataclass(frozen=True, slots=True)
class TreatyStatus:
    """The treaty on a date.

    Attributes
    ----------
    by_step : dict
        The 44 States of Annex 2 by step, each group by name.
    force : Force
        Whether the treaty is in force, and why not.
    remarks : tuple of str
        What follows from that for Article I and for signatories.
    warnings : tuple of str
        What the table cannot know.
    """

    as_of: date
    force: Force
    by_step: dict[Step, tuple[CtbtState, ...]]
    remarks: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def missing(self) -> tuple[tuple[CtbtState, str], ...]:
        """States whose ratification is missing, with the step each still has to take."""
        return tuple(
            (state, MISSING_STEP[step]) for step in STEPS_TO_ENTRY[1:] for state in self.by_step[step]
        )


def ctbt_status(register: Register, as_of: date) -> TreatyStatus:
    """Say where the CTBT stands on a date.

    Parameters
    ----------
    register : Register
        Holds the treaty itself.
    as_of : datetime.date
        The day asked about.

    Returns
    -------
    TreatyStatus

    Raises
    ------
    LawDateError
        The treaty had not been adopted.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> status = ctbt_status(load_register(), date(2024, 11, 1))
    >>> {step: len(states) for step, states in status.by_step.items()}
    {'ratified': 35, 'signed, not ratified': 5, 'ratification withdrawn': 1, 'not signed': 3}
    """
    article = register.entry("ctbt-I-1")
    adopted = article.instrument.adopted
    if as_of < adopted:
        raise LawDateError(f"the CTBT was adopted on {adopted}; on {as_of} there was no such treaty")
    annex2 = sorted((state for state in load_ctbt_states().values() if state.annex2), key=lambda s: s.name)
    by_step = {step: tuple(s for s in annex2 if s.step(as_of) == step) for step in STEPS_TO_ENTRY}
    warnings: tuple[str, ...] = ()
    if as_of > TABLE_UNTIL:
        warnings = (f"the table of States was compiled as of {TABLE_UNTIL}; steps taken later are not in it",)
    return TreatyStatus(
        as_of=as_of,
        force=register.force(article, as_of),
        by_step=by_step,
        remarks=(
            "Article I binds no State as treaty law while the treaty is not in force; "
            "no event can be called contrary to it.",
            "A State that has signed has the obligation of Article 18 of the Vienna Convention: to refrain "
            "from acts that would defeat the object and purpose.",
        ),
        warnings=warnings,
    )
