"""The one form of a dossier as a zip file: every byte but the compressed streams follows from the entries.

Zip files can say one thing to one reader and another to the next: names in two places, sizes in three, bytes
before, between and after the entries that some tools show and others skip. A dossier is signed, so nothing in
it may be seen differently by two readers. Writer and reader therefore share one description (PKWARE, APPNOTE
6.3.10, sections 4.3.7, 4.3.12, 4.3.16): the reader decodes each entry, builds the headers anew, and refuses
a file where any byte differs. Only the deflate stream may differ, as it does between versions of zlib.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from testban.dossier.errors import RefusedError
from testban.dossier.names import clashing, name_problem, shown

MIB = 1024 * 1024
MAX_FILES = 10_000
MAX_TOTAL_BYTES = 1024 * MIB
# Text of bulletins shrinks 3 to 20 times; deflate can reach 1,032. Small files may be anything.
MAX_RATIO, RATIO_FROM_BYTES = 100, MIB

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
STORED, DEFLATED = 0, 8
VERSION = 20  # 2.0: deflate
MADE_ON_UNIX = 3 << 8 | VERSION
UTF8_NAME = 0x800
NO_TIME = (0, 0x21)  # 1980-01-01 00:00, the earliest a zip can hold: a dossier carries no clock
MODE = (stat.S_IFREG | 0o644) << 16
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the container.

    Attributes
    ----------
    name : str
        Name of the file.
    method : int
        0 stored, 8 deflated.
    crc : int
        CRC-32 of the content.
    packed, size : int
        Bytes in the container and of the content.
    """

    name: str
    method: int
    crc: int
    packed: int
    size: int

    def local_header(self) -> bytes:
        """Return what stands before the entry's data."""
        raw = self.name.encode()
        return (
            _LOCAL.pack(
                LOCAL, VERSION, _flags(raw), self.method, *NO_TIME, self.crc, self.packed, self.size,
                len(raw), 0,
            )
            + raw
        )  # fmt: skip

    def central_header(self, offset: int) -> bytes:
        """Return the entry's row of the central directory."""
        raw = self.name.encode()
        return (
            _CENTRAL.pack(
                CENTRAL, MADE_ON_UNIX, VERSION, _flags(raw), self.method, *NO_TIME, self.crc, self.packed,
                self.size, len(raw), 0, 0, 0, 0, MODE, offset,
            )
            + raw
        )  # fmt: skip


def pack(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the bytes of a container, names sorted, the same for the same files and zlib.

    Parameters
    ----------
    files : mapping of str to bytes
        Content by path inside the dossier.

    Yields
    ------
    bytes

    Examples
    --------
    >>> container = b"".join(pack({"finding.json": b"{}"}))
    >>> unpack(container)
    {'finding.json': b'{}'}
    """
    rows: list[bytes] = []
    offset = 0
    for name in sorted(files):
        content = files[name]
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        data, method = deflate.compress(content) + deflate.flush(), DEFLATED
        if _like_a_bomb(len(data), len(content)):
            # What shrinks like a bomb is stored as it is, or our own reader would refuse it.
            data, method = content, STORED
        entry = Entry(name, method, zlib.crc32(content), len(data), len(content))
        header = entry.local_header()
        yield header
        yield data
        rows.append(entry.central_header(offset))
        offset += len(header) + len(data)
    yield from rows
    yield _end(len(rows), sum(map(len, rows)), offset)


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a container that has exactly the form `pack` gives it.

    Parameters
    ----------
    data : bytes
        The whole container.

    Returns
    -------
    dict of str to bytes
        Content by path inside the dossier.

    Raises
    ------
    RefusedError
        Anything that `pack` would have written differently; the message says what and where.
    """
    if data[:4] != LOCAL:
        raise RefusedError("the zip does not begin with its first entry: it hides something before it")
    view = memoryview(data)
    files: dict[str, bytes] = {}
    rows: list[bytes] = []
    position = total = 0
    while data[position : position + 4] == LOCAL:
        entry = _read_header(data, position)
        _check_entry(entry, files)
        total += entry.size
        check_limits(len(files) + 1, total)
        header = entry.local_header()
        start = position + len(header)
        if data[position:start] != header:
            raise RefusedError(f"{shown(entry.name)}: damaged, or its header is not as a dossier has it")
        if start + entry.packed > len(data):
            raise RefusedError(f"{shown(entry.name)}: the zip is damaged: an entry points outside the file")
        files[entry.name] = _content(entry, view[start : start + entry.packed])
        rows.append(entry.central_header(position))
        position = start + entry.packed
    _check_directory(data, position, rows)
    _check_names(files)
    return files


def check_limits(count: int, total: int) -> None:
    """Refuse too many files or too many bytes.

    Parameters
    ----------
    count, total : int
        Files so far, and their bytes.

    Raises
    ------
    RefusedError
        Either is beyond `MAX_FILES` or `MAX_TOTAL_BYTES`.
    """
    if count > MAX_FILES:
        raise RefusedError(f"more than {MAX_FILES:,} files: no dossier")
    if total > MAX_TOTAL_BYTES:
        raise RefusedError(f"unpacks to more than {MAX_TOTAL_BYTES // MIB:,} MiB: a zip bomb, or no dossier")


def _flags(raw: bytes) -> int:
    return 0 if raw.isascii() else UTF8_NAME


def _like_a_bomb(packed: int, size: int) -> bool:
    return size > RATIO_FROM_BYTES and size > MAX_RATIO * max(packed, 1)


def _end(count: int, size: int, offset: int) -> bytes:
    return _END.pack(END, 0, 0, count, count, size, offset, 0)


def _read_header(data: bytes, position: int) -> Entry:
    """Read what varies in a local header; what does not is compared afterwards."""
    if position + _LOCAL.size > len(data):
        raise RefusedError("the zip is damaged: it ends within a header")
    _, _, flags, method, _, _, crc, packed, size, length, _ = _LOCAL.unpack_from(data, position)
    raw = data[position + _LOCAL.size : position + _LOCAL.size + length]
    try:
        name = raw.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(f"{raw[:60]!a}: its name is not UTF-8") from error
    problem = name_problem(name)
    if problem:
        raise RefusedError(f"{shown(name)}: {problem}")
    if flags & 0x1:
        raise RefusedError(f"{shown(name)}: encrypted, so nobody can check it")
    if method not in (STORED, DEFLATED):
        raise RefusedError(f"{shown(name)}: packed by method {method}; stored or deflated are read")
    return Entry(name, method, crc, packed, size)


def _check_entry(entry: Entry, files: dict[str, bytes]) -> None:
    name = shown(entry.name)
    if entry.name in files:
        raise RefusedError(f"{name}: stands twice in the zip, and readers differ in which they show")
    if files and entry.name < next(reversed(files)):
        raise RefusedError(f"{name}: the entries are not in the order of their names")
    if entry.method == STORED and entry.packed != entry.size:
        raise RefusedError(f"{name}: damaged: stored, with two sizes")
    if _like_a_bomb(entry.packed, entry.size):
        raise RefusedError(
            f"{name}: unpacks to {entry.size:,} bytes from {entry.packed:,}, more than {MAX_RATIO} times: "
            "a zip bomb"
        )


def _content(entry: Entry, packed: memoryview) -> bytes:
    name = shown(entry.name)
    if entry.method == STORED:
        content = bytes(packed)
    else:
        inflate = zlib.decompressobj(-15)
        try:
            content = inflate.decompress(packed, entry.size + 1)
        except zlib.error as error:
            raise RefusedError(f"{name}: the zip is damaged or cannot be unpacked: {error}") from error
        if not inflate.eof or inflate.unused_data or inflate.unconsumed_tail:
            raise RefusedError(f"{name}: the zip is damaged: its data are longer or shorter than it says")
    if len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise RefusedError(f"{name}: the zip is damaged: size or CRC-32 is not that of its data")
    return content


def _check_directory(data: bytes, position: int, rows: Iterable[bytes]) -> None:
    held = list(rows)
    directory = b"".join(held)
    expected = directory + _end(len(held), len(directory), position)
    if data[position:] == expected:
        return
    rest = data[position:]
    if rest.startswith(expected):
        raise RefusedError("the zip goes on after its end: bytes that no manifest covers")
    if rest.startswith(expected[:-2]):
        raise RefusedError("the zip carries a comment, which no manifest covers")
    if rest[:4] not in (CENTRAL, b""):
        raise RefusedError("the zip is damaged, or hides bytes between its entries and its directory")
    raise RefusedError("the zip is damaged: its directory does not say of the entries what they are")


def _check_names(files: Mapping[str, bytes]) -> None:
    for first, second in clashing(files):
        raise RefusedError(f"{shown(first)} and {shown(second)} are one file on some systems")
    for name in files:
        parts = name.split("/")
        for count in range(1, len(parts)):
            if "/".join(parts[:count]) in files:
                raise RefusedError(f"{shown(name)}: cannot be unpacked, a file stands in its way")
