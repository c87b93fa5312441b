"""A seismic event: its arrivals and amplitudes, and what a finding says of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from testban.model.base import FrozenModel
from testban.model.discriminants import BandRatio, Discriminants, RelativeMagnitude
from testban.model.event import EventBase, NuclearBasis
from testban.model.hypotheses import Hypotheses
from testban.model.magnitude import Magnitude
from testban.model.observation import Arrival, ObservationsBase, ReferenceEvent, Station
from testban.model.origin import ArrivalResidual, Origin
from testban.model.provenance import Excluded
from testban.model.quantity import Missing, Quantity
from testban.model.repeat import SuspectedRepeat
from testban.model.screening import Screening
from testban.model.solution import LocationResult


class NearbyReferenceEvent(FrozenModel):
    """A known event near this one, as a hint for the analyst and not as evidence."""

    id: str
    distance: Quantity
    source: str


class SeismicObservations(ObservationsBase):
    """Arrivals at stations, what amplitudes say, and reference events.

    `unassociated_signals` were seen on the same records and belong to no event. `location` is what locating
    the event gave, where its records were processed.
    """

    kind: Literal["seismic"] = "seismic"
    stations: tuple[Station, ...]
    arrivals: tuple[Arrival, ...]
    references: tuple[ReferenceEvent, ...] = ()
    unassociated_signals: tuple[Excluded, ...] = ()
    discriminants: Discriminants | None = None
    location: LocationResult | None = None


class SeismicEvent(EventBase):
    """One seismic event of a finding."""

    kind: Literal["seismic"] = "seismic"
    origin: Origin
    calibrated_origin: Origin | Missing
    arrivals: tuple[ArrivalResidual, ...]
    magnitudes: tuple[Magnitude, ...]
    screening: tuple[Screening, ...]
    p_over_s: tuple[BandRatio, ...] = ()
    relative_magnitudes: tuple[RelativeMagnitude, ...] = ()
    hypotheses: Hypotheses
    suspected_repeats: tuple[SuspectedRepeat, ...] = ()
    nuclear_basis: NuclearBasis
    explosive_yield: Quantity = Field(serialization_alias="yield", validation_alias="yield")
    similar_events: tuple[NearbyReferenceEvent, ...] = ()

    @property
    def register_kind(self) -> str:
        """A nuclear test underground: what a seismic event is asked about."""
        return "nuclear_test"
