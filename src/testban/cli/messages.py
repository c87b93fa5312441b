"""Say something on standard error: printable, short enough to read, wrapped on a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap

MOST = 600  # characters of one message; what a file or an option holds can be of any length
_INDENT = "  "


def tell(message: str) -> None:
    """Print one message to stderr, in the name of the program.

    On a terminal it is wrapped at the terminal's width; elsewhere it stays one line, for `grep`.
    """
    text = f"testban: {printable(message)}"
    if sys.stderr.isatty():
        width = max(40, shutil.get_terminal_size().columns)
        text = textwrap.fill(text, width, subsequent_indent=_INDENT, break_on_hyphens=False)
    print(text, file=sys.stderr)


def printable(message: str, most: int = MOST) -> str:
    """Return a message on one line, without characters that steer a terminal, its middle cut where long.

    Examples
    --------
    >>> printable("no\\nfile \\x1b[31mred")
    'no file \\ufffd[31mred'
    >>> printable("x" * 50, most=30)
    'xxxxxxx ... (50 letters) ... xxxxxxx'
    """
    text = " ".join(message.split())
    text = "".join(one if one.isprintable() else "\ufffd" for one in text)
    if len(text) <= most:
        return text
    half = max(1, (most - 16) // 2)
    return f"{text[:half]} ... ({len(text):,} letters) ... {text[-half:]}"
