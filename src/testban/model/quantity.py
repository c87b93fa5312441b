"""A number with its interval and origin, or the reason why there is none."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from testban.model.base import FrozenModel, Level

# Half of the central 90 % interval of a normal error, in standard deviations.
NORMAL_90 = 1.6448536269514722
# Level of ellipses and intervals unless another is asked for.
DEFAULT_LEVEL = 0.9


class Measured(FrozenModel):
    """A value with an interval, a unit and the evidence it was made from.

    Attributes
    ----------
    value, low, high : float
        Best value and the ends of its interval, in `unit`.
    level : float
        Probability that the interval holds the true value, e.g. 0.9.
    unit : str
        "km", "s", "kt", "1" for a pure number, ...
    inputs : tuple of str
        Evidence identifiers: an arrival ("arrival:MDJ/Pn"), an external input ("external:mb"),
        a file of the input ("input:arrivals.csv") or a table ("table:ak135").

    Examples
    --------
    >>> Measured(value=2.0, low=1.0, high=3.0, level=0.9, unit="km", inputs=("arrival:MDJ/Pn",)).value
    2.0
    """

    value: float
    low: float
    high: float
    level: Level
    unit: str = Field(min_length=1)
    inputs: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _interval_holds_value(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value} outside its own interval [{self.low}, {self.high}]")
        return self


class Missing(FrozenModel):
    """No value, and why: what was not done is reported, never left blank.

    Examples
    --------
    >>> Missing(status="not_measured", reason="the case holds arrival times only").value is None
    True
    """

    value: None = None
    status: Literal["insufficient_data", "not_measured", "not_considered", "not_applicable", "input_withheld"]
    reason: str = Field(min_length=1)


Quantity = Measured | Missing
