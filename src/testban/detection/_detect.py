"""Detect signals in one record: several bands, one list of onsets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testban.detection._sta_lta import past_allowance, sta_lta
from testban.detection.bands import DETECTION_BANDS, band_pass, bands_for
from testban.detection.level import level_index, reading_sd_s
from testban.detection.onset import Onset, aic_onset, first_motion, hidden_rise_s
from testban.model import Band, Detection, Flags, Floats, LevelTime

# Amplitude ratio that opens a detection, and the windows it is made of, s.
TRIGGER_SNR, SHORT_S, LONG_S = 4.0, 1.0, 30.0
# Triggered records begin shortly before their signal: the least noise to compare it with, and for how long
# filters started from rest do not count, s.
MIN_PAST_S, SETTLING_S = 5.0, 2.0
# A detection stays open until the ratio has fallen to this; nothing reopens within the dead time, s.
RELEASE_SNR, DEAD_S = 2.0, 5.0
# Window searched for the onset, before and after the time of the trigger, s.
BEFORE_S, AFTER_S = 8.0, 3.0


@dataclass(frozen=True, slots=True)
class FilteredRecord:
    """A record in every band it can carry.

    Attributes
    ----------
    start_s, sampling_rate_hz : float
    raw : ndarray of float64, shape (n,)
    usable : ndarray of bool, shape (n,)
        Without the seconds in which filters ring after a gap.
    bands : tuple of (low, high)
    filtered : ndarray of float64, shape (bands, n)
    ratio : ndarray of float64, shape (bands, n)
        Amplitude ratio short over long.
    station : str
    """

    start_s: float
    sampling_rate_hz: float
    raw: Floats
    usable: Flags
    bands: tuple[Band, ...]
    filtered: Floats
    ratio: Floats
    station: str = ""


def filter_record(
    samples: Floats,
    usable: Flags,
    *,
    start_s: float,
    sampling_rate_hz: float,
    bands: tuple[Band, ...] = DETECTION_BANDS,
    station: str = "",
) -> FilteredRecord:
    """Filter a record in every band its sampling rate can carry, with the ratio short over long.

    Parameters
    ----------
    samples : ndarray of float64, shape (n,)
        Counts, gaps bridged.
    usable : ndarray of bool, shape (n,)
        False where a sample was not recorded.
    start_s : float
        POSIX time of the first sample.
    sampling_rate_hz : float
        Samples per second.
    bands : tuple of (low, high)
        Bands wanted, Hz; those too high for the sampling rate are left out.
    station : str
        Where it was recorded.

    Returns
    -------
    FilteredRecord
        With zero bands where the sampling rate carries none.
    """
    possible = bands_for(sampling_rate_hz, bands)
    after_gap = _grown(usable, round(SETTLING_S * sampling_rate_hz))
    with_past = after_gap.copy()
    with_past[: round(SETTLING_S * sampling_rate_hz)] = False
    filtered = np.empty((len(possible), samples.size))
    ratio = np.empty((len(possible), samples.size))
    short, long = max(1, round(SHORT_S * sampling_rate_hz)), max(1, round(LONG_S * sampling_rate_hz))
    allowance = past_allowance(
        sampling_rate_hz,
        short=short,
        long=long,
        min_samples=max(1, round(MIN_PAST_S * sampling_rate_hz)),
        bandwidth_hz=min((high - low for low, high in possible), default=1.0),
        threshold=TRIGGER_SNR**2,
    )
    for number, band in enumerate(possible):
        filtered[number] = band_pass(samples, band, sampling_rate_hz)
        power = filtered[number] ** 2
        ratio[number] = np.sqrt(sta_lta(power, with_past, short=short, long=long, allowance=allowance))
    return FilteredRecord(start_s, sampling_rate_hz, samples, after_gap, possible, filtered, ratio, station)


def _grown(usable: Flags, after: int) -> Flags:
    """Also mask the samples after each masked one, where filters still ring."""
    if usable.all():
        return usable
    bad = np.concatenate((np.zeros(after, dtype=np.int64), np.cumsum(~usable)))
    return np.asarray(bad[after:] == bad[: usable.size]) & usable


def detect(record: FilteredRecord, *, trigger_snr: float = TRIGGER_SNR) -> list[Detection]:
    """List the signals of a record.

    A detection opens where the amplitude ratio short over long of any band exceeds `trigger_snr`. Its
    onset is read by `read_onset`.

    Parameters
    ----------
    record : FilteredRecord
        Filtered in its bands.
    trigger_snr : float
        Ratio of short over long average at which a signal is declared.

    Returns
    -------
    list of Detection
        In order of time.
    """
    if not record.bands:
        return []
    best = record.ratio.max(axis=0)
    rate = record.sampling_rate_hz
    detections: list[Detection] = []
    above = np.flatnonzero(best > trigger_snr)
    position = 0
    while position < above.size:
        opened = int(above[position])
        # The ratio peaks within a few seconds of the onset; the coda of the same arrival is no new signal.
        closed = _release(best, opened, rate)
        onset = read_onset(record, opened, before_s=BEFORE_S, after_s=AFTER_S)
        if onset is not None and (not detections or onset.time_s - detections[-1].time_s > DEAD_S):
            detections.append(onset)
        position = int(np.searchsorted(above, closed))
    return detections


def _broad(record: FilteredRecord, at: float) -> Floats:
    """The record over all its bands, about an onset: 5 s before to 5 s after."""
    rate = record.sampling_rate_hz
    begin, end = max(0, int(at) - round(5.0 * rate)), int(at) + round(5.0 * rate)
    # Twenty seconds more before it let the filter settle.
    lead = max(0, begin - round(20.0 * rate))
    band = (record.bands[0][0], record.bands[-1][1])
    return band_pass(record.raw[lead:end], band, rate)[begin - lead :]


def _release(ratio: Floats, opened: int, rate: float) -> int:
    """First sample after the dead time at which the ratio has fallen."""
    begin = opened + round(DEAD_S * rate)
    low = np.flatnonzero(ratio[begin:] < RELEASE_SNR)
    return begin + int(low[0]) if low.size else ratio.size


def read_onset(
    record: FilteredRecord, index: int, *, before_s: float, after_s: float, min_snr: float = 2.5
) -> Detection | None:
    """Read the onset near a sample, in the band that tells it best.

    Every band that shows the signal is read; the band with the smallest reading error wins. The
    scatter of the good bands about it is part of the error. What the noise typically hides is taken off the
    time, its standard deviation joins the error (`hidden_rise_s`).

    Parameters
    ----------
    record : FilteredRecord
        Filtered in its bands.
    index : int
        Sample near the onset: a trigger, or a predicted arrival.
    before_s, after_s : float
        Window searched around it.
    min_snr : float
        Amplitude ratio below which a band is not read.

    Returns
    -------
    Detection or None
        None where no band shows a signal or the window leaves the record.
    """
    rate = record.sampling_rate_hz
    begin = max(0, index - round((before_s + 4.0) * rate))
    end = min(record.raw.size, index + round((after_s + 2.0) * rate))
    low, high = index - round(before_s * rate), index + round((after_s + SHORT_S) * rate)
    if end - begin < 60 or low >= record.raw.size or high <= 0:
        return None
    if np.count_nonzero(record.usable[begin:end]) < 0.9 * (end - begin):
        return None
    readings: list[tuple[float, Onset, int, float]] = []
    for number, band in enumerate(record.bands):
        window = record.ratio[number, max(0, low) : high]
        if window.size == 0 or window.max() < min_snr:
            continue
        # Read up to just after the ratio peaks: later, stronger phases would draw the split to them.
        first = max(0, low) + int(np.argmax(window > max(min_snr, 0.5 * window.max())))
        stop = min(end, first + round(2.0 * rate))
        start = max(0, min(begin, first - round(6.0 * rate)), first - round(12.0 * rate))
        if stop - start < 60:
            continue
        period_s = 1.0 / float(np.sqrt(band[0] * band[1]))
        onset = aic_onset(record.filtered[number, start:stop], sampling_rate_hz=rate, period_s=period_s)
        at = start + onset.index
        if onset.snr >= min_snr and low <= at <= high:
            readings.append((at, onset, number, float(window.max())))
    if not readings:
        return None
    at, onset, number, _ = min(readings, key=lambda reading: reading[1].sd_s)
    strongest = max(reading[3] for reading in readings)
    close = [other for other in readings if other[3] > 0.5 * strongest and abs(other[0] - at) < 2.0 * rate]
    scatter = float(np.std([other[0] for other in close])) / rate if len(close) > 1 else 0.0
    hidden_s, hidden_sd_s = hidden_rise_s(strongest)
    band = record.bands[number]
    return Detection(
        station=record.station,
        time_s=record.start_s + at / rate - hidden_s,
        sd_s=float(np.sqrt(onset.sd_s**2 + scatter**2 + hidden_sd_s**2)),
        snr=strongest,
        band_hz=band,
        polarity=first_motion(
            _broad(record, at),
            min(at, 5.0 * rate),
            sampling_rate_hz=rate,
            period_s=1.0 / float(np.sqrt(band[0] * band[1])),
        ),
        levels=_levels(record, round(at)),
    )


def _levels(record: FilteredRecord, at: int) -> tuple[LevelTime, ...]:
    """The level times of every band that shows the signal."""
    rate = record.sampling_rate_hz
    levels = []
    for number, band in enumerate(record.bands):
        reading = level_index(record.filtered[number], at, sampling_rate_hz=rate)
        if reading is not None:
            index, snr = reading
            levels.append(LevelTime(band, record.start_s + index / rate, reading_sd_s(snr), snr))
    return tuple(levels)
