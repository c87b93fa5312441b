"""What a finding was made from, and what was left out."""

from __future__ import annotations

from pydantic import Field

from testban.model.base import FrozenModel


class Excluded(FrozenModel):
    """Something that was given and not used, with the reason."""

    id: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class InputFile(FrozenModel):
    """A file the finding was made from."""

    name: str = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
