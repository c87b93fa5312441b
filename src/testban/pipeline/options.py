"""What a caller may choose beyond the observations, and the finding that comes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from testban.dossier import Recipe, RecipeRecord, name_problem
from testban.location import EventCriteria, is_same_event, meet_criteria, named_criteria
from testban.model import (
    DEFAULT_LEVEL,
    BadInputError,
    ExternalInput,
    Finding,
    InputFile,
    Observations,
    ReferenceEvent,
    SeismicEvent,
    SeismicObservations,
    excerpt,
)
from testban.pipeline._assess import assess
from testban.pipeline.calibration_file import Calibration, read_calibration
from testban.pipeline.criteria_file import find_criteria
from testban.pipeline.inputs import Sources
from testban.safe_io import input_file, read_bytes
from testban.travel_times import PACKAGED_MODEL

# With which the note of an origin begins that says whether its event meets criteria.
CRITERIA_NOTE = "event definition criteria"
# Where the files of options lie in a dossier.
MODEL, CALIBRATION, CRITERIA = "inputs/model", "inputs/calibration", "inputs/criteria"


@dataclass(frozen=True)
class AssessOptions:
    """How to assess: everything but the observations, their stations and responses.

    Attributes
    ----------
    as_of : date or None
        Date of the law; None: that of the event.
    level : float
        Of ellipses and intervals.
    prior : mapping or None
        Probability of each explanation before the data; None: the packaged one.
    model : str or Path
        Velocity model.
    calibration : Calibration, Path or None
        Reference events for path corrections, besides those of a case.
    criteria : str, Path or None
        Event definition criteria: a packaged name or a file.
    mb : ExternalInput or None
        Body-wave magnitude of others, in place of one that the observations bring.
    """

    as_of: date | None = None
    level: float = DEFAULT_LEVEL
    prior: Mapping[str, float] | None = None
    model: str | Path = PACKAGED_MODEL
    calibration: Calibration | Path | None = None
    criteria: str | Path | None = None
    mb: ExternalInput | None = None

    def files(self) -> dict[str, Path]:
        """Paths inside a dossier of the files that belong to the options."""
        return {f"{place}/{path.name}": path for place, path in self._sources().items()}

    def recipe(self, sources: Sources) -> Recipe:
        """Say how to compute the finding again from the inputs that travel with it."""
        held = {place: f"{place}/{path.name}" for place, path in self._sources().items()}
        return Recipe(
            observations=sources.observations,
            stations=sources.stations,
            responses=sources.responses,
            as_of=self.as_of,
            level=self.level,
            prior=self.prior,
            model=held.get(MODEL, PACKAGED_MODEL),
            calibration=held.get(CALIBRATION),
            criteria=held.get(CRITERIA, None if self.criteria is None else str(self.criteria)),
            mb=self.mb,
        )

    @classmethod
    def from_recipe(cls, recipe: RecipeRecord, folder: Path) -> AssessOptions:
        """Read the options of a dossier, whose files lie below a folder.

        Raises
        ------
        BadInputError
            A model or criteria that are neither packaged nor a file of the dossier.
        """
        names = {"model": recipe.model, "criteria": recipe.criteria}
        packaged = {"model": {PACKAGED_MODEL}, "criteria": {*named_criteria()}}
        chosen: dict[str, str | Path | None] = dict(names)
        for what, name in names.items():
            if name is not None and name not in packaged[what]:
                if "/" not in name:
                    raise BadInputError(f"the recipe names the {what} {excerpt(name)}, which is not packaged")
                chosen[what] = folder / name
        return cls(
            as_of=recipe.as_of,
            level=recipe.level,
            prior=recipe.prior,
            model=chosen["model"] or PACKAGED_MODEL,
            calibration=None if recipe.calibration is None else folder / recipe.calibration,
            criteria=chosen["criteria"],
            mb=recipe.mb,
        )

    def _sources(self) -> dict[str, Path]:
        given = {MODEL: self.model, CALIBRATION: self.calibration, CRITERIA: self.criteria}
        return {place: Path(str(source)) for place, source in given.items() if _is_file(place, source)}

    @property
    def in_memory(self) -> bool:
        """Whether a part of them lies in no file, so that a dossier cannot hold it."""
        return isinstance(self.calibration, Calibration)


def assess_with(
    observations: Sequence[Observations],
    options: AssessOptions,
    *,
    progress: Callable[[int], None] | None = None,
) -> Finding:
    """Assess observations as the options ask.

    Parameters
    ----------
    observations : sequence of Observations
        One per event.
    options : AssessOptions
        Level, prior, model and others; see there.
    progress : callable, optional
        Called with the number of events done.

    Returns
    -------
    Finding
        The files of the options are among its inputs, a magnitude and positions of others among its external
        inputs; an event that misses the criteria says so in the notes of its origin.

    Raises
    ------
    BadInputError
        A file that cannot be used, or one magnitude for several events.
    """
    criteria = None if options.criteria is None else find_criteria(str(options.criteria))
    prepared = _prepared(observations, options)
    finding = assess(
        prepared,
        as_of=options.as_of,
        level=options.level,
        model=str(options.model),
        prior=options.prior,
        progress=progress,
    )
    if criteria is None:
        return finding
    return _with_criteria(finding, prepared, criteria, _criteria_name(str(options.criteria)))


def with_option_files(sources: Sources, options: AssessOptions, inputs: Sequence[InputFile]) -> Sources:
    """Add the files of the options to those of the observations, so that they travel too.

    Parameters
    ----------
    sources : Sources
        The files of the observations.
    options : AssessOptions
        Level, prior, model and others; see there.
    inputs : sequence of InputFile
        What the finding names as its inputs.

    Raises
    ------
    BadInputError
        A file changed since it was read, or has a name that cannot stand in a dossier.
    """
    files, held = dict(sources.files), dict(sources.held)
    for name, path in options.files().items():
        problem = name_problem(name)
        if problem:
            raise BadInputError(f"{path.name!a} cannot travel in a dossier: {problem}; rename it")
        record = input_file(path, read_bytes(path))
        if record not in inputs:
            raise BadInputError(f"input {record.name} changed while it was in use; run it again")
        files[name] = path
        held[record.name, record.sha256] = name
    return replace(sources, files=files, held=held)


def _prepared(observations: Sequence[Observations], options: AssessOptions) -> list[Observations]:
    """The observations with what the options add to them."""
    if options.mb is not None and len(observations) > 1:
        raise BadInputError(f"mb {options.mb.value}: one magnitude, and {len(observations)} events")
    calibration = options.calibration
    if isinstance(calibration, Path):
        calibration = read_calibration(calibration)
    files = [input_file(path, read_bytes(path)) for path in options.files().values()]
    if isinstance(options.calibration, Calibration):
        files.append(_in_memory(options.calibration))
    return [
        _with_calibration(_with_mb(_with_inputs(observed, files), options.mb), calibration)
        if isinstance(observed, SeismicObservations)
        else observed
        for observed in observations
    ]


def _with_inputs(observed: SeismicObservations, files: Sequence[InputFile]) -> SeismicObservations:
    return observed.model_copy(update={"inputs": (*observed.inputs, *files)}) if files else observed


def _with_mb(observed: SeismicObservations, mb: ExternalInput | None) -> SeismicObservations:
    if mb is None:
        return observed
    others = tuple(external for external in observed.external if external.name != mb.name)
    return observed.model_copy(update={"external": (*others, mb)})


def _with_calibration(observed: SeismicObservations, calibration: Calibration | None) -> SeismicObservations:
    """Add the reference events, except the event itself and those that the observations bring."""
    if calibration is None:
        return observed
    present = {reference.id for reference in observed.references}
    added = [
        reference
        for reference in calibration.references
        if reference.id not in present and not is_same_event(observed.arrivals, reference)
    ]
    external = tuple(_position(reference) for reference in added if reference.latitude is not None)
    return observed.model_copy(
        update={
            "references": (*observed.references, *added),
            "external": (*observed.external, *external),
        }
    )


def _position(reference: ReferenceEvent) -> ExternalInput:
    return ExternalInput(
        name=f"reference:{reference.id}",
        value=f"{reference.latitude:.4f}, {reference.longitude:.4f}",
        sd=reference.sigma_km,
        unit="latitude, longitude in deg; sd in km",
        source=reference.source,
    )


def _with_criteria(
    finding: Finding, observations: Sequence[Observations], criteria: EventCriteria, name: str
) -> Finding:
    """State of each event whether it meets the criteria, in its notes and among the parameters."""
    arrivals = {
        observed.id: observed.arrivals
        for observed in observations
        if isinstance(observed, SeismicObservations)
    }
    parameters = dict(finding.provenance.parameters) | {"criteria": name}
    events = []
    for event in finding.events:
        if isinstance(event, SeismicEvent):
            answer = meet_criteria(event.arrivals, arrivals.get(event.id, ()), criteria)
            key = f"{event.id}/criteria.met" if len(finding.events) > 1 else "criteria.met"
            parameters[key] = answer.meets
            missed = f"not met: {'; '.join(answer.missed)}" if answer.missed else "met"
            notes = (*event.origin.notes, f"{CRITERIA_NOTE} {name} {missed}")
            event = event.model_copy(update={"origin": event.origin.model_copy(update={"notes": notes})})
        events.append(event)
    provenance = finding.provenance.model_copy(update={"parameters": parameters})
    return finding.model_copy(update={"events": tuple(events), "provenance": provenance})


def _criteria_name(given: str) -> str:
    return given if given in named_criteria() else Path(given).name


def _is_file(place: str, source: object) -> bool:
    if place == MODEL:
        return str(source) != PACKAGED_MODEL
    if place == CRITERIA:
        return source is not None and str(source) not in named_criteria()
    return isinstance(source, Path)


def _in_memory(calibration: Calibration) -> InputFile:
    digest = hashlib.sha256(calibration.model_dump_json().encode()).hexdigest()
    return InputFile(name="<calibration>", sha256=digest)
