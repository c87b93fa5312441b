"""Hostile files, made here: one that a reader of each waveform format takes for its own, and worse."""

from __future__ import annotations

import os
import pickle
import random
import struct
import tempfile
import warnings
from pathlib import Path

import numpy as np
from obspy import Stream, Trace, UTCDateTime


def pickle_that_runs(mark: Path, *, at: int = 0) -> bytes:
    """A pickle with ObsPy's word in it that makes a folder when it is read."""
    return b"S'obspy.core.stream'\n0" + b"I0\n0" * at + b"cos\nmkdir\n(S'" + os.fsencode(mark) + b"'\ntR."


def honest_pickle() -> bytes:
    return pickle.dumps(stream(), protocol=2)


def stream(npts: int = 400, rate: float = 40.0) -> Stream:
    data = np.random.default_rng(3).normal(0.0, 1000.0, npts).astype(np.int32)
    header = {"network": "XX", "station": "ABC", "channel": "BHZ", "sampling_rate": rate}
    return Stream([Trace(data, {**header, "starttime": UTCDateTime(2017, 9, 3)})])


def written(kind: str, **more: str) -> bytes:
    """A good file of a format that ObsPy writes."""
    traces = stream()
    if kind in ("SEGY", "SU", "SAC", "SACXY", "AH", "SH_ASC"):
        traces[0].data = traces[0].data.astype(np.float32)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder, "a")
        traces.write(str(path), format=kind, **more)
        (file,) = Path(folder).iterdir()
        return file.read_bytes()


WRITTEN = ("MSEED", "SAC", "SACXY", "GSE2", "SH_ASC", "SLIST", "TSPAIR", "SEGY", "SU", "WAV", "AH", "GCF")
# First bytes that each other reader takes for its own, and garbage after them.
MAGIC = {
    "SEISAN": struct.pack("<i", 80) + b" " * 76 + struct.pack("<ii", 80, 80),
    "GSE1": b"WID1 2017246 00 00 00 000     400 ABC      \n",
    "Q": b"43981 1 1\n",
    "PICKLE": b"\x80\x04obspy.core.stream",
    "Y": struct.pack("<BBBBIII", 31, 0, 0, 0, 0, 0, 0),
    "SEG2": struct.pack("<HHHH", 0x3A55, 1, 4, 60_000),
    "WIN": struct.pack(">I", 4_000_000) + bytes.fromhex("170903033001") + bytes([1, 1, 0x4F, 0xFF]),
    "CSS": b"ABC    BHZ      " + b" " * 267 + b"\n",
    "NNSA_KB_CORE": b"ABC    BHZ      " + b" " * 271 + b"\n",
    "PDAS": b"".join(word + b" x\r\n" for word in b"DATASET FILE_TYPE VERSION SIGNAL DATE TIME INTERVAL "
                     b"VERT_UNITS HORZ_UNITS COMMENT DATA".split()),
    "KINEMETRICS_EVT": b"K\x01\x01\x07" + struct.pack(">HHHH", 2040, 60_000, 1, 1),
    "DMX": struct.pack("<BBBBII", 7, 0, 0, 0, 1, 1),
    "ALSEP_PSE": struct.pack(">HH", 1, 12),
    "ALSEP_WTN": struct.pack(">HH", 3, 0),
    "ALSEP_WTH": struct.pack(">HH", 4, 0),
    "CYBERSHAKE": b"12.10\0\0\0" + b"x" * 48,
    "KNET": b"Origin Time       2017/09/03 12:00:00\n",
    "REFTEK130": b"EH" + b"\x99" * 1022,
    "RG16": bytes.fromhex("00018058") + bytes(12) + b"\x20" + bytes(25) + b"\x01\x06",
}  # fmt: skip


def garbage(kind: str, seed: int = 0) -> bytes:
    """What begins as a file of the format and goes on at random."""
    rest = random.Random(f"{kind} {seed}").randbytes(8192)
    return MAGIC[kind] + rest[: 8192 - len(MAGIC[kind])] if kind in MAGIC else written(kind)[:100] + rest


def mutated(data: bytes, seed: int) -> bytes:
    """The file with some bytes changed, cut or doubled."""
    draw, raw = random.Random(seed), bytearray(data)
    for _ in range(draw.randint(1, 12)):
        at = draw.randrange(len(raw))
        kind = draw.randrange(4)
        if kind == 0:
            raw[at] = draw.randrange(256)
        elif kind == 1:
            raw[at : at + 4] = struct.pack("<I", draw.choice((0, 1, 2**31 - 1, 2**31, 2**32 - 1)))
        elif kind == 2:
            raw[at : at + draw.randint(1, 64)] = b""
        else:
            raw[at:at] = raw[at : at + 64]
        if not raw:
            return b"x"
    return bytes(raw)
