"""Say something on standard error: printable, short enough to read, wrapped on a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap

from testban.safe_io import printable

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
