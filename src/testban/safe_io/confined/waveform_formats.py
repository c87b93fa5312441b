"""Which waveform formats are read, and how each is known; nothing that is not listed here is ever called."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

Magic = Callable[[bytes], bool]


class Format(NamedTuple):
    """One of ObsPy's readers: its module, how it knows its files, how it reads them."""

    module: str
    is_format: str
    read: str
    magic: Magic | None = None
    takes_window: bool = False


def _starts(*words: bytes) -> Magic:
    return lambda head: head.startswith(words)


def _sac(head: bytes) -> bool:
    # Header version 6 or 7 in either byte order, at word 76.
    return int.from_bytes(head[304:308], "little") in (6, 7) or int.from_bytes(head[304:308], "big") in (6, 7)


def _mseed(head: bytes) -> bool:
    # Six digits (blanks, zeros) and the kind of record, noise records included.
    return head[:3] == b"MS\x03" or (
        all(byte in b"0123456789 \0" for byte in head[:6])
        and head[6:7] in (b"D", b"R", b"Q", b"M", b"V", b" ")
    )


def _seisan(head: bytes) -> bool:
    return head[:2] == b"KP" or b"P" in (head[:1], head[3:4], head[7:8])


# By its own first bytes where it has any, in ObsPy's order but what is known surely comes first.
FORMATS: dict[str, Format] = {
    "MSEED": Format("obspy.io.mseed.core", "_is_mseed", "_read_mseed", _mseed, takes_window=True),
    "SAC": Format("obspy.io.sac.core", "_is_sac", "_read_sac", _sac),
    "GSE2": Format("obspy.io.gse2.core", "_is_gse2", "_read_gse2", lambda head: b"WID2" in head),
    "GSE1": Format("obspy.io.gse2.core", "_is_gse1", "_read_gse1", _starts(b"WID1", b"XW01")),
    "SH_ASC": Format("obspy.io.sh.core", "_is_asc", "_read_asc", _starts(b"DELTA:")),
    "SLIST": Format("obspy.io.ascii.core", "_is_slist", "_read_slist", _starts(b"TIMESERIES")),
    "TSPAIR": Format("obspy.io.ascii.core", "_is_tspair", "_read_tspair", _starts(b"TIMESERIES")),
    "KNET": Format("obspy.io.nied.knet", "_is_knet_ascii", "_read_knet_ascii", _starts(b"Origin Time")),
    "PDAS": Format("obspy.io.pdas.core", "_is_pdas", "_read_pdas", _starts(b"DATASET")),
    "WAV": Format("obspy.io.wav.core", "_is_wav", "_read_wav", _starts(b"RIFF")),
    "SEG2": Format("obspy.io.seg2.seg2", "_is_seg2", "_read_seg2", _starts(b"\x55\x3a", b"\x3a\x55")),
    "CYBERSHAKE": Format(
        "obspy.io.cybershake.core", "_is_cybershake", "_read_cybershake", _starts(b"12.10\x00")
    ),
    "KINEMETRICS_EVT": Format(
        "obspy.io.kinemetrics.core", "is_evt", "read_evt", lambda head: head[:1] == b"K"
    ),
    "SEISAN": Format("obspy.io.seisan.core", "_is_seisan", "_read_seisan", _seisan),
    "AH": Format("obspy.io.ah.core", "_is_ah", "_read_ah"),
    "REFTEK130": Format("obspy.io.reftek.core", "_is_reftek130", "_read_reftek130"),
    "SACXY": Format("obspy.io.sac.core", "_is_sac_xy", "_read_sac_xy"),
    "SEGY": Format("obspy.io.segy.core", "_is_segy", "_read_segy"),
    "SU": Format("obspy.io.segy.core", "_is_su", "_read_su"),
    "Y": Format("obspy.io.y.core", "_is_y", "_read_y"),
    "WIN": Format("obspy.io.win.core", "_is_win", "_read_win"),
    "GCF": Format("obspy.io.gcf.core", "_is_gcf", "_read_gcf"),
    "DMX": Format("obspy.io.dmx.core", "_is_dmx", "_read_dmx"),
    "ALSEP_PSE": Format("obspy.io.alsep.core", "_is_pse", "_read_pse"),
    "ALSEP_WTN": Format("obspy.io.alsep.core", "_is_wtn", "_read_wtn"),
    "ALSEP_WTH": Format("obspy.io.alsep.core", "_is_wth", "_read_wth"),
    "RG16": Format("obspy.io.rg16.core", "_is_rg16", "_read_rg16"),
}

# Readers of ObsPy that are never called, with the reason that a user is given.
REFUSED = {
    "PICKLE": "a pickle runs the code of who wrote it",
    "Q": "its samples lie in a second file, which is not followed",
    "CSS": "its samples lie in other files; testban reads the table itself",
    "NNSA_KB_CORE": "its samples lie in other files; testban reads the table itself",
}
_REFUSED_BY = (
    (b"obspy.core.stream", "is a pickle, and a pickle runs the code of who wrote it"),
    (b"43981", f"is of the format Q: {REFUSED['Q']}"),
)


def refusal(head: bytes) -> str:
    """Why a file is refused by its first bytes; empty where it is not.

    Examples
    --------
    >>> refusal(b"\\x80\\x04cobspy.core.stream")
    'is a pickle, and a pickle runs the code of who wrote it'
    """
    if _REFUSED_BY[0][0] in head[:200]:
        return _REFUSED_BY[0][1]
    return _REFUSED_BY[1][1] if head.startswith(_REFUSED_BY[1][0]) else ""


def recognise(head: bytes, path: str) -> str:
    """Name the format of a file; empty where it is none of the list.

    Parameters
    ----------
    head : bytes
        Its beginning.
    path : str
        Of the whole, in memory.
    """
    for name, entry in FORMATS.items():
        if entry.magic is not None and not entry.magic(head):
            continue
        try:
            if _function(entry.module, entry.is_format)(path):
                return name
        except Exception:  # ObsPy's tests raise whatever they meet; then it is not theirs
            continue
    return ""


def reader(name: str) -> Callable[..., Any]:
    """Return ObsPy's reader of a format of the list."""
    entry = FORMATS[name]
    return _function(entry.module, entry.read)


def _function(module: str, name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
