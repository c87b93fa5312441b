"""Undo one layer of gzip or bzip2, within bounds; archives of many files are refused."""

from __future__ import annotations

import bz2
import zlib

# Seismograms shrink to a third; a hundredfold is a bomb.
MAX_RATIO, MAX_UNPACKED_BYTES = 100, 1024 * 1024 * 1024
_REFUSED = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!", "rar"),
    (0, b"\x1f\x9d", "compress"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (257, b"ustar", "tar"),
)


class PackedError(Exception):
    """An archive, or a packed file that is damaged or grows without bound."""


def unpacked(data: bytes | bytearray) -> bytes | bytearray:
    """Return the bytes of a file, of a packed one those inside.

    Raises
    ------
    PackedError
        An archive of many files, archives within archives, or more than a hundred times the packed size.

    Examples
    --------
    >>> import gzip
    >>> unpacked(gzip.compress(b"abc"))
    b'abc'
    """
    made = _inside(data)
    if made is None:
        return data
    if _inside(made, only_ask=True) is not None:
        raise PackedError("is packed twice; unpack it first")
    return made


def _inside(data: bytes | bytearray, *, only_ask: bool = False) -> bytes | bytearray | None:
    for at, magic, kind in _REFUSED:
        if data[at : at + len(magic)] == magic:
            raise PackedError(f"is an archive or packed ({kind}); unpack it first")
    gzip, bzip = data[:3] == b"\x1f\x8b\x08", data[:3] == b"BZh" and data[4:10] == b"1AY&SY"
    if not gzip and not bzip:
        return None
    if only_ask:
        return data
    bound = min(MAX_RATIO * len(data), MAX_UNPACKED_BYTES)
    try:
        if gzip:
            maker = zlib.decompressobj(wbits=31)
            made, whole = maker.decompress(bytes(data), bound), maker.eof
        else:
            unpacker = bz2.BZ2Decompressor()
            made, whole = unpacker.decompress(bytes(data), bound), unpacker.eof
    except (zlib.error, OSError, ValueError) as fault:
        raise PackedError(f"is packed and damaged ({fault})") from fault
    if not whole:
        how = f"grows beyond {MAX_RATIO} times its size" if len(made) >= bound else "is packed and cut short"
        raise PackedError(how)
    return made
