"""State the events suspected at the place of a located one, in the nouns of the finding."""

from __future__ import annotations

from datetime import UTC, datetime

from testban.discrimination.errors import NotMeasurableError
from testban.discrimination.first_motions import first_motions
from testban.discrimination.from_waveforms import (
    HYPOTHESIS_BAND,
    REPEAT_BANDS,
    SuspectedRepeat,
    WaveformResult,
)
from testban.discrimination.network_ratio import network_ratio
from testban.discrimination.ratio_evidence import ratio_evidence
from testban.discrimination.report import LEVEL, evidence
from testban.model import Evidence, Measured, Missing, RepeatSignals


def repeat_signals(result: WaveformResult, number: int) -> tuple[RepeatSignals, ...]:
    """Say what is known of each event suspected at the place of one of the result's events.

    Too few stations saw it to locate it, so its place is assumed. At the same stations its P/S is set against
    that of the located event, whose paths it shares.

    Parameters
    ----------
    result : WaveformResult
    number : int
        Place of the located event among `result.events`.

    Returns
    -------
    tuple of RepeatSignals
    """
    return tuple(_signals(result, one) for one in result.repeats if one.of == number)


def _signals(result: WaveformResult, repeat: SuspectedRepeat) -> RepeatSignals:
    first = result.events[repeat.of]
    return RepeatSignals(
        time=datetime.fromtimestamp(repeat.repeat.time_s, UTC),
        delay_s=repeat.repeat.time_s - first.measurements.time_s,
        chance=repeat.repeat.chance,
        stations=tuple(repeat.repeat.detections),
        p_over_s_difference=_difference(repeat),
        at_most=repeat.difference is not None and repeat.difference.at_most,
        low_hz=REPEAT_BANDS[0][0],
        high_hz=REPEAT_BANDS[-1][1],
        evidence=(_ratio(repeat), first_motions(repeat.measurements.onsets)),
    )


def _difference(repeat: SuspectedRepeat) -> Measured | Missing:
    difference = repeat.difference
    if difference is None:
        return Missing(
            status="insufficient_data", reason="no station shows P and S of both events in these bands"
        )
    return Measured(
        value=difference.difference,
        low=difference.low,
        high=difference.high,
        level=LEVEL,
        unit="log10",
        inputs=tuple(evidence(station, band) for station in difference.stations for band in REPEAT_BANDS),
    )


def _ratio(repeat: SuspectedRepeat) -> Evidence:
    rows = repeat.measurements.in_band(HYPOTHESIS_BAND)
    # Not the rows of the located event, which evidence() names.
    used = tuple(f"waveforms:{one.station} P/S" for one in rows if one.log10_ratio is not None)
    try:
        return ratio_evidence(network_ratio(rows), inputs=used)
    except NotMeasurableError as fault:
        return ratio_evidence(None, reason=str(fault))
