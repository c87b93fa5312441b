"""Load packaged cases, or a case in a folder of the same form."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from testban.bulletins import read
from testban.cases.case import Case
from testban.cases.errors import CaseError
from testban.discrimination import discriminants_of
from testban.location import is_same_event
from testban.measurements import Measurements, read_measurements
from testban.model import Excluded, ExternalInput, InputFile, ReferenceEvent, SeismicObservations
from testban.safe_io import ForeignFileError, file_name, read_yaml

DEFINITION = "case.yaml"
MEASUREMENTS = "measurements"
CASE_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def case_ids() -> tuple[str, ...]:
    """List the packaged cases.

    Examples
    --------
    >>> case_ids()[0]
    'dprk-2006'
    """
    return tuple(sorted(entry.name for entry in _home().iterdir() if (entry / DEFINITION).is_file()))


def read_case(where: str | Path) -> Case:
    """Read the definition of a packaged case or of a case in a folder.

    Raises
    ------
    CaseError
        No such case, or a definition that does not fit; names the field.
    """
    return _definition(_folder(where))


def load_case(where: str | Path) -> SeismicObservations:
    """Load the observations of a case, and those of its reference events.

    Parameters
    ----------
    where : str or Path
        Id of a packaged case, or a folder with a ``case.yaml``.

    Returns
    -------
    SeismicObservations
        Arrivals, stations, reference events and external inputs. What others published as the answer is not
        among them.

    Raises
    ------
    CaseError
        No such case, or files that cannot be used; names file and field.

    Examples
    --------
    >>> len(load_case("dprk-2017").arrivals)
    49
    """
    folder = _folder(where)
    case = _definition(folder)
    observed = _read_tables(folder, case)
    references, refused, extra_inputs = [], [], []
    measured = _measurements(folder, case)
    others: dict[str, Measurements] = {}
    for identifier, external in case.references().items():
        other_folder = _reference_folder(folder, identifier)
        if other_folder is None:
            refused.append(
                Excluded(id=external.name, reason=f"no packaged case {identifier} to take arrivals from")
            )
            continue
        definition = _definition(other_folder)
        other = _read_tables(other_folder, definition)
        reference = _reference(identifier, external, other, where=f"{DEFINITION} of {folder.name}")
        if is_same_event(observed.arrivals, reference):
            refused.append(
                Excluded(id=external.name, reason="its onsets are those of this event: never used for itself")
            )
            continue
        other_measured = _measurements(other_folder, definition) if measured else None
        if other_measured:
            extra_inputs.append(_input_file(other_folder, definition, prefix=f"{identifier}/"))
        if measured and other_measured and measured.amplitudes and other_measured.amplitudes:
            others[identifier] = other_measured
        references.append(reference)
        extra_inputs += [
            InputFile(name=f"{identifier}/{input_file.name}", sha256=input_file.sha256)
            for input_file in (_definition_file(other_folder), *other.inputs)
        ]
    own_files = [_definition_file(folder), *observed.inputs]
    if measured:
        own_files.append(_input_file(folder, case))
    return observed.model_copy(
        update={
            "id": case.id,
            "title": case.title,
            "references": tuple(references),
            "external": case.external_inputs,
            "not_used": observed.not_used + tuple(refused),
            "discriminants": discriminants_of(measured, references=others) if measured else None,
            "inputs": (*own_files, *extra_inputs),
        }
    )


def case_file(where: str | Path, name: str) -> Path:
    """Return the file behind an input of a case, by the name that `Observations.inputs` gives it.

    Raises
    ------
    CaseError
        No such case.

    Examples
    --------
    >>> case_file("dprk-2017", "dprk-2006/arrivals.csv").parent.name
    'dprk-2006'
    """
    folder = _folder(where)
    identifier, _, inner = name.rpartition("/")
    return (_reference_folder(folder, identifier) or folder) / inner if identifier else folder / name


def _reference_folder(folder: Path, identifier: str) -> Path | None:
    """Find a reference case: one that the folder brings itself, as a dossier does, or a packaged one."""
    if CASE_ID.fullmatch(identifier) and (folder / identifier / DEFINITION).is_file():
        return folder / identifier
    return _home() / identifier if identifier in case_ids() else None


def _definition_file(folder: Path) -> InputFile:
    return InputFile(name=DEFINITION, sha256=hashlib.sha256((folder / DEFINITION).read_bytes()).hexdigest())


def _measurements(folder: Path, case: Case) -> Measurements | None:
    """Read what was measured on the waveforms of a case, where it holds such a table."""
    held = case.holds.get(MEASUREMENTS)
    return read_measurements(folder / held.file) if held else None


def _input_file(folder: Path, case: Case, *, prefix: str = "") -> InputFile:
    name = case.holds[MEASUREMENTS].file
    return InputFile(name=prefix + name, sha256=hashlib.sha256((folder / name).read_bytes()).hexdigest())


def _home() -> Path:
    return Path(str(files("testban.cases")))


def _folder(where: str | Path) -> Path:
    if isinstance(where, str) and where in case_ids():
        return _home() / where
    folder = Path(where)
    if not (folder / DEFINITION).is_file():
        raise CaseError(
            f"{where}: no packaged case ({', '.join(case_ids())}) and no folder with {DEFINITION}"
        )
    return folder


def _definition(folder: Path) -> Case:
    path = folder / DEFINITION
    try:
        return Case.model_validate(read_yaml(path, scalars="dates"))
    except ForeignFileError as error:
        raise CaseError(f"{file_name(folder)}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        message = first["msg"].removeprefix("Value error, ")
        raise CaseError(f"{path.name} of {folder.name}: {where}: {message}") from error


def _read_tables(folder: Path, case: Case) -> SeismicObservations:
    for name in ("arrivals", "stations"):
        if name not in case.holds:
            raise CaseError(f"{DEFINITION} of {folder.name}: holds.{name} is missing")
        if not (folder / case.holds[name].file).is_file():
            raise CaseError(f"{folder.name}: {case.holds[name].file} is missing")
    events = read(folder / case.holds["arrivals"].file, stations_path=folder / case.holds["stations"].file)
    if len(events) != 1:
        raise CaseError(
            f"{folder.name}: {len(events)} events in {case.holds['arrivals'].file}, a case is one"
        )
    return events[0]


def _reference(
    identifier: str, external: ExternalInput, other: SeismicObservations, *, where: str
) -> ReferenceEvent:
    latitude = longitude = None
    if external.value is not None:
        try:
            latitude, longitude = (float(part) for part in str(external.value).split(","))
        except ValueError as error:
            message = f"{where}: {external.name}: {str(external.value)[:60]!r} is not 'latitude, longitude'"
            raise CaseError(message) from error
    if external.sd is None:
        raise CaseError(
            f"{where}: {external.name}: sd, the error of the published position in km, is missing"
        )
    try:
        return ReferenceEvent(
            id=identifier,
            latitude=latitude,
            longitude=longitude,
            sigma_km=external.sd,
            source=external.source,
            arrivals=other.arrivals,
        )
    except ValidationError as error:
        raise CaseError(f"{where}: {external.name}: {error.errors()[0]['msg']}") from error
