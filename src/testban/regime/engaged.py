"""The paragraphs that an observed event engages, with what each outcome is conditional on."""

from __future__ import annotations

from datetime import date

from testban.geodesy import load_states
from testban.model import (
    Bound,
    Event,
    Hypotheses,
    InfrasoundEvent,
    LaunchEvent,
    NuclearBasis,
    ObligationOutcome,
    RadionuclideEvent,
    SeismicEvent,
)
from testban.regime.outcomes import EventFacts, in_order, outcome_of, relevant
from testban.regime.register import Register, load_register
from testban.regime.taxonomy import load_taxonomy


def obligations_engaged(
    event: Event, *, as_of: date, register: Register | None = None
) -> tuple[ObligationOutcome, ...]:
    """Say how every paragraph about an event of its kind relates to this one.

    What the register is asked about is for the event to say (`EventBase.register_kind`): a seismic event asks
    about tests, a launch about what was launched, and a bound asks nothing. Three things stay apart and are
    never multiplied: how sure it is what the event was, on what basis it is called nuclear, and whose
    territory its region covers.

    Parameters
    ----------
    event : Event
        Its `obligations` are not read. With hypotheses on insufficient data, an explosion without a nuclear
        basis or an unknown vehicle nothing is engaged.
    as_of : datetime.date
        Date of the law; what was adopted later is "not in force".
    register : Register, optional
        Another register than the packaged one.

    Returns
    -------
    tuple of ObligationOutcome
        What is engaged first, what is not in force last.

    Raises
    ------
    UnknownNameError
        The register does not know such a kind of event.
    LawDateError
        `as_of` lies before the first instrument.

    Examples
    --------
    >>> from datetime import UTC, date, datetime
    >>> from testban.model import LaunchReport, Missing, TerritoryShare
    >>> nothing = Missing(status="not_measured", reason="not reported")
    >>> report = LaunchReport(source="a State", time=datetime(2017, 11, 28, 18, 17, tzinfo=UTC),
    ...     latitude=nothing, longitude=nothing, apogee=nothing, distance=nothing, flight_time=nothing,
    ...     azimuth=nothing)
    >>> launch = LaunchEvent(id="a", reports=(report,), vehicle="ballistic missile",
    ...     vehicle_basis="announced by the State that launched it",
    ...     territory=(TerritoryShare(state="PRK", name="DPR Korea", share=1.0),))
    >>> first = obligations_engaged(launch, as_of=date(2017, 11, 28))[0]
    >>> first.id, first.outcome
    ('1695-2', 'prohibition engaged')
    """
    register = register or load_register()
    register.require_date(as_of)
    if isinstance(event, Bound):
        return ()
    kind = load_taxonomy().event(event.register_kind)
    may_engage, facts = (False, kind.open_question) if kind.open_question else _facts(event)
    on_land = tuple(
        (share.state, share.share)
        for share in event.territory
        if share.share > 0.0 and share.state in load_states()
    )
    if not on_land:
        may_engage = False
        facts += (
            f"; whose territory is not known: {event.region} covers no State's land, or none was computed"
        )
    event_facts = EventFacts(
        kind=event.register_kind,
        triggers=kind.triggers,
        may_engage=may_engage,
        facts=facts,
        conditions=kind.conditions,
        actor=kind.actor,
        states=on_land,
        region=event.region,
    )
    return in_order(
        (entry, outcome_of(entry, as_of=as_of, register=register, event_facts=event_facts))
        for entry in relevant(register, kind.triggers)
    )


def _facts(event: SeismicEvent | InfrasoundEvent | LaunchEvent | RadionuclideEvent) -> tuple[bool, str]:
    """Whether the facts may engage anything, and the facts in words."""
    match event:
        case SeismicEvent():
            return _explosion(event.hypotheses, event.nuclear_basis)
        case InfrasoundEvent():
            return False, "what the event was is not known: infrasound alone does not name a source"
        case LaunchEvent(vehicle="not known"):
            return False, f"what was launched is not known: {event.vehicle_basis}"
        case LaunchEvent():
            return True, f"a {event.vehicle} on this basis: {event.vehicle_basis}"
        case RadionuclideEvent(nuclear_basis=basis):
            if basis.kind == "none":
                return False, f"the nuclides do not show a nuclear explosion ({basis.source})"
            return True, f"called nuclear on this basis: {basis.kind} ({basis.source})"


def _explosion(hypotheses: Hypotheses, nuclear_basis: NuclearBasis) -> tuple[bool, str]:
    """Facts of an event that is asked whether it was a nuclear explosion."""
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
    most_probable = f"explosion is the most probable hypothesis ({100 * explosion:.0f} %)"
    if nuclear_basis.kind == "none":
        return False, f"{most_probable}; nothing yet says that it was nuclear ({nuclear_basis.source})"
    called = f"called nuclear on this basis: {nuclear_basis.kind} ({nuclear_basis.source})"
    return True, f"{most_probable}; {called}"
