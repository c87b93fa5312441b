"""First motions are counted and shown, and never weighed."""

from __future__ import annotations

from testban.discrimination._first_motions import first_motions
from testban.model import Detection, Polarity


def readings(*polarities: Polarity) -> list[Detection]:
    return [Detection(f"XX.S{n}", 0.0, 0.1, 200.0, one) for n, one in enumerate(polarities)]


def test_counts_are_in_the_reason() -> None:
    found = first_motions(readings("up", "up", "down", "unclear"))
    assert not found.log_likelihood
    assert found.reason.startswith("2 up, 1 down, 1 unclear; shown and not weighed: of 49 ")


def test_none_clear_says_so() -> None:
    assert first_motions(readings("unclear")).reason == "none is clear (0 up, 0 down, 1 unclear)"
