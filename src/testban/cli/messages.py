"""Messages on standard error: printable, short enough to read, wrapped on a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence

MAX_WARNINGS = 5  # on a terminal; all of them are in --json
MAX_PLAIN_CHARACTERS = 200  # no message of this length is cut
_INDENT = "  "

_listener: Callable[[str], object] | None = None
_notes: list[str] = []


def print_message(message: str) -> None:
    """Print one message to stderr, in the name of the program.

    On a terminal it is wrapped at the terminal's width; elsewhere it stays one line, for `grep`.
    """
    text = printable_text(message)
    print_log_line(f"testban: {text}")
    if _listener is not None:
        _listener(text)


def print_note(message: str) -> None:
    """Print a message that belongs to any answer of this run, the one in JSON too."""
    print_message(message)
    _notes.append(message)


def notes() -> tuple[str, ...]:
    """Return the notes of this run."""
    return tuple(_notes)


def forget_notes() -> None:
    """Begin another run."""
    _notes.clear()


def print_warnings(warnings: Sequence[str]) -> None:
    """Print the first warnings to stderr, each once, and how many more there are."""
    distinct = list(dict.fromkeys(warnings))
    for warning in distinct[:MAX_WARNINGS]:
        print_message(warning)
    if len(distinct) > MAX_WARNINGS:
        print_message(f"{len(distinct) - MAX_WARNINGS} more warnings are in --json")


def print_log_line(line: str) -> None:
    """Print a line to stderr as it is, but printable and wrapped on a terminal."""
    text = printable_text(line)
    if sys.stderr.isatty():
        width = max(40, shutil.get_terminal_size().columns)
        text = textwrap.fill(text, width, subsequent_indent=_INDENT, break_on_hyphens=False)
    print(text, file=sys.stderr)


def listen(listener: Callable[[str], object] | None) -> None:
    """Pass each message on to a log too; None ends it."""
    global _listener
    _listener = listener


def printable_text(message: str) -> str:
    """Return a message on one line, without characters that steer a terminal."""
    if message.isascii() and message.isprintable() and len(message) <= MAX_PLAIN_CHARACTERS:
        return message
    # Loaded here: most messages are plain.
    from testban.safe_io import printable

    return printable(message)
