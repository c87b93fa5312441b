"""What a page can show of the waveforms of an event, which a finding does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from testban.measurements._record_section import RecordSection
from testban.measurements.spectra import PhaseSpectra
from testban.model import SeismicEvent


@dataclass(frozen=True)
class Pictures:
    """Small arrays to draw; `arrivals` (station, time) tell which event of a finding they belong to."""

    arrivals: frozenset[tuple[str, datetime]]
    section: RecordSection
    spectra: tuple[PhaseSpectra, ...]


def pictures_of(event: SeismicEvent, pictures: Sequence[Pictures]) -> Pictures | None:
    """Return the pictures that share most arrivals with an event, None where none shares any."""
    arrivals = {(row.station, row.time) for row in event.arrivals}
    best = max(pictures, key=lambda candidate: len(arrivals & candidate.arrivals), default=None)
    return best if best is not None and arrivals & best.arrivals else None
