"""A dossier as one .zip, and opening either form without trusting it."""

from __future__ import annotations

import errno
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testban.dossier.errors import FolderError, RefusedError
from testban.dossier.manifest import walk
from testban.dossier.names import clashing, name_problem, shown

MIB = 1024 * 1024
MAX_FILES = 10_000
MAX_TOTAL_BYTES = 1024 * MIB
# Text of bulletins shrinks 3 to 20 times; deflate can reach 1,032. Small files may be anything.
MAX_RATIO, RATIO_FROM_BYTES = 100, MIB
# The earliest a zip can hold: a dossier carries no clock.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# What zipfile raises on broken files, by where they are broken.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def write_zip(folder: Path, path: Path) -> Path:
    """Pack a dossier: names sorted, no times, so that the same dossier gives the same bytes.

    Raises
    ------
    FolderError
        The folder holds a link, or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, file in walk(folder):
                if file.is_symlink():
                    raise FolderError(f"{name}: a link has no place in a dossier")
                entry = zipfile.ZipInfo(name, _NO_TIME)
                entry.create_system = 3  # the same on every system
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                data = file.read_bytes()
                tight = len(data) > RATIO_FROM_BYTES and len(zlib.compress(data)) * MAX_RATIO < len(data)
                # What shrinks like a bomb is stored as it is, or our own reader would refuse it.
                entry.compress_type = zipfile.ZIP_STORED if tight else zipfile.ZIP_DEFLATED
                archive.writestr(entry, data, compresslevel=9)
    except OSError as error:
        raise FolderError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


@contextmanager
def open_dossier(path: Path) -> Iterator[Path]:
    """Open a dossier, folder or .zip, as a folder.

    Yields
    ------
    Path
        The folder itself, or a temporary one with what the .zip holds, removed afterwards.

    Raises
    ------
    FolderError
        Nothing there, or neither a folder nor a zip file.
    RefusedError
        The container could harm or deceive: a path that escapes, a name twice, a link, a bomb, hidden bytes.
    """
    if path.is_dir():
        check_folder(path)
        yield path
        return
    if not path.is_file():
        raise FolderError(f"{path}: no such dossier")
    if not zipfile.is_zipfile(path):
        raise FolderError(f"{path}: neither a folder nor a zip file")
    with tempfile.TemporaryDirectory(prefix="dossier-") as temporary:
        folder = Path(temporary)
        unpack(path, folder)
        yield folder


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds links, devices, too many files or too many bytes.

    Raises
    ------
    RefusedError
        The first such thing, by name.
    """
    total = 0
    held = walk(folder, most=MAX_FILES + 1)
    # First, so that a folder which is no dossier, such as a home, is refused without a look at all of it.
    _within_limits(len(held), total)
    for count, (name, path) in enumerate(held, start=1):
        if path.is_symlink():
            raise RefusedError(f"{shown(name)}: a link, which could lead out of the dossier")
        if not path.is_file():
            raise RefusedError(f"{shown(name)}: neither a file nor a folder")
        total += path.stat().st_size
        _within_limits(count, total)


def unpack(path: Path, folder: Path) -> None:
    """Unpack a .zip after every entry was found harmless.

    Raises
    ------
    RefusedError
        What is wrong, by entry.
    """
    with path.open("rb") as stream:
        # Bytes before the first entry or in the comment would be in no manifest.
        if stream.read(4) != b"PK\x03\x04":
            raise RefusedError("the zip does not begin with its first entry: it hides something before it")
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.comment:
                raise RefusedError("the zip carries a comment, which no manifest covers")
            entries = archive.infolist()
            _check_entries(entries)
            for entry in entries:
                if entry.is_dir():
                    continue
                target = folder / entry.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as source, target.open("xb") as sink:
                    shutil.copyfileobj(source, sink, MIB)
    except _DAMAGE as error:
        outside = isinstance(error, OSError) and error.errno == errno.EINVAL
        reason = "an entry points outside the file" if outside else str(error)[:200]
        raise RefusedError(f"the zip is damaged or cannot be unpacked: {reason}") from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    total = 0
    names = [entry.filename for entry in entries]
    for number, entry in enumerate(entries, start=1):
        name = shown(entry.orig_filename)
        # zipfile cuts a name at a NUL and turns backslashes; the name as stored is the one to judge.
        problem = name_problem(entry.orig_filename.rstrip("/"))
        if problem:
            raise RefusedError(f"{name}: {problem}")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise RefusedError(f"{name}: a link, which could lead out of the dossier")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR and not entry.is_dir()):
            raise RefusedError(f"{name}: neither a file nor a folder")
        if entry.flag_bits & 0x1:
            raise RefusedError(f"{name}: encrypted, so nobody can check it")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RefusedError(f"{name}: packed by method {entry.compress_type}; stored or deflated are read")
        if entry.is_dir() and entry.file_size:
            raise RefusedError(f"{name}: a folder that holds bytes")
        total += entry.file_size
        _within_limits(number, total)
        if entry.file_size > RATIO_FROM_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise RefusedError(
                f"{name}: unpacks to {entry.file_size:,} bytes from {entry.compress_size:,}, more than "
                f"{MAX_RATIO} times: a zip bomb"
            )
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise RefusedError(f"{shown(twice)}: stands twice in the zip, and readers differ in which they show")
    for first, second in clashing(names):
        raise RefusedError(f"{shown(first)} and {shown(second)} are one file on some systems")


def _within_limits(count: int, total: int) -> None:
    if count > MAX_FILES:
        raise RefusedError(f"more than {MAX_FILES:,} files: no dossier")
    if total > MAX_TOTAL_BYTES:
        raise RefusedError(f"unpacks to more than {MAX_TOTAL_BYTES // MIB:,} MiB: a zip bomb, or no dossier")
