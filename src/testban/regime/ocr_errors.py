"""A reversible layer over a scanned text: what was read wrong, where, and by which rule it was put right."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from testban.regime.errors import RecordError
from testban.regime.lexicon import Lexicon, load_lexicon

RUN_TOGETHER = "words run together"
CAPITAL_INSIDE = "capital inside a sentence"
BROKEN_WORD = "word broken at the end of a line"
# The longest word of the lists has 24 letters; a run of several is looked at up to here.
MAX_RUN_LENGTH = 60
MAX_PARTS = 5

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-(\r?\n)([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: character offset in the original, what stood there, what stands now, and the rule."""

    offset: int
    original: str
    corrected: str
    rule: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may be a fault and was left as it is, with the reason."""

    offset: int
    original: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectedText:
    """An original text, never changed, with the corrections that lie over it."""

    original: str
    corrections: tuple[Correction, ...]
    doubts: tuple[Doubt, ...]

    @property
    def text(self) -> str:
        """The corrected text."""
        return apply(self.original, self.corrections)


class OffsetMap:
    """Turns offsets in a corrected text into offsets in its original.

    Parameters
    ----------
    corrections : sequence of Correction
        In order of offset.

    Examples
    --------
    >>> OffsetMap([Correction(10, "ofits", "of its", RUN_TOGETHER)]).original(20)
    19
    """

    def __init__(self, corrections: Sequence[Correction]) -> None:
        self._corrections = tuple(corrections)
        self._starts: list[int] = []
        shift = 0
        for correction in self._corrections:
            self._starts.append(correction.offset + shift)
            shift += len(correction.corrected) - len(correction.original)

    def original(self, offset: int) -> int:
        """Offset in the original; inside a correction it is the start of what stood there."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return offset
        correction = self._corrections[number]
        inside = offset - self._starts[number]
        if inside < len(correction.corrected):
            return correction.offset
        return correction.offset + len(correction.original) + inside - len(correction.corrected)

    def span(self, starts: int, ends: int) -> tuple[int, int]:
        """Span in the original that holds everything a span of the corrected text was made from."""
        number = bisect_right(self._starts, ends - 1) - 1
        if number >= 0 and ends - 1 < self._starts[number] + len(self._corrections[number].corrected):
            correction = self._corrections[number]
            return self.original(starts), correction.offset + len(correction.original)
        return self.original(starts), self.original(ends - 1) + 1


def apply(original: str, corrections: Sequence[Correction]) -> str:
    """Put corrections into a text.

    Raises
    ------
    RecordError
        A correction does not find what it says stood there, or two overlap.

    Examples
    --------
    >>> apply("ofits own", [Correction(0, "ofits", "of its", RUN_TOGETHER)])
    'of its own'
    """
    pieces: list[str] = []
    position = 0
    for correction in corrections:
        ends = correction.offset + len(correction.original)
        if correction.offset < position or original[correction.offset : ends] != correction.original:
            raise RecordError(f"offset {correction.offset}: {correction.original!r} does not stand there")
        pieces += [original[position : correction.offset], correction.corrected]
        position = ends
    pieces.append(original[position:])
    return "".join(pieces)


def correct(original: str, *, lexicon: Lexicon | None = None) -> CorrectedText:
    """Find scan faults and lay corrections over the text.

    Three rules, each of which would rather leave a fault than touch a sound word: a lower-case word that no
    list knows and that is made of common words in one way only; a common word with a capital between two
    lower-case words; a word broken at the end of a line whose halves are no words. A hyphen between two words
    is real and stays.

    Parameters
    ----------
    original : str
        The text as scanned.
    lexicon : Lexicon, optional
        Other words than the packaged ones.

    Returns
    -------
    CorrectedText
        With what was doubtful and left.

    Examples
    --------
    >>> [item.corrected for item in correct("the well-being ofits own people").corrections]
    ['of its']
    """
    words = lexicon or load_lexicon()
    corrections: list[Correction] = []
    doubts: list[Doubt] = []
    broken: list[tuple[int, int]] = []
    for match in _BROKEN.finditer(original):
        broken.append(match.span())
        joined = match[1] + match[3]
        halves = [half.casefold() in words.accepted for half in (match[1], match[3])]
        if joined.casefold() in words.accepted and not any(halves):
            # The break moves behind the word, so that the lines stay as many as they were.
            corrections.append(Correction(match.start(), match[0], joined + match[2], BROKEN_WORD))
        elif joined.casefold() in words.accepted and not all(halves):
            doubts.append(Doubt(match.start(), match[0], "the hyphen may be real"))
    tokens = list(_TOKEN.finditer(original))
    for number, token in enumerate(tokens):
        if any(starts <= token.start() < ends for starts, ends in _near(broken, token.start())):
            continue
        item = _run_together(token, original, words) or _capital_inside(number, tokens, original, words)
        if isinstance(item, Correction):
            corrections.append(item)
        elif item is not None:
            doubts.append(item)
    return CorrectedText(
        original=original,
        corrections=tuple(sorted(corrections, key=lambda item: item.offset)),
        doubts=tuple(sorted(doubts, key=lambda item: item.offset)),
    )


def _near(spans: list[tuple[int, int]], position: int) -> list[tuple[int, int]]:
    number = bisect_right(spans, (position, len(spans) and spans[-1][1]))
    return spans[max(0, number - 1) : number + 1]


def _run_together(token: re.Match[str], original: str, words: Lexicon) -> Correction | Doubt | None:
    word = token[0]
    if (
        not word.isascii()
        or not word.islower()
        or "'" in word
        or word in words.accepted
        or len(word) > MAX_RUN_LENGTH
    ):
        return None
    if _beside_hyphen(token, original):
        return None
    ways = list(_ways(word, words))
    if not ways:
        return None
    fewest = min(len(way) for way in ways)
    best = [way for way in ways if len(way) == fewest]
    if len(best) > 1:
        several = " or ".join(" ".join(way) for way in best[:3])
        return Doubt(token.start(), word, f"could be {several}")
    if fewest == 2 and not set(best[0]) & words.joints:
        return Doubt(token.start(), word, f"{' '.join(best[0])}, or one compound word")
    return Correction(token.start(), word, " ".join(best[0]), RUN_TOGETHER)


def _ways(word: str, words: Lexicon) -> Iterator[tuple[str, ...]]:
    """Every way to cut a word into two to five common ones, shortest cuts first."""
    reach: dict[int, list[tuple[str, ...]]] = {0: [()]}
    for ends in range(1, len(word) + 1):
        here: list[tuple[str, ...]] = []
        for starts, ways in reach.items():
            part = word[starts:ends]
            if (len(part) > 2 and part in words.common) or part in words.joints:
                here += [(*way, part) for way in ways if len(way) < MAX_PARTS]
        if here:
            here.sort(key=len)
            # A handful of the shortest is enough to know the best and whether it is alone.
            reach[ends] = here[:6]
    for way in reach.get(len(word), []):
        if len(way) > 1:
            yield way


def _beside_hyphen(token: re.Match[str], original: str) -> bool:
    before = original[max(0, token.start() - 2) : token.start()].rstrip("\r\n")
    after = original[token.end() : token.end() + 1]
    return before.endswith("-") or after == "-"


def _capital_inside(
    number: int, tokens: list[re.Match[str]], original: str, words: Lexicon
) -> Correction | None:
    token = tokens[number]
    word = token[0]
    if not (word[0].isupper() and word[1:].islower() and word.isascii()) or number == 0:
        return None
    lower = word.lower()
    if lower not in words.common or lower in words.capitals or _beside_hyphen(token, original):
        return None
    if number + 1 >= len(tokens):
        return None
    before, after = tokens[number - 1], tokens[number + 1]
    gaps = (original[before.end() : token.start()], original[token.end() : after.start()])
    if any(gap.strip() or "\n\n" in gap for gap in gaps):
        return None
    if not (before[0].islower() and after[0].islower()):
        return None
    return Correction(token.start(), word, lower, CAPITAL_INSIDE)
