"""The paragraphs that an observed event engages, with what each outcome is conditional on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from testban.model import Hypotheses, NuclearBasis, ObligationOutcome, TerritoryShare
from testban.regime.outcomes import EventFacts, in_order, outcome_of, relevant
from testban.regime.register import Register, load_register
from testban.regime.states import load_states
from testban.regime.taxonomy import load_taxonomy


def obligations_engaged(
    event_kind: str = "nuclear_test",
    *,
    as_of: date,
    hypotheses: Hypotheses,
    nuclear_basis: NuclearBasis,
    territory: Sequence[TerritoryShare],
    register: Register | None = None,
) -> tuple[ObligationOutcome, ...]:
    """Say how every paragraph about such an event relates to this one.

    Three things stay apart and are never multiplied: how probable an explosion is, on what basis it is called
    nuclear, and whose territory the ellipse covers.

    Parameters
    ----------
    event_kind : str
        Kind of event asked about, a nuclear test unless said otherwise.
    as_of : datetime.date
        Date of the law; what was adopted later is "not in force".
    hypotheses : Hypotheses
        Explosion, earthquake, collapse: answered, or insufficient data (then nothing is engaged).
    nuclear_basis : NuclearBasis
        Why the explosion is called nuclear; with "none" no prohibition of tests is engaged.
    territory : sequence of TerritoryShare
        Shares of the ellipse by ISO 3166-1 alpha-3 code; empty when not computed.
    register : Register, optional
        Another register than the packaged one.

    Returns
    -------
    tuple of ObligationOutcome
        What is engaged first, what is not in force last.

    Raises
    ------
    UnknownNameError
        No such event kind.
    LawDateError
        `as_of` lies before the first instrument.

    Examples
    --------
    >>> from datetime import date
    >>> from testban.model import Hypothesis
    >>> silent = Hypotheses(status="insufficient_data", reason="no discriminant measured",
    ...     items=(Hypothesis(name="explosion"),))
    >>> unknown = NuclearBasis(kind="none", source="no radionuclide data")
    >>> here = [TerritoryShare(state="PRK", name="DPR Korea", share=1.0)]
    >>> outcomes = obligations_engaged(as_of=date(2017, 9, 3), hypotheses=silent, nuclear_basis=unknown,
    ...     territory=here)
    >>> sorted({outcome.outcome for outcome in outcomes})
    ['not addressed', 'not assessed', 'not in force']
    """
    register = register or load_register()
    register.require_date(as_of)
    kind = load_taxonomy().event(event_kind)
    may_engage, facts = _facts(hypotheses, nuclear_basis)
    on_land = tuple(
        (share.state, share.share)
        for share in territory
        if share.share > 0.0 and share.state in load_states()
    )
    if not on_land:
        may_engage = False
        facts += "; whose territory is not known: the ellipse covers no State's land, or none was computed"
    standing = EventFacts(
        kind=event_kind,
        triggers=kind.triggers,
        may_engage=may_engage,
        facts=facts,
        conditions=kind.conditions,
        actor=kind.actor,
        states=on_land,
    )
    return in_order(
        (entry, outcome_of(entry, as_of=as_of, register=register, standing=standing))
        for entry in relevant(register, kind.triggers)
    )


def _facts(hypotheses: Hypotheses, nuclear_basis: NuclearBasis) -> tuple[bool, str]:
    """Whether the facts may engage anything, and the facts in words."""
    if hypotheses.status == "insufficient_data":
        return False, f"what the event was is not known: {hypotheses.reason}"
    probability = {item.name: item.probability or 0.0 for item in hypotheses.items}
    explosion = probability.pop("explosion", 0.0)
    rival, highest = max(probability.items(), key=lambda item: item[1], default=("nothing else", 0.0))
    if highest >= explosion:
        return (
            False,
            f"explosion ({100 * explosion:.0f} %) is not the most probable hypothesis: "
            f"{rival} ({100 * highest:.0f} %)",
        )
    said = f"explosion is the most probable hypothesis ({100 * explosion:.0f} %)"
    if nuclear_basis.kind == "none":
        return False, f"{said}; nothing yet says that it was nuclear ({nuclear_basis.source})"
    return True, f"{said}; called nuclear on this basis: {nuclear_basis.kind} ({nuclear_basis.source})"
