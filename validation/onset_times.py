"""How the times read on one event compare with those of another, and with themselves in more noise."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path

import numpy as np

from testban.association import first_arrivals, vertical_records
from testban.correlation import CorrelationError, onset_lag
from testban.detection import FilteredRecord, arrival_difference, detect, filter_record, read_onset
from testban.geodesy import epicentral
from testban.measurements import WaveformResult
from testban.model import Detection, Floats
from testban.waveforms import NoWaveformsError, Record, read_waveforms
from validation.measure import Measure
from validation.reference_event import ReferenceComparison, compare_with_reference

BAND, MIN_SIMILARITY = (1.0, 3.0), 0.7
# Records with noise added: those this many times above the ratio wanted; noise drawn anew this often.
CLASSES, HEADROOM, DRAWS, TUNINGS = (8.0, 15.0, 30.0, 60.0), 3.0, 3, 3
# Tests of one site, recorded again and again: alike enough, and one this many times stronger than the other.
REGION, SAME_WAVE, UNEQUAL = "LOP NOR", 0.8, 2.5
NEAR_S, BEFORE_S, AFTER_S = 15.0, 15.0, 10.0


def _line(measure: str, value: str, bound: str = "", holds: bool | None = None) -> Measure:
    return Measure(measure=measure, value=value, unit="", target=bound, met=holds)


def _middle(values: Sequence[float]) -> float:
    return float(np.median(np.abs(values)))


def pair_lines(larger: WaveformResult, smaller: WaveformResult) -> Iterator[Measure]:
    """Arrival-time differences of two tests at one place, each read alone, against the correlation."""
    found = onset_lags(smaller, larger)
    middle = _middle([lag for *_, lag in found])
    yield _line(
        "onset differences DPRK6 - DPRK4 against correlation, median absolute",
        f"{middle:.2f} s ({len(found)} stations)",
        "<= 0.1 s",
        middle <= 0.1,
    )
    covered = sum(abs(lag) <= 2.0 * math.hypot(one.sd_s, two.sd_s) for _, one, two, lag in found)
    yield _line("the same within two stated errors", f"{covered} of {len(found)} stations")
    alone, errors, same_band = [], [], []
    records = [
        {record.seed_id: record for record in result.waveforms.records} for result in (smaller, larger)
    ]
    for seed_id, one, two, lag in found:
        difference = arrival_difference(one.levels, two.levels)
        if difference is None:
            continue
        shift = two.time_s - one.time_s + lag
        alone.append(difference.difference_s - shift)
        errors.append(difference.sd_s)
        by_band = _by_band(records[0][seed_id], records[1][seed_id], one, two, shift)
        if by_band:
            same_band.append(float(np.median(by_band)))
    middle = _middle(same_band)
    yield _line(
        "times at half of the height, each event read alone, against correlation in the same bands",
        f"{middle:.2f} s ({len(same_band)} stations)",
        "<= 0.1 s",
        middle <= 0.1,
    )
    common = float(np.median(alone))
    covered = sum(abs(off) <= 2.0 * sd for off, sd in zip(alone, errors, strict=True))
    yield _line(
        "the same against correlation at 1-3 Hz",
        f"{_middle(alone):.2f} s, {_middle([one - common for one in alone]):.2f} s about the {common:+.2f} s "
        f"common to all; {covered} of {len(alone)} within two stated errors",
    )
    pair = compare_with_reference(smaller, smaller.events[0], larger, larger.events[0])
    gaps = _together(pair, smaller, larger)
    middle = _middle(gaps)
    yield _line(
        "the same with the smaller event read next to the larger, against 2-4 Hz",
        f"{middle:.2f} s ({len(gaps)} stations), similarity {pair.similarity:.2f}",
        "<= 0.1 s",
        middle <= 0.1,
    )


def onset_lags(
    first: WaveformResult, second: WaveformResult
) -> list[tuple[str, Detection, Detection, float]]:
    """Correction of each onset difference by correlation, at common channels where the first P is alike."""
    found = []
    records = [{record.seed_id: record for record in result.waveforms.records} for result in (first, second)]
    for seed_id, record in records[0].items():
        other: Record | None = records[1].get(seed_id)
        one, two = (r.events[0].detected.detections.get(record.channel.station) for r in (first, second))
        if other is None or one is None or two is None or abs(record.channel.dip_deg or 0.0) < 80.0:
            continue
        try:
            lag = onset_lag(record, one.time_s, other, two.time_s, band_hz=BAND)
        except CorrelationError:
            continue
        if lag.coefficient > MIN_SIMILARITY:
            found.append((seed_id, one, two, lag.lag_s))
    return found


def _by_band(first: Record, second: Record, one: Detection, two: Detection, shift: float) -> list[float]:
    """Differences of level times less the correlation in their own band: a larger source is slower."""
    later = {level.band_hz: level.time_s for level in two.levels}
    found = []
    for level in one.levels:
        if level.band_hz not in later:
            continue
        lag = onset_lag(first, one.time_s, second, one.time_s + shift, band_hz=level.band_hz)
        if lag.coefficient > MIN_SIMILARITY:
            found.append(later[level.band_hz] - level.time_s - shift - lag.lag_s)
    return found


def _together(pair: ReferenceComparison, first: WaveformResult, second: WaveformResult) -> list[float]:
    """Onset differences of aligned arrivals against the correlation in another band."""
    records = [{record.seed_id: record for record in result.waveforms.records} for result in (first, second)]
    found = []
    for arrival in pair.arrivals:
        if arrival.station not in pair.differences_s:
            continue
        other = second.events[0].detected.detections[arrival.station]
        for seed_id in records[0].keys() & records[1].keys():
            record = records[0][seed_id]
            if record.channel.station != arrival.station or abs(record.channel.dip_deg or 0.0) < 80.0:
                continue
            try:
                lag = onset_lag(
                    record,
                    other.time_s + pair.differences_s[arrival.station],
                    records[1][seed_id],
                    other.time_s,
                    band_hz=(2.0, 4.0),
                )
            except CorrelationError:
                continue
            if lag.coefficient > MIN_SIMILARITY:
                found.append(lag.lag_s)
    return found


def noise_lines(results: Mapping[str, WaveformResult], names: Sequence[str]) -> Iterator[Measure]:
    """Read strong records again with more of their own noise: how late, and do the stated errors cover it?"""
    rng = np.random.default_rng(0)
    for name in names:
        detections = results[name].events[0].detected.detections
        late: dict[float, list[tuple[float, float]]] = {ratio: [] for ratio in CLASSES}
        level: list[tuple[float, float]] = []
        for record in vertical_records(results[name].waveforms.records)[0]:
            seen = detections.get(record.channel.station)
            if seen is None:
                continue
            for ratio, noisy in _read_in_noise(record, seen, rng):
                late[ratio].append((noisy.time_s - seen.time_s, math.hypot(noisy.sd_s, seen.sd_s)))
                difference = arrival_difference(seen.levels, noisy.levels)
                if difference is not None:
                    level.append((difference.difference_s, difference.sd_s))
        middles = ", ".join(f"{np.median([one[0] for one in late[r]]):+.2f}" for r in CLASSES if late[r])
        every = [one for ratio in CLASSES for one in late[ratio]]
        yield _line(
            f"{name}: onsets late at 8, 15, 30, 60 times the noise, median", f"{middles} s; {_covered(every)}"
        )
        rms = float(np.sqrt(np.mean([one[0] ** 2 for one in level])))
        yield _line(
            f"{name}: times at half of the height in the same noise",
            f"median absolute {_middle([one[0] for one in level]):.3f} s, rms {rms:.2f} s; {_covered(level)}",
        )


def _covered(values: Sequence[tuple[float, float]]) -> str:
    inside = sum(abs(off) <= 2.0 * sd for off, sd in values)
    return f"{inside} of {len(values)} within two stated errors"


def _read_in_noise(
    record: Record, seen: Detection, rng: np.random.Generator
) -> Iterator[tuple[float, Detection]]:
    """Read a strong record again with noise like its own added, to given ratios of signal to noise."""
    rate = record.sampling_rate_hz
    at = round((seen.time_s - record.start_s) * rate)
    begin, end = max(0, at - round(90.0 * rate)), min(record.samples.size, at + round(30.0 * rate))
    sign = -1.0 if (record.channel.dip_deg or 0.0) > 0.0 else 1.0
    samples = sign * record.samples[begin:end]
    at -= begin
    first = slice(at - round(rate), at + round(3.0 * rate))

    def filtered(noise: Floats) -> FilteredRecord:
        return filter_record(
            samples + noise,
            record.usable[begin:end],
            start_s=record.start_s + begin / rate,
            sampling_rate_hz=rate,
        )

    own = float(filtered(np.zeros(samples.size)).ratio[:, first].max())
    for ratio in CLASSES:
        if own < HEADROOM * ratio:
            continue
        for _ in range(DRAWS):
            noise = _noise_like(samples[: at - round(2.0 * rate)], samples.size, round(16.0 * rate), rng)
            noise *= math.sqrt((own / ratio) ** 2 - 1.0)
            # Noise that rises or falls before P misses the ratio at first.
            for _ in range(TUNINGS):
                noisy = filtered(noise)
                noise *= float(noisy.ratio[:, first].max()) / ratio
            found = read_onset(noisy, at, before_s=3.0, after_s=3.0)
            if found is not None:
                yield ratio, found


def _noise_like(quiet: Floats, size: int, segment: int, rng: np.random.Generator) -> Floats:
    """Noise of random phases with the mean spectrum of half-overlapping windows of a quiet stretch."""
    window = np.hanning(segment)
    pieces = np.lib.stride_tricks.sliding_window_view(quiet - np.median(quiet), segment)[:: segment // 2]
    power = np.mean(np.abs(np.fft.rfft(window * pieces)) ** 2, axis=0) / float((window**2).sum())
    amplitude = np.sqrt(np.interp(np.fft.rfftfreq(size), np.fft.rfftfreq(segment), power) * size / 2.0)
    swings = rng.normal(size=amplitude.size) + 1j * rng.normal(size=amplitude.size)
    return np.asarray(np.fft.irfft(amplitude * swings, size))


def repeat_lines(shared: Path) -> Iterator[Measure]:
    """Tests of one site at the same stations, in the noise of their own days, against the correlation."""
    seen = _repeated(shared / "norway")
    unequal: list[tuple[float, float]] = []
    level: list[tuple[float, float]] = []
    for (one, first, a), (two, second, b) in combinations(seen, 2):
        if one.seed_id != two.seed_id or one.sampling_rate_hz != two.sampling_rate_hz:
            continue
        try:
            lag = onset_lag(one, a.time_s, two, b.time_s, band_hz=BAND)
        except CorrelationError:
            continue
        difference = arrival_difference(a.levels, b.levels)
        if lag.coefficient < SAME_WAVE or difference is None or first == second:
            continue
        if max(a.snr, b.snr) > UNEQUAL * min(a.snr, b.snr):
            weak_later = 1.0 if a.snr > b.snr else -1.0
            unequal.append((-weak_later * lag.lag_s, math.hypot(a.sd_s, b.sd_s)))
        level.append((difference.difference_s - (b.time_s - a.time_s + lag.lag_s), difference.sd_s))
    yield _line(
        "Lop Nor at Norwegian stations: weaker onsets late against correlation",
        f"median {np.median([one[0] for one in unequal]):+.2f} s, median absolute "
        f"{_middle([one[0] for one in unequal]):.2f} s; {_covered(unequal)}",
    )
    yield _line(
        "the same, times at half of the height, all pairs of tests",
        f"median absolute {_middle([one[0] for one in level]):.2f} s; {_covered(level)}",
    )


def _repeated(folder: Path) -> list[tuple[Record, str, Detection]]:
    """First P of the tests of one site, by record; nothing that clips or starts too near P."""
    curve = first_arrivals(depth_km=0.0)
    found = []
    with (folder / "events.csv").open(encoding="utf-8") as rows:
        events = [row for row in csv.DictReader(rows) if row["region"] == REGION]
    for row in events:
        try:
            waveforms = read_waveforms(
                [folder / "waveforms" / row["nnsn_id"]], responses=[folder / "responses"]
            )
        except (NoWaveformsError, FileNotFoundError):
            continue
        origin_s = datetime.fromisoformat(f"{row['date']}T{row['origin_utc']}+00:00").timestamp()
        for record in vertical_records(waveforms.records)[0]:
            distance, _ = epicentral(
                float(row["lat"]), float(row["lon"]), record.channel.latitude, record.channel.longitude
            )
            expected = origin_s + float(curve.p(float(distance)))
            filtered = filter_record(
                record.samples,
                record.usable,
                start_s=record.start_s,
                sampling_rate_hz=record.sampling_rate_hz,
            )
            near = [one for one in detect(filtered) if abs(one.time_s - expected) < NEAR_S]
            if not near or record.clipped:
                continue
            best = max(near, key=lambda one: one.snr)
            if best.time_s - record.start_s > BEFORE_S and record.end_s - best.time_s > AFTER_S:
                found.append((record, row["nnsn_id"], best))
    return found
