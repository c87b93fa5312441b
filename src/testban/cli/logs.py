"""What `-v`, `-vv` and `--log FILE` show of the package's log."""

from __future__ import annotations

import logging
import platform
import shlex
import time
from collections.abc import Sequence
from pathlib import Path

from testban._version import __version__
from testban.cli.messages import listen, print_log_line, printable_text

ROOT = "testban"
PROGRAM = "testban.cli"
FILE_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging(verbosity: int, file: Path | None, *, arguments: Sequence[str] = ()) -> None:
    """Show the package's log on stderr, and write it to a file.

    Parameters
    ----------
    verbosity : int
        0: nothing on stderr, 1: what was done, 2 and more: details too.
    file : Path, optional
        Everything is appended to this file, with the time in UTC; messages of the program too.

    arguments : sequence of str
        Of the program, for the first line of the file.

    Raises
    ------
    OSError
        The file cannot be written to.
    """
    stop_logging()
    logger = logging.getLogger(ROOT)
    if verbosity:
        shown = _StderrHandler(logging.INFO if verbosity == 1 else logging.DEBUG)
        shown.addFilter(lambda record: record.name != PROGRAM)  # it is printed anyhow
        logger.addHandler(shown)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        written = logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")
        written.setFormatter(_UtcFormatter(FILE_FORMAT))
        logger.addHandler(written)
        listen(logging.getLogger(PROGRAM).warning)
    if verbosity or file is not None:
        logger.setLevel(logging.INFO if verbosity == 1 and file is None else logging.DEBUG)
        python = platform.python_version()
        logging.getLogger(PROGRAM).info(
            "testban %s, Python %s: testban %s", __version__, python, shlex.join(arguments)
        )


def stop_logging() -> None:
    """Close what `start_logging` opened."""
    logger = logging.getLogger(ROOT)
    listen(None)
    for handler in list(logger.handlers):
        if isinstance(handler, _StderrHandler) or isinstance(handler.formatter, _UtcFormatter):
            logger.removeHandler(handler)
            handler.close()
    logger.setLevel(logging.NOTSET)


class _StderrHandler(logging.Handler):
    """Writes to whatever stderr is now: a step shown on a terminal makes room for it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print_log_line(f"{_room(record.name)}: {record.getMessage()}")
        except Exception:
            self.handleError(record)


class _UtcFormatter(logging.Formatter):
    """One line a record, printable, with the time in UTC."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        record.name = _room(record.name)
        return printable_text(super().format(record))


def _room(name: str) -> str:
    """Return the room of a logger: its modules are nobody's concern."""
    return ".".join(name.split(".")[:2])
