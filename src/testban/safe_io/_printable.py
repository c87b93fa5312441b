"""Make text of any origin safe to print on a terminal."""

from __future__ import annotations

from testban.safe_io.limits import MAX_MESSAGE


def printable(message: str, most: int = MAX_MESSAGE) -> str:
    """Return a message on one line, without characters that steer a terminal, its middle cut where long.

    Examples
    --------
    >>> printable("no\\nfile \\x1b[31mred")
    'no file \\ufffd[31mred'
    >>> printable("x" * 50, most=30)
    'xxxxxxx ... (50 letters) ... xxxxxxx'
    """
    text = " ".join(message.split())
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    if len(text) <= most:
        return text
    half = max(1, (most - 16) // 2)
    return f"{text[:half]} ... ({len(text):,} letters) ... {text[-half:]}"
