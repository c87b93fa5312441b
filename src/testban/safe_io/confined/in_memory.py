"""Give a parser that wants a file's path a file that lies in memory only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def file_of(data: bytes | bytearray) -> Iterator[str]:
    """Yield the path of a file with these bytes: no name, no siblings, nothing that a pattern could match.

    Examples
    --------
    >>> with file_of(b"abc") as path:
    ...     open(path, "rb").read()
    b'abc'
    """
    if hasattr(os, "memfd_create") and os.path.isdir("/proc/self/fd"):
        handle = os.memfd_create("foreign", os.MFD_CLOEXEC)
        try:
            with os.fdopen(os.dup(handle), "wb") as stream:
                stream.write(data)
            yield f"/proc/self/fd/{handle}"
        finally:
            os.close(handle)
        return
    handle, path = tempfile.mkstemp(prefix="testban-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        yield path
    finally:
        os.unlink(path)
