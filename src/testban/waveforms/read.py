"""Read waveforms of any kind: folders or files, any format ObsPy knows, with every fault named."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from testban.model import Excluded, InputFile
from testban.safe_io import printable
from testban.waveforms._describe_channel import describe_channel
from testban.waveforms.coordinates import contradicting_stations, shared_coordinates
from testban.waveforms.errors import NoWaveformsError, WaveformError
from testban.waveforms.evenness import uneven_components
from testban.waveforms.files import Found, MetadataSource, RecordSource, find_files
from testban.waveforms.merge import MAX_GAP_S, Merged, Segment, merge_segments
from testban.waveforms.quality import Quality, assess_quality, bridge
from testban.waveforms.record import Channel, Record
from testban.waveforms.stations import StationMetadata

_LOG = logging.getLogger(__name__)

# Files or channels that are named for one reason, where nothing can be used; the others are counted.
MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class Waveforms:
    """What came out of the files.

    Attributes
    ----------
    records : tuple of Record
        Sorted by seed id.
    not_used : tuple of Excluded
        Files, channels and stretches left out, each with its reason.
    inputs : tuple of InputFile
        Every file that was read, with its hash, sorted by name.
    shared_places : tuple of (str, str)
        Pairs of stations that claim the same place.
    book : StationMetadata
        All that was said of stations and responses.
    """

    records: tuple[Record, ...]
    not_used: tuple[Excluded, ...]
    inputs: tuple[InputFile, ...]
    shared_places: tuple[tuple[str, str], ...] = ()
    book: StationMetadata = field(default_factory=StationMetadata, repr=False)


def read_waveforms(
    paths: Iterable[RecordSource],
    *,
    stations: Iterable[MetadataSource] = (),
    responses: Iterable[MetadataSource] = (),
) -> Waveforms:
    """Read waveforms with their positions and gains, as one stretch of time.

    Segments more than an hour from the rest of their channel are left out; `read_windows` keeps them as
    stretches of their own.

    Parameters
    ----------
    paths : iterable of path or InMemoryRecords
        Files or folders (searched to any depth, so an SDS archive is a folder too). Station tables and
        response files lying among the waveforms are recognised and used.
    stations : iterable of path or InMemory
        CSV tables, StationXML or SACPZ with the positions; they win over what lies among the waveforms.
    responses : iterable of path or InMemory
        Files or folders of StationXML, RESP or SACPZ.

    Returns
    -------
    Waveforms
        One faulty file or channel never stops the reading; it is named in `not_used`.

    Raises
    ------
    NoWaveformsError
        Nothing can be used, or a folder holds too much to be read; `reasons` holds what was wrong, what
        matters most first.
    StationFileError, ResponseError
        A file named in `stations` cannot be read: what the user named must count.
    """
    files = find_files(paths, stations, responses)
    return _assemble(files, files.segments)


def read_windows(
    paths: Iterable[RecordSource],
    *,
    stations: Iterable[MetadataSource] = (),
    responses: Iterable[MetadataSource] = (),
) -> tuple[Waveforms, ...]:
    """Read waveforms as one set for each stretch of time: records of another day are another event's.

    Parameters
    ----------
    paths, stations, responses : iterable of path
        As for `read_waveforms`.

    Returns
    -------
    tuple of Waveforms
        In the order of time, more than an hour apart; faults of files stand with the first.

    Raises
    ------
    NoWaveformsError
        No stretch can be used.
    StationFileError, ResponseError
        A file named in `stations` cannot be read.
    """
    files = find_files(paths, stations, responses)
    stretches = _stretches(files.segments)
    if len(stretches) < 2:
        return (_assemble(files, files.segments),)
    windows: list[Waveforms] = []
    reasons: list[str] = []
    lost: list[Excluded] = []
    for number, segments in enumerate(stretches):
        try:
            windows.append(_assemble(files, segments, faults_of_files=number == 0))
        except NoWaveformsError as fault:
            reasons.extend(fault.reasons)
            lost.extend(fault.not_used)
    if not windows:
        raise NoWaveformsError(
            f"no event, because no usable waveform in {len(stretches)} stretches of time "
            f"({'; '.join(reasons[:5])})",
            tuple(reasons),
        )
    windows[0] = replace(windows[0], not_used=windows[0].not_used + tuple(lost))
    return tuple(windows)


def _stretches(segments: dict[str, list[Segment]]) -> list[dict[str, list[Segment]]]:
    """Part the segments of all channels where an hour passes without any."""
    ordered = sorted(
        ((segment, seed_id) for seed_id, of_channel in segments.items() for segment in of_channel),
        key=lambda pair: (pair[0].start_s, pair[1]),
    )
    stretches: list[dict[str, list[Segment]]] = []
    reach = -np.inf
    for segment, seed_id in ordered:
        if not stretches or segment.start_s - reach > MAX_GAP_S:
            stretches.append({})
        stretches[-1].setdefault(seed_id, []).append(segment)
        reach = max(reach, segment.end_s)
    return stretches


def _assemble(files: Found, segments: dict[str, list[Segment]], *, faults_of_files: bool = True) -> Waveforms:
    """Merge and judge the channels of one stretch."""
    not_used = list(files.not_used) if faults_of_files else []
    records, channels = _records(segments, files.positions, files.book, not_used)
    bad_stations, uneven = contradicting_stations(channels), uneven_components(records)
    not_used.extend((*bad_stations, *uneven))
    not_used.extend(files.aside if faults_of_files else ())
    refused = {fault.id for fault in bad_stations}
    odd = {fault.id for fault in uneven}
    kept = tuple(
        record for record in records if record.channel.station not in refused and record.seed_id not in odd
    )
    _LOG.info(
        "%d records of %d stations from %d files, %d things not used",
        len(kept),
        len({record.channel.station for record in kept}),
        files.files,
        len(not_used),
    )
    for fault in not_used:
        _LOG.debug("not used: %s: %s", fault.id, fault.reason)
    if not kept:
        reasons = tuple(_grouped(not_used))
        what = "; ".join(reasons[:5]) if reasons else "no file at all"
        raise NoWaveformsError(
            f"no event, because no usable waveform in {files.files} files ({what})", reasons, tuple(not_used)
        )
    return Waveforms(
        records=tuple(sorted(kept, key=lambda record: record.seed_id)),
        not_used=tuple(not_used),
        inputs=tuple(sorted(files.inputs.values(), key=lambda entry: entry.name)),
        shared_places=tuple(
            pair
            for pair in shared_coordinates([record.channel for record in kept])
            if not refused & set(pair)
        ),
        book=files.book,
    )


def _grouped(faults: Iterable[Excluded]) -> Iterator[str]:
    """Say each reason once, in its first place, with what it holds for."""
    ids: dict[str, list[str]] = {}
    for fault in faults:
        ids.setdefault(fault.reason, []).append(fault.id)
    for reason, names in ids.items():
        more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
        yield f"{', '.join(names[:MAX_NAMED])}{more}: {reason}"


def _records(
    segments: dict[str, list[Segment]],
    headers: dict[str, dict[str, float]],
    book: StationMetadata,
    not_used: list[Excluded],
) -> tuple[list[Record], list[Channel]]:
    """Merge, judge and place every channel."""
    records: list[Record] = []
    channels: list[Channel] = []
    hashes: dict[bytes, str] = {}
    for seed_id in sorted(segments):
        try:
            judged = _judged(seed_id, segments[seed_id], headers.get(seed_id, {}), book, not_used)
        except (WaveformError, ArithmeticError, ValueError, LookupError, MemoryError) as fault:
            # One record never stops the others, whatever a foreign file brought.
            message = printable(str(fault) or type(fault).__name__, 200)
            not_used.append(Excluded(id=seed_id, reason=f"cannot be judged: {message}"))
            continue
        if judged is None:
            continue
        merged, quality, channel = judged
        fingerprint = hashlib.sha256(merged.samples.tobytes()).digest()
        if fingerprint in hashes:
            not_used.append(Excluded(id=seed_id, reason=f"the same samples as {hashes[fingerprint]}"))
            continue
        hashes[fingerprint] = seed_id
        channels.append(channel)
        samples = bridge(merged.samples, quality.usable)
        records.append(
            Record(channel, merged.start_s, merged.sampling_rate_hz, samples, quality.usable, quality.clipped)
        )
    return records, channels


def _judged(
    seed_id: str,
    segments: list[Segment],
    header: dict[str, float],
    book: StationMetadata,
    not_used: list[Excluded],
) -> tuple[Merged, Quality, Channel] | None:
    """Merge one channel and say where it stands; None where it cannot be used, for a reason then given."""
    merged = merge_segments(segments)
    quality = assess_quality(merged.samples, merged.present, merged.sampling_rate_hz)
    not_used.extend(Excluded(id=seed_id, reason=note) for note in (*merged.notes, *quality.faults))
    if quality.verdict:
        not_used.append(Excluded(id=seed_id, reason=quality.verdict))
        return None
    channel, faults = describe_channel(seed_id, merged.start_s, book, header)
    not_used.extend(faults)
    if channel is None:
        if not faults:
            not_used.append(Excluded(id=seed_id, reason="no coordinates: in no table, response or header"))
        return None
    return merged, quality, channel
