"""Published populations of P/S and the model of its change with distance, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from testban.discrimination.errors import DiscriminationError
from testban.model import EXPLANATIONS, Explanation

Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Population:
    """log10 P/S of one kind of source at the reference distance.

    Attributes
    ----------
    name : str
    mean, mean_sd : float
        Mean over events, and how well it is known.
    event_sd : float
        Scatter from event to event.
    degrees_of_freedom : float
        Of the Student distribution, as the scatter is known from few events.
    size, region : str
        What it was made from, and where.
    source : tuple of str
    verified : bool
    """

    name: Explanation
    mean: float
    mean_sd: float
    event_sd: float
    degrees_of_freedom: float
    size: str
    region: str
    source: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Populations:
    """All kinds of source, the prior, the band they hold in, and what of the evidence is correlated."""

    band_hz: Band
    kinds: tuple[Population, ...]
    prior: dict[str, float]
    odds_range: float
    outlier_share: float
    correlation: dict[frozenset[str], float]

    def correlation_of(self, kind: str, other: str) -> float:
        """Correlation of the scatter of two kinds of evidence; 0 where the file names none.

        Examples
        --------
        >>> load_populations().correlation_of("P/S", "depth")
        0.0
        """
        return self.correlation.get(frozenset((kind, other)), 0.0)


@dataclass(frozen=True, slots=True)
class DistanceModel:
    """How log10 P/S changes with distance, and how far stations scatter about it.

    Attributes
    ----------
    reference_km : float
        The distance everything is brought to.
    slope_per_1000_km, slope_sd : float
    station_sd : float
        A station's own scatter.
    path_sd_per_1000_km : float
        Scatter of paths, growing with distance.
    correlation_angle_deg : float
        Stations closer in direction share their path error.
    degrees_of_freedom : float
    """

    reference_km: float
    slope_per_1000_km: float
    slope_sd: float
    station_sd: float
    path_sd_per_1000_km: float
    correlation_angle_deg: float
    degrees_of_freedom: float


@dataclass(frozen=True, slots=True)
class DepthFacts:
    """Above which depth an explosion or a collapse lies, km, and the share of intervals that are wrong."""

    deepest_km: float
    outlier_share: float


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """Source-type latitude of each kind of source, degrees."""

    kinds: tuple[Population, ...]
    unstated_sd_deg: float
    outlier_share: float


@cache
def _facts() -> dict[str, Any]:
    text = files("testban.discrimination").joinpath("populations.yaml").read_text(encoding="utf-8")
    facts: dict[str, Any] = yaml.safe_load(text)
    return facts


@cache
def load_populations() -> Populations:
    """Return the packaged populations.

    Examples
    --------
    >>> load_populations().band_hz
    (4.0, 8.0)
    """
    facts = _facts()
    kinds = tuple(
        Population(
            name,
            entry["mean"],
            entry["mean_sd"],
            entry["event_sd"],
            entry["degrees_of_freedom"],
            entry["size"],
            entry["region"],
            tuple(entry["source"]),
            entry["verified"],
        )
        for name, entry in ((name, facts["populations"][name]) for name in EXPLANATIONS)
    )
    low, high = facts["band_hz"]
    prior = facts["prior"]
    return Populations(
        (low, high),
        kinds,
        dict(prior["value"]),
        prior["odds_range"],
        facts["outlier_share"]["value"],
        {frozenset(entry["between"]): entry["value"] for entry in facts["correlation"]},
    )


@cache
def load_depth_facts() -> DepthFacts:
    """Return the packaged depths.

    Examples
    --------
    >>> load_depth_facts().deepest_km
    4.0
    """
    entry = _facts()["depth"]
    return DepthFacts(entry["deepest_km"], entry["outlier_share"])


@cache
def load_mechanisms() -> Mechanisms:
    """Return the packaged populations of source-type latitude.

    Examples
    --------
    >>> [one.mean for one in load_mechanisms().kinds]
    [66.0, 0.0, -60.5]
    """
    facts = _facts()["mechanism"]
    kinds = tuple(
        Population(
            name,
            facts[name]["mean"],
            facts[name]["mean_sd"],
            facts[name]["event_sd"],
            facts[name]["degrees_of_freedom"],
            facts["size"],
            facts["region"],
            tuple(facts["source"]),
            facts["verified"],
        )
        for name in EXPLANATIONS
    )
    return Mechanisms(kinds, facts["unstated_sd_deg"], facts["outlier_share"])


def distance_model(band_hz: Band) -> DistanceModel:
    """Return the packaged distance model of a band.

    Raises
    ------
    DiscriminationError
        No model of that band.

    Examples
    --------
    >>> distance_model((4.0, 8.0)).reference_km
    300.0
    """
    facts = _facts()
    for entry in facts["distance"]:
        if tuple(entry["band_hz"]) == tuple(band_hz):
            errors = facts["errors"]
            return DistanceModel(
                facts["reference_km"],
                entry["slope_per_1000_km"],
                entry["slope_sd"],
                errors["station_sd"],
                errors["path_sd_per_1000_km"],
                errors["correlation_angle_deg"],
                errors["degrees_of_freedom"],
            )
    raise DiscriminationError(f"no distance model for {band_hz[0]:g}-{band_hz[1]:g} Hz")
