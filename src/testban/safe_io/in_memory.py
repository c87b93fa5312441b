"""What a caller gives in memory where a file could stand."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class InMemory:
    """Bytes that are read as if they were those of a file.

    Attributes
    ----------
    name : str
        In messages and in the provenance, between angle brackets: "<catalog>". No file has such a name by
        chance.
    data : bytes
        What was given in a canonical form of text or bytes, whose SHA-256 stands in the provenance.
    """

    name: str
    data: bytes = field(repr=False)
