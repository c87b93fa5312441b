"""Say the name of a foreign file so that it can be printed, stored and read back by a person."""

from __future__ import annotations

import os


def file_name(name: str | os.PathLike[str]) -> str:
    """Return the last part of a path with all that cannot be printed percent-encoded, as in an address.

    Names may hold any byte but NUL and the slash: newlines and escape codes forge lines on a terminal,
    bytes that are not UTF-8 cannot be written to a file of text at all. What is returned is a name that
    every file system takes, and is returned unchanged when given again.

    Parameters
    ----------
    name : str or path
        A file's name, or a path of which the last part is taken.

    Returns
    -------
    str

    Examples
    --------
    >>> file_name("/data/MDJ.mseed"), file_name("a\\x1b[31m\\n.mseed"), file_name("caf\\udce9.sac")
    ('MDJ.mseed', 'a%1B[31m%0A.mseed', 'caf%E9.sac')
    """
    text = os.fspath(name)
    last = os.path.basename(text.rstrip("/")) or text
    return "".join(letter if letter.isprintable() else _encoded(letter) for letter in last)


def _encoded(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogateescape"))
