"""Read waveforms of any kind: folders or files, any format ObsPy knows, with every fault named."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from testban.model import BadInputError, InputFile, NotUsed
from testban.waveforms.errors import NoWaveformsError
from testban.waveforms.evenness import uneven_components
from testban.waveforms.merge import LONGEST_GAP_S, Segment, merge_segments
from testban.waveforms.quality import assess_quality, bridge
from testban.waveforms.record import Channel, Record
from testban.waveforms.stations import (
    StationBook,
    contradicting_stations,
    describe_channel,
    read_station_file,
    shared_coordinates,
)

# One event needs hours, not months: a longer record is read only where the others are.
LONGEST_RECORD_SAMPLES = 20_000_000
# Faulty rows of stations without waveforms that are named one by one.
MOST_STRANGE_ROWS = 8
# Seconds read around the other records, when a record is too long to be read whole.
_MARGIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Waveforms:
    """What came out of the files.

    Attributes
    ----------
    records : tuple of Record
        Sorted by seed id.
    not_used : tuple of NotUsed
        Files, channels and stretches left out, each with its reason.
    inputs : tuple of InputFile
        Every file that was read, with its hash, sorted by name.
    shared_places : tuple of (str, str)
        Pairs of stations that claim the same place.
    book : StationBook
        All that was said of stations and responses.
    """

    records: tuple[Record, ...]
    not_used: tuple[NotUsed, ...]
    inputs: tuple[InputFile, ...]
    shared_places: tuple[tuple[str, str], ...] = ()
    book: StationBook = field(default_factory=StationBook, repr=False)


def read_waveforms(
    paths: Iterable[str | Path],
    *,
    stations: Iterable[str | Path] = (),
    responses: Iterable[str | Path] = (),
) -> Waveforms:
    """Read waveforms with their positions and gains, as one stretch of time.

    Segments more than an hour from the rest of their channel are left out; `read_windows` keeps them as
    stretches of their own.

    Parameters
    ----------
    paths : iterable of path
        Files or folders (searched to any depth, so an SDS archive is a folder too). Station tables and
        response files lying among the waveforms are recognised and used.
    stations : iterable of path
        CSV tables, StationXML or SACPZ with the positions; they win over what lies among the waveforms.
    responses : iterable of path
        Files or folders of StationXML, RESP or SACPZ.

    Returns
    -------
    Waveforms
        One faulty file or channel never stops the reading; it is named in `not_used`.

    Raises
    ------
    NoWaveformsError
        Nothing can be used; `reasons` holds what was wrong with each file.
    StationFileError, ResponseError
        A file named in `stations` cannot be read: what the user named must count.
    """
    found = _find(paths, stations, responses)
    return _assemble(found, found.segments, found.not_used)


def read_windows(
    paths: Iterable[str | Path],
    *,
    stations: Iterable[str | Path] = (),
    responses: Iterable[str | Path] = (),
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
    found = _find(paths, stations, responses)
    stretches = _stretches(found.segments)
    if len(stretches) < 2:
        return (_assemble(found, found.segments, found.not_used),)
    windows: list[Waveforms] = []
    reasons: list[str] = []
    for number, segments in enumerate(stretches):
        try:
            windows.append(_assemble(found, segments, found.not_used if number == 0 else []))
        except NoWaveformsError as fault:
            reasons.extend(fault.reasons)
    if not windows:
        raise NoWaveformsError(
            f"no event, because no usable waveform in {len(stretches)} stretches of time "
            f"({'; '.join(reasons[:5])})",
            tuple(reasons),
        )
    return tuple(windows)


@dataclass(frozen=True, slots=True)
class _Found:
    """What lies at the paths, before the channels are judged."""

    files: int
    segments: dict[str, list[Segment]]
    positions: dict[str, dict[str, float]]
    book: StationBook
    inputs: dict[str, InputFile]
    not_used: list[NotUsed]


def _find(
    paths: Iterable[str | Path], stations: Iterable[str | Path], responses: Iterable[str | Path]
) -> _Found:
    not_used: list[NotUsed] = []
    files = _listed(paths, not_used)
    inputs: dict[str, InputFile] = {}
    named = StationBook()
    for path in _listed(stations, not_used):
        named = named.joined(read_station_file(path))
        _remember(path, inputs)
    given = StationBook()
    for path in _listed(responses, not_used):
        try:
            given = given.joined(read_station_file(path))
            _remember(path, inputs)
        except BadInputError as fault:
            not_used.append(NotUsed(id=path.name, reason=_said(fault, path)))
    lying, headers, waveform_files = StationBook(), [], []
    for path in files:
        traces, problem = _headers(path)
        if traces:
            waveform_files.append(path)
            headers.append(traces)
            _remember(path, inputs)
            if problem:
                not_used.append(NotUsed(id=path.name, reason=problem))
            continue
        try:
            lying = lying.joined(read_station_file(path))
            _remember(path, inputs)
        except BadInputError as fault:
            not_used.append(NotUsed(id=path.name, reason=problem or _said(fault, path)))
    segments, positions = _read_segments(waveform_files, headers, not_used)
    book = named.joined(given).joined(lying)
    not_used.extend(_of_these_stations(book.not_used, segments))
    return _Found(len(files), segments, positions, book, inputs, not_used)


def _of_these_stations(faults: Sequence[NotUsed], seed_ids: Iterable[str]) -> list[NotUsed]:
    """Faulty rows of a table; of a list of the world's stations, those without waveforms in one line."""
    codes = {seed_id.upper().split(".")[1] for seed_id in seed_ids}
    strange = [
        fault
        for fault in faults
        if not codes & set(fault.id.upper().split(".")) and not fault.id.startswith("line ")
    ]
    if len(strange) <= MOST_STRANGE_ROWS:
        return list(faults)
    reason = f"{len(strange)} faulty rows concern no station with waveforms; the first: {strange[0].reason}"
    kept = [fault for fault in faults if not any(fault is one for one in strange)]
    return [*kept, NotUsed(id="station tables", reason=reason)]


def _said(fault: Exception, path: Path) -> str:
    """What an error says of a file, without its name, which stands beside it, and never its folder."""
    text = " ".join(str(fault).replace(str(path), path.name).replace(str(path.parent), "").split())
    return text.removeprefix(f"{path.name}:").strip()[:240]


def _stretches(segments: dict[str, list[Segment]]) -> list[dict[str, list[Segment]]]:
    """Part the segments of all channels where an hour passes without any."""
    ordered = sorted(
        ((one, seed_id) for seed_id, ones in segments.items() for one in ones),
        key=lambda pair: (pair[0].start_s, pair[1]),
    )
    stretches: list[dict[str, list[Segment]]] = []
    reach = -np.inf
    for one, seed_id in ordered:
        if not stretches or one.start_s - reach > LONGEST_GAP_S:
            stretches.append({})
        stretches[-1].setdefault(seed_id, []).append(one)
        reach = max(reach, one.end_s)
    return stretches


def _assemble(found: _Found, segments: dict[str, list[Segment]], faults: Iterable[NotUsed]) -> Waveforms:
    """Merge and judge the channels of one stretch."""
    not_used = list(faults)
    records, channels = _records(segments, found.positions, found.book, not_used)
    bad_stations, uneven = contradicting_stations(channels), uneven_components(records)
    not_used.extend((*bad_stations, *uneven))
    refused = {fault.id for fault in bad_stations}
    odd = {fault.id for fault in uneven}
    kept = tuple(
        record for record in records if record.channel.station not in refused and record.seed_id not in odd
    )
    if not kept:
        reasons = tuple(f"{fault.id}: {fault.reason}" for fault in not_used)
        what = "; ".join(reasons[:5]) if reasons else "no file at all"
        raise NoWaveformsError(
            f"no event, because no usable waveform in {found.files} files ({what})", reasons
        )
    return Waveforms(
        records=tuple(sorted(kept, key=lambda record: record.seed_id)),
        not_used=tuple(not_used),
        inputs=tuple(sorted(found.inputs.values(), key=lambda entry: entry.name)),
        shared_places=tuple(
            pair
            for pair in shared_coordinates([record.channel for record in kept])
            if not refused & set(pair)
        ),
        book=found.book,
    )


def _listed(paths: Iterable[str | Path], not_used: list[NotUsed]) -> list[Path]:
    """Every file below the paths, each once, in the order of their names."""
    files: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            for found in sorted(path.rglob("*")):
                if found.is_file() and not any(
                    part.startswith(".") for part in found.relative_to(path).parts
                ):
                    files[found] = None
        elif path.is_file():
            files[path] = None
        else:
            not_used.append(NotUsed(id=path.name or str(path), reason="no such file or folder"))
    return list(files)


def _remember(path: Path, inputs: dict[str, InputFile]) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    value = digest.hexdigest()
    inputs[f"{path.name} {value}"] = InputFile(name=path.name, sha256=value)


def _headers(path: Path) -> tuple[list[Any], str]:
    """The trace headers of a file, and what is wrong with it; no headers where it holds no waveform."""
    from obspy import read

    if path.stat().st_size == 0:
        return [], "empty file"
    # These are never waveforms; some of ObsPy's readers would make a trace of any text.
    if path.suffix.lower() in (".csv", ".tsv", ".txt", ".md", ".xml", ".yaml", ".json", ".dat"):
        return [], ""
    with path.open("rb") as raw:
        head = raw.read(4096)
    if any(word in head for word in (b"* NETWORK", b"ZEROS", b"B050F03", b"<?xml")):
        return [], ""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            stream = read(str(path), headonly=True)
        except Exception as fault:  # obspy's readers raise whatever they meet
            kind = "" if isinstance(fault, TypeError) else f" ({type(fault).__name__}: {_said(fault, path)})"
            return [], f"no waveform format that can be read, or cut short{kind}"
    said = "; ".join(sorted({str(one.message)[:160] for one in caught if "MSEED" in one.category.__name__}))
    broken = f"partly unreadable: {said}" if said else ""
    return [trace for trace in stream if trace.stats.npts > 0], broken


def _read_segments(
    files: Sequence[Path], headers: Sequence[Sequence[Any]], not_used: list[NotUsed]
) -> tuple[dict[str, list[Segment]], dict[str, dict[str, float]]]:
    """Read the samples; records too long for one event only where the others are."""
    from obspy import read

    short = [
        trace.stats
        for traces in headers
        for trace in traces
        if trace.stats.npts <= LONGEST_RECORD_SAMPLES and trace.stats.sampling_rate > 0.0
    ]
    window = (
        (min(one.starttime for one in short) - _MARGIN_S, max(one.endtime for one in short) + _MARGIN_S)
        if short
        else None
    )
    segments: dict[str, list[Segment]] = {}
    positions: dict[str, dict[str, float]] = {}
    for path, traces in zip(files, headers, strict=True):
        longest = max(trace.stats.npts for trace in traces)
        limits: dict[str, Any] = {}
        if longest > LONGEST_RECORD_SAMPLES:
            bound = f"{longest:.3g} samples in one record, {LONGEST_RECORD_SAMPLES:.0e} at most"
            if window is None:
                not_used.append(NotUsed(id=path.name, reason=f"{bound}: cut out the hours around the event"))
                continue
            limits = {"starttime": window[0], "endtime": window[1]}
            not_used.append(NotUsed(id=path.name, reason=f"{bound}: read only where the other records are"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                stream = read(str(path), **limits)
            except Exception as fault:  # obspy's readers raise whatever they meet
                kind = f"{type(fault).__name__}: {_said(fault, path)}"
                reason = f"samples cannot be read, file cut short or damaged ({kind})"
                not_used.append(NotUsed(id=path.name, reason=reason))
                continue
        for trace in stream:
            stats = trace.stats
            if stats.npts == 0 or not np.issubdtype(trace.data.dtype, np.number):
                continue
            identifier = trace.id
            if not np.isfinite(stats.sampling_rate) or not 1e-3 <= stats.sampling_rate <= 1e5:
                not_used.append(NotUsed(id=identifier, reason=f"sampling rate {stats.sampling_rate} Hz"))
                continue
            segments.setdefault(identifier, []).append(
                Segment(stats.starttime.timestamp, float(stats.sampling_rate), trace.data)
            )
            positions.setdefault(identifier, _header_position(stats))
    return segments, positions


def _header_position(stats: Any) -> dict[str, float]:
    """Station position and orientation in a waveform header (SAC); the event's fields are never read."""
    sac = stats.get("sac")
    if sac is None:
        return {}
    names = {"stla": "latitude", "stlo": "longitude", "stel": "elevation_m", "cmpaz": "azimuth_deg"}
    position = {
        ours: float(sac[theirs])
        for theirs, ours in names.items()
        if theirs in sac and np.isfinite(sac[theirs]) and float(sac[theirs]) != -12345.0
    }
    if "azimuth_deg" in position:
        position["azimuth_deg"] %= 360.0
    if "cmpinc" in sac and float(sac["cmpinc"]) != -12345.0:
        position["dip_deg"] = float(sac["cmpinc"]) - 90.0
    return position


def _records(
    segments: dict[str, list[Segment]],
    headers: dict[str, dict[str, float]],
    book: StationBook,
    not_used: list[NotUsed],
) -> tuple[list[Record], list[Channel]]:
    """Merge, judge and place every channel."""
    records: list[Record] = []
    channels: list[Channel] = []
    hashes: dict[bytes, str] = {}
    for seed_id in sorted(segments):
        if segments[seed_id][0].sampling_rate_hz <= 0.0:
            continue
        merged = merge_segments(segments[seed_id])
        quality = assess_quality(merged.samples, merged.present, merged.sampling_rate_hz)
        not_used.extend(NotUsed(id=seed_id, reason=note) for note in (*merged.notes, *quality.faults))
        if quality.verdict:
            not_used.append(NotUsed(id=seed_id, reason=quality.verdict))
            continue
        channel, faults = describe_channel(seed_id, merged.start_s, book, headers.get(seed_id, {}))
        not_used.extend(faults)
        if channel is None:
            if not faults:
                not_used.append(NotUsed(id=seed_id, reason="no coordinates: in no table, response or header"))
            continue
        print_ = hashlib.sha256(merged.samples.tobytes()).digest()
        if print_ in hashes:
            not_used.append(NotUsed(id=seed_id, reason=f"the same samples as {hashes[print_]}"))
            continue
        hashes[print_] = seed_id
        channels.append(channel)
        samples = bridge(merged.samples, quality.usable)
        records.append(
            Record(channel, merged.start_s, merged.sampling_rate_hz, samples, quality.usable, quality.clipped)
        )
    return records, channels
