"""What a reader's answer must hold: finite numbers only, and every row of the file, used or named."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

MAX_DEPTH = 12


class BrokenAnswerError(Exception):
    """An answer with a number that is not finite, or with fewer rows than the file."""


def check_finite(answer: Any) -> None:
    """Raise `BrokenAnswerError` where a number of the answer is not finite."""
    for place in _not_finite(answer, type(answer).__name__, 0):
        raise BrokenAnswerError(f"not finite: {place}")


def check_rows(rows_in: int, rows_out: int) -> None:
    """Raise `BrokenAnswerError` where a row is neither used nor named as not used."""
    if rows_out < rows_in:
        raise BrokenAnswerError(f"{rows_in} rows in, {rows_out} used or named")


def _not_finite(value: Any, place: str, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH or value is None or isinstance(value, str | bytes | int):
        return
    if isinstance(value, float | complex):
        if not (math.isfinite(value.real) and math.isfinite(value.imag)):
            yield f"{place} = {value}"
    elif isinstance(value, np.ndarray):
        if value.dtype.kind in "fc" and not np.isfinite(value).all():
            yield place
    else:
        for name, part in _parts(value):
            yield from _not_finite(part, f"{place}.{name}", depth + 1)


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((row.name, getattr(value, row.name, None)) for row in fields(value))
    elif isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list | tuple | set | frozenset):
        yield from enumerate(value)
