"""What is said of an event suspected at the place of another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from testban.model import (
    EXPLANATIONS,
    Hypotheses,
    Hypothesis,
    Measured,
    Missing,
    RepeatSignals,
    SuspectedRepeat,
)
from testban.wording import repeat_text

OPEN = Hypotheses(
    status="insufficient_data",
    reason="two stations",
    items=tuple(Hypothesis(name=name) for name in EXPLANATIONS),
)


def signals(low: float, high: float, *, at_most: bool = False, missing: bool = False) -> RepeatSignals:
    difference = Measured(
        value=0.5 * (low + high), low=low, high=high, level=0.95, unit="log10", inputs=("p_over_s:A/1-2",)
    )
    return RepeatSignals(
        time=datetime(2017, 9, 3, 3, 38, 31, tzinfo=UTC),
        delay_s=510.5,
        chance=0.0094,
        stations=("IC.MDJ", "KS.SEHB"),
        p_over_s_difference=Missing(status="insufficient_data", reason="no common station")
        if missing
        else difference,
        at_most=at_most,
        low_hz=1.0,
        high_hz=4.0,
        evidence=(),
    )


class TestLikeness:
    @pytest.mark.parametrize(
        ("low", "high", "at_most", "likeness"),
        [
            (-0.76, -0.16, False, "lower P/S"),
            (-0.76, -0.16, True, "lower P/S"),
            (-0.2, 0.3, False, "not told apart by P/S"),
            (0.1, 0.5, False, "higher P/S"),
            (0.1, 0.5, True, "not told apart by P/S"),
        ],
    )
    def test_the_interval_must_exclude_no_difference(
        self, low: float, high: float, at_most: bool, likeness: str
    ) -> None:
        assert SuspectedRepeat.from_signals(signals(low, high, at_most=at_most), OPEN).likeness == likeness

    def test_without_a_difference_it_cannot_be_told(self) -> None:
        found = SuspectedRepeat.from_signals(signals(0.0, 0.1, missing=True), OPEN)
        assert found.likeness == "cannot tell"
        assert "cannot be compared: no common station" in repeat_text(found)


class TestWords:
    def test_a_bound_is_said_as_a_bound(self) -> None:
        said = repeat_text(SuspectedRepeat.from_signals(signals(-0.76, -0.16, at_most=True), OPEN))
        assert "at most 0.69 times that of the first (at 95 %): unlike it" in said
        assert "What it was: insufficient data: " in said

    def test_a_measurement_has_its_interval(self) -> None:
        said = repeat_text(SuspectedRepeat.from_signals(signals(-0.2, 0.3), OPEN))
        assert "1.12 times that of the first (0.63 to 2.00 at 95 %): not told apart by it" in said


def test_one_that_came_before_is_said_to_have_come_before() -> None:
    early = SuspectedRepeat.from_signals(signals(-0.2, 0.3).model_copy(update={"delay_s": -269.7}), OPEN)
    assert "at its place 270 s before: seen by" in repeat_text(early)
