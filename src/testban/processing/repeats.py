"""State the events suspected at the place of a located one, in the nouns of the finding."""

from __future__ import annotations

from datetime import UTC, datetime

from testban.discrimination import (
    HYPOTHESIS_BAND,
    LEVEL,
    RatioDifference,
    evidence,
    first_motions,
    network_ratio,
    ratio_difference,
    ratio_evidence,
)
from testban.measurements import NotMeasurableError, SuspectedRepeat, WaveformEvent, WaveformResult
from testban.model import Evidence, Measured, Missing, RepeatSignals

# The bands in which a repeat is compared with the event whose place it would share.
REPEAT_BANDS = ((1.0, 2.0), (2.0, 4.0))


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
    return tuple(_signals(result, repeat) for repeat in result.repeats if repeat.of == number)


def _signals(result: WaveformResult, repeat: SuspectedRepeat) -> RepeatSignals:
    first = result.events[repeat.of]
    difference = _ratio_difference(repeat, first)
    return RepeatSignals(
        time=datetime.fromtimestamp(repeat.repeat.time_s, UTC),
        delay_s=repeat.repeat.time_s - first.measurements.time_s,
        chance=repeat.repeat.chance,
        stations=tuple(repeat.repeat.detections),
        p_over_s_difference=_difference(difference),
        at_most=difference is not None and difference.at_most,
        low_hz=REPEAT_BANDS[0][0],
        high_hz=REPEAT_BANDS[-1][1],
        evidence=(_ratio(repeat), first_motions(repeat.measurements.onsets)),
    )


def _ratio_difference(repeat: SuspectedRepeat, first: WaveformEvent) -> RatioDifference | None:
    """log10 P/S in 1-4 Hz against the located event, at the same stations."""
    try:
        return ratio_difference(repeat.measurements.ratios, first.measurements.ratios, bands_hz=REPEAT_BANDS)
    except NotMeasurableError:
        return None


def _difference(difference: RatioDifference | None) -> Measured | Missing:
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
    used = tuple(f"waveforms:{row.station} P/S" for row in rows if row.log10_ratio is not None)
    try:
        return ratio_evidence(network_ratio(rows), inputs=used)
    except NotMeasurableError as fault:
        return ratio_evidence(None, reason=str(fault))
