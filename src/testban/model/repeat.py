"""An event suspected at the place of a located one: seen by too few stations to be located itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from testban.model.base import FrozenModel, NotNegative, Positive, UTCTime
from testban.model.hypotheses import Evidence, Hypotheses
from testban.model.quantity import Measured, Quantity


class _Repeat(FrozenModel):
    """What its signals say and a finding repeats.

    Attributes
    ----------
    time : datetime
        Origin time if it was at that place.
    delay_s : float
        After the located event; negative for one before it.
    chance : float
        How many such coincidences independent signals would make.
    stations : tuple of str
    p_over_s_difference : Quantity
        log10 P/S in `low_hz` to `high_hz` minus that of the located event, at common stations.
    at_most : bool
        P lay in the noise somewhere: the difference is at most the value, up to its error.
    """

    time: UTCTime
    delay_s: float
    chance: NotNegative
    stations: tuple[str, ...] = Field(min_length=1)
    p_over_s_difference: Quantity
    at_most: bool = False
    low_hz: Positive
    high_hz: Positive


class RepeatSignals(_Repeat):
    """What its signals say, with the evidence as to what the event was."""

    evidence: tuple[Evidence, ...]


class SuspectedRepeat(_Repeat):
    """What a finding says of it; the attributes are those of `RepeatSignals`.

    `likeness` compares its P/S with that of the located event: "unlike" where the interval of the difference
    excludes none.
    """

    likeness: Literal["lower P/S", "higher P/S", "not told apart by P/S", "cannot tell"]
    hypotheses: Hypotheses

    @classmethod
    def from_signals(cls, signals: RepeatSignals, hypotheses: Hypotheses) -> SuspectedRepeat:
        """Join what the signals say with what the event may have been."""
        difference = signals.p_over_s_difference
        likeness: Literal["lower P/S", "higher P/S", "not told apart by P/S", "cannot tell"] = "cannot tell"
        if isinstance(difference, Measured):
            likeness = "not told apart by P/S"
            if difference.high < 0.0:
                likeness = "lower P/S"
            elif difference.low > 0.0 and not signals.at_most:
                likeness = "higher P/S"
        kept = {name: getattr(signals, name) for name in _Repeat.model_fields}
        return cls(**kept, likeness=likeness, hypotheses=hypotheses)
