"""Collect the traces of all files by channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from testban.model import Excluded, epoch_time
from testban.safe_io import ForeignTrace
from testban.waveforms.in_memory import InMemoryRecords
from testban.waveforms.merge import Segment

# Sampling rates of seismic and infrasound records; what lies outside is a damaged header.
MIN_RATE_HZ, MAX_RATE_HZ = 1e-3, 1e5
_POSITION = {"stla": "latitude", "stlo": "longitude", "stel": "elevation_m", "cmpaz": "azimuth_deg"}


@dataclass(slots=True)
class Segments:
    """What the files gave so far.

    Attributes
    ----------
    not_used : list of Excluded
        Takes traces that cannot be used, with the reason.
    segments : dict of str to list of Segment
        By seed id.
    positions : dict of str to dict
        By seed id, what the waveform's own header says of place and orientation.
    files : int
        How many gave samples.
    long_records : list of (Path or InMemoryRecords, list of ForeignTrace)
        Files with a record too long to be read whole.
    """

    not_used: list[Excluded]
    segments: dict[str, list[Segment]] = field(default_factory=dict)
    positions: dict[str, dict[str, float]] = field(default_factory=dict)
    files: int = 0
    long_records: list[tuple[Path | InMemoryRecords, list[ForeignTrace]]] = field(default_factory=list)

    def add(self, trace: ForeignTrace) -> None:
        """Take one trace, or name it with the reason why not."""
        identifier, rate = trace.seed_id, trace.sampling_rate_hz
        if trace.problem:
            self.not_used.append(Excluded(id=identifier, reason=trace.problem))
            return
        if trace.samples is None or trace.samples.size == 0:
            return
        if epoch_time(trace.start_s) is None:
            self.not_used.append(Excluded(id=identifier, reason="its time is outside of the calendar"))
            return
        if not np.isfinite(rate) or not MIN_RATE_HZ <= rate <= MAX_RATE_HZ:
            self.not_used.append(Excluded(id=identifier, reason=f"sampling rate {rate} Hz"))
            return
        self.segments.setdefault(identifier, []).append(Segment(trace.start_s, rate, trace.samples))
        self.positions.setdefault(identifier, _place(trace.position))

    @property
    def window_s(self) -> tuple[float, float] | None:
        """From the first to the last sample of what was taken; None where nothing was."""
        taken = [entry for ones in self.segments.values() for entry in ones]
        if not taken:
            return None
        return min(entry.start_s for entry in taken), max(entry.end_s for entry in taken)


def _place(header: dict[str, float]) -> dict[str, float]:
    """Station position and orientation in the header of a SAC file, in our units."""
    place = {ours: header[theirs] for theirs, ours in _POSITION.items() if theirs in header}
    if "azimuth_deg" in place:
        place["azimuth_deg"] %= 360.0
    if "cmpinc" in header:
        place["dip_deg"] = header["cmpinc"] - 90.0
    return place
