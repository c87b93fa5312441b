"""A small model of the Earth."""

from __future__ import annotations

ROWS = [
    "0 5.8 3.4 2.7",
    "20 5.8 3.4 2.7",
    "20 6.5 3.7 2.9",
    "35 6.5 3.7 2.9",
    "35 8.0 4.5 3.3",
    "2890 13.6 7.2 5.5",
    "2890 8.0 0.0 9.9",
    "5150 10.3 0.0 12.1",
    "5150 11.0 3.5 12.7",
    "6371 11.2 3.6 13.0",
]


def tvel(rows: list[str]) -> str:
    return "\n".join(["toy - P", "toy - S", *rows]) + "\n"
