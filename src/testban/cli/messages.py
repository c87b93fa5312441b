"""Messages on standard error: printable, short enough to read, wrapped on a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence

MAX_WARNINGS = 5  # on a terminal; all of them are in --json
MAX_PLAIN_CHARACTERS = 200  # no message of this length is cut
_INDENT = "  "


def print_message(message: str) -> None:
    """Print one message to stderr, in the name of the program.

    On a terminal it is wrapped at the terminal's width; elsewhere it stays one line, for `grep`.
    """
    text = f"testban: {_printable(message)}"
    if sys.stderr.isatty():
        width = max(40, shutil.get_terminal_size().columns)
        text = textwrap.fill(text, width, subsequent_indent=_INDENT, break_on_hyphens=False)
    print(text, file=sys.stderr)


def print_warnings(warnings: Sequence[str]) -> None:
    """Print the first warnings to stderr, each once, and how many more there are."""
    distinct = list(dict.fromkeys(warnings))
    for warning in distinct[:MAX_WARNINGS]:
        print_message(warning)
    if len(distinct) > MAX_WARNINGS:
        print_message(f"{len(distinct) - MAX_WARNINGS} more warnings are in --json")


def _printable(message: str) -> str:
    if message.isascii() and message.isprintable() and len(message) <= MAX_PLAIN_CHARACTERS:
        return message
    from testban.safe_io import printable

    return printable(message)
