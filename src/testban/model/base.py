"""What every noun shares: frozen, no unknown fields, UTC times written one way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer


class FrozenModel(BaseModel):
    """Base of the nouns: immutable, refuses unknown fields and numbers that are not finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


def utc_text(moment: datetime) -> str:
    """Write a time as ISO 8601 in UTC, to the microsecond.

    Examples
    --------
    >>> utc_text(datetime(2017, 9, 3, 3, 30, 1, 760000, tzinfo=UTC))
    '2017-09-03T03:30:01.760000Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


UTCTime = Annotated[
    AwareDatetime,
    AfterValidator(lambda moment: moment.astimezone(UTC)),
    PlainSerializer(utc_text, return_type=str),
]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]
Longitude = Annotated[float, Field(ge=-180.0, le=180.0)]
Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]
Level = Annotated[float, Field(gt=0.0, lt=1.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
