"""Where events lie relative to each other."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from testban.api.in_memory import Stations, as_stations
from testban.api.observing import Records, as_records
from testban.api.results import Result, Row
from testban.api.tables import csv_text, is_dataframe
from testban.model import DEFAULT_LEVEL, BadInputError
from testban.relocation import relocate_files
from testban.safe_io import InMemory
from testban.waveforms import InMemoryRecords

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

Progress = Callable[[str], None]
Table: TypeAlias = "IntoDataFrame"
_PAIR_COLUMNS = ("event1", "event2", "time1", "time2", "station", "phase")
_SLOWNESS_COLUMNS = ("station", "phase", "east", "north")
_TRUTH_COLUMNS = ("time", "latitude", "longitude", "event")
_NO_TIME = "-"  # of a position that calibrates; it is not read


@dataclass(frozen=True)
class RelocateResult(Result):
    """Events located relative to each other: ``content`` is described in docs/relocation.md."""

    content: dict[str, Any]

    @property
    def events(self) -> list[dict[str, Any]]:
        """Per event the position in metres from the reference of its group, and the ellipse."""
        events: list[dict[str, Any]] = self.content["events"]
        return events

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Events that differential times connect."""
        groups: list[dict[str, Any]] = self.content["groups"]
        return groups

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(f"{row['id']}: {row['reason']}" for row in self.content["not_used"])

    def to_dict(self) -> dict[str, Any]:
        return self.content

    def to_rows(self) -> list[Row]:
        rows = []
        for event in self.events:
            row = {name: value for name, value in event.items() if not isinstance(value, dict | list)}
            ellipse: Row = next((event[name] for name in ("ellipse_90", "ellipse") if event.get(name)), {})
            rows.append(row | {name: ellipse.get(name) for name in ("major_m", "minor_m", "strike_deg")})
        return rows


def relocate(
    *inputs: Records | Mapping[str, Records] | Table,
    slownesses: str | Path | Table | Mapping[tuple[str, str], tuple[float, float]] | None = None,
    stations: Stations | None = None,
    reference: str | None = None,
    truth: str | Path | Table | Mapping[str, tuple[float, float]] | None = None,
    level: float = DEFAULT_LEVEL,
    progress: Progress | None = None,
) -> RelocateResult:
    """Locate events relative to each other; uncertain slownesses are part of the ellipses.

    Parameters
    ----------
    *inputs : path, Stream, mapping or table
        Tables of differential times, as files or with the columns event1, event2, time1, time2, station and
        phase; or waveforms, a folder, file or `Stream` for each event (a mapping names them); or tables that
        `measure` writes.
    slownesses : path, table or mapping, optional
        East and north slowness at the source, s/km, by station and phase; else those of ak135, except for
        tables of differential times, which need them.
    stations : path, Inventory, table or mapping, optional
        Stations of the waveforms.
    reference : str, optional
        Event that positions are counted from.
    truth : path or mapping, optional
        Latitude and longitude by event, or a file of rows TIME LAT LON EVENT F: positions that calibrate.
    level : float
        Level of the ellipses.
    progress : callable, optional
        Called with the name of each step that begins.

    Returns
    -------
    RelocateResult

    Raises
    ------
    BadInputError
        Inputs of more than one kind, or differential times without slownesses.
    NotAnsweredError
        No group of events can be located.
    """
    if not inputs:
        raise BadInputError("no input was given: pairs, waveforms or measurements of at least two events")
    sources = [source for number, given in enumerate(inputs, start=1) for source in _sources(given, number)]
    return RelocateResult(
        relocate_files(
            sources,
            slownesses=_rows_in_memory(slownesses, "<slownesses>", _SLOWNESS_COLUMNS),
            stations=as_stations(stations),
            reference=reference,
            truth=_rows_in_memory(truth, "<truth>", _TRUTH_COLUMNS),
            level=level,
            progress=progress,
        )
    )


def _sources(given: Any, number: int) -> Iterator[Path | InMemory | InMemoryRecords]:
    if isinstance(given, str | Path):
        yield Path(given)
    elif isinstance(given, Mapping):
        for name, records in given.items():
            taken = as_records(records, name=f"<{name}>")
            yield taken if taken is not None else Path(records)
    elif is_dataframe(given):
        yield InMemory("<pairs>", _spaced(given, _PAIR_COLUMNS))
    else:
        taken = as_records(given, name=f"<stream {number}>")
        if taken is None:
            kind = type(given).__name__
            raise BadInputError(f"input given as {kind}: a path, an ObsPy Stream or a table was expected")
        yield taken


def _rows_in_memory(given: Any, name: str, columns: Sequence[str]) -> Path | InMemory | None:
    if given is None or isinstance(given, InMemory):
        return given
    if isinstance(given, str | Path):
        return Path(given)
    if isinstance(given, Mapping):
        given = _as_columns(given, columns)
    return InMemory(name, _spaced(given, columns))


def _as_columns(given: Mapping[Any, Any], columns: Sequence[str]) -> dict[str, list[Any]]:
    """Columns of a mapping: by station and phase east and north, or by event latitude and longitude."""
    if tuple(columns) == _SLOWNESS_COLUMNS:
        rows = [(*key, *values) for key, values in given.items()]
    else:
        rows = [(_NO_TIME, *values, event) for event, values in given.items()]
    return {name: [row[at] for row in rows] for at, name in enumerate(columns)}


def _spaced(table: Any, columns: Sequence[str]) -> bytes:
    """The rows of a table as text that is separated by blanks, as files of relocation are."""
    header, *rows = csv.reader(io.StringIO(csv_text(table)))
    names = [name.strip().lower() for name in header]
    missing = [name for name in columns if name not in names]
    if missing:
        raise BadInputError(f"the table lacks the columns {', '.join(missing)}; it has {', '.join(header)}")
    at = [names.index(name) for name in columns]
    lines = [" ".join(row[place].removesuffix("Z").replace(" ", "_") for place in at) for row in rows]
    return ("\n".join(lines) + "\n").encode()
