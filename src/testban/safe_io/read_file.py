"""Read a foreign file whole, or say why not."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO

from testban.model import InputFile
from testban.safe_io.errors import ForeignFileError
from testban.safe_io.in_memory import InMemory
from testban.safe_io.limits import MAX_FILE_BYTES
from testban.safe_io.names import file_name

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


EMPTY = "the file is empty"


def read_bytes(
    path: Path | InMemory, *, limit: int = MAX_FILE_BYTES, error: type[ForeignFileError] = ForeignFileError
) -> bytes:
    """Read a whole file, or say why not.

    Parameters
    ----------
    path : Path or InMemory
        The file, or what stands for one.
    limit : int
        The most bytes it may have.
    error : type of ForeignFileError
        What is raised.

    Returns
    -------
    bytes

    Raises
    ------
    ForeignFileError
        The file does not exist, cannot be read, is a folder, pipe, socket or device, is empty, or larger
        than the limit.
    """
    name = source_name(path)
    try:
        data = _content(path, limit + 1)
    except ForeignFileError as fault:
        raise error(name, fault.reason) from fault
    if len(data) > limit:
        raise error(name, f"has more than the {limit} bytes allowed")
    if not data.strip():
        raise error(name, EMPTY, line=1)
    return data


def odd_kind(path: str | os.PathLike[str]) -> str:
    """Say what a path that is no plain file is, in words that follow its name; empty where it is one.

    Examples
    --------
    >>> odd_kind("/dev/null"), odd_kind("/no/such/file")
    ('is a device, a file was expected', '')
    """
    return _odd(_mode(path)) if _mode(path) else ""


def _content(path: Path | InMemory, most: int) -> bytes:
    if isinstance(path, InMemory):
        return path.data
    with open_file(path) as stream:
        return stream.read(most)


def source_name(path: str | os.PathLike[str] | InMemory) -> str:
    """Name a file, or what was given in memory in its place, for messages and the provenance.

    Examples
    --------
    >>> source_name("/data/a.csv"), source_name(InMemory("<catalog>", b"..."))
    ('a.csv', '<catalog>')
    """
    return path.name if isinstance(path, InMemory) else file_name(path)


def open_file(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a plain file for reading its bytes; what would wait or has no end is refused.

    Raises
    ------
    ForeignFileError
        It does not exist, cannot be read, or is a folder, a pipe, a socket or a device.
    """
    name = file_name(path)
    try:
        # Without waiting: the other end of a pipe may never come.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
        kind = stat.S_IFMT(os.fstat(handle).st_mode)
        if kind == stat.S_IFREG:
            return os.fdopen(handle, "rb")
        os.close(handle)
    except OSError as fault:
        if stat.S_ISSOCK(_mode(path)):
            kind = stat.S_IFSOCK
        else:
            raise ForeignFileError(name, fault.strerror or "cannot be read") from fault
    except ValueError as fault:  # a path with a NUL character
        raise ForeignFileError(name, "is not a file name") from fault
    raise ForeignFileError(name, _odd(kind))


def _odd(mode: int) -> str:
    kind = stat.S_IFMT(mode)
    return "" if kind == stat.S_IFREG else f"is {_KINDS.get(kind, 'not a plain file')}, a file was expected"


def _mode(path: str | os.PathLike[str]) -> int:
    try:
        return os.stat(path).st_mode
    except OSError:
        return 0


def input_file(path: Path | InMemory, data: bytes) -> InputFile:
    """Name a file that was read, with its hash; never its folder."""
    return InputFile(name=source_name(path) or "unnamed", sha256=hashlib.sha256(data).hexdigest())
