"""Read a file of text whole, or say why not."""

from __future__ import annotations

import hashlib
from pathlib import Path

from testban.bulletins.errors import BulletinFileError
from testban.model import InputFile, NotTextError, clean_text
from testban.model import decode as decode_text

MAX_FILE_BYTES = 256 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """Read a whole file, or say why not.

    Raises
    ------
    BulletinFileError
        The file does not exist, cannot be read, is a folder, is empty or larger than 256 MiB.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise BulletinFileError(path.name, "is a folder, a file was expected")
        if size > MAX_FILE_BYTES:
            raise BulletinFileError(path.name, f"has {size} bytes, more than the {MAX_FILE_BYTES} allowed")
        with path.open("rb") as stream:  # a device has no size and no end
            data = stream.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise BulletinFileError(path.name, f"has more than the {MAX_FILE_BYTES} bytes allowed")
    except OSError as error:
        raise BulletinFileError(path.name, error.strerror or "cannot be read") from error
    except ValueError as error:  # a path with a NUL character
        raise BulletinFileError(repr(path.name), "is no file name") from error
    if not data.strip():
        raise BulletinFileError(path.name, "the file is empty", line=1)
    return data


def input_file(path: Path, data: bytes) -> InputFile:
    """Name a file that was read, with its hash; never its folder."""
    name, _ = clean_text(path.name)
    return InputFile(name=name or "unnamed", sha256=hashlib.sha256(data).hexdigest())


def decode(data: bytes, name: str) -> str:
    """Decode a text file; UTF-8, and where it is not, Latin-1 (older bulletins).

    Raises
    ------
    BulletinFileError
        A compressed or binary file.

    Examples
    --------
    >>> decode("Bondár".encode("latin-1"), "a.txt")
    'Bondár'
    """
    try:
        return decode_text(data)
    except NotTextError as fault:
        raise BulletinFileError(name, str(fault), line=fault.line) from fault
