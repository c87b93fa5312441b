"""Find what lies at the paths a user gives: samples, headers, station tables and responses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from testban.model import BadInputError, Excluded, InputFile
from testban.safe_io import (
    EMPTY,
    MAX_WAVEFORM_BYTES,
    ForeignFileError,
    InMemory,
    NoTracesError,
    file_name,
    input_file,
    new_budget,
    odd_kind,
    parse_waveform,
    read_bytes,
    source_name,
    warm_up,
)
from testban.waveforms.errors import NoWaveformsError, StationFileError
from testban.waveforms.in_memory import InMemoryRecords
from testban.waveforms.list_files import files_below
from testban.waveforms.merge import Segment
from testban.waveforms.segments import Segments
from testban.waveforms.stations import StationMetadata, parse_station_file
from testban.waveforms.wfdisc import is_wfdisc, read_wfdisc

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


# Where a path can stand: what a caller gives in memory.
RecordSource = str | Path | InMemoryRecords
MetadataSource = str | Path | InMemory


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
    paths: Iterable[RecordSource], stations: Iterable[MetadataSource], responses: Iterable[MetadataSource]
) -> Found:
    """Read every file below the paths.

    Parameters
    ----------
    paths, stations, responses : iterable of path, or what stands for one in memory
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
    new_budget()
    paths = list(paths)
    not_used: list[Excluded] = []
    aside: list[Excluded] = []
    records, files = _parted(paths, not_used)
    if files:
        warm_up()
    inputs: dict[str, InputFile] = {}
    named = StationMetadata()
    for path in _metadata(stations, not_used):
        data = read_bytes(path, error=StationFileError)
        named = named.joined(parse_station_file(data, path, named=True))
        _remember(path, data, inputs)
    given = _read_responses(_metadata(responses, not_used), inputs, not_used, aside)
    lying = StationMetadata()
    collected = Segments(not_used)
    tables = [path for path in files if is_wfdisc(path)]
    roots = [path for path in map(Path, _paths(paths)) if path.is_dir()]
    samples = _read_tables(tables, files, roots, collected, inputs)
    for source in records:
        _take(source, collected, inputs)
    for number, path in enumerate(files):
        if number == MAX_FUTILE and not collected.files and lying == StationMetadata():
            raise NoWaveformsError(
                f"the first {MAX_FUTILE} of {len(files):,} files hold neither waveforms nor stations "
                f"({', '.join(file_name(file) for file in files[:3])} ...); name the folder that holds the "
                "records"
            )
        if path in samples:
            continue
        if path.suffix.lower() in _DOCUMENTS:
            aside.append(Excluded(id=file_name(path), reason=NO_DATA))
            continue
        try:
            data = read_bytes(path, limit=MAX_WAVEFORM_BYTES)
        except ForeignFileError as fault:
            reason = "empty file" if fault.reason == EMPTY else fault.reason
            not_used.append(Excluded(id=file_name(path), reason=reason))
            continue
        problem = _read_samples(path, data, collected)
        if problem is None:
            _remember(path, data, inputs)
            continue
        try:
            lying = lying.joined(parse_station_file(data, path))
            _remember(path, data, inputs)
        except BadInputError as fault:
            left_out = Excluded(id=file_name(path), reason=problem or _shortly(_said(fault, path)))
            (not_used if problem else aside).append(left_out)
    _read_long_records(collected)
    book = named.joined(given).joined(lying)
    not_used.extend(_of_these_stations(book.not_used, collected.segments))
    aside.sort(key=lambda excluded: _use(Path(excluded.id)))
    return Found(
        len(files) + len(records), collected.segments, collected.positions, book, inputs, not_used, aside
    )


def _read_responses(
    paths: Iterable[Path | InMemory],
    inputs: dict[str, InputFile],
    not_used: list[Excluded],
    aside: list[Excluded],
) -> StationMetadata:
    """Read the files given as responses; what cannot be read is listed with its reason."""
    given = StationMetadata()
    for path in paths:
        if isinstance(path, Path) and path.suffix.lower() in _DOCUMENTS:
            aside.append(Excluded(id=file_name(path), reason=NO_DATA))
            continue
        try:
            data = read_bytes(path, error=StationFileError)
            given = given.joined(parse_station_file(data, path))
            _remember(path, data, inputs)
        except BadInputError as fault:
            not_used.append(Excluded(id=source_name(path), reason=_said(fault, path)))
    return given


def _read_tables(
    tables: Sequence[Path],
    files: Sequence[Path],
    roots: Sequence[Path],
    collected: Segments,
    inputs: dict[str, InputFile],
) -> set[Path]:
    """Read the samples that CSS tables describe; return the tables and their files, which are done then."""
    done: set[Path] = set()
    for table in tables:
        root = next((root for root in roots if table.is_relative_to(root)), table.parent)
        allowed = set(files) if root in roots else None
        try:
            content = read_wfdisc(table, root, allowed)
        except ForeignFileError:
            continue  # not a table of CSS: read like any other file
        collected.not_used.extend(content.not_used)
        for row in content.traces:
            collected.add(row)
        if content.traces:
            collected.files += 1
            for path, data in content.inputs:
                _remember(path, data, inputs)
        done |= {table, *(path for path, _ in content.inputs)}
    return done


def _read_samples(path: Path, data: bytes, collected: Segments) -> str | None:
    """Take the traces of a file; None where it has some, else why not (empty: it never meant to)."""
    if path.suffix.lower() in _TEXTS:
        return ""
    if any(word in data[:4096] for word in (b"* NETWORK", b"ZEROS", b"B050F03", b"<?xml")):
        return ""
    try:
        content = parse_waveform(data, file_name(path), max_samples=MAX_RECORD_SAMPLES)
    except NoTracesError as fault:
        if fault.kind in ("unknown", "broken"):
            kind = "" if fault.kind == "unknown" else f" ({fault.reason})"
            return f"no waveform format that can be read, or cut short{kind}"
        return fault.reason
    traces = [trace for trace in content.traces if trace.npts > 0]
    if not traces:
        return "no waveform format that can be read, or cut short"
    if content.warnings:
        reason = f"partly unreadable: {'; '.join(content.warnings)}"
        collected.not_used.append(Excluded(id=file_name(path), reason=reason))
    collected.files += 1
    if max(trace.npts for trace in traces) > MAX_RECORD_SAMPLES:
        collected.long_records.append((path, traces))
        return None
    for trace in traces:
        collected.add(trace)
    return None


def _take(records: InMemoryRecords, collected: Segments, inputs: dict[str, InputFile]) -> None:
    """Take the traces that were given in memory."""
    inputs[records.name] = InputFile(name=records.name, sha256=records.sha256)
    collected.files += 1
    long_traces = [trace for trace in records.traces if trace.npts > MAX_RECORD_SAMPLES]
    if long_traces:
        long_records = replace(records, traces=tuple(long_traces))
        collected.long_records.append((long_records, long_traces))
    for trace in records.traces:
        if trace.npts <= MAX_RECORD_SAMPLES:
            collected.add(trace)


def _read_long_records(collected: Segments) -> None:
    """Read records too long for one event, only where the others are."""
    window = collected.window_s
    for path, traces in collected.long_records:
        longest = max(trace.npts for trace in traces)
        name = path.name if isinstance(path, InMemoryRecords) else file_name(path)
        bound = f"{longest:.3g} samples in one record, {MAX_RECORD_SAMPLES:.0e} at most"
        if window is None:
            reason = f"{bound}: cut out the hours around the event"
            collected.not_used.append(Excluded(id=name, reason=reason))
            continue
        reason = f"{bound}: read only where the other records are"
        collected.not_used.append(Excluded(id=name, reason=reason))
        margin = (window[0] - _MARGIN_S, window[1] + _MARGIN_S)
        if isinstance(path, InMemoryRecords):
            for trace in path.between(*margin):
                collected.add(trace)
            continue
        try:
            data = read_bytes(path, limit=MAX_WAVEFORM_BYTES)
            content = parse_waveform(data, name, max_samples=MAX_RECORD_SAMPLES, window_s=margin)
        except ForeignFileError as fault:
            reason = f"samples cannot be read, file cut short or damaged ({fault.reason})"
            collected.not_used.append(Excluded(id=name, reason=reason))
            continue
        for trace in content.traces:
            collected.add(trace)


def _shortly(reason: str) -> str:
    """What is wrong with a table; one without both coordinates was never meant to be of stations."""
    problem, _, lacking = reason.partition(": the header lacks ")
    return problem if "a latitude (" in lacking and "a longitude (" in lacking else reason


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
    kept = [fault for fault in faults if not any(fault is other for other in strange)]
    return [*kept, Excluded(id="station tables", reason=reason)]


def _said(fault: Exception, path: Path | InMemory) -> str:
    """What an error says of a file, without its name, which stands next to it, and never its folder."""
    name, message = source_name(path), str(fault)
    if isinstance(path, Path):
        message = message.replace(str(path), name).replace(str(path.parent), "")
    text = " ".join(message.split())
    return text.removeprefix(name).removeprefix(":").strip()[:240]


def _parted(
    paths: Iterable[RecordSource], not_used: list[Excluded]
) -> tuple[list[InMemoryRecords], list[Path]]:
    """What was given in memory, and every file below the paths."""
    records = [source for source in paths if isinstance(source, InMemoryRecords)]
    return records, _listed(_paths(paths), not_used)


def _paths(sources: Iterable[RecordSource]) -> list[str | Path]:
    return [source for source in sources if not isinstance(source, InMemoryRecords)]


def _metadata(sources: Iterable[MetadataSource], not_used: list[Excluded]) -> list[Path | InMemory]:
    """Sources of stations and responses: what was given in memory, then every file below the paths."""
    sources = list(sources)
    in_memory = [source for source in sources if isinstance(source, InMemory)]
    paths = [source for source in sources if not isinstance(source, InMemory)]
    return [*in_memory, *_listed(paths, not_used)]


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
            reason = odd_kind(path) or "no such file or folder"
            not_used.append(Excluded(id=file_name(path), reason=reason))
    return list(files)


def _remember(path: Path | InMemory, data: bytes, inputs: dict[str, InputFile]) -> None:
    entry = input_file(path, data)
    inputs[f"{entry.name} {entry.sha256}"] = entry
