"""Differences of arrival time between two events at one channel, from the shape of the first P."""

from __future__ import annotations

import numpy as np

from testban.correlation.errors import CorrelationError
from testban.correlation.lag import Lag, correlate
from testban.detection import band_pass
from testban.waveforms import Record

# From before the onset to after it, s: the first cycles only, whose shape depends least on the path.
BEFORE_S, AFTER_S, SEARCH_S = 1.0, 4.0, 2.0


def onset_lag(
    first: Record,
    first_onset_s: float,
    second: Record,
    second_onset_s: float,
    *,
    band_hz: tuple[float, float],
) -> Lag:
    """Return the correction to the difference of two onsets that makes the first P most alike.

    Parameters
    ----------
    first, second : Record
        The same channel, during two events.
    first_onset_s, second_onset_s : float
        Onsets read there, POSIX seconds.
    band_hz : (low, high)
        Band the records are filtered to.

    Returns
    -------
    Lag
        ``second_onset - first_onset + lag_s`` is the difference of arrival times by correlation.

    Raises
    ------
    CorrelationError
        Different sampling rates, or a window outside the record.
    """
    rate = first.sampling_rate_hz
    if rate != second.sampling_rate_hz:
        raise CorrelationError(f"{first.seed_id}: {rate:g} Hz and {second.sampling_rate_hz:g} Hz")
    template, offset = _window(first, first_onset_s, band_hz, BEFORE_S, AFTER_S)
    longer, other = _window(second, second_onset_s, band_hz, BEFORE_S + SEARCH_S, AFTER_S + SEARCH_S)
    best = correlate(template, longer, sampling_rate_hz=rate, max_lag_s=2.0 * SEARCH_S)
    return Lag(best.lag_s - SEARCH_S + other - offset, best.coefficient)


def _window(
    record: Record, onset_s: float, band_hz: tuple[float, float], before_s: float, after_s: float
) -> tuple[np.ndarray, float]:
    """Filtered samples about an onset, and how far their first sample lies off the time asked for."""
    rate = record.sampling_rate_hz
    begin = round((onset_s - before_s - record.start_s) * rate)
    size = round((before_s + after_s) * rate)
    if begin < 0 or begin + size > record.samples.size:
        raise CorrelationError(f"{record.seed_id}: window about the onset leaves the record")
    filtered = band_pass(record.samples, band_hz, rate)[begin : begin + size]
    return filtered, record.start_s + begin / rate - (onset_s - before_s)
