"""Signs of the language written in ASCII, for formats and terminals that hold nothing else."""

from __future__ import annotations

import codecs
import sys

_PLAIN = str.maketrans(
    {
        "±": "+-",
        "−": "-",
        "–": "-",
        "²": "2",
        "×": "x",
        "°": " deg",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "⚠": "!",
        "\N{NO-BREAK SPACE}": " ",
    }
)
HANDLER = "testban.plain"


def plain_text(text: str) -> str:
    """Write the signs that our own words use in ASCII; letters of other languages stay.

    Examples
    --------
    >>> plain_text("720 km², strike 128°, ± 0.8 s")
    '720 km2, strike 128 deg, +- 0.8 s'
    """
    return text.translate(_PLAIN)


def plain_where_needed() -> None:
    """Let standard output and error write in ASCII what their encoding cannot hold, instead of failing."""
    codecs.register_error(HANDLER, _replaced)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=HANDLER)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = plain_text(error.object[error.start : error.end])
    return plain.encode("ascii", "replace").decode("ascii"), error.end
