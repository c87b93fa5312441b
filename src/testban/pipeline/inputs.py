"""Collect the files that observations were read from, so that they travel with the finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from testban.cases import DEFINITION, case_file, case_ids
from testban.dossier import name_problem, sha256_of
from testban.model import BadInputError, InputFile, SeismicObservations
from testban.safe_io import file_name

INPUTS = "inputs"
# A dossier is to be sent; records of a whole archive are not.
MAX_INPUT_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Sources:
    """The files behind some observations.

    Attributes
    ----------
    files : dict
        Path inside the dossier to the file that goes there.
    held : dict
        Name and SHA-256 of each input to its path inside the dossier.
    observations, stations, responses : str
        What `observe` is to be given, as paths inside the dossier; None where nothing was.
    left_behind : tuple of str
        Names of files that were looked at and gave nothing: named in the finding, they do not travel.
    """

    files: dict[str, Path]
    held: dict[tuple[str, str], str]
    observations: str
    stations: str | None = None
    responses: str | None = None
    left_behind: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        """How much they take together."""
        return sum(path.stat().st_size for path in self.files.values())


def collect_inputs(
    target: str,
    observations: Sequence[SeismicObservations],
    *,
    stations_path: Path | None = None,
    responses_path: Path | None = None,
) -> Sources:
    """Find every input file of what `observe` returned for the same arguments.

    Raises
    ------
    BadInputError
        A file changed since it was read, or has a name that cannot stand in a dossier.

    Examples
    --------
    >>> from testban.pipeline._observe import observe
    >>> sorted(collect_inputs("dprk-2017", observe("dprk-2017")).files)[:3]
    ['inputs/arrivals.csv', 'inputs/case.yaml', 'inputs/dprk-2006/arrivals.csv']
    """
    inputs = tuple({(row.name, row.sha256): row for event in observations for row in event.inputs}.values())
    path = Path(target)
    if target in case_ids() or (path / DEFINITION).is_file():
        case: str | Path = target if target in case_ids() else path
        named = {f"{INPUTS}/{row.name}": case_file(case, row.name) for row in inputs}
        held = {
            (row.name, row.sha256): name
            for row, (name, file) in zip(inputs, named.items(), strict=True)
            if _is(row, file)
        }
        return _complete(Sources(named, held, INPUTS), inputs)
    # Stations first: a station table lying among the observations is then held once, as what it was given as.
    places = {
        f"{INPUTS}/stations": stations_path,
        f"{INPUTS}/responses": responses_path,
        f"{INPUTS}/observations": path,
    }
    candidates = [
        (f"{place}/{inner}", file)
        for place, root in places.items()
        if root is not None
        for inner, file in _below(root, inputs if root == path else ())
        if root != path or root.is_dir() or file != stations_path
    ]
    register = Path(str(files("testban.bulletins").joinpath("station_register.csv")))
    candidates.append((f"{INPUTS}/stations/{register.name}", register))
    refused = {excluded.id for event in observations for excluded in event.not_used}
    files_held, held = {}, {}
    for name, file in candidates:
        rows = [row for row in inputs if row.name == file_name(file) and _is(row, file)]
        held |= {(row.name, row.sha256): held.get((row.name, row.sha256), name) for row in rows}
        # What gave nothing stays where it is: it may be anything, a letter or a private key.
        if rows:
            files_held[name] = file
    used_register = f"{INPUTS}/stations/{register.name}"
    stations = used_register if used_register in files_held and stations_path is None else None
    return _complete(
        Sources(
            files_held,
            held,
            f"{INPUTS}/observations/{file_name(path)}",
            stations if stations_path is None else f"{INPUTS}/stations/{file_name(stations_path)}",
            None if responses_path is None else f"{INPUTS}/responses/{file_name(responses_path)}",
            _left_behind(places.values(), refused - {file_name(file) for file in files_held.values()}),
        ),
        inputs,
    )


def _below(root: Path, inputs: Sequence[InputFile]) -> Iterator[tuple[str, Path]]:
    """Files of a folder, or a file and its siblings that are inputs too (tables come in sets)."""
    if root.is_dir():
        for file in sorted(root.rglob("*")):
            inner = file.relative_to(root)
            hidden = any(part.startswith(".") for part in inner.parts)
            # A link within the folder stands for its file; one that leads out is nobody's input.
            inside = not file.is_symlink() or file.resolve().is_relative_to(root.resolve())
            if file.is_file() and inside and not hidden:
                yield "/".join(map(file_name, (root.name, *inner.parts))), file
        return
    yield file_name(root), root
    for name in dict.fromkeys(row.name for row in inputs):
        sibling = root.parent / name
        if name != root.name and name_problem(name) is None and sibling.is_file():
            yield name, sibling


def _left_behind(roots: Iterable[Path | None], refused: set[str]) -> tuple[str, ...]:
    """Names of what lies there, was looked at and gave nothing: files, links, pipes."""
    there = {
        file_name(path)
        for root in roots
        if root is not None
        for path in (root, *(root.rglob("*") if root.is_dir() else ()))
    }
    return tuple(sorted(there & refused))


def _complete(sources: Sources, inputs: Sequence[InputFile]) -> Sources:
    for name in sources.files:
        problem = name_problem(name)
        if problem:
            raise BadInputError(f"input {name!a} cannot travel in a dossier: {problem}; rename it")
    for row in inputs:
        if (row.name, row.sha256) not in sources.held:
            raise BadInputError(f"input {row.name} changed while it was in use, or moved; run it again")
    return sources


def _is(row: InputFile, file: Path) -> bool:
    return file.is_file() and sha256_of(file) == row.sha256
