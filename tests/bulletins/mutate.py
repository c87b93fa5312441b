"""Break a file at random, the same way for the same seed."""

from __future__ import annotations

import random

TOKENS = (
    b"nan",
    b"inf",
    b"\x00",
    b"\xff\xfe",
    b"\n\n",
    b"\t",
    b"-1",
    b"9" * 40,
    b"Event ",
    b"STOP\n",
    b"<",
    b"&#0;",
    b"#",
    b'"',
    b"(",
)


def mutate(data: bytes, seed: int) -> bytes:
    """Return the data with one to four faults: flipped, lost, added or repeated bytes, a cut end."""
    rng = random.Random(seed)
    broken = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(broken) + 1)
        kind = rng.randrange(6)
        if kind == 0 and at < len(broken):
            broken[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del broken[at : at + rng.randint(1, 40)]
        elif kind == 2:
            broken[at:at] = rng.choice(TOKENS)
        elif kind == 3:
            broken[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 8)))
        elif kind == 4:
            broken[at:at] = broken[max(0, at - 60) : at] * rng.randint(1, 3)
        else:
            del broken[at:]
        if not broken:
            broken = bytearray(b"\n")
    return bytes(broken)
