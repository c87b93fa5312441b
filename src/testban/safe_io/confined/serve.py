"""The child's whole life: say what it is confined by, then answer one file after the other until the end."""

from __future__ import annotations

import io
import os
import sys
from typing import Any, BinaryIO

from .frames import FrameError, read_frame, write_frame
from .restrict import restrict


def serve() -> None:
    """Answer requests on what were standard input and output, until the parent closes its end."""
    requests, answers = _own_channels()
    held = restrict()
    import obspy  # noqa: F401  (before the first file, while the parent does something else)
    from obspy.core.stream import Stream  # noqa: F401

    write_frame(answers, {"ready": held})
    while True:
        try:
            request, data = read_frame(requests, max_bytes=1 << 40)
        except FrameError:
            return
        header, blocks = _answer(request, data)
        write_frame(answers, header, blocks)
        del data, blocks


def _answer(request: dict[str, Any], data: bytearray) -> tuple[dict[str, Any], list[Any]]:
    if request["what"] == "nothing":
        return {}, []
    if request["what"] == "waveform":
        from .waveforms import read_waveform

        return read_waveform(
            data,
            seconds=request["seconds"],
            max_samples=request["max_samples"],
            window_ns=request["window_ns"],
            max_bytes=request["max_bytes"],
        )
    from .inventories import read_inventory

    return read_inventory(data, name=request["format"], seconds=request["seconds"]), []


def _own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for ourselves: what a library prints must not get between the frames."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    sys.stdin, sys.stdout, sys.stderr = (io.StringIO() for _ in range(3))
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")
