"""Find noise that repeats sample for sample: no ground does, and a record put together from pieces may."""

from __future__ import annotations

import numpy as np

from testban.waveforms import Record

# So many samples in a row, not all the same, never come twice in real noise; quantised to a few counts
# they would have to be this many.
RUN = 256
MIN_DIFFERENT_VALUES, MIN_CHANGES = 8, RUN // 4
MAX_SAMPLES = 2_000_000
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd: the multiplier of a polynomial hash modulo 2^64


def repeating_noise_s(record: Record) -> float | None:
    """Return after how many seconds a stretch of a record comes again, sample for sample.

    Parameters
    ----------
    record : Record
        The record.

    Returns
    -------
    float or None
        The smallest such distance, s; None where nothing repeats.
    """
    samples = np.ascontiguousarray(record.samples[:MAX_SAMPLES])
    count = samples.size - RUN + 1
    if count < 2:
        return None
    changes = np.concatenate([[0], np.cumsum(samples[1:] != samples[:-1]), [0]])
    varied = np.flatnonzero(changes[RUN - 1 : -1] - changes[:count] >= MIN_CHANGES)
    # Hashes of all stretches at once: prefix sums of a polynomial in _BASE, modulo 2^64.
    words = samples.view(np.uint64)
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.full(samples.size + 1, _BASE, dtype=np.uint64))
        prefix = np.concatenate([np.zeros(1, np.uint64), np.cumsum(words * powers[:-1], dtype=np.uint64)])
        # Each stretch is brought to one power: the same samples have the same hash wherever they stand.
        hashes = (prefix[RUN:] - prefix[:-RUN]) * powers[::-1][:count]
    order = varied[np.argsort(hashes[varied], kind="stable")]
    same = np.flatnonzero(hashes[order][1:] == hashes[order][:-1])
    distances = []
    for place in same:
        first, second = sorted((int(order[place]), int(order[place + 1])))
        stretch = samples[first : first + RUN]
        if np.unique(stretch).size >= MIN_DIFFERENT_VALUES and np.array_equal(
            stretch, samples[second : second + RUN]
        ):
            distances.append(second - first)
            if len(distances) >= RUN:
                break
    return min(distances) / record.sampling_rate_hz if distances else None
