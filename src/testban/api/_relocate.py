"""Where events lie relative to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testban.api.results import Result, Row
from testban.model import DEFAULT_LEVEL, BadInputError
from testban.relocation import relocate_files

Progress = Callable[[str], None]


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
    *inputs: str | Path,
    slownesses: str | Path | None = None,
    stations: str | Path | None = None,
    reference: str | None = None,
    truth: str | Path | None = None,
    level: float = DEFAULT_LEVEL,
    progress: Progress | None = None,
) -> RelocateResult:
    """Locate events relative to each other; uncertain slownesses are part of the ellipses.

    Parameters
    ----------
    *inputs : path
        Tables of differential times; or waveforms, a folder or file for each event; or tables that `measure`
        writes.
    slownesses : path, optional
        Table STATION PHASE ... EAST NORTH, s/km at the source; else those of ak135, except for tables of
        differential times, which need it.
    stations : path, optional
        Station file of waveforms.
    reference : str, optional
        Event that positions are counted from.
    truth : path, optional
        Table TIME LAT LON EVENT F: positions that calibrate.
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
    paths: Sequence[Path] = [Path(path) for path in inputs]
    return RelocateResult(
        relocate_files(
            paths,
            slownesses=None if slownesses is None else Path(slownesses),
            stations=None if stations is None else Path(stations),
            reference=reference,
            truth=None if truth is None else Path(truth),
            level=level,
            progress=progress,
        )
    )
