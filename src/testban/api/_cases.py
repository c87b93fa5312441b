"""What is packaged: reference cases with their stations, arrivals and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from testban.api.results import Result, Row
from testban.cases import Case, case_ids, load_case, read_case
from testban.model import SeismicObservations


@dataclass(frozen=True)
class CasesResult(Result):
    """The packaged cases; iterating gives their names, which `assess` takes.

    Attributes
    ----------
    definitions : tuple of Case
    observations : tuple of SeismicObservations
    """

    definitions: tuple[Case, ...]
    observations: tuple[SeismicObservations, ...]

    def __iter__(self) -> Iterator[str]:
        return (case.id for case in self.definitions)

    def __len__(self) -> int:
        return len(self.definitions)

    def to_list(self) -> list[Row]:
        """Return one mapping a case, with what each holds."""
        return [
            {
                "id": case.id,
                "title": case.title,
                "arrivals": len(observed.arrivals),
                "stations": len(observed.stations),
                "reference_events": [reference.id for reference in observed.references],
                "external_inputs": [external_input.name for external_input in case.external_inputs],
                "holds": {name: held.model_dump() for name, held in case.holds.items()},
            }
            for case, observed in zip(self.definitions, self.observations, strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        return {"cases": self.to_list()}

    def to_rows(self) -> list[Row]:
        names = ("id", "title", "arrivals", "stations")
        return [
            {name: row[name] for name in names} | {"reference_events": len(row["reference_events"])}
            for row in self.to_list()
        ]


def cases() -> CasesResult:
    """List the packaged cases with what each holds.

    Returns
    -------
    CasesResult

    Examples
    --------
    >>> import testban as tb
    >>> sorted(tb.cases())[0]
    'dprk-2006'
    """
    identifiers = case_ids()
    return CasesResult(
        tuple(read_case(identifier) for identifier in identifiers),
        tuple(load_case(identifier) for identifier in identifiers),
    )
