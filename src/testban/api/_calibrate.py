"""Path corrections from events whose positions are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from testban.api.in_memory import Readings, Stations, as_readings
from testban.api.reading import read_arrivals
from testban.api.results import Result, Row
from testban.location import PathTerm, path_terms
from testban.model import NotAnsweredError, ReferenceEvent, SeismicObservations
from testban.pipeline import Calibration, read_calibration, write_calibration
from testban.pipeline import calibrate as calibrate_with

Progress = Callable[[str], None]


@dataclass(frozen=True)
class CalibrateResult(Result):
    """Reference events and the path corrections learned from them.

    Attributes
    ----------
    calibration : Calibration
        What `locate` and `assess` take.
    paths : tuple of PathTerm
    """

    calibration: Calibration
    paths: tuple[PathTerm, ...]
    observations: tuple[SeismicObservations, ...] = field(default=(), repr=False)

    @property
    def references(self) -> tuple[ReferenceEvent, ...]:
        """The reference events with their arrivals."""
        return self.calibration.references

    @property
    def warnings(self) -> tuple[str, ...]:
        notes = [warning for event in self.observations for warning in event.warnings]
        notes += [f"not used: {excluded.reason}" for excluded in self.calibration.not_used]
        return tuple(dict.fromkeys(notes))

    def to_dict(self) -> dict[str, Any]:
        return {
            "references": [{"id": event.id, "arrivals": len(event.arrivals)} for event in self.references],
            "paths": len(self.paths),
            "not_used": [excluded.model_dump() for excluded in self.calibration.not_used],
        }

    def to_rows(self) -> list[Row]:
        return [
            {
                "id": event.id,
                "latitude": event.latitude,
                "longitude": event.longitude,
                "sigma_km": event.sigma_km,
                "arrivals": len(event.arrivals),
            }
            for event in self.references
        ]

    def write(self, path: str | Path) -> Path:
        """Write the calibration, for ``locate(..., calibration=path)``.

        Raises
        ------
        BadInputError
            The place cannot be written to.
        """
        write_calibration(self.calibration, Path(path))
        return Path(path)


def calibrate(
    arrivals: Readings,
    references: Mapping[str, tuple[float, float, float]] | Sequence[str],
    *,
    stations: Stations | None = None,
    progress: Progress | None = None,
) -> CalibrateResult:
    """Learn path corrections from events whose positions are known.

    Parameters
    ----------
    arrivals : path, Catalog, table, or list of Arrival
        Bulletin with the arrivals of the reference events.
    references : mapping, or sequence of str
        For each event of the bulletin that is known its latitude and longitude in degrees and the standard
        deviation of its position in km; or ``ID=LAT,LON,SIGMA_KM``.
    stations : path, Inventory, table, list of Station or mapping, optional
        Where the stations are, as for `locate`.
    progress : callable, optional
        Called with the name of each step that begins.

    Returns
    -------
    CalibrateResult

    Raises
    ------
    BadInputError
        A reference that the bulletin does not hold, one without arrivals, one named twice, or one whose
        arrivals contradict its position.
    NotAnsweredError
        No arrival of the references can be predicted.
    """
    say = progress or (lambda step: None)
    source = as_readings(arrivals)
    say(f"reading {source.name}")
    observations = read_arrivals(source, stations)
    say("learning path corrections")
    texts = (
        [f"{name}={','.join(repr(float(value)) for value in values)}" for name, values in references.items()]
        if isinstance(references, Mapping)
        else list(references)
    )
    calibration = calibrate_with(observations, texts)
    terms = path_terms(calibration.stations, calibration.references)
    if not terms:
        raise NotAnsweredError(f"{source.name}: no arrival of the references can be predicted")
    return CalibrateResult(calibration, tuple(terms), tuple(observations))


def as_calibration(given: str | Path | Calibration | CalibrateResult | None) -> Calibration | None:
    """Return a calibration that was given as such, as the answer of `calibrate`, or as its file.

    Raises
    ------
    BadInputError
        No such file, or another kind of file.
    """
    if given is None or isinstance(given, Calibration):
        return given
    return given.calibration if isinstance(given, CalibrateResult) else read_calibration(Path(given))
