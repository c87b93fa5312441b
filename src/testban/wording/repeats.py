"""An event suspected at the place of a located one, in words."""

from __future__ import annotations

from testban.model import Measured, SuspectedRepeat
from testban.wording.hypotheses import ranked
from testban.wording.phrases import count_text, stopped
from testban.wording.rounding import level_text, percent_texts, ratio_text


def repeat_text(repeat: SuspectedRepeat) -> str:
    """Describe an event suspected at the place of a located one."""
    stations = f"{count_text(len(repeat.stations), 'station')} ({', '.join(repeat.stations)})"
    when = f"{abs(repeat.delay_s):.0f} s {'later' if repeat.delay_s >= 0.0 else 'before'}"
    return (
        f"A second event is suspected at its place {when}: seen by {stations}, too few to locate it; "
        f"independent signals would make {repeat.chance:.2g} such coincidences. "
        f"{_comparison(repeat)} {_explanation(repeat)}"
    )


def _comparison(repeat: SuspectedRepeat) -> str:
    difference = repeat.p_over_s_difference
    if not isinstance(difference, Measured):
        return f"Its P/S cannot be compared: {difference.reason}."
    logarithms = (difference.value, difference.low, difference.high)
    factor, low, high = (ratio_text(10.0**value) for value in logarithms)
    level = level_text(difference.level)
    times = f"{factor} times that of the first ({low} to {high} at {level})"
    if repeat.at_most:
        times = f"at most {high} times that of the first (at {level})"
    likeness = "not told apart by it" if repeat.likeness == "not told apart by P/S" else "unlike it"
    return f"Its P/S in {repeat.low_hz:g}-{repeat.high_hz:g} Hz is {times}: {likeness}."


def _explanation(repeat: SuspectedRepeat) -> str:
    if repeat.hypotheses.status == "insufficient_data":
        return f"What it was: insufficient data: {stopped(repeat.hypotheses.reason)}"
    ordered = ranked(repeat.hypotheses)
    share = percent_texts(item.probability or 0.0 for item in ordered)[0]
    return f"Most likely {ordered[0].name} ({share})."
