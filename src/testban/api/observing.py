"""Observations of whatever a caller gives: a path, ObsPy's objects, tables, or the nouns themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from testban.api.in_memory import Readings, Source, Stations, as_readings, as_stations, is_obspy
from testban.bulletins import read as read_bulletin
from testban.measurements import Pictures
from testban.model import DEFAULT_LEVEL, BadInputError, SeismicObservations
from testban.pipeline import Sources, collect_inputs, observe_with_pictures
from testban.processing import observe_waveforms
from testban.safe_io import file_name
from testban.waveforms import InMemoryRecords, NoWaveformsError, records_in_memory

if TYPE_CHECKING:
    from obspy import Stream, Trace

Records: TypeAlias = "str | Path | Stream | Trace | Sequence[Trace] | InMemoryRecords"
Given: TypeAlias = "Records | Readings | SeismicObservations | Sequence[SeismicObservations]"


@dataclass(frozen=True)
class Observed:
    """SeismicObservations, what there is to show of their waveforms, and where the files lie that hold them.

    Attributes
    ----------
    observations : tuple of SeismicObservations
        One per event.
    pictures : tuple of Pictures
    name : str
        What was given, for messages.
    places : (str, Path or None, Path or None), optional
        SeismicObservations, stations and responses as paths; None where anything was given in memory.
    """

    observations: tuple[SeismicObservations, ...]
    pictures: tuple[Pictures, ...]
    name: str
    places: tuple[str, Path | None, Path | None] | None = None

    def sources(self) -> Sources | None:
        """Find the files again, so that they travel in a dossier; None where there are none.

        Raises
        ------
        BadInputError
            A file changed since it was read, or has a name that cannot stand in a dossier.
        """
        if self.places is None:
            return None
        target, stations, responses = self.places
        return collect_inputs(target, self.observations, stations_path=stations, responses_path=responses)


def observe(
    given: Given,
    *,
    inventory: Stations | None = None,
    stations: Stations | None = None,
    responses: Stations | None = None,
    model: str = "ak135",
    level: float = DEFAULT_LEVEL,
) -> Observed:
    """Read what a caller gives as observations.

    Parameters
    ----------
    given : path, str, Stream, Catalog, table, or Observations
        What is read.
    inventory : path or Inventory, optional
        Stations, and of waveforms responses, where neither is given by itself.
    stations, responses : path, Inventory or table, optional
        Where stations are, and their instrument responses.
    model, level
        By which the events of waveforms are located.

    Raises
    ------
    BadInputError
        Nothing there, or nothing that can be read.
    NotAnsweredError
        Waveforms without an event.
    """
    nouns = _nouns(given)
    if nouns:
        _refuse(inventory, stations, responses)
        return Observed(nouns, (), nouns[0].id)
    if stations is None:
        stations = inventory
    elif responses is None:
        responses = inventory
    named, heard = as_stations(stations), as_stations(responses)
    records = as_records(given)
    if records is not None:
        try:
            observations, pictures = observe_waveforms(
                [records],
                stations=[named] if named else [],
                responses=[heard] if heard else [],
                model=model,
                level=level,
            )
        except NoWaveformsError as error:
            raise BadInputError(f"{records.name}: {error}") from error
        return Observed(observations, pictures, records.name)
    if isinstance(given, str | Path):
        return _from_path(str(given), named, heard, model=model, level=level)
    source = as_readings(given)
    if responses is not None:
        raise BadInputError(f"{source.name}: arrivals, and no waveforms, so leave out the responses")
    return Observed(read_bulletin(source, stations_path=named), (), file_name(source.name))


def as_records(given: Any, *, name: str = "<stream>") -> InMemoryRecords | None:
    """Return the records of a Stream, a Trace or a list of traces; None for anything else."""
    if isinstance(given, InMemoryRecords):
        return given
    if is_obspy(given, "Stream"):
        return records_in_memory(given, name=name)
    if is_obspy(given, "Trace"):
        return records_in_memory([given], name=name)
    if isinstance(given, Sequence) and given and all(is_obspy(item, "Trace") for item in given):
        return records_in_memory(given, name=name)
    return None


def _from_path(
    target: str, stations: Source | None, responses: Source | None, *, model: str, level: float
) -> Observed:
    observations, pictures = observe_with_pictures(
        target, stations_path=stations, responses_path=responses, model=model, level=level
    )
    paths = (stations, responses)
    places = None
    if all(path is None or isinstance(path, Path) for path in paths):
        places = (target, *(path if isinstance(path, Path) else None for path in paths))
    return Observed(observations, pictures, file_name(target), places)  # type: ignore[arg-type]


def _nouns(given: Any) -> tuple[SeismicObservations, ...]:
    """The observations themselves; none where something else was given."""
    if isinstance(given, SeismicObservations):
        return (given,)
    is_list = isinstance(given, Sequence) and not isinstance(given, str)
    return tuple(given) if is_list and all(isinstance(item, SeismicObservations) for item in given) else ()


def _refuse(*given: Stations | None) -> None:
    if any(source is not None for source in given):
        raise BadInputError("observations bring their own stations: leave out stations, responses, inventory")
