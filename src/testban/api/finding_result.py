"""A finding in Python: its facts, its words and its figures, and the dossier it is written as."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from testban.api.observing import Observed
from testban.api.results import Result, Row
from testban.bulletins import catalog_of
from testban.measurements import pictures_of
from testban.model import BadInputError, Finding, Measured, Missing, Origin, Quantity, SeismicEvent
from testban.pipeline import (
    CRITERIA_NOTE,
    MAX_INPUT_BYTES,
    AssessOptions,
    Sources,
    with_option_files,
)
from testban.wording import best_origin, bulletin_of

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from matplotlib.figure import Figure

    from testban.dossier import Caption


@dataclass(frozen=True)
class FindingResult(Result):
    """A finding with what it was made from.

    Attributes
    ----------
    finding : Finding
    observed : Observed
        The observations, and what there is to show of waveforms.
    options : AssessOptions
        How it was assessed, for computing the finding again from its dossier.
    """

    finding: Finding
    observed: Observed = field(repr=False)
    options: AssessOptions = field(default_factory=AssessOptions, repr=False)

    @property
    def events(self) -> tuple[SeismicEvent, ...]:
        """The events of the finding."""
        return self.finding.seismic_events

    @property
    def statement(self) -> str:
        """The finding in plain words."""
        return self.finding.statement

    @property
    def as_of(self) -> date:
        """The date of the law."""
        return self.finding.as_of

    @property
    def warnings(self) -> tuple[str, ...]:
        observations = self.observed.observations
        warnings = [warning for observed in observations for warning in observed.warnings]
        warnings += [
            f"{event.id}: {note}"
            for event in self.events
            for note in event.origin.notes
            if note.startswith(CRITERIA_NOTE) and " not met: " in note
        ]
        return tuple(dict.fromkeys(warnings))

    @property
    def answered(self) -> bool:
        """Whether any event could be located; where not, the statement says why."""
        return bool(self.events)

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data, in the form of its published schema."""
        content: dict[str, Any] = json.loads(self.finding.to_json())
        return content

    def to_json(self, *, indent: int | None = 1) -> str:
        """Return the finding as JSON: the bytes of ``finding.json``."""
        return self.finding.to_json(indent=indent)

    def to_rows(self) -> list[Row]:
        """One row an event: the origin with path corrections where there is one, sizes and explanations."""
        return [_row(number, event) for number, event in enumerate(self.events, start=1)]

    def to_catalog(self) -> Any:
        """Return the events as an ObsPy `Catalog`, both origins with their ellipses, picks and residuals."""
        return catalog_of(bulletin_of(self.finding), key=self.finding.id, finding=self.finding)

    @property
    def figures(self) -> tuple[str, ...]:
        """Names of the figures of the first event; empty where there is no event."""
        return self.figure_names() if self.events else ()

    def figure_names(self, event: int = 0) -> tuple[str, ...]:
        """Names of the figures of one event, numbered from 0."""
        return tuple(self._drawings(event))

    def figure(self, name: str, *, event: int = 0) -> Figure:
        """Draw one of the dossier's figures.

        Parameters
        ----------
        name : str
            One of `figures`, such as "site" or "residuals".
        event : int
            Number of the event, from 0.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        BadInputError
            No such event, or no such figure of it.

        Examples
        --------
        >>> import testban as tb
        >>> tb.assess("dprk-2013").figures[:3]
        ('stations', 'site', 'residuals')
        """
        drawings = self._drawings(event)
        if name not in drawings:
            raise BadInputError(f"figure {name!r} is not among those of the event: {', '.join(drawings)}")
        return drawings[name]()[0]

    def _drawings(self, event: int) -> dict[str, Callable[[], tuple[Figure, Caption]]]:
        from testban.dossier import event_figures  # figures take longer to load than a finding to make

        if not 0 <= event < len(self.events):
            raise BadInputError(f"event {event} is not among the {len(self.events)} of the finding, from 0")
        pictures = pictures_of(self.events[event], self.observed.pictures)
        return event_figures(self.finding, event=event, pictures=pictures)

    def _repr_html_(self) -> str:
        from testban.dossier import summary_html

        return summary_html(self.finding)

    def write(
        self,
        out: str | Path,
        *,
        key: Ed25519PrivateKey | None = None,
        signed_at: datetime | None = None,
    ) -> tuple[Path, ...]:
        """Write the dossier: a folder, or one file where the name ends in .zip.

        Its inputs travel with it, so that anybody can compute it again (`testban.verify` with ``rerun``),
        unless they were given in memory or take more than 512 MiB.

        Parameters
        ----------
        out : path
            An earlier dossier there is replaced; a folder that holds anything else is refused.
        key : Ed25519PrivateKey, optional
            Signs the dossier; see `testban.keygen`.
        signed_at : datetime, optional
            When, as the signer says; without it the dossier holds no clock.

        Returns
        -------
        tuple of Path
            The files written.

        Raises
        ------
        BadInputError
            The place cannot be written to.
        """
        from testban.pipeline import write_finding

        sources = self._sources
        travels = sources is not None and sources.size_bytes <= MAX_INPUT_BYTES
        return write_finding(
            self.finding,
            Path(out),
            sources=sources if travels else None,
            pictures=self.observed.pictures,
            key=key,
            signed_at=signed_at,
            options=self.options,
        )

    def packed_files(self) -> tuple[str, ...]:
        """The inputs that travel in the dossier that `write` makes, by their names inside it."""
        sources = self._sources
        if sources is None or sources.size_bytes > MAX_INPUT_BYTES:
            return ()
        return tuple(sorted(sources.files))

    def dossier_warnings(self) -> tuple[str, ...]:
        """What is to be known of the dossier that `write` makes: inputs that do not travel with it."""
        sources = self._sources
        if sources is None:
            return (
                "what was given in memory does not travel in the dossier: it cannot be computed again; "
                "assess files where it is to be",
            )
        if sources.size_bytes > MAX_INPUT_BYTES:
            size = f"{sources.size_bytes / 2**20:,.0f} MiB"
            return (f"the inputs, {size}, do not travel in the dossier: it cannot be computed again",)
        return ()

    @cached_property
    def _sources(self) -> Sources | None:
        sources = None if self.options.in_memory else self.observed.sources()
        if sources is None:
            return None
        return with_option_files(sources, self.options, self.finding.provenance.inputs)


def _row(number: int, event: SeismicEvent) -> Row:
    origin = best_origin(event)
    depth, ellipse = origin.depth_km, origin.ellipse
    row: Row = {
        "event": number,
        "time": origin.time,
        "latitude": origin.latitude,
        "longitude": origin.longitude,
        "depth_km": depth.value,
        "depth_low_km": depth.low,
        "depth_high_km": depth.high,
        "depth_fixed": depth.fixed,
        "major_km": ellipse.major_km,
        "minor_km": ellipse.minor_km,
        "strike_deg": ellipse.strike_deg,
        "path_corrections": isinstance(event.calibrated_origin, Origin),
        "arrivals_used": origin.arrivals_used,
    }
    for magnitude in event.magnitudes:
        row.setdefault(magnitude.kind, _value(magnitude.magnitude))
    row["yield_kt"] = _value(event.explosive_yield)
    row |= {f"p_{item.name.replace(' ', '_')}": item.probability for item in event.hypotheses.items}
    return row | {"hypotheses": event.hypotheses.status, "nuclear_basis": event.nuclear_basis.kind}


def _value(quantity: Quantity) -> float | None:
    assert isinstance(quantity, Measured | Missing)
    return quantity.value
