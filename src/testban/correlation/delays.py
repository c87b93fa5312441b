"""Differences of arrival time between two events at all their common channels, from the shape of the first P.

The lag between two records of unequal events depends on the band: a larger source is slower, and its
filtered pulse lies later. That part is the same at every station and goes into the origin time. So each band
and window of a pair of events has a constant of its own, and what scatters about station plus constant is
error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from testban.correlation.errors import CorrelationError
from testban.correlation.lag import Lag, correlate, lag_sd_s
from testban.detection import band_pass, bands_for
from testban.model import ISOLATED, Band, Detection, Floats, reason_of
from testban.waveforms import Record

# Half-octave steps where regional and teleseismic P is above the noise, Hz; from before the onset to
# after it, s; and how far beyond the median difference of onsets a lag is looked for.
BANDS: tuple[Band, ...] = ((0.5, 1.5), (0.7, 2.0), (1.0, 3.0), (1.5, 4.0), (2.0, 5.0))
BEFORE_S, AFTER_S, SEARCH_S = 1.0, (2.0, 4.0, 7.0), 2.0
MIN_SIMILARITY = 0.7  # below it half of the energy is not shared
MIN_PEAK_MARGIN = (
    0.05  # by which the largest coefficient must exceed the next: shapes of two events differ as much
)
REFERENCE = (2, 1)  # band and window that all pairs of events are counted from
MIN_CELLS, MIN_STATIONS = 3, 3
FILTER_SETTLING_S = 30.0  # read before the window, for the filter to settle
POOLED_WORTH = 4.0  # cells' worth by which a station's scatter is held to that of all
MIN_UNCHANGED_ROUNDS = 3  # rounds of the median polish after the last lag went out


@dataclass(frozen=True, slots=True)
class ChannelPick:
    """An event at one channel: its record, and the detection of P where there is one."""

    record: Record
    detection: Detection | None = None

    @property
    def onset_s(self) -> float | None:
        """Onset of P, POSIX seconds."""
        return None if self.detection is None else self.detection.time_s

    @property
    def snr(self) -> float:
        """Amplitude over noise of P; 0 without a detection."""
        return 0.0 if self.detection is None else self.detection.snr


@dataclass(frozen=True, slots=True)
class DifferentialTime:
    """How much later P arrived from the second event than from the first, at one channel.

    Attributes
    ----------
    difference_s : float
        Arrival time of the second minus that of the first, but for a constant common to all channels.
    sd_s : float
        Standard deviation.
    coefficient : float
        Median correlation over the bands and windows used.
    first_s : float
        Where in the first event P was taken to begin, POSIX seconds.
    """

    difference_s: float
    sd_s: float
    coefficient: float
    first_s: float


def pair_delays(
    first: Mapping[str, ChannelPick], second: Mapping[str, ChannelPick]
) -> tuple[dict[str, DifferentialTime], dict[str, str]]:
    """Measure the differences of arrival time of two events at the channels they share.

    Parameters
    ----------
    first, second : mapping of channel to ChannelPick
        The two events.

    Returns
    -------
    delays : dict of channel to DifferentialTime
    reasons : dict of channel to str
        Why there is none at the other common channels: records that cannot be compared, correlation too low,
        a skipped cycle.

    Raises
    ------
    CorrelationError
        No channel is common, or none has an onset of both events.
    """
    common = sorted(first.keys() & second.keys())
    if not common:
        raise CorrelationError("no channel recorded both events")
    onsets = [(first[c].onset_s, second[c].onset_s) for c in common]
    both = [b - a for a, b in onsets if a is not None and b is not None]
    if not both:
        raise CorrelationError(f"none of {len(common)} common channels has an onset of both events")
    shift = float(np.median(both))
    reasons: dict[str, str] = {}
    cells: dict[str, tuple[Floats, Floats, Floats, float]] = {}
    for channel in common:
        try:
            cells[channel] = _measured(first[channel], second[channel], shift)
        except ISOLATED as fault:
            reasons[channel] = reason_of(fault)
    if not cells:
        return {}, reasons
    names = list(cells)
    lag, sd, coefficient = (np.array([cells[name][part] for name in names]) for part in range(3))
    best = _largest(coefficient)
    for name, top in zip(names, best, strict=True):
        if top < MIN_SIMILARITY:
            reasons[name] = f"correlation {top:.2f} at best, at least {MIN_SIMILARITY} is needed"
    lag = np.where(coefficient >= MIN_SIMILARITY, lag, np.nan)
    before = np.isfinite(lag).sum(axis=1)
    lag, constant = _aligned(lag)
    keep = np.isfinite(lag).sum(axis=1) >= MIN_CELLS
    for name, count, had in zip(names, np.isfinite(lag).sum(axis=1), before, strict=True):
        if count < MIN_CELLS and name not in reasons:
            reasons[name] = (
                f"{count} of {lag.shape[1]} bands and windows agree on a lag, {MIN_CELLS} are needed: "
                f"in {had - count} others it lies a cycle off, in the rest two lags fit alike or none does"
            )
    if not keep.any():
        return {}, reasons
    lag_s, sd_s = _averaged(lag[keep] - constant, sd[keep])
    rows = np.flatnonzero(keep)
    return {
        names[row]: DifferentialTime(
            difference_s=shift + float(lag_s[at]),
            sd_s=float(sd_s[at]),
            coefficient=float(np.median(coefficient[row][np.isfinite(lag[row])])),
            first_s=cells[names[row]][3],
        )
        for at, row in enumerate(rows)
    }, reasons


def _measured(
    first: ChannelPick, second: ChannelPick, shift_s: float
) -> tuple[Floats, Floats, Floats, float]:
    """Lag beyond the shift, its least error, the coefficient in each band and window; NaN where unclear."""
    earlier, later = first.record, second.record
    rate = earlier.sampling_rate_hz
    if rate != later.sampling_rate_hz:
        raise CorrelationError(f"{rate:g} Hz and {later.sampling_rate_hz:g} Hz")
    if first.onset_s is None and second.onset_s is None:
        raise CorrelationError("no onset of either event")
    if second.onset_s is not None and (first.onset_s is None or second.snr > first.snr):
        at = second.onset_s - shift_s
        sign, template, longer, begin = -1.0, later, earlier, (at + shift_s, at)
    else:
        at = float(first.onset_s or 0.0)
        sign, template, longer, begin = 1.0, earlier, later, (at, at + shift_s)
    bands = bands_for(rate, BANDS)
    if len(bands) <= REFERENCE[0]:
        raise CorrelationError(f"{rate:g} Hz is too coarse to compare P between 1 and 3 Hz")
    table = np.full((3, len(BANDS), len(AFTER_S)), np.nan)
    for row, band in enumerate(bands):
        short, offset = _cut(template, begin[0], band, BEFORE_S, AFTER_S[-1])
        long, delayed = _cut(longer, begin[1], band, BEFORE_S + SEARCH_S, AFTER_S[-1] + SEARCH_S)
        for column, after_s in enumerate(AFTER_S):
            samples = round((BEFORE_S + after_s) * rate)
            piece = short[:samples]
            best = correlate(
                piece,
                long[: samples + round(2.0 * SEARCH_S * rate)],
                sampling_rate_hz=rate,
                max_lag_s=2.0 * SEARCH_S,
            )
            table[2, row, column] = best.coefficient
            if _is_clear(best, (band[1] - band[0]) * (BEFORE_S + after_s)):
                table[0, row, column] = sign * (best.lag_s - SEARCH_S + delayed - offset)
                table[1, row, column] = lag_sd_s(best.coefficient, piece, sampling_rate_hz=rate)
    return table[0].ravel(), table[1].ravel(), table[2].ravel(), at


def _cut(record: Record, onset_s: float, band: Band, before_s: float, after_s: float) -> tuple[Floats, float]:
    """Filtered samples about an onset, and how far their first lies off the time asked for."""
    rate = record.sampling_rate_hz
    begin = round((onset_s - before_s - record.start_s) * rate)
    end = begin + round((before_s + after_s) * rate)
    if begin < 0 or end > record.samples.size:
        raise CorrelationError("the window about P leaves the record")
    if not record.usable[begin:end].all():
        raise CorrelationError("samples about P cannot be used")
    earlier = max(0, begin - round(FILTER_SETTLING_S * rate))
    filtered = band_pass(record.samples[earlier:end], band, rate)[begin - earlier :]
    return filtered, record.start_s + begin / rate - (onset_s - before_s)


def _is_clear(lag: Lag, cycles: float) -> bool:
    """Whether the largest maximum exceeds the next by the standard deviation of a correlation coefficient.

    Its standard deviation is (1 - c^2) / sqrt(N) with N = 2 B T independent samples; never less than 0.05.
    """
    sd = (1.0 - lag.coefficient**2) / np.sqrt(2.0 * cycles)
    above = lag.coefficient - max(lag.next_coefficient, 0.0)
    return bool(not lag.at_end and above > max(sd, MIN_PEAK_MARGIN))


def _largest(table: Floats) -> Floats:
    largest: Floats = np.where(np.isfinite(table), table, -1.0).max(axis=1)
    return largest


def _aligned(lag: Floats) -> tuple[Floats, Floats]:
    """Take out cells half a period or more off station plus constant of the cell, by median polish.

    Returns the lags kept (stations, cells) and the constants (cells,), that of the reference cell zero.
    """
    lag = lag.copy()
    half_s = np.repeat([1.0 / (low + high) for low, high in BANDS], len(AFTER_S))
    constant = np.zeros(lag.shape[1])
    unchanged_rounds = 0
    while unchanged_rounds < MIN_UNCHANGED_ROUNDS:
        lag[:, np.isfinite(lag).sum(axis=0) < MIN_STATIONS] = np.nan
        constant = _medians(lag - _medians(lag - constant, axis=1)[:, None], axis=0)
        off = np.abs(lag - constant - _medians(lag - constant, axis=1)[:, None])
        skipped = off > half_s
        # The worst of each station first: it may have drawn the others off.
        worst = np.where(np.isfinite(off), off, -1.0)
        lag[skipped & (worst >= worst.max(axis=1, keepdims=True))] = np.nan
        unchanged_rounds = 0 if skipped.any() else unchanged_rounds + 1
    cell = REFERENCE[0] * len(AFTER_S) + REFERENCE[1]
    filled = np.asarray(np.isfinite(lag).any(axis=0))
    zero = constant[cell] if filled[cell] else constant[filled].mean() if filled.any() else 0.0
    return lag, constant - zero


def _medians(table: Floats, *, axis: int) -> Floats:
    """Medians of what is finite, 0 where nothing is."""
    lines = table.T if axis == 0 else table
    return np.array(
        [np.median(line[np.isfinite(line)]) if np.isfinite(line).any() else 0.0 for line in lines]
    )


def _averaged(lag: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """Weighted mean of each station's lags, and its error.

    Bands and windows overlap, so the error does not fall with their number. It is the larger of what the
    coherence allows and of the scatter among them, which also holds what changes the shape of the pulse from
    one event to the other; in noise alone that is twice the error of the mean.
    """
    used = np.isfinite(lag)
    count = used.sum(axis=1)
    middle = _medians(lag, axis=1)
    off2 = np.where(used, (lag - middle[:, None]) ** 2, 0.0)
    # One degree of freedom of each row went into its middle.
    pooled = off2.sum() / max(float((count - 1).sum()), 1.0)
    weight = np.where(used, 1.0 / (np.where(used, sd, 1.0) ** 2 + pooled), 0.0)
    mean = (weight * np.where(used, lag, 0.0)).sum(axis=1) / weight.sum(axis=1)
    off2 = np.where(used, (lag - mean[:, None]) ** 2, 0.0)
    scatter = (POOLED_WORTH * pooled + off2.sum(axis=1)) / (POOLED_WORTH + count - 1)
    least = (weight * np.where(used, sd, 0.0) ** 2).sum(axis=1) / weight.sum(axis=1)
    return mean, np.sqrt(np.maximum(scatter, least))
