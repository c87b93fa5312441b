"""The result of one screening test."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from testban.model.base import FrozenModel


class Screening(FrozenModel):
    """One screening test; the null hypothesis is an explosion, so nothing is ever "identified"."""

    test: str = Field(min_length=1)
    considered: bool
    result: Literal["screened out", "not screened out", "not considered", "insufficient data"]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    threshold: float | None = None
    reason: str = Field(min_length=1)
