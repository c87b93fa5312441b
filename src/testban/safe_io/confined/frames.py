"""Frames between parent and child: a header in JSON and a block of bytes, both of bounded length.

Neither side ever unpickles: what a hijacked parser could send is numbers and text, which are checked.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

_LENGTHS = struct.Struct("<IQ")
MAX_HEADER_BYTES = 64 * 1024 * 1024


class FrameError(Exception):
    """The other side ended, or sent what is no frame."""


def write_frame(stream: BinaryIO, header: dict[str, Any], blocks: Sequence[Any] = ()) -> None:
    """Write one frame.

    Parameters
    ----------
    stream : binary file
        What is written to.
    header : dict
        Anything that JSON holds.
    blocks : sequence of bytes-like
        Joined to one block.
    """
    text = json.dumps(header).encode("ascii")
    stream.write(_LENGTHS.pack(len(text), sum(memoryview(block).nbytes for block in blocks)))
    stream.write(text)
    for block in blocks:
        stream.write(memoryview(block).cast("B"))
    stream.flush()


def read_frame(stream: BinaryIO, *, max_bytes: int) -> tuple[dict[str, Any], bytearray]:
    """Read one frame.

    Raises
    ------
    FrameError
        The end of the stream, a header that is no JSON object, or more bytes than allowed.

    Examples
    --------
    >>> import io
    >>> pipe = io.BytesIO()
    >>> write_frame(pipe, {"a": 1}, [b"xyz"])
    >>> _ = pipe.seek(0)
    >>> read_frame(pipe, max_bytes=3)
    ({'a': 1}, bytearray(b'xyz'))
    """
    header_size, size = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if header_size > MAX_HEADER_BYTES or size > max_bytes:
        raise FrameError(f"{header_size + size} bytes, more than allowed")
    try:
        header = json.loads(bytes(_exactly(stream, header_size)))
    except (ValueError, RecursionError) as fault:
        raise FrameError("a header that is not JSON") from fault
    if not isinstance(header, dict):
        raise FrameError("a header that is not an object")
    return header, _exactly(stream, size)


def _exactly(stream: BinaryIO, size: int) -> bytearray:
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        count = stream.readinto(view[at:])  # type: ignore[attr-defined]
        if not count:
            raise FrameError("the end of the stream")
        at += count
    return data
