"""Break a file at random, the same way for the same number: bytes, numbers, encodings, pieces."""

from __future__ import annotations

import random
import re
import struct

from mutate import mutate

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_NUMBERS = (
    b"1e999",
    b"-1e308",
    b"9" * 25,
    b"nan",
    b"-inf",
    b"0",
    b"-0.0",
    b"1e-320",
    b"0x10",
    b"1_0",
    "٣".encode(),
)
_WORDS = (0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7F800000, 0x7FC00000)
_NOT_UTF8 = (
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xef\xbb\xbf",
    "\u202e".encode(),
    b"\x1b[2J",
)


def mutant(whole: bytes, other: bytes, number: int) -> bytes:
    """Return the file broken in the way of this number.

    Parameters
    ----------
    whole : bytes
        A valid file.
    other : bytes
        Another one of the same kind, for pieces.
    number : int
        Of the mutant.
    """
    draw = random.Random(number)
    kind = draw.randrange(8)
    if kind < 3:
        return mutate(whole, number)
    broken = bytearray(whole)
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(broken) + 1)
        if kind == 3:
            spans = [match.span() for match in _NUMBER.finditer(bytes(broken[:100_000]))]
            start, end = draw.choice(spans) if spans else (at, at)
            broken[start:end] = draw.choice(_NUMBERS)
        elif kind == 4:
            broken[at : at + 4] = struct.pack(draw.choice(("<I", ">I")), draw.choice(_WORDS))
        elif kind == 5:
            broken[at : at + draw.randint(0, 2)] = draw.choice(_NOT_UTF8)
        elif kind == 6:
            start = draw.randrange(len(other) + 1)
            broken[at : at + draw.choice((0, 50, 500))] = other[start : start + draw.choice((8, 80, 800))]
        else:
            broken[at:at] = _lines(draw, bytes(broken))
    return bytes(broken) or b"\n"


def _lines(draw: random.Random, data: bytes) -> bytes:
    """Some lines of the file, once or many times more."""
    lines = data.splitlines(keepends=True)
    start = draw.randrange(len(lines)) if lines else 0
    return b"".join(lines[start : start + draw.randint(1, 5)])[:4000] * draw.choice((1, 2, 40))
