"""Find what lies at the paths a user gives: samples, headers, station tables and responses."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from testban.model import BadInputError, Excluded, InputFile
from testban.waveforms.errors import NoWaveformsError
from testban.waveforms.list_files import files_below
from testban.waveforms.merge import Segment
from testban.waveforms.stations import StationMetadata, read_station_file

# One event needs hours, not months: a longer record is read only where the others are.
MAX_RECORD_SAMPLES = 20_000_000
# Faulty rows of stations without waveforms that are named one by one.
MAX_UNKNOWN_ROWS = 8
# Seconds read around the other records, when a record is too long to be read whole.
_MARGIN_S = 60.0
# A folder that begins with so many files without samples, stations or responses is the wrong one.
MAX_FUTILE = 500
# These are never waveforms; some of ObsPy's readers would make a trace of any text.
_TEXTS = frozenset((".csv", ".tsv", ".txt", ".xml", ".yaml", ".yml", ".json", ".dat"))
# Of these a user may expect that they were used: a table of stations without its header, a cut StationXML.
_TABLES = frozenset((".csv", ".tsv", ".xml"))
# By their names these hold no data, and are not opened.
NO_DATA = "no data, by its name"
_WRITINGS = frozenset((".md", ".rst", ".pdf", ".html", ".htm", ".tex", ".bib", ".doc", ".docx", ".odt"))
_DOCUMENTS = _WRITINGS | {".py", ".xls", ".xlsx", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".kml", ".ipynb"}


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at the paths, before the channels are judged.

    Attributes
    ----------
    files : int
        How many were looked at.
    segments : dict of str to list of Segment
        By seed id.
    positions : dict of str to dict
        By seed id, what the waveform's own header says of place and orientation.
    book : StationMetadata
        What was said of stations and responses, in order of trust.
    inputs : dict of str to InputFile
        Files that were read.
    not_used : list of Excluded
        Files and rows left out, with the reason.
    aside : list of Excluded
        Files that are neither samples nor about stations, such as a README: what matters least.
    """

    files: int
    segments: dict[str, list[Segment]]
    positions: dict[str, dict[str, float]]
    book: StationMetadata
    inputs: dict[str, InputFile]
    not_used: list[Excluded]
    aside: list[Excluded]


def find_files(
    paths: Iterable[str | Path], stations: Iterable[str | Path], responses: Iterable[str | Path]
) -> Found:
    """Read every file below the paths.

    Parameters
    ----------
    paths, stations, responses : iterable of path
        As for `testban.waveforms.read_waveforms`.

    Returns
    -------
    Found

    Raises
    ------
    StationFileError, ResponseError
        A file named in `stations` cannot be read: what the user named must count.
    NoWaveformsError
        A folder of more than 10,000 files or 16 GiB, or whose first 500 files are no data.
    """
    not_used: list[Excluded] = []
    aside: list[Excluded] = []
    files = _listed(paths, not_used)
    inputs: dict[str, InputFile] = {}
    named = StationMetadata()
    for path in _listed(stations, not_used):
        named = named.joined(read_station_file(path))
        _remember(path, inputs)
    given = StationMetadata()
    for path in _listed(responses, not_used):
        if path.suffix.lower() in _DOCUMENTS:
            aside.append(Excluded(id=path.name, reason=NO_DATA))
            continue
        try:
            given = given.joined(read_station_file(path))
            _remember(path, inputs)
        except BadInputError as fault:
            not_used.append(Excluded(id=path.name, reason=_said(fault, path)))
    lying = StationMetadata()
    headers: list[list[Any]] = []
    waveform_files: list[Path] = []
    for number, path in enumerate(files):
        if number == MAX_FUTILE and not waveform_files and lying == StationMetadata():
            raise NoWaveformsError(
                f"the first {MAX_FUTILE} of {len(files):,} files hold neither waveforms nor stations "
                f"({', '.join(file.name for file in files[:3])} ...); name the folder that holds the records"
            )
        if path.suffix.lower() in _DOCUMENTS:
            aside.append(Excluded(id=path.name, reason=NO_DATA))
            continue
        traces, problem = _headers(path)
        if traces:
            waveform_files.append(path)
            headers.append(traces)
            _remember(path, inputs)
            if problem:
                not_used.append(Excluded(id=path.name, reason=problem))
            continue
        try:
            lying = lying.joined(read_station_file(path))
            _remember(path, inputs)
        except BadInputError as fault:
            left_out = Excluded(id=path.name, reason=problem or _shortly(_said(fault, path)))
            (not_used if problem else aside).append(left_out)
    segments, positions = _read_segments(waveform_files, headers, not_used)
    book = named.joined(given).joined(lying)
    not_used.extend(_of_these_stations(book.not_used, segments))
    aside.sort(key=lambda one: _use(Path(one.id)))
    return Found(len(files), segments, positions, book, inputs, not_used, aside)


def _shortly(reason: str) -> str:
    """What is wrong with a table; one without both coordinates was never meant to be of stations."""
    said, _, lacking = reason.partition(": the header lacks ")
    return said if "a latitude (" in lacking and "a longitude (" in lacking else reason


def _use(path: Path) -> int:
    """How little a user may expect of a file that is neither samples nor about stations."""
    return 2 if path.suffix.lower() in _DOCUMENTS else 0 if path.suffix.lower() in _TABLES else 1


def _of_these_stations(faults: Sequence[Excluded], seed_ids: Iterable[str]) -> list[Excluded]:
    """Faulty rows of a table; of a list of the world's stations, those without waveforms in one line."""
    codes = {seed_id.upper().split(".")[1] for seed_id in seed_ids}
    strange = [
        fault
        for fault in faults
        if not codes & set(fault.id.upper().split(".")) and not fault.id.startswith("line ")
    ]
    if len(strange) <= MAX_UNKNOWN_ROWS:
        return list(faults)
    reason = f"{len(strange)} faulty rows concern no station with waveforms; the first: {strange[0].reason}"
    kept = [fault for fault in faults if not any(fault is one for one in strange)]
    return [*kept, Excluded(id="station tables", reason=reason)]


def _said(fault: Exception, path: Path) -> str:
    """What an error says of a file, without its name, which stands beside it, and never its folder."""
    text = " ".join(str(fault).replace(str(path), path.name).replace(str(path.parent), "").split())
    return text.removeprefix(path.name).removeprefix(":").strip()[:240]


def _listed(paths: Iterable[str | Path], not_used: list[Excluded]) -> list[Path]:
    """Every file below the paths, each once, in the order of their names."""
    files: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            files |= dict.fromkeys(files_below(path, not_used))
        elif path.is_file():
            files[path] = None
        else:
            not_used.append(Excluded(id=path.name or str(path), reason="no such file or folder"))
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
    if path.suffix.lower() in _TEXTS:
        return [], ""
    try:
        with path.open("rb") as raw:
            head = raw.read(4096)
    except OSError as fault:
        return [], f"cannot be read: {fault.strerror}"
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
    files: Sequence[Path], headers: Sequence[Sequence[Any]], not_used: list[Excluded]
) -> tuple[dict[str, list[Segment]], dict[str, dict[str, float]]]:
    """Read the samples; records too long for one event only where the others are."""
    from obspy import read

    short = [
        trace.stats
        for traces in headers
        for trace in traces
        if trace.stats.npts <= MAX_RECORD_SAMPLES and trace.stats.sampling_rate > 0.0
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
        if longest > MAX_RECORD_SAMPLES:
            bound = f"{longest:.3g} samples in one record, {MAX_RECORD_SAMPLES:.0e} at most"
            if window is None:
                not_used.append(Excluded(id=path.name, reason=f"{bound}: cut out the hours around the event"))
                continue
            limits = {"starttime": window[0], "endtime": window[1]}
            not_used.append(Excluded(id=path.name, reason=f"{bound}: read only where the other records are"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                stream = read(str(path), **limits)
            except Exception as fault:  # obspy's readers raise whatever they meet
                kind = f"{type(fault).__name__}: {_said(fault, path)}"
                reason = f"samples cannot be read, file cut short or damaged ({kind})"
                not_used.append(Excluded(id=path.name, reason=reason))
                continue
        for trace in stream:
            stats = trace.stats
            if stats.npts == 0 or not np.issubdtype(trace.data.dtype, np.number):
                continue
            identifier = trace.id
            if not np.isfinite(stats.sampling_rate) or not 1e-3 <= stats.sampling_rate <= 1e5:
                not_used.append(Excluded(id=identifier, reason=f"sampling rate {stats.sampling_rate} Hz"))
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
