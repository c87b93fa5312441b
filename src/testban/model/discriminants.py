"""What was measured to tell sources apart: P/S by band, size against a reference event."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from testban.model.base import FrozenModel, NotNegative, Positive
from testban.model.hypotheses import Evidence
from testban.model.magnitude import Magnitude
from testban.model.provenance import InputFile
from testban.model.quantity import Quantity
from testban.model.repeat import RepeatSignals
from testban.model.screening import Screening

# Of P/S, Hz: the band whose populations are published.
HYPOTHESIS_BAND = (4.0, 8.0)


class StationPS(FrozenModel):
    """P over S at one station in one band, as log10; a bound where `kind` says so."""

    station: str = Field(min_length=1)
    distance_km: NotNegative
    log10_ratio: float | None
    kind: Literal["measured", "lower bound", "upper bound", "not measured"]
    reason: str = ""


class BandRatio(FrozenModel):
    """P over S of the network in one band, as a plain ratio.

    `corrected` is what it would be at `reference_km`; `as_measured` is without distance correction.
    """

    low_hz: Positive
    high_hz: Positive
    corrected: Quantity
    as_measured: Quantity
    reference_km: Positive | None
    stations: tuple[StationPS, ...]


class RelativeMagnitude(FrozenModel):
    """How much larger than a reference event, in magnitude units, from the first P at common channels."""

    reference: str = Field(min_length=1)
    difference: Quantity
    channels: tuple[str, ...]
    source: str = Field(min_length=1)


class Discriminants(FrozenModel):
    """All that amplitudes say of one event; `evidence` also holds what could not be weighed, and why."""

    p_over_s: tuple[BandRatio, ...] = ()
    relative_magnitudes: tuple[RelativeMagnitude, ...] = ()
    magnitudes: tuple[Magnitude, ...] = ()
    screening: Screening
    evidence: tuple[Evidence, ...]
    repeats: tuple[RepeatSignals, ...] = ()
    inputs: tuple[InputFile, ...] = ()
