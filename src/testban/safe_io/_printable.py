"""Make text of any origin safe to print on a terminal, or anywhere that a person reads lines."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from testban.safe_io.limits import MAX_MESSAGE

Content = TypeVar("Content")


def visible(text: str) -> str:
    r"""Return a text with every character that cannot be seen written as its escape.

    Line ends are among them: who prints a line prints one line. Blanks stay as they are.

    Examples
    --------
    >>> visible("red \x1b[31m, turned \u202egnp.exe")
    'red \\x1b[31m, turned \\u202egnp.exe'
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else _escape(letter) for letter in text)


def printable(message: str, most: int = MAX_MESSAGE) -> str:
    r"""Return a message on one line, without characters that steer a terminal, its middle cut where long.

    Examples
    --------
    >>> printable("no\nfile \x1b[31mred")
    'no file \\x1b[31mred'
    >>> printable("x" * 50, most=30)
    'xxxxxxx ... (50 letters) ... xxxxxxx'
    """
    text = visible(" ".join(message.split()))
    if len(text) <= most:
        return text
    half = max(1, (most - 16) // 2)
    return f"{text[:half]} ... ({len(text):,} letters) ... {text[-half:]}"


def printable_content(content: Content) -> Content:
    r"""Return the same content with every text in it on one line and visible, whatever its length.

    Parameters
    ----------
    content : object
        Text, or models, dicts, lists and tuples that hold any; anything else is returned as it is.

    Examples
    --------
    >>> printable_content({"title": "a\nb", "events": ["\x07", 1]})
    {'title': 'a b', 'events': ['\\x07', 1]}
    """
    made: Any = content  # as each branch makes it
    if isinstance(content, str):
        made = content if content.isprintable() else visible(" ".join(content.split()))
    elif isinstance(content, BaseModel):
        fields = {name: printable_content(getattr(content, name)) for name in content.model_fields_set}
        made = content.model_copy(update=fields)
    elif isinstance(content, dict):
        made = {printable_content(key): printable_content(value) for key, value in content.items()}
    elif isinstance(content, list):
        made = [printable_content(value) for value in content]
    elif isinstance(content, tuple) and not hasattr(content, "_fields"):
        made = tuple(printable_content(value) for value in content)
    return made  # type: ignore[no-any-return]


def _escape(letter: str) -> str:
    if "\udc80" <= letter <= "\udcff":  # a byte of a file's name that is no UTF-8
        return f"\\x{ord(letter) - 0xDC00:02x}"
    return letter.encode("unicode_escape").decode("ascii")
