"""Read the traces of one waveform file into plain numbers and text."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .in_memory import file_of
from .restrict import allow_to_write, limit_for
from .unpack import PackedError, unpacked
from .waveform_formats import FORMATS, reader, recognise, refusal

HEAD_BYTES = 4096
MAX_SAID = 240

# SAC's integer for "undefined", and the fields of the reference time without which there is no date.
_UNDEFINED = -12345
_REFERENCE_TIME = ("nzyear", "nzjday", "nzhour", "nzmin", "nzsec")


def read_waveform(
    data: bytearray, *, seconds: float, max_samples: int, window_ns: tuple[int, int] | None, max_bytes: int
) -> tuple[dict[str, Any], list[Any]]:
    """Read one file.

    Parameters
    ----------
    data : bytearray
        The whole file.
    seconds : float
        Of processor time.
    max_samples : int
        The longest trace whose samples are returned without a window; longer ones come without samples.
    window_ns : (int, int) or None
        Only samples between these times, nanoseconds since 1970.
    max_bytes : int
        Of samples in all.

    Returns
    -------
    header : dict
        ``format``, ``warnings`` and ``traces``; or ``error``.
    blocks : list of ndarray
        The samples of the traces in their order, little-endian.
    """
    try:
        content = unpacked(data)
    except PackedError as fault:
        return {"error": str(fault), "kind": "packed"}, []
    head = bytes(content[:HEAD_BYTES])
    message = refusal(head)
    if message:
        return {"error": message, "kind": "refused"}, []
    allow_to_write(len(content))
    with file_of(content) as path, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        limit_for(len(content), seconds)
        name = recognise(head, path)
        if not name:
            return {"error": "no waveform format that can be read", "kind": "unknown"}, []
        try:
            traces, samples = _read(path, name, max_samples, window_ns, max_bytes)
        except MemoryError:
            return {"error": f"{name}: needs more memory than a file of its size may", "kind": "broken"}, []
        except Exception as fault:  # ObsPy's readers raise whatever they meet
            message = " ".join(str(fault).replace(path, "the file").split())[:MAX_SAID]
            return {"error": f"{name}: {type(fault).__name__}: {message}", "kind": "broken"}, []
    notes = sorted(
        {
            " ".join(str(entry.message).replace(path, "the file").split())[:160]
            for entry in caught
            if "MSEED" in entry.category.__name__
        }
    )
    return {"format": name, "warnings": notes[:8], "traces": traces}, samples


def _read(
    path: str, name: str, max_samples: int, window_ns: tuple[int, int] | None, max_bytes: int
) -> tuple[list[dict[str, Any]], list[Any]]:
    from obspy import UTCDateTime

    read = reader(name)
    limits = {}
    if window_ns is not None:
        window = tuple(UTCDateTime(ns=ns) for ns in window_ns)
        if FORMATS[name].takes_window:
            limits = {"starttime": window[0], "endtime": window[1]}
        stream = read(path, **limits)
        stream.trim(*window, nearest_sample=True)
    else:
        stream = read(path, headonly=True)
        if all(trace.stats.npts <= max_samples for trace in stream):
            stream = read(path)
    traces, samples, total = [], [], 0
    for trace in stream:
        row, block = described(trace)
        total += 0 if block is None else block.nbytes
        if total > max_bytes:
            raise ValueError(f"more than {max_bytes} bytes of samples")
        traces.append(row)
        if block is not None:
            samples.append(block)
    return traces, samples


def described(trace: Any) -> tuple[dict[str, Any], Any]:
    """Return header and samples of an ObsPy trace as plain numbers and text; no samples where it has none."""
    stats = trace.stats
    row: dict[str, Any] = {
        "codes": [
            str(stats.network)[:40],
            str(stats.station)[:40],
            str(stats.location)[:40],
            str(stats.channel)[:40],
        ],
        "start_ns": int(stats.starttime.ns),
        "rate": float(stats.sampling_rate),
        "npts": int(stats.npts),
        "dtype": None,
        "problem": "",
        "position": _position(stats.get("sac")),
    }
    data = trace.data
    if data is None or len(data) == 0:
        return row, None
    if isinstance(data, np.ma.MaskedArray):
        data = np.ma.filled(data.astype(np.float64), np.nan)
    data = np.asarray(data)
    if data.dtype.kind in "SUa":
        row["problem"] = "holds text, not samples"
    elif data.ndim != 1 or data.dtype.kind not in "iuf" or data.dtype.itemsize not in (1, 2, 4, 8):
        row["problem"] = f"its samples are of the kind {data.dtype}, with {data.ndim} dimensions"
    if not row["problem"] and _is_undated(stats):
        row["problem"] = "its header holds no reference time: when it was recorded is not known"
    if row["problem"]:
        return row, None
    block = np.ascontiguousarray(data, dtype=data.dtype.newbyteorder("<"))
    row["npts"], row["dtype"] = int(block.size), block.dtype.str.replace("|", "<")
    return row, block


def _is_undated(stats: Any) -> bool:
    """Whether a SAC header leaves its reference time undefined; ObsPy then takes the first day of 1970."""
    sac = stats.get("sac")
    if sac is None:
        return False
    return any(int(sac.get(name, _UNDEFINED)) == _UNDEFINED for name in _REFERENCE_TIME)


def _position(sac: Any) -> dict[str, float]:
    """Position and orientation in a SAC header; the event's fields are never read."""
    if sac is None:
        return {}
    position = {}
    for key in ("stla", "stlo", "stel", "cmpaz", "cmpinc"):
        if key in sac and np.isfinite(float(sac[key])) and float(sac[key]) != -12345.0:
            position[key] = float(sac[key])
    return position
