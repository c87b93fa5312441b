"""Published populations of mb - Ms, as data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from testban.model import EXPLANATIONS, Explanation


@dataclass(frozen=True, slots=True)
class MsMbPopulation:
    """mb - Ms of one kind of source: a Student distribution whose location may change with mb.

    Attributes
    ----------
    name : str
    location, location_sd : float
        At `MsMbPopulations.reference_mb`, and how well it is known.
    slope : float
        Change of the location per unit of mb.
    scale, degrees_of_freedom : float
        Scatter from event to event.
    size : int
        Events behind it; 0 where none is published.
    region : str
    points : tuple of (float, float)
        mb and Ms of single events, for drawing.
    source : tuple of str
    verified : bool
    """

    name: Explanation
    location: float
    location_sd: float
    slope: float
    scale: float
    degrees_of_freedom: float
    size: int
    region: str
    points: tuple[tuple[float, float], ...]
    source: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class MsMbPopulations:
    """All kinds of source, and the share of events that none of them describes."""

    reference_mb: float
    kinds: tuple[MsMbPopulation, ...]
    outlier_share: float
    outlier_range: float

    def location(self, kind: MsMbPopulation, mb: float) -> float:
        """Location of mb - Ms of one kind of source at an mb.

        Examples
        --------
        >>> known = load_ms_mb_populations()
        >>> round(known.location(known.kinds[1], 5.5), 2)
        0.23
        """
        return kind.location + kind.slope * (mb - self.reference_mb)


@cache
def load_ms_mb_populations() -> MsMbPopulations:
    """Return the packaged populations.

    Examples
    --------
    >>> [one.name for one in load_ms_mb_populations().kinds]
    ['explosion', 'earthquake', 'collapse']
    """
    text = files("testban.discrimination").joinpath("ms_mb_populations.yaml").read_text(encoding="utf-8")
    facts: dict[str, Any] = yaml.safe_load(text)
    kinds = []
    for name in EXPLANATIONS:
        entry = facts["populations"][name]
        kinds.append(
            MsMbPopulation(
                name=name,
                location=entry["location"],
                location_sd=entry["location_sd"],
                slope=entry["slope"],
                scale=entry["scale"],
                degrees_of_freedom=entry["degrees_of_freedom"],
                size=entry["size"],
                region=entry["region"],
                points=_points(entry["table"]) if entry["table"] else (),
                source=tuple(entry["source"]),
                verified=entry["verified"],
            )
        )
    outlier = facts["outlier"]
    return MsMbPopulations(facts["reference_mb"], tuple(kinds), outlier["share"], outlier["range"])


def _points(table: str) -> tuple[tuple[float, float], ...]:
    text = files("testban.discrimination").joinpath(table).read_text(encoding="utf-8")
    return tuple((float(row["mb"]), float(row["ms"])) for row in csv.DictReader(text.splitlines()))
