"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from testban.bulletins.errors import CannotWriteError


def write_text(path: str | Path, text: str) -> None:
    """Write text as UTF-8; its folder is made where there is none.

    Raises
    ------
    CannotWriteError
        The place cannot be written to.
    """
    write_data(path, text.encode("utf-8"))


def write_data(path: str | Path, data: bytes) -> None:
    """Write bytes next to the target and then move them there, so that nobody ever reads half a file.

    Its folder is made where there is none.

    Raises
    ------
    CannotWriteError
        The place cannot be written to.
    """
    target = Path(path)
    spare = ""
    try:
        if target.exists() and not target.is_file():
            # A pipe or a device takes the bytes; to be replaced by a file would be its end.
            with target.open("wb") as file:
                file.write(data)
            return
        target = target.resolve()  # what a link names is written, the link stays
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, spare = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(spare, 0o644)
        os.replace(spare, target)
    except (OSError, ValueError) as error:
        if spare and os.path.exists(spare):
            os.unlink(spare)
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotWriteError(f"{path}: cannot be written: {reason}") from error
