"""Say in elements of our own what QuakeML has no word for; docs/formats.md lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from testban.model import Finding, Measured, Missing, Quantity, SeismicEvent, one_line

NAMESPACE = "urn:testban:quakeml:1"


def assessment(finding: Finding, event: SeismicEvent) -> dict[str, Any]:
    """Return the element ``assessment`` of one event of a finding, for the `extra` of an ObsPy event."""
    hypotheses = [
        (
            "hypothesis",
            element(
                [
                    (
                        "term",
                        element(
                            None,
                            name=t.name,
                            log10LikelihoodRatio=t.log10_likelihood_ratio,
                            weight=t.weight,
                            probabilityWithout=t.probability_without,
                        ),
                    )
                    for t in item.terms
                ]
                or None,
                name=item.name,
                probability=item.probability,
            ),
        )
        for item in event.hypotheses.items
    ]
    made = [("statement", element(_text(finding.statement)))]
    made += [
        (
            "screening",
            element(
                _text(s.reason),
                test=s.test,
                considered=s.considered,
                result=s.result,
                value=s.value,
                low=s.low,
                high=s.high,
                threshold=s.threshold,
            ),
        )
        for s in event.screening
    ]
    made.append(
        (
            "hypotheses",
            element(hypotheses, status=event.hypotheses.status, reason=event.hypotheses.reason or None),
        )
    )
    made.append(("nuclearBasis", element(_text(event.nuclear_basis.source), kind=event.nuclear_basis.kind)))
    made += [("territory", element(None, state=t.state, name=t.name, share=t.share)) for t in event.territory]
    made.append(("yield", _quantity(event.explosive_yield)))
    made += [
        (
            "obligation",
            element(_text(o.reason), id=o.id, symbol=o.symbol, paragraph=o.paragraph, outcome=o.outcome),
        )
        for o in event.obligations
    ]
    return element(made)


def element(content: Any, /, **attributes: Any) -> dict[str, Any]:
    """Return an element with its text, or its children, and its attributes as ObsPy's writer takes it."""
    named = {key: _text(item) for key, item in attributes.items() if item is not None}
    if isinstance(content, list):
        content = _Elements(content)
    return {"value": "" if content is None else content, "namespace": NAMESPACE, "attrib": named}


class _Elements(Mapping[str, Any]):
    """Child elements in order; unlike a dict it can hold one name several times, as ObsPy's writer allows."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self._pairs = pairs

    def __getitem__(self, key: str) -> Any:
        return dict(self._pairs)[key]

    def __iter__(self) -> Any:
        return iter(name for name, _ in self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def items(self) -> Any:
        return list(self._pairs)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return one_line(str(value), limit=2000) if not isinstance(value, bool) else str(value).lower()


def _quantity(value: Quantity) -> dict[str, Any]:
    if isinstance(value, Missing):
        return element(_text(value.reason), status=value.status)
    assert isinstance(value, Measured)
    return element(
        None, value=value.value, low=value.low, high=value.high, level=value.level, unit=value.unit
    )
