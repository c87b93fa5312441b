"""Read a waveform file in the confined child, and believe nothing of what comes back unchecked."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from testban.safe_io.confined.waveforms import described
from testban.safe_io.errors import ForeignFileError
from testban.safe_io.limits import MAX_SAMPLE_BYTES
from testban.safe_io.names import file_name
from testban.safe_io.worker import LostError, ask

_DTYPES = frozenset(f"<{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)) | {"<f2", "<f4", "<f8"}
# Nanoseconds of the years 1 to 9999 lie within.
_MAX_NS = 2**63 - 1
_POSITION = frozenset(("stla", "stlo", "stel", "cmpaz", "cmpinc"))

Kind = Literal["unknown", "packed", "refused", "broken", "lost"]


_KINDS: dict[str, Kind] = {
    "unknown": "unknown",
    "packed": "packed",
    "refused": "refused",
    "broken": "broken",
}


class NoTracesError(ForeignFileError):
    """A file that gave no traces.

    Attributes
    ----------
    kind : str
        "unknown" (no waveform format), "packed", "refused" (a format that is never read), "broken" (its
        format is known) or "lost" (its parser crashed or took too long).
    """

    def __init__(self, name: str, reason: str, kind: Kind) -> None:
        super().__init__(name, reason)
        self.kind: Kind = kind


@dataclass(frozen=True, slots=True)
class ForeignTrace:
    """One trace of a foreign file, in plain numbers.

    Attributes
    ----------
    seed_id : str
        Network, station, location and channel code, joined by dots; printable.
    start_s : float
        Seconds since 1970-01-01 UTC.
    sampling_rate_hz : float
        As the file says it: may be 0, negative or not finite.
    npts : int
        How many samples it has in the file.
    samples : ndarray or None
        None where it is longer than asked for, empty, or has a problem.
    problem : str
        Why its samples are no samples.
    position : dict of str to float
        From a SAC header: stla, stlo, stel, cmpaz, cmpinc.
    """

    seed_id: str
    start_s: float
    sampling_rate_hz: float
    npts: int
    samples: np.ndarray | None = field(repr=False)
    problem: str = ""
    position: dict[str, float] = field(default_factory=dict)

    @property
    def end_s(self) -> float:
        """Time of the last sample, seconds since 1970-01-01 UTC."""
        return self.start_s + max(self.npts - 1, 0) / self.sampling_rate_hz


@dataclass(frozen=True, slots=True)
class ForeignWaveform:
    """The traces of a file, the name of its format, and what its reader warned of."""

    format: str
    traces: tuple[ForeignTrace, ...]
    warnings: tuple[str, ...] = ()


def parse_waveform(
    data: bytes, name: str, *, max_samples: int, window_s: tuple[float, float] | None = None
) -> ForeignWaveform:
    """Parse the bytes of a waveform file in the confined child.

    The format is known by its content and one of an allow-list; a pickle is never among them. One layer of
    gzip or bzip2 is undone, archives are refused.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Of the file, for messages.
    max_samples : int
        Where a trace is longer, no trace of the file comes with samples unless a window is given.
    window_s : (float, float), optional
        Only samples between these times, seconds since 1970-01-01 UTC.

    Returns
    -------
    ForeignWaveform

    Raises
    ------
    NoTracesError
        No waveform format, a damaged file, or one over which the parser crashed or took too long.
    ConfinementError
        No confined child can be started.
    """
    request = {
        "what": "waveform",
        "max_samples": max_samples,
        "max_bytes": MAX_SAMPLE_BYTES,
        "window_ns": None if window_s is None else [round(entry * 1e9) for entry in window_s],
    }
    try:
        header, block = ask(request, data, max_bytes=MAX_SAMPLE_BYTES)
    except LostError as fault:
        raise NoTracesError(name, str(fault), "lost") from fault
    try:
        if "error" in header:
            raise NoTracesError(name, _text(header["error"], 300), _KINDS[header["kind"]])
        return ForeignWaveform(
            _text(header["format"], 20),
            tuple(_traces(header["traces"], block)),
            tuple(_text(entry, 160) for entry in header["warnings"][:8]),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as fault:
        raise NoTracesError(name, "its parser sent what cannot be traces", "lost") from fault


def describe_traces(traces: Iterable[Any]) -> tuple[tuple[ForeignTrace, ...], str]:
    """Describe ObsPy traces that a caller gives in memory, as those of a file are.

    Parameters
    ----------
    traces : iterable of obspy.Trace
        What stands for the traces of a file.

    Returns
    -------
    traces : tuple of ForeignTrace
    sha256 : str
        Over headers and samples, in the order of channels and times: the same for the same records.
    """
    pairs = [described(trace) for trace in traces]
    pairs.sort(key=lambda pair: (pair[0]["codes"], pair[0]["start_ns"], pair[0]["npts"]))
    digest = hashlib.sha256()
    result: list[ForeignTrace] = []
    for row, block in pairs:
        digest.update(json.dumps(row, sort_keys=True).encode())
        samples = bytearray() if block is None else bytearray(memoryview(block).cast("B"))
        digest.update(samples)
        result += _traces([row], samples)
    return tuple(result), digest.hexdigest()


def _traces(rows: list[dict[str, Any]], block: bytearray) -> list[ForeignTrace]:
    traces, at = [], 0
    for row in rows:
        network, station, location, channel = row["codes"]
        start_ns, npts = row["start_ns"], row["npts"]
        if not isinstance(start_ns, int) or not isinstance(npts, int) or npts < 0 or abs(start_ns) > 10**20:
            raise ValueError("a time or a number of samples that cannot be")
        samples = None
        if row["dtype"] is not None:
            if row["dtype"] not in _DTYPES:
                raise ValueError("samples of another kind")
            dtype = np.dtype(row["dtype"])
            if at + npts * dtype.itemsize > len(block):
                raise ValueError("fewer samples than said")
            samples = np.frombuffer(block, dtype=dtype, count=npts, offset=at)
            at += npts * dtype.itemsize
        position = {key: float(value) for key, value in row["position"].items() if key in _POSITION}
        traces.append(
            ForeignTrace(
                ".".join(_code(entry) for entry in (network, station, location, channel)),
                start_ns / 1e9,
                float(row["rate"]),
                npts,
                samples,
                _text(row["problem"], 160)
                if abs(start_ns) <= _MAX_NS
                else "its time is outside the calendar",
                {key: value for key, value in position.items() if math.isfinite(value)},
            )
        )
    if at != len(block):
        raise ValueError("more samples than said")
    return traces


def _code(text: str) -> str:
    """A code of a seed id: what is no letter or digit of one is percent-encoded, blanks at its ends fall."""
    shown = file_name(text.strip(" \0").replace("/", "%2F")) if text.strip(" \0") else ""
    return "".join(
        letter if letter.isascii() and letter not in ". " else f"%{ord(letter):02X}" for letter in shown
    )[:24]


def _text(value: str, most: int) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in value)[:most]
