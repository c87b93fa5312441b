"""The container of a dossier has one form: whatever else a zip can say is refused."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testban.dossier import RefusedError
from testban.dossier.container import CENTRAL, END, LOCAL, pack, unpack

FILES = {
    "dossier.html": b"<p>explosion</p>" * 20,
    "finding.json": b"{}\n",
    "inputs/arrivals.csv": b"station,phase,time\n" * 9,
    "manifest.json": b'{"files": {}}\n',
}
SOUND = b"".join(pack(FILES))
LOCALS = [number for number in range(len(SOUND)) if SOUND[number : number + 4] == LOCAL]
ROWS = [number for number in range(len(SOUND)) if SOUND[number : number + 4] == CENTRAL]
DIRECTORY, EOCD = ROWS[0], SOUND.rindex(END)


def put(at: int, new: bytes, data: bytes = SOUND) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def insert(at: int, new: bytes, data: bytes = SOUND) -> bytes:
    return data[:at] + new + data[at:]


def end_with(
    *, count: int = 4, size: int = EOCD - DIRECTORY, offset: int = DIRECTORY, comment: bytes = b""
) -> bytes:
    return (
        SOUND[:EOCD] + struct.pack("<4s4H2IH", END, 0, 0, count, count, size, offset, len(comment)) + comment
    )


def by_zipfile(
    *entries: tuple[object, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    """What another writer makes, with the same moment and rights as ours."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(str(name))
            if not isinstance(name, zipfile.ZipInfo):
                info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
                info.compress_type = method
            archive.writestr(info, content)
        archive.comment = comment
    return stream.getvalue()


def info_of(name: str, **fields: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in fields.items():
        setattr(info, key, value)
    return info


def hidden_entry() -> bytes:
    """An entry between the others and the directory, in no directory: some unpackers show it."""
    extra = b"".join(pack({"evil.html": b"<p>earthquake</p>"}))
    data = insert(DIRECTORY, extra[: extra.index(CENTRAL)])
    return put(len(data) - 6, struct.pack("<I", DIRECTORY + extra.index(CENTRAL)), data)


def two_archives() -> bytes:
    return b"".join(pack({"finding.json": b"other"})) + SOUND


def unicode_path(data: bytes = SOUND) -> bytes:
    """The extra field 0x7075 renames an entry for readers that know it."""
    name = b"evil.html"
    extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(b"dossier.html")) + name
    at = ROWS[0] + 46 + len("dossier.html")
    changed = insert(at, extra, data)
    changed = put(ROWS[0] + 30, struct.pack("<H", len(extra)), changed)
    return put(len(changed) - 10, struct.pack("<I", EOCD - DIRECTORY + len(extra)), changed)


def with_descriptor() -> bytes:
    """Sizes after the data instead of before them: the header says nothing then."""
    stream = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return stream.write(data)  # type: ignore[arg-type]

    with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr(info_of("finding.json"), b"{}\n")
    return stream.getvalue()


CRAFTED = {
    "a script before it": b"#!/bin/sh\nexit\n" + SOUND,
    "another archive before it": two_archives(),
    "the mark of a split archive before it": b"PK00PK" + SOUND,
    "the mark of a spanned archive": b"PK\x07\x08" + SOUND,
    "bytes after its end": SOUND + b"evil",
    "a second end": SOUND + SOUND[EOCD:],
    "another archive after it": SOUND + b"".join(pack({"finding.json": b"other"})),
    "a comment": end_with(comment=b"see evil.html"),
    "a comment that is an end": end_with(comment=SOUND[EOCD:]),
    "an empty comment of a stated length": put(len(SOUND) - 2, b"\x04\x00"),
    "an entry in no directory": hidden_entry(),
    "a row less in the directory": SOUND[: ROWS[-1]] + end_with()[EOCD:],
    "a row twice in the directory": insert(ROWS[1], SOUND[ROWS[0] : ROWS[1]]),
    "rows in another order": SOUND[:DIRECTORY]
    + SOUND[ROWS[1] : ROWS[2]]
    + SOUND[ROWS[0] : ROWS[1]]
    + SOUND[ROWS[2] :],
    "one entry less than counted": end_with(count=5),
    "one entry more than counted": end_with(count=3),
    "another size of the directory": end_with(size=EOCD - DIRECTORY - 1),
    "another place of the directory": end_with(offset=DIRECTORY - 1),
    "no directory": SOUND[:DIRECTORY] + end_with(count=0, size=0)[EOCD:],
    "a second disk": put(EOCD + 4, b"\x01\x00"),
    "an entry on a second disk": put(ROWS[0] + 34, b"\x01\x00"),
    "bytes between two entries": insert(LOCALS[1], b"evil"),
    "bytes before the directory": insert(DIRECTORY, b"evil"),
    "bytes before the end": insert(EOCD, b"evil"),
    "a record of extra data": insert(DIRECTORY, b"PK\x06\x08\x04\x00\x00\x00evil"),
    "a digital signature record": insert(EOCD, b"PK\x05\x05\x04\x00evil"),
    "the end of a large archive": insert(EOCD, b"PK\x06\x06" + bytes(52) + b"PK\x06\x07" + bytes(16)),
    "another name in the directory": put(ROWS[0] + 46, b"Dossier.html"),
    "another name before the data": put(LOCALS[0] + 30, b"dossieR.html"),
    "an extra field before the data": insert(LOCALS[0] + 42, b"evil", put(LOCALS[0] + 28, b"\x04\x00")),
    "a rename by an extra field": unicode_path(),
    "a comment on an entry": insert(ROWS[1], b"evil", put(ROWS[0] + 32, b"\x04\x00")),
    "sizes after the data": with_descriptor(),
    "marked as encrypted": put(LOCALS[0] + 6, b"\x01\x00"),
    "marked as encrypted in the directory": put(ROWS[0] + 8, b"\x01\x00"),
    "marked as strongly encrypted": put(LOCALS[0] + 6, b"\x40\x00"),
    "a plain name marked as UTF-8": put(LOCALS[0] + 6, b"\x00\x08"),
    "a patch": put(LOCALS[0] + 6, b"\x20\x00"),
    "another version needed": put(LOCALS[0] + 4, b"\x2d\x00"),
    "another version needed in the directory": put(ROWS[0] + 6, b"\x2d\x00"),
    "another maker": put(ROWS[0] + 5, b"\x00"),
    "a time": put(LOCALS[0] + 10, b"\x01\x00"),
    "a date in the directory": put(ROWS[0] + 14, b"\x22\x00"),
    "called text": put(ROWS[0] + 36, b"\x01\x00"),
    "a link": put(ROWS[0] + 38, struct.pack("<I", (stat.S_IFLNK | 0o777) << 16)),
    "a device": put(ROWS[0] + 38, struct.pack("<I", (stat.S_IFCHR | 0o600) << 16)),
    "executable": put(ROWS[0] + 38, struct.pack("<I", (stat.S_IFREG | 0o755) << 16)),
    "marked as a folder": put(ROWS[0] + 38, struct.pack("<I", (stat.S_IFREG | 0o644) << 16 | 0x10)),
    "pointing at another entry": put(ROWS[0] + 42, struct.pack("<I", LOCALS[1])),
    "another CRC": put(LOCALS[0] + 14, b"\x00\x00\x00\x00"),
    "another size": put(LOCALS[0] + 22, b"\x01\x00\x00\x00"),
    "another packed size": put(LOCALS[0] + 18, b"\x01\x00\x00\x00"),
    "method Deflate64": put(LOCALS[0] + 8, b"\x09\x00"),
    "method LZMA": by_zipfile(("a", b"1" * 100), method=zipfile.ZIP_LZMA),
    "method BZIP2": by_zipfile(("a", b"1" * 100), method=zipfile.ZIP_BZIP2),
    "a folder of its own": by_zipfile(
        (info_of("inputs/", external_attr=0o40755 << 16), b""), ("inputs/a", b"1")
    ),
    "names in another order": by_zipfile(("b", b"1"), ("a", b"1")),
    "names that differ in case": by_zipfile(("A.csv", b"1"), ("a.csv", b"2")),
    "a file where a folder must be": by_zipfile(("a", b"1"), ("a/b", b"2")),
    "an empty name": by_zipfile(("", b"1")),
    "a name with a control character": by_zipfile(("a\x1bb", b"1")),
    "a name that is not UTF-8": put(LOCALS[0] + 30, b"\xff"),
    "a bomb": by_zipfile(("bomb.txt", bytes(8_000_000))),
    "nothing in it": by_zipfile(),
}


def test_what_was_packed_is_unpacked() -> None:
    assert unpack(SOUND) == FILES


def test_the_library_reads_the_same() -> None:
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


@pytest.mark.parametrize("level", [1, 6, 9])
def test_another_deflate_stream_of_the_same_content_is_read(level: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name in sorted(FILES):
            archive.writestr(info_of(name), FILES[name], compresslevel=level)
    assert unpack(stream.getvalue()) == FILES


def test_names_beyond_ascii_are_read() -> None:
    files = {"inputs/Сигнал.csv": b"1", "inputs/信号.csv": b"2"}
    assert unpack(b"".join(pack(files))) == files


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_container_is_refused(name: str) -> None:
    assert CRAFTED[name] != SOUND
    with pytest.raises(RefusedError):
        unpack(CRAFTED[name])


def test_data_longer_than_their_stream_are_refused() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = deflate.compress(b"{}") + deflate.flush() + b"evil"
    with zipfile.ZipFile(io.BytesIO(), "w"):
        pass
    header = struct.pack("<4s5H3I2H", LOCAL, 20, 0, 8, 0, 0x21, zlib.crc32(b"{}"), len(data), 2, 1, 0) + b"a"
    row = struct.pack(
        "<4s6H3I5H2I", CENTRAL, 3 << 8 | 20, 20, 0, 8, 0, 0x21, zlib.crc32(b"{}"), len(data), 2, 1, 0, 0, 0,
        0, (stat.S_IFREG | 0o644) << 16, 0,
    ) + b"a"  # fmt: skip
    end = struct.pack("<4s4H2IH", END, 0, 0, 1, 1, len(row), len(header + data), 0)
    with pytest.raises(RefusedError, match="longer or shorter"):
        unpack(header + data + row + end)


@given(data=st.data())
def test_any_changed_byte_is_refused_or_changes_nothing(
    data: st.DataObject,
) -> None:
    at = data.draw(st.integers(0, len(SOUND) - 1))
    changed = put(at, bytes([SOUND[at] ^ data.draw(st.integers(1, 255))]))
    try:
        assert unpack(changed) == FILES
    except RefusedError:
        return


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_reason_and_nothing_else(data: bytes) -> None:
    for content in (data, LOCAL + data, SOUND[:100] + data):
        with pytest.raises(RefusedError):
            unpack(content)
