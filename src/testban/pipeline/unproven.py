"""What a dossier does not prove, however whole it is and whoever signed it: text each time it is verified."""

from __future__ import annotations

from dataclasses import dataclass

from testban.cases import case_ids, load_case
from testban.model import ExternalInput, Finding, Measured


@dataclass(frozen=True)
class Unproven:
    """What verifying leaves open.

    Attributes
    ----------
    statements : tuple of str
        Each a sentence for the reader.
    contradictions : tuple of str
        Cited values that are not those this package knows under the same citation.
    """

    statements: tuple[str, ...]
    contradictions: tuple[str, ...]


def unproven(finding: Finding) -> Unproven:
    """Say what of a finding rests on other people's word, or on a choice.

    Parameters
    ----------
    finding : Finding
        The finding.

    Returns
    -------
    Unproven
    """
    packaged_inputs = _packaged()
    statements, contradictions = [], []
    for external in finding.provenance.external_inputs:
        name, text = external.name.rpartition("/")[2], _said(external)
        cited = [row for row in packaged_inputs if row[1].name == name and _cites(external, row[1])]
        other = [row for row in cited if row[1].value != external.value]
        if external.value is None:
            statements.append(f"{external.name} is withheld.")
        elif other and len(other) == len(cited):
            case, packaged = other[0]
            contradictions.append(
                f"{external.name} is {text} and cites {external.source!a}; packaged case {case} holds "
                f"{_said(packaged)} under that citation"
            )
        elif cited:
            statements.append(
                f"{external.name} {text}: as in packaged case {cited[0][0]} ({external.source})."
            )
        else:
            statements.append(f"{external.name} {text}: not checked; cited as {external.source!a}.")
    statements += [_prior(finding), _level(finding)]
    statements.append(
        "The observations carry no signature of their stations: who recorded them is not proven, and a "
        "finding follows from forged records as from true ones."
    )
    statements.append("When it was signed is the signer's own word, if it is stated at all.")
    return Unproven(tuple(statement for statement in statements if statement), tuple(contradictions))


def _packaged() -> list[tuple[str, ExternalInput]]:
    return [(case, external) for case in case_ids() for external in load_case(case).external]


def _cites(external: ExternalInput, packaged: ExternalInput) -> bool:
    """Whether a value is cited from the same document as a packaged one: the part before its remarks.

    The bulletin of an agency, without an event in it, is named by many events alike: there another value is
    not a contradiction, and the same value is the same.
    """

    def document(text: str) -> str:
        return " ".join(text.split(";")[0].split()).casefold()

    same = document(external.source) == document(packaged.source)
    of_one_event = any(letter.isdigit() for letter in document(external.source))
    return same and (of_one_event or external.value == packaged.value)


def _said(external: ExternalInput) -> str:
    value = f"{external.value:g}" if isinstance(external.value, float | int) else str(external.value)
    return value if external.unit == "1" else f"{value} {external.unit}"


def _prior(finding: Finding) -> str:
    for event in finding.seismic_events:
        prior = event.hypotheses.prior
        if prior and event.hypotheses.status == "answered":
            shares = ", ".join(f"{name} {100 * share:g} %" for name, share in prior.items())
            return f"The prior is a choice: {shares} ({event.hypotheses.prior_basis or 'no source'})."
    return ""


def _level(finding: Finding) -> str:
    levels = sorted(
        {event.origin.ellipse.level for event in finding.seismic_events}
        | {
            event.explosive_yield.level
            for event in finding.seismic_events
            if isinstance(event.explosive_yield, Measured)
        }
    )
    if not levels:
        return ""
    return (
        f"Intervals are at {', '.join(f'{100 * level:g} %' for level in levels)}: outside them is possible."
    )
