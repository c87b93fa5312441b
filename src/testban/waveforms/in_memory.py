"""Records given in memory where waveform files could stand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from testban.safe_io import ForeignTrace, describe_traces


@dataclass(frozen=True, slots=True)
class InMemoryRecords:
    """Traces that are read as if they were those of a file.

    Attributes
    ----------
    name : str
        In messages and in the provenance, between angle brackets: "<stream>".
    traces : tuple of ForeignTrace
        With their samples.
    sha256 : str
        Of the headers and samples that are used, in the order of the channels and of time.
    """

    name: str
    traces: tuple[ForeignTrace, ...] = field(repr=False)
    sha256: str = ""

    @property
    def stem(self) -> str:
        """The name without its brackets, as the name of an event."""
        return self.name.strip("<>").replace(" ", "-")

    def __str__(self) -> str:
        return self.name

    def between(self, begin_s: float, end_s: float) -> tuple[ForeignTrace, ...]:
        """The traces with their samples between two times, POSIX seconds."""
        return tuple(_cut(trace, begin_s, end_s) for trace in self.traces)


def records_in_memory(stream: Any, *, name: str = "<stream>") -> InMemoryRecords:
    """Take the traces of an ObsPy `Stream`, or any iterable of `Trace`; nothing in them is changed.

    Parameters
    ----------
    stream : obspy.Stream or iterable of obspy.Trace
        The traces.
    name : str
        What the traces are called in messages and inputs.

    Returns
    -------
    InMemoryRecords

    Examples
    --------
    >>> import numpy as np
    >>> from obspy import Trace
    >>> records = records_in_memory([Trace(np.arange(3.0), {"station": "MDJ", "sampling_rate": 20.0})])
    >>> records.stem, records.traces[0].seed_id, records.traces[0].npts
    ('stream', '.MDJ..', 3)
    """
    traces, digest = describe_traces(stream)
    return InMemoryRecords(name, traces, digest)


def _cut(trace: ForeignTrace, begin_s: float, end_s: float) -> ForeignTrace:
    if trace.samples is None or trace.sampling_rate_hz <= 0.0:
        return trace
    first = max(0, round((begin_s - trace.start_s) * trace.sampling_rate_hz))
    last = max(first, round((end_s - trace.start_s) * trace.sampling_rate_hz) + 1)
    samples = trace.samples[first:last]
    start_s = trace.start_s + first / trace.sampling_rate_hz
    return replace(trace, start_s=start_s, npts=int(samples.size), samples=samples)
