"""Read waveforms that a CSS3.0 or NNSA KB Core `wfdisc` table describes, from files of its folder only."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from testban.model import Excluded, excerpt
from testban.safe_io import (
    MAX_WAVEFORM_BYTES,
    ForeignFileError,
    ForeignTrace,
    PackedError,
    file_name,
    open_file,
    read_bytes,
    unpacked,
)

# Kinds of samples (Anderson et al., 1990, CSS3.0, attribute `datatype`): their type, or their width as text.
_BINARY = {"s4": ">i4", "s2": ">i2", "i4": "<i4", "i2": "<i2", "t4": ">f4", "t8": ">f8", "f4": "<f4"} | {
    "f8": "<f8"
}
_TEXT = {"c0": 12, "c#": 12, "a0": 15, "a#": 15, "b0": 24, "b#": 24}
_WIDTHS = {283: 0, 287: 1}  # length of a row in CSS3.0 and KB Core, and how far the latter shifts its fields
MAX_ROWS, MAX_ROW_SAMPLES = 100_000, 20_000_000


@dataclass(frozen=True, slots=True)
class WfdiscContent:
    """What a table gave: traces, the files they came from with their bytes, and rows left out."""

    traces: tuple[ForeignTrace, ...]
    inputs: tuple[tuple[Path, bytes], ...]
    not_used: tuple[Excluded, ...]


def is_wfdisc(path: Path) -> bool:
    """Whether a file begins with a row of such a table, by the length of its first line.

    Examples
    --------
    >>> is_wfdisc(Path("/dev/null"))
    False
    """
    try:
        with open_file(path) as stream:
            head = stream.read(max(_WIDTHS) + 2)
    except ForeignFileError:
        return False
    line = head.partition(b"\n")[0].rstrip(b"\r")
    return len(line) in _WIDTHS and len(line) < len(head) and line.isascii() and line.decode().isprintable()


def read_wfdisc(table: Path, root: Path, allowed: Collection[Path] | None) -> WfdiscContent:
    """Read the samples that a table describes.

    Parameters
    ----------
    table : Path
        The file.
    root : Path
        The folder that was given: what a row's ``dir`` leads out of it to is not read.
    allowed : collection of Path or None
        The files of that folder that may be read; None where the table was given alone.

    Returns
    -------
    WfdiscContent

    Raises
    ------
    ForeignFileError
        The file cannot be read or is no such table.
    """
    name, data = file_name(table), read_bytes(table)
    lines = [line.rstrip(b"\r").decode("latin-1") for line in data.split(b"\n") if line.strip()]
    shift = _WIDTHS.get(len(lines[0]))
    if shift is None or len(lines) > MAX_ROWS:
        raise ForeignFileError(name, "is not a wfdisc table of CSS3.0 or KB Core")
    traces: list[ForeignTrace] = []
    contents: dict[Path, bytes] = {table: data}
    samples: dict[Path, bytes | bytearray] = {}
    not_used: list[Excluded] = []
    for number, line in enumerate(lines, start=1):
        try:
            if len(line) != len(lines[0]):
                raise ForeignFileError(name, f"has {len(line)} characters, not {len(lines[0])}", line=number)
            path = _file_of(line, shift, table, root, allowed, number)
            if path not in contents:
                contents[path] = read_bytes(path, limit=MAX_WAVEFORM_BYTES)
                samples[path] = unpacked(contents[path]) if path.suffix == ".gz" else contents[path]
            traces.append(_trace(line, shift, samples[path], name, number))
        except PackedError as fault:
            not_used.append(Excluded(id=name, reason=f"line {number}: its file {fault}"))
        except ForeignFileError as fault:
            not_used.append(Excluded(id=name, reason=_without(name, fault)))
    return WfdiscContent(tuple(traces), tuple(contents.items()), tuple(not_used))


def _without(name: str, fault: ForeignFileError) -> str:
    return str(fault).removeprefix(name).removeprefix(":").strip()


def _file_of(
    line: str, shift: int, table: Path, root: Path, allowed: Collection[Path] | None, number: int
) -> Path:
    """The file of a row, where it lies inside the folder given."""
    folder, file = line[148 + shift : 212 + shift].strip(), line[213 + shift : 245 + shift].strip()
    name = file_name(table)
    if not file or "\0" in folder + file:
        raise ForeignFileError(name, "names no file", line=number)
    path = Path(os.path.normpath(table.parent / folder / file))
    candidates = (path, path.with_name(f"{path.name}.gz"))
    existing = [
        candidate
        for candidate in candidates
        if (candidate.is_file() if allowed is None else candidate in allowed)
    ]
    root = Path(os.path.realpath(root))
    leads_out = not all(
        Path(os.path.realpath(candidate)).is_relative_to(root) for candidate in (path, *existing)
    )
    if leads_out or (os.path.isabs(folder) and not existing):
        where = excerpt(f"{folder}/{file}", limit=100)
        raise ForeignFileError(name, f"its file {where} lies outside of the folder given", line=number)
    if not existing:
        raise ForeignFileError(name, f"its file {excerpt(file)} is not in the folder", line=number)
    return existing[0]


def _trace(line: str, shift: int, data: bytes | bytearray, name: str, number: int) -> ForeignTrace:
    def field(first: int, last: int) -> str:
        return line[first + shift : last + shift].strip()

    station, channel = line[0:6].strip(), line[7:15].strip()
    try:
        start = float(line[16 : 33 + shift])
        count, offset = int(field(79, 87)), int(field(246, 256))
        rate = float(field(88, 99))
    except ValueError as fault:
        raise ForeignFileError(name, f"a number cannot be read ({fault})", line=number) from fault
    kind = field(143, 145)
    width = _TEXT.get(kind) or (np.dtype(_BINARY[kind]).itemsize if kind in _BINARY else 3 * (kind == "s3"))
    if not width:
        raise ForeignFileError(name, f"its datatype {excerpt(kind)} is none that is read", line=number)
    if not 0 < count <= MAX_ROW_SAMPLES or offset < 0 or not abs(start) < 2.5e11:
        raise ForeignFileError(name, f"{count} samples from byte {offset} at {start:g} s", line=number)
    if offset + count * width > len(data):
        message = f"its {count} samples end after its file, which has {len(data)} bytes"
        raise ForeignFileError(name, message, line=number)
    block = data[offset : offset + count * width]
    try:
        samples = _decoded(block, kind, width)
    except ValueError as fault:
        raise ForeignFileError(name, f"a sample is not a number ({str(fault)[:60]})", line=number) from fault
    seed_id = f".{file_name(station) if station else ''}..{file_name(channel) if channel else ''}"
    return ForeignTrace(seed_id, start, rate, count, samples)


def _decoded(block: bytes | bytearray, kind: str, width: int) -> np.ndarray:
    if kind in _BINARY:
        return np.frombuffer(block, dtype=_BINARY[kind])
    if kind == "s3":
        raw = np.frombuffer(block, dtype=np.uint8).reshape(-1, 3).astype(np.int32)
        whole = (raw[:, 0] << 16) | (raw[:, 1] << 8) | raw[:, 2]
        return np.where(whole >= 1 << 23, whole - (1 << 24), whole).astype(np.int32)
    return np.frombuffer(block, dtype=f"S{width}").astype(np.float64)
