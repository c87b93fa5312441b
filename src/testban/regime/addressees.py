"""Whether a paragraph is about the conduct of a State on a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from testban.geodesy import load_states
from testban.regime.register import Entry
from testban.regime.states import state_name
from testban.regime.taxonomy import Addressee, load_taxonomy


@dataclass(frozen=True, slots=True)
class Addressed:
    """Yes, no or not recorded, with the reason; `condition` names what a yes still depends on."""

    answer: Literal["yes", "no", "not recorded"]
    reason: str
    condition: str = ""


def addressed_to(entry: Entry, code: str, as_of: date) -> Addressed:
    """Say whether an entry is addressed to a State or, addressed to an organ, speaks of its conduct.

    Parameters
    ----------
    entry : Entry
        A paragraph in force on the date.
    code : str
        ISO 3166-1 alpha-3 code.
    as_of : datetime.date
        The day asked about; parties to a treaty change.

    Returns
    -------
    Addressed
        A paragraph addressed to an organ only (the Council, a committee) answers for the State whose conduct
        it speaks of, if it names one.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> addressed_to(load_register().entry("1718-2"), "RUS", date(2017, 9, 3)).reason
    'is addressed to DPRK; Russian Federation is not among them'
    """
    words = load_taxonomy().addressees
    answers = [_one(words[name], entry, code, as_of) for name in spoken_of(entry)]
    for wanted in ("yes", "not recorded"):
        for answer in answers:
            if answer.answer == wanted:
                return answer
    return answers[0]


def spoken_of(entry: Entry) -> tuple[str, ...]:
    """Name those whose conduct an entry speaks of: its addressees unless it says otherwise."""
    return entry.paragraph.conduct_of or entry.paragraph.addressees


def _one(word: Addressee, entry: Entry, code: str, as_of: date) -> Addressed:
    kind = word.kind
    verb = "speaks of the conduct of" if entry.paragraph.conduct_of else "is addressed to"
    no = Addressed("no", f"{verb} {', '.join(spoken_of(entry))}; {state_name(code)} is not among them")
    if kind == "states":
        return Addressed("yes", f"addressed to {state_name(code)}") if code in word.states else no
    if kind == "all":
        return Addressed("yes", "addressed to all States") if code in load_states() else no
    if kind == "members":
        state = load_states().get(code)
        return Addressed("yes", "addressed to Member States") if state and state.un_member else no
    if kind == "parties":
        return _party(entry, code, as_of)
    return no


def _party(entry: Entry, code: str, as_of: date) -> Addressed:
    instrument = entry.instrument
    for party in instrument.parties:
        if party.state != code:
            continue
        if party.since is None:
            return Addressed(
                "yes",
                f"{code} is a party to {instrument.symbol}, since when is not recorded",
                condition=f"{code} being a party to {instrument.symbol} on {as_of}",
            )
        if as_of >= party.since:
            return Addressed("yes", f"{code} is a party to {instrument.symbol} since {party.since}")
        return Addressed("no", f"{code} became a party to {instrument.symbol} only on {party.since}")
    if code in instrument.not_parties or instrument.parties_complete:
        return Addressed("no", f"{code} is not a party to {instrument.symbol}")
    return Addressed("not recorded", f"whether {code} is a party to {instrument.symbol} is not recorded")
