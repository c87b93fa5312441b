"""The result of a screening test, in words."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import Screening
from testban.wording.rounding import decimals_text


@dataclass(frozen=True)
class ScreeningView:
    """One screening test; `value` and `threshold` are empty where there is none."""

    test: str
    result: str
    value: str
    threshold: str
    reason: str

    @property
    def text(self) -> str:
        """Test, result and what decided it, in one line."""
        if self.value and self.threshold and self.result.endswith("screened out"):
            return f"{self.test}: {self.result}, {self.value} against {self.threshold}"
        return f"{self.test}: {self.result}: {self.reason}"

    @property
    def whole(self) -> str:
        """The same with the reason wherever it stands."""
        return self.text if self.text.endswith(self.reason) else f"{self.text}: {self.reason}"


def view_screening(row: Screening) -> ScreeningView:
    """Put the result of a screening test into words.

    Examples
    --------
    >>> view_screening(Screening(test="depth", considered=True, result="screened out", value=33.2, low=25.1,
    ...                          high=41.0, threshold=10.0, reason="deeper than 10 km")).text
    'depth: screened out, 33 km (25 to 41 km) against 10 km'
    """
    decimals, unit = (0, " km") if row.test == "depth" else (2, "")

    def shown(value: float) -> str:
        return decimals_text(value, decimals)

    value = ""
    if row.low is not None and row.high is not None:
        value = f"{shown(row.low)} to {shown(row.high)}{unit}"
        if row.value is not None:
            value = f"{shown(row.value)}{unit} ({value})"
    elif row.value is not None:
        value = f"{shown(row.value)}{unit}"
    elif row.low is not None:
        value = f"at least {shown(row.low)}{unit}"
    return ScreeningView(
        test=row.test,
        result=row.result,
        value=value,
        threshold="" if row.threshold is None else f"{shown(row.threshold)}{unit}",
        reason=row.reason,
    )
