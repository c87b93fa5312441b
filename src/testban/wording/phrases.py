"""Sentences, counts, lists and names: what stands around the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from testban.model import TerritoryShare
from testban.wording.rounding import percent_texts

_SHORT_WORDS = frozenset({"a", "an", "as", "at", "by", "if", "in", "is", "it", "no", "of", "on", "so", "to"})


def sentence(text: str) -> str:
    """Let a text begin with a capital and end with a stop, so that sentences may follow it.

    Examples
    --------
    >>> sentence("no discriminant is measured"), sentence("mb is withheld."), sentence("mb is withheld")
    ('No discriminant is measured.', 'mb is withheld.', 'mb is withheld.')
    """
    text = text.strip()
    first, _, _ = text.partition(" ")
    # A symbol such as mb, kt or pP keeps its letter.
    if first.isalpha() and first.islower() and (len(first) > 2 or first in _SHORT_WORDS):
        text = text[0].upper() + text[1:]
    return stopped(text)


def stopped(text: str) -> str:
    """Let a text end with a stop, to stand after a colon.

    Examples
    --------
    >>> stopped("no reference event was given")
    'no reference event was given.'
    """
    text = text.strip()
    return text if text.endswith((".", "!", "?")) or not text else text + "."


def count_text(number: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> count_text(1, "station"), count_text(3, "entry", "entries")
    ('1 station', '3 entries')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def list_text(parts: Sequence[str]) -> str:
    """Join parts as a sentence does.

    Examples
    --------
    >>> list_text(["a", "b", "c"])
    'a, b and c'
    """
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def paragraph_text(paragraph: str) -> str:
    """Name a paragraph of a resolution, a presidential statement or a treaty.

    Examples
    --------
    >>> [paragraph_text(name) for name in ("27 or 28", "8(a)", "para 9", "last para", "Art. 5")]
    ['paragraph 27 or 28', 'paragraph 8(a)', 'paragraph 9', 'last paragraph', 'Art. 5']
    """
    if paragraph[:1].isdigit():
        return f"paragraph {paragraph}"
    return re.sub(r"\bpara\b", "paragraph", paragraph)


def territory_text(territory: Iterable[TerritoryShare]) -> str:
    """Write whose land an ellipse covers, in percentages that add up.

    Examples
    --------
    >>> shares = {"A": 0.415, "B": 0.415, "C": 0.17}
    >>> territory_text(TerritoryShare(state=name, name=name, share=share) for name, share in shares.items())
    '42 % A, 41 % B, 17 % C'
    """
    rows = list(territory)
    texts = percent_texts(row.share for row in rows)
    return ", ".join(f"{text} {row.name}" for text, row in zip(texts, rows, strict=True))


def anchor(identifier: str) -> str:
    """Turn an evidence identifier into what may stand both in `id` and after `#`.

    Examples
    --------
    >>> anchor("arrival:MDJ/Pn"), anchor('input:a "b".csv'), anchor("no kind")
    ('arrival:MDJ/Pn', 'input:a%20%22b%22.csv', 'evidence:no%20kind')
    """
    # The page's own identifiers have no colon, so none can be taken by a name from outside.
    named = identifier if ":" in identifier else f"evidence:{identifier}"
    return quote(re.sub(r"[\ud800-\udfff]", "?", named), safe=":/.,;+-_~()*")
