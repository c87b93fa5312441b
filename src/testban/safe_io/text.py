"""Decode a foreign file of text, or say why it is none."""

from __future__ import annotations

import codecs
import re

from testban.safe_io.errors import ForeignFileError


def decode(data: bytes, name: str, *, error: type[ForeignFileError] = ForeignFileError) -> str:
    """Decode a text file; UTF-8 or marked UTF-16, and where it is neither, Latin-1 (older bulletins).

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Of the file, for messages.
    error : type of ForeignFileError
        What is raised.

    Returns
    -------
    str

    Raises
    ------
    ForeignFileError
        Compressed or binary content, with the line of the first byte that shows it.

    Examples
    --------
    >>> decode("Bondár".encode("latin-1"), "a.txt")
    'Bondár'
    """
    if data[:2] == b"\x1f\x8b" or data[:4] == b"PK\x03\x04":
        raise error(name, "is compressed; unpack it first", line=1)
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        try:
            data = data.decode("utf-16").encode("utf-8")
        except UnicodeError:
            raise error(name, "is marked as UTF-16 and is not", line=1) from None
    odd = [match.start() for match in _ODD.finditer(data)]
    if b"\0" in data or len(odd) > max(8, len(data) // 100):
        line = data.count(b"\n", 0, odd[0]) + 1
        raise error(name, f"is binary, not text (byte 0x{data[odd[0]]:02x})", line=line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


_ODD = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
