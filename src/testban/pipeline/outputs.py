"""What is made of a finding alone: page, QuakeML, IMS1.0, metadata; one way for writer and verifier."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from testban.dossier import CRATE, INPUTS, Manifest, crate_bytes, environment, software, write_html
from testban.measurements import Pictures
from testban.model import Finding
from testban.pipeline.bulletin_files import write_ims10, write_quakeml
from testban.pipeline.compare import same_text

FINDING, PAGE, QUAKEML, BULLETIN = "finding.json", "dossier.html", "event.quakeml.xml", "bulletin.ims.txt"
MAX_EXCERPT = 60


@dataclass(frozen=True)
class OutputsCompared:
    """Whether the outputs of a dossier say what its finding says.

    Attributes
    ----------
    exact : bool
        Compared byte for byte; else by words and numbers, as other software wrote them.
    problems : tuple of str
        Where an output says something else than the finding.
    not_compared : tuple of str
        What could not be compared, and why.
    """

    exact: bool
    problems: tuple[str, ...]
    not_compared: tuple[str, ...]


def write_outputs(finding: Finding, folder: Path, *, pictures: Sequence[Pictures] = ()) -> None:
    """Write the finding and what is made of it alone into a folder.

    Parameters
    ----------
    finding : Finding
        The finding.
    folder : Path
        Folder of the dossier.
    pictures : sequence of Pictures, optional
        What the page shows of waveforms.
    """
    (folder / FINDING).write_bytes(finding.to_json().encode())
    if finding.seismic_events:
        write_quakeml(finding, folder / QUAKEML)
        write_ims10(finding, folder / BULLETIN)
    write_html(finding, folder, pictures=pictures)


def compare_outputs(
    folder: Path, manifest: Manifest, finding: Finding, *, pictures: Sequence[Pictures] | None
) -> OutputsCompared:
    """Make every output of a finding anew and compare it with what lies in the dossier.

    Parameters
    ----------
    folder : Path
        The dossier as a folder, found intact.
    manifest, finding
        Its manifest and its finding.
    pictures : sequence of Pictures or None
        What the page shows of waveforms; None where it cannot be had.

    Returns
    -------
    OutputsCompared
    """
    exact = manifest.software.model_dump() == software() and manifest.environment == environment()
    with tempfile.TemporaryDirectory(prefix="outputs-") as temporary:
        made = Path(temporary)
        write_outputs(finding, made, pictures=pictures or ())
        expected = {path.name: path.read_bytes() for path in made.iterdir()}
    names = [name for name in manifest.files if name != CRATE]
    expected[CRATE] = crate_bytes(names, finding, signed=manifest.signer is not None)
    problems = [
        f"{name} is not among what testban makes of a finding"
        for name in manifest.files
        if name not in expected and not name.startswith(f"{INPUTS}/")
    ]
    problems += [f"{name} is absent: testban makes it of every such finding" for name in expected
                 if name not in manifest.files]  # fmt: skip
    not_compared = []
    for name in sorted(expected.keys() & manifest.files.keys() - {FINDING}):
        held = (folder / name).read_bytes()
        if held == expected[name]:
            continue
        if exact and not (name == PAGE and pictures is None):
            problems.append(f"{name} does not say what the finding says: {_first(expected[name], held)}")
            continue
        problems += [f"{name} does not say what the finding says: {text}" for text in
                     _other_words(name, expected[name], held)]  # fmt: skip
        if name == PAGE:
            reason = "the waveforms could not be read" if exact else "other software drew them"
            not_compared.append(f"figures of {name}: {reason}")
    return OutputsCompared(exact, tuple(problems), tuple(not_compared))


def _first(expected: bytes, held: bytes) -> str:
    """The first line in which two outputs differ."""
    rows = zip(
        expected.decode(errors="replace").splitlines(),
        held.decode(errors="replace").splitlines(),
        strict=False,
    )
    for number, (due, there) in enumerate(rows, start=1):
        if due != there:
            at = next((i for i, (a, b) in enumerate(zip(due, there, strict=False)) if a != b), 0)
            start = max(0, at - MAX_EXCERPT // 3)
            cut = slice(start, start + MAX_EXCERPT)
            return f"line {number}: {there[cut]!a} where {due[cut]!a} is due"
    return f"{len(held):,} bytes where {len(expected):,} are due"


def _other_words(name: str, expected: bytes, held: bytes) -> Iterator[str]:
    """Where two outputs differ in words, or in numbers beyond the last printed digit."""
    expected_words, held_words = _words(name, expected), _words(name, held)
    for due, there in zip(expected_words, held_words, strict=False):
        if not same_text(due, there):
            yield f"{there[:MAX_EXCERPT]!a} where {due[:MAX_EXCERPT]!a} is due"
            return
    if len(expected_words) != len(held_words):
        yield f"{len(held_words)} pieces of text where {len(expected_words)} are due"


def _words(name: str, content: bytes) -> list[str]:
    text = content.decode(errors="replace")
    if name == PAGE:
        reader = _Page()
        reader.feed(text)
        reader.close()
        return reader.pieces
    if name == CRATE:
        try:
            return json.dumps(json.loads(text), sort_keys=True, indent=1).splitlines()
        except (ValueError, RecursionError):
            return [text]
    return [line.strip() for line in text.splitlines()]


class _Page(HTMLParser):
    """Tags, attributes, text and style (it can write words too) of a page, without its figures."""

    SKIPPED = frozenset({"svg"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipping:
            if tag == self._skipping[0]:
                self._skipping.append(tag)
            return
        self.pieces.append(" ".join([f"<{tag}", *(f"{key}={value}" for key, value in attrs)]))
        if tag in self.SKIPPED:
            self._skipping = [tag]

    def handle_endtag(self, tag: str) -> None:
        if self._skipping and tag == self._skipping[0]:
            self._skipping.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipping and data.strip():
            self.pieces.append(" ".join(data.split()))
