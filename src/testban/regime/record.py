"""Read a verbatim record or a statement: speakers, paragraphs, corrections of the scan, references."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from testban.regime.errors import RecordError
from testban.regime.ocr_errors import CorrectedText, OffsetMap, correct
from testban.regime.references import Reference, find_references
from testban.regime.register import Register
from testban.regime.symbols import Symbol
from testban.safe_io import ForeignFileError, file_name, open_file

# A day of debate fills a few hundred kilobytes.
MAX_BYTES = 2_000_000

_TITLES = r"Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Baroness|Sheikh|Sheikha|Prince|Princess|Archbishop|Dr|Ambassador"
_NAME = r"[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,6}?"
_SPEAKER = re.compile(
    rf"(?P<speaker>(?:{_TITLES})\.?\s+{_NAME}|The\s+(?:Acting\s+)?President|The\s+Secretary-General)"
    r"(?:\s+\((?!spoke\b|interpretation\b)(?P<state>[^()\d:]{2,80})\))?"
    r"(?:\s+\((?P<language>(?:spoke|interpretation)\b[^()]{2,120})\))?:\s"
)
# The opening of a speech is short; more is not looked at.
_OPENING = 400


@dataclass(frozen=True, slots=True)
class RecordParagraph:
    """One paragraph: offsets in the original (end not included), and its corrected text on one line."""

    number: int
    starts: int
    ends: int
    text: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What one speaker said. Speaker, State and language are None where the record does not say."""

    speaker: str | None
    state: str | None
    role: str
    language: str | None
    paragraphs: tuple[RecordParagraph, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read, with its untouched original.

    Attributes
    ----------
    meeting, day : Symbol or None, date or None
        Only what was supplied: a symbol inside the text may be that of another meeting.
    corrected : CorrectedText
        The original with the corrections over it.
    speeches : tuple of Speech
        In order; text before the first speaker is a speech without one.
    references : tuple of Reference
        Offsets are those of the original.
    notes : tuple of str
        What the reader of the record should know.
    """

    name: str
    size_bytes: int
    meeting: Symbol | None
    day: date | None
    corrected: CorrectedText
    speeches: tuple[Speech, ...]
    references: tuple[Reference, ...]
    notes: tuple[str, ...]


def read_record(path: Path) -> bytes:
    """Read the bytes of a record.

    Raises
    ------
    RecordError
        The file cannot be read or is larger than 2 MB.
    """
    try:
        with open_file(path) as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise RecordError(f"{path.name}: a record has at most {MAX_BYTES} bytes, and this has more")
        return data
    except ForeignFileError as error:
        raise RecordError(f"{file_name(path)}: cannot be read: {error.reason}") from None


@cache
def example_record() -> bytes:
    """Return the packaged example: the founding statement, as its scan was read.

    Examples
    --------
    >>> example_record()[:11]
    b'Mr. Umarov '
    """
    return (files("testban.regime") / "data" / "records" / "statement_kazakhstan.txt").read_bytes()


def parse_record(
    raw: bytes,
    *,
    name: str,
    register: Register,
    meeting: Symbol | None = None,
    day: date | None = None,
) -> Record:
    """Read a verbatim record or a statement.

    Parameters
    ----------
    raw : bytes
        UTF-8 text; never changed.
    name : str
        Name of the file, for messages.
    register : Register
        What references are looked up in.
    meeting : Symbol, optional
        Symbol of the meeting, when known from elsewhere.
    day : datetime.date, optional
        Date of the meeting, when known from elsewhere.

    Returns
    -------
    Record
        Offsets are characters of the decoded original (for ASCII also bytes).

    Raises
    ------
    RecordError
        Empty, too large, not UTF-8, or binary.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> record = parse_record(example_record(), name="example", register=load_register())
    >>> record.speeches[0].speaker, record.speeches[0].state, record.meeting
    ('Mr. Umarov', 'Kazakhstan', None)
    """
    original = _decode(raw, name)
    corrected = correct(original)
    text = corrected.text
    offsets = OffsetMap(corrected.corrections)
    references = tuple(
        _in_original(reference, offsets) for reference in find_references(text, register=register)
    )
    notes = []
    if meeting is None:
        notes.append(
            "meeting unknown: the text does not say which meeting it belongs to, and none was supplied"
        )
    if day is None:
        notes.append("date unknown: none was supplied")
    speeches = _speeches(text, offsets)
    if all(speech.speaker is None for speech in speeches):
        notes.append("no speaker found: no paragraph begins like 'Mr. Name (State):'")
    return Record(
        name=name,
        size_bytes=len(raw),
        meeting=meeting,
        day=day,
        corrected=corrected,
        speeches=speeches,
        references=references,
        notes=tuple(notes),
    )


def _in_original(reference: Reference, offsets: OffsetMap) -> Reference:
    starts, ends = offsets.span(reference.starts, reference.ends)
    return replace(reference, starts=starts, ends=ends)


def _decode(raw: bytes, name: str) -> str:
    if len(raw) > MAX_BYTES:
        raise RecordError(f"{name}: {len(raw)} bytes; a record has at most {MAX_BYTES}")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"{name}: byte {error.start} is not UTF-8") from None
    if not text.strip():
        raise RecordError(f"{name}: holds no text")
    for offset, character in enumerate(text):
        if unicodedata.category(character) == "Cc" and character not in "\t\n\r\f":
            raise RecordError(
                f"{name}: character {offset} is control character U+{ord(character):04X}, not text"
            )
    return text


def _speeches(text: str, offsets: OffsetMap) -> tuple[Speech, ...]:
    speeches: list[Speech] = []
    speaker: re.Match[str] | None = None
    held: list[RecordParagraph] = []
    number = 0
    for begins, finishes in _blocks(text):
        opening = _SPEAKER.match(text[begins : min(finishes, begins + _OPENING)])
        if opening is not None:
            if held:
                speeches.append(_speech(speaker, held))
            speaker, held = opening, []
        starts = begins + (opening.end() if opening else 0)
        spoken = text[starts:finishes]
        if not spoken.strip():
            continue
        number += 1
        first, last = offsets.span(starts, finishes)
        held.append(RecordParagraph(number, first, last, " ".join(spoken.split())))
    if held:
        speeches.append(_speech(speaker, held))
    return tuple(speeches)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of lines between empty lines, without the white space around them."""
    position, begins, finishes = 0, -1, -1
    for line in text.splitlines(keepends=True):
        content = line.strip()
        if content:
            first = position + line.index(content)
            begins = first if begins < 0 else begins
            finishes = first + len(content)
        elif begins >= 0:
            yield begins, finishes
            begins = -1
        position += len(line)
    if begins >= 0:
        yield begins, finishes


def _speech(opening: re.Match[str] | None, paragraphs: list[RecordParagraph]) -> Speech:
    if opening is None:
        return Speech(None, None, "not said", None, tuple(paragraphs))
    speaker = " ".join(opening["speaker"].split())
    state = " ".join(opening["state"].split()) if opening["state"] else None
    if speaker.endswith("President"):
        role = "President of the Council"
    elif speaker.endswith("Secretary-General"):
        role = "Secretary-General"
    else:
        role = "representative" if state else "not said"
    language = " ".join(opening["language"].split()) if opening["language"] else None
    return Speech(speaker, state, role, language, tuple(paragraphs))


def record_data(record: Record) -> dict[str, object]:
    """Write a record as plain data."""
    unknown = dict.fromkeys(("value",), None)
    return {
        "file": record.name,
        "bytes": record.size_bytes,
        "meeting": (
            {"value": str(record.meeting)} if record.meeting else {**unknown, "reason": "none was supplied"}
        ),
        "date": {"value": record.day.isoformat()}
        if record.day
        else {**unknown, "reason": "none was supplied"},
        "corrections": [
            {"offset": item.offset, "original": item.original, "corrected": item.corrected, "rule": item.rule}
            for item in record.corrected.corrections
        ],
        "left_as_it_is": [
            {"offset": item.offset, "original": item.original, "reason": item.reason}
            for item in record.corrected.doubts
        ],
        "speeches": [
            {
                "speaker": speech.speaker,
                "state": speech.state,
                "role": speech.role,
                "language": speech.language,
                "paragraphs": [
                    {"number": item.number, "from": item.starts, "to": item.ends, "text": item.text}
                    for item in speech.paragraphs
                ],
            }
            for speech in record.speeches
        ],
        "references": [
            {
                "kind": item.kind,
                "from": item.starts,
                "to": item.ends,
                "text": item.text,
                "normal": item.normal,
                "register": list(item.register),
            }
            for item in record.references
        ],
        "notes": list(record.notes),
    }
