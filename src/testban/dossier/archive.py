"""A dossier as one .zip, and opening either form without trusting it."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testban.dossier.container import MAX_TOTAL_BYTES, MIB, check_limits, pack, unpack
from testban.dossier.errors import FolderError, RefusedError
from testban.dossier.manifest import walk
from testban.dossier.names import shown
from testban.dossier.replace import replace_file


def write_zip(folder: Path, path: Path) -> Path:
    """Pack a dossier: names sorted, no times, so that the same dossier gives the same bytes.

    An earlier dossier at `path` is replaced at once, or stays whole.

    Parameters
    ----------
    folder : Path
        The dossier as a folder.
    path : Path
        The file to write.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FolderError
        The folder holds a link, the file cannot be written, or what lies there is not a dossier.
    """
    for name, file in walk(folder):
        if file.is_symlink():
            raise FolderError(f"{name}: a link has no place in a dossier")
    if os.path.lexists(path) and not is_dossier_zip(path):
        raise FolderError(f"{path} exists and is not a dossier: it is not overwritten, give another name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, pack({name: file.read_bytes() for name, file in walk(folder)}))
    except OSError as error:
        raise FolderError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def is_dossier_zip(path: Path) -> bool:
    """Say whether a file is a dossier as `write_zip` makes it, or was in testban 0.1; never of a link.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bool
    """
    if path.is_symlink() or not path.is_file():
        return False
    try:
        held = unpack(read_once(path))
    except (RefusedError, FolderError):
        return False
    return {"finding.json", "manifest.json"} <= held.keys()


@contextmanager
def open_dossier(path: Path) -> Iterator[Path]:
    """Open a dossier, folder or .zip, as a private copy that nobody else can change while it is checked.

    Every file is read once; what is hashed, compared and computed from is that copy.

    Parameters
    ----------
    path : Path
        Folder or .zip.

    Yields
    ------
    Path
        A temporary folder, removed afterwards.

    Raises
    ------
    FolderError
        Nothing there, or neither a folder nor a zip file.
    RefusedError
        The container could harm or deceive: a path that escapes, a name twice, a link, a bomb, hidden bytes,
        or anything else that is not as `write_zip` writes it.
    """
    if path.is_dir():
        held = _read_folder(path)
    elif not path.is_file():
        raise FolderError(f"{path}: no such dossier")
    else:
        data = read_once(path)
        if b"PK\x05\x06" not in data[-(1 << 16) - 22 :]:
            raise FolderError(f"{path}: neither a folder nor a zip file")
        held = unpack(data)
    with tempfile.TemporaryDirectory(prefix="dossier-") as temporary:
        folder = Path(temporary)
        for name, content in held.items():
            target = folder / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            except OSError as error:
                raise RefusedError(f"{shown(name)}: cannot be unpacked: {error.strerror or error}") from error
        yield folder


def read_once(path: Path) -> bytes:
    """Return the bytes of a regular file, opened once, never more than a dossier may have.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bytes

    Raises
    ------
    RefusedError
        It is a link, a device, or larger than a dossier may be.
    FolderError
        It cannot be read.
    """
    try:
        # Not blocking, so that a pipe put in its place is refused instead of waited for.
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise RefusedError(f"{shown(path.name)}: a link, which could lead out of the dossier") from error
        raise FolderError(f"{path}: {error.strerror or error}") from error
    with os.fdopen(number, "rb") as stream:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise RefusedError(f"{shown(path.name)}: neither a file nor a folder")
        data = stream.read(MAX_TOTAL_BYTES + 1)
    if len(data) > MAX_TOTAL_BYTES:
        raise RefusedError(f"{shown(path.name)}: larger than {MAX_TOTAL_BYTES // MIB:,} MiB: no dossier")
    return data


def _read_folder(folder: Path) -> dict[str, bytes]:
    """Read a folder once; links, devices, too many files or bytes are refused."""
    from testban.dossier import container

    held: dict[str, bytes] = {}
    total = 0
    listed = walk(folder, most=container.MAX_FILES + 1)
    # First, so that a folder which is not a dossier, such as a home, is refused without a look at all of it.
    check_limits(len(listed), total)
    for count, (name, path) in enumerate(listed, start=1):
        if path.is_symlink():
            raise RefusedError(f"{shown(name)}: a link, which could lead out of the dossier")
        if not path.is_file():
            raise RefusedError(f"{shown(name)}: neither a file nor a folder")
        total += path.stat().st_size
        check_limits(count, total)
        held[name] = read_once(path)
    return held
