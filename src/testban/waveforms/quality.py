"""Find what in a record cannot be used: gaps, no-numbers, constant stretches, spikes, clipping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testban.model import Flags, Floats

# A live digitiser does not repeat one value this long.
CONSTANT_S, CONSTANT_SAMPLES = 3.0, 40
# The ends of 32-bit integers stand where a digitiser had no sample; no ground motion reaches them.
FILL_VALUES = (-(2.0**31), 2.0**31 - 1.0)
# A lone sample this many times the typical step away from both neighbours is no ground motion.
SPIKE_FACTOR = 40.0
# Shares of a record.
MIN_USABLE = 0.5
# Runs at the very extreme value: this many of at least this length say that something saturated.
CLIP_RUNS, CLIP_LENGTH = 3, 3
# A record needs this many seconds to hold noise and a signal.
MIN_DURATION_S = 30.0


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found in one record.

    Attributes
    ----------
    usable : ndarray of bool, shape (n,)
    clipped : bool
    faults : tuple of str
        What was masked, in words.
    verdict : str
        Why the whole record cannot be used; empty where it can.
    """

    usable: Flags
    clipped: bool
    faults: tuple[str, ...]
    verdict: str


def assess_quality(samples: Floats, present: Flags, sampling_rate_hz: float) -> Quality:
    """Decide which samples of a record can be used.

    Parameters
    ----------
    samples : ndarray of float64, shape (n,)
        Counts; may hold NaN and infinities.
    present : ndarray of bool, shape (n,)
        False in gaps and contradicting overlaps.
    sampling_rate_hz : float
        Samples per second.

    Returns
    -------
    Quality

    Examples
    --------
    >>> assess_quality(np.zeros(4000), np.ones(4000, bool), 20.0).verdict
    'dead: every sample is 0'
    """
    rate, n = sampling_rate_hz, samples.size
    faults: list[str] = []
    finite = np.isfinite(samples)
    if not finite.any():
        return Quality(np.zeros(n, bool), False, (), "not one sample is a number (all NaN)")
    usable = present & finite
    broken = int(np.count_nonzero(present & ~finite))
    if broken:
        faults.append(f"{broken} samples are no numbers (NaN)")
    filled = usable & np.isin(samples, FILL_VALUES)
    if filled.any():
        value = samples[filled][0]
        faults.append(f"{np.count_nonzero(filled)} samples are fill values ({value:.0f})")
        usable = usable & ~filled
    values = samples[usable]
    if values.size == 0:
        return Quality(usable, False, tuple(faults), "nothing but gaps and samples that are no numbers")
    if values.max() == values.min():
        return Quality(np.zeros(n, bool), False, tuple(faults), f"dead: every sample is {values[0]:g}")
    clipped = _is_clipped(samples, usable)
    if clipped:
        faults.append("clipped: amplitudes not used")
    constant = _constant_runs(samples, usable, max(int(CONSTANT_S * rate), CONSTANT_SAMPLES))
    if constant.any():
        level = samples[constant][0]
        what = "zero-filled" if level == 0.0 else f"stuck at {level:g}"
        faults.append(f"{what} for {np.count_nonzero(constant) / rate:.1f} s")
        usable = usable & ~constant
    spikes = _spikes(samples, usable)
    if spikes.any():
        faults.append(f"{np.count_nonzero(spikes)} spikes")
        usable = usable & ~spikes
    lost = int(np.count_nonzero(~present))
    if lost:
        faults.append(f"missing or contradicting for {lost / rate:.1f} s")
    verdict = ""
    share = np.count_nonzero(usable) / n
    if n / rate < MIN_DURATION_S:
        verdict = f"only {n / rate:.1f} s long, {MIN_DURATION_S:g} s needed"
    elif share < MIN_USABLE:
        verdict = f"only {100.0 * share:.0f} % of it can be used, {100.0 * MIN_USABLE:g} % needed"
    return Quality(usable, clipped, tuple(faults), verdict)


def bridge(samples: Floats, usable: Flags) -> Floats:
    """Fill what is not usable by straight lines, so that filters do not ring on it.

    Examples
    --------
    >>> bridge(np.array([0.0, np.nan, 2.0]), np.array([True, False, True])).tolist()
    [0.0, 1.0, 2.0]
    """
    if usable.all():
        return samples
    index = np.arange(samples.size)
    return np.interp(index, index[usable], samples[usable])


def _constant_runs(samples: Floats, usable: Flags, shortest: int) -> Flags:
    """Samples in runs of one repeated value at least `shortest` long."""
    same = np.zeros(samples.size, dtype=bool)
    repeats = (np.diff(samples) == 0.0) & usable[1:] & usable[:-1]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], repeats, [False])).astype(np.int8)))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin + 1 >= shortest:
            same[begin : end + 1] = True
    return same


def _spikes(samples: Floats, usable: Flags) -> Flags:
    """Lone samples that jump away from both neighbours and come straight back."""
    spikes = np.zeros(samples.size, dtype=bool)
    if samples.size < 16 or not usable.any():
        return spikes
    filled = bridge(samples, usable)
    step = np.abs(np.diff(filled))
    rise = filled[1:-1] - filled[:-2]
    fall = filled[2:] - filled[1:-1]
    level = np.median(step)
    # What the neighbourhood does a few samples away: a seismic onset goes on, a spike does not.
    around = np.maximum(np.abs(filled[2:] - filled[:-2]), level)
    before = np.full(step.size - 1, level)
    before[4:] = np.maximum(np.maximum.reduce([step[i : step.size - 5 + i] for i in range(4)]), level)
    after = np.full(step.size - 1, level)
    after[:-4] = np.maximum(
        np.maximum.reduce([step[i + 2 : step.size - 3 + i] for i in range(4)])[: step.size - 5], level
    )
    lone = (rise * fall < 0.0) & (
        np.minimum(np.abs(rise), np.abs(fall)) > SPIKE_FACTOR * np.maximum(np.maximum(before, after), around)
    )
    spikes[1:-1] = lone & usable[1:-1]
    return spikes


def _is_clipped(samples: Floats, usable: Flags) -> bool:
    """Whether runs at the extreme value recur: flat tops."""
    values = samples[usable]
    centre = np.median(values)
    for extreme in (values.max(), values.min()):
        if abs(extreme - centre) < 20.0 * np.median(np.abs(values - centre)):
            continue
        at_top = usable & (samples == extreme)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], at_top, [False])).astype(np.int8)))
        lengths = edges[1::2] - edges[::2]
        if np.count_nonzero(lengths >= CLIP_LENGTH) >= CLIP_RUNS:
            return True
    return False
