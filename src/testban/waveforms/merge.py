"""Lay the segments of one channel on one time line: unsorted, overlapping, with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from testban.model import Flags, Floats
from testban.waveforms.errors import WaveformError

# Segments further apart than this are other recordings, not one with a gap.
MAX_GAP_S = 3600.0
# By so many samples the end of a segment may come to lie elsewhere at the rate of the whole record.
MAX_DRIFT_SAMPLES = 0.5
# Pieces of a few samples, an hour apart, could claim any amount of memory: a week at 200 Hz.
MAX_LINE_SAMPLES = 120_000_000


@dataclass(frozen=True, slots=True)
class Segment:
    """Samples as they came from a file: start in POSIX seconds, any numeric type, shape (n,)."""

    start_s: float
    sampling_rate_hz: float
    samples: np.ndarray

    @property
    def end_s(self) -> float:
        return self.start_s + self.samples.size / self.sampling_rate_hz


@dataclass(frozen=True, slots=True)
class Merged:
    """One time line: samples (n,), where they are present (n,), and what was odd, in words."""

    start_s: float
    sampling_rate_hz: float
    samples: Floats
    present: Flags
    notes: tuple[str, ...]


def merge_segments(segments: Sequence[Segment]) -> Merged:
    """Merge the segments of one channel.

    Where two segments overlap and agree they are one; where they disagree neither is believed. Segments
    of another sampling rate than most of the data, or more than an hour away from it, are left out.

    Parameters
    ----------
    segments : sequence of Segment
        At least one, in any order.

    Returns
    -------
    Merged

    Raises
    ------
    WaveformError
        The pieces span more samples than a record may have.

    Examples
    --------
    >>> late, early = Segment(10.0, 1.0, np.arange(3.0)), Segment(5.0, 1.0, np.ones(3))
    >>> merged = merge_segments([late, early])
    >>> merged.start_s, merged.present.sum(), merged.present.size
    (5.0, np.int64(6), 8)
    """
    notes: list[str] = []
    if any(later.start_s < earlier.start_s for earlier, later in pairwise(segments)):
        notes.append("segments out of order, sorted")
    ordered = sorted(segments, key=lambda segment: segment.start_s)
    by_rate: dict[float, int] = {}
    for segment in ordered:
        by_rate[segment.sampling_rate_hz] = by_rate.get(segment.sampling_rate_hz, 0) + segment.samples.size
    rate = max(by_rate, key=lambda key: by_rate[key])
    others = sum(segment.samples.size for segment in ordered if not _is_at(rate, segment))
    if others:
        notes.append(f"{others} samples at another rate than {rate:g} Hz left out")
    clusters: list[list[Segment]] = []
    reach = -np.inf
    for segment in (segment for segment in ordered if _is_at(rate, segment)):
        if not clusters or segment.start_s - reach > MAX_GAP_S:
            clusters.append([])
            reach = -np.inf
        clusters[-1].append(segment)
        reach = max(reach, segment.end_s)
    chosen = max(clusters, key=lambda cluster: sum(segment.samples.size for segment in cluster))
    if len(clusters) > 1:
        notes.append(f"{len(clusters) - 1} pieces more than {MAX_GAP_S / 3600.0:g} h away left out")
    start = chosen[0].start_s
    n = max(round((segment.start_s - start) * rate) + segment.samples.size for segment in chosen)
    if n > MAX_LINE_SAMPLES:
        raise WaveformError(
            f"its {len(chosen)} pieces span {n:.3g} samples at {rate:g} Hz, at most {MAX_LINE_SAMPLES:.0e}"
        )
    samples, present, refused = np.zeros(n), np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    overlapping = 0
    for segment in chosen:
        begin = round((segment.start_s - start) * rate)
        part = slice(begin, begin + segment.samples.size)
        fresh = np.asarray(segment.samples, dtype=np.float64)
        twice = present[part]
        overlapping += int(np.count_nonzero(twice))
        refused[part] |= twice & (samples[part] != fresh) & ~(np.isnan(samples[part]) & np.isnan(fresh))
        samples[part] = np.where(twice, samples[part], fresh)
        present[part] = True
    if overlapping:
        disagree = int(np.count_nonzero(refused))
        says = f"{disagree / rate:.1f} s of it contradicting and not used" if disagree else "in agreement"
        notes.append(f"segments overlap for {overlapping / rate:.1f} s, {says}")
    return Merged(start, rate, samples, present & ~refused, tuple(notes))


def _is_at(rate_hz: float, segment: Segment) -> bool:
    """Whether a segment has a rate: rates are written with rounding, which moves no sample by a whole one."""
    return abs(segment.sampling_rate_hz - rate_hz) * segment.samples.size < MAX_DRIFT_SAMPLES * rate_hz
