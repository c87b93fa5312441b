"""Are the probabilities of the explanations honest? Simulated events, and what is said of them.

Two worlds are simulated. In the first everything is as the model says: population means uncertain by their
stated errors, event scatter, outliers, distance slope, station and path errors, and the packaged correlation
between the scatter of P/S and that of mb - Ms from event to event. The second is not the model's own:
Gaussian scatter of 0.25 (P/S) and 0.5 (mb - Ms) between events, correlated by 0.25, independent station
scatter of 0.28 (log10 P/S) and 0.4 (magnitudes), no outliers, a slope with distance at one standard deviation
from the expected one, and mb - Ms of each kind of source at one standard deviation of its location, either
way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from testban.discrimination import (
    Population,
    Populations,
    distance_model,
    explain,
    load_ms_mb_populations,
    load_populations,
    ms_mb_evidence,
    network_ratio,
    ratio_evidence,
)
from testban.discrimination._network_ratio import error_covariance
from testban.measurements import StationRatio
from testban.model import NORMAL_90, Evidence, Hypotheses, Magnitude, Measured
from validation import depths, first_motions
from validation.measure import Measure, at_most, reported
from validation.shared import shared_folder

SEED = 20170903
BAND = (4.0, 8.0)
STATIONS = (2, 4, 8, 16)
EVENTS = 1000
NOISE_CEILING = 0.7  # log10 P/S above which S drowns in the noise at a station, so that only a bound is seen
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Networks of the second part: stations of P/S, of mb and of Ms.
NETWORKS = ((4, 8, 3), (16, 40, 12))
TOGETHER = 1000  # events of each
SD_MB, SD_MS = 0.34, 0.23  # one station; Selby, Marshall & Bowers (2012)
Z = tuple[float, float]


@dataclass(frozen=True)
class World:
    """How events are drawn."""

    name: str
    other: bool


@dataclass
class Said:
    """What was said of many events, and what they were."""

    events: int = 0
    answered: int = 0
    wrong: int = 0
    missed: int = 0
    false: int = 0
    explosions: int = 0
    probability: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    first: list[float] = field(default_factory=list)

    def add(self, truth: str, answer: Hypotheses) -> None:
        """Count one event."""
        self.events += 1
        self.explosions += truth == "explosion"
        if answer.status != "answered":
            return
        best = answer.items[0].name
        self.answered += 1
        self.wrong += best != truth
        self.missed += truth == "explosion" and best != "explosion"
        self.false += truth != "explosion" and best == "explosion"
        self.first.append(answer.items[0].probability or 0.0)
        for one in answer.items:
            self.probability.append(one.probability or 0.0)
            self.right.append(one.name == truth)

    def rows(self, label: str) -> list[Measure]:
        """State how many were answered, and how many of them wrongly."""
        others = self.events - self.explosions
        return [
            reported(f"{label}: answered ({self.events} events)", _percent(self.answered, self.events), "%"),
            reported(
                f"{label}: explosions answered as something else", _percent(self.missed, self.explosions), "%"
            ),
            reported(f"{label}: others answered as explosions", _percent(self.false, others), "%"),
        ]

    def reliability(self) -> Iterator[tuple[float, float, int, float, float]]:
        """Yield each bin's ends, its number of statements, what they said on average and what was true."""
        probability, right = np.array(self.probability), np.array(self.right)
        for low, high in pairwise(EDGES):
            inside = (probability >= low) & (probability < high)
            if inside.sum() >= 30:
                yield (
                    low,
                    high,
                    int(inside.sum()),
                    float(probability[inside].mean()),
                    float(right[inside].mean()),
                )

    @property
    def gap(self) -> float:
        """Largest difference between what was said and what was true."""
        return max((abs(said - true) for *_, said, true in self.reliability()), default=0.0)

    @property
    def brier(self) -> float:
        """Brier score: mean over events of the squared errors of the three probabilities; 0 is perfect."""
        error = (np.array(self.probability) - np.array(self.right)) ** 2
        return float(error.sum() / max(self.answered, 1))


WORLDS = (World("as modelled", False), World("not the model's own world", True))


def measure() -> list[Measure]:
    """Reliability and sharpness in both worlds: P/S alone, and with mb - Ms; depth; first motions."""
    return [
        *(one for world in WORLDS for one in _measure_ratio(world)),
        *(one for world in WORLDS for one in _measure_together(world)),
        *depths.measure(),
        *first_motions.measure(shared_folder()),
    ]


def _measure_ratio(world: World) -> list[Measure]:
    rng = np.random.default_rng(SEED)
    known = load_populations()
    all_said = Said()
    found: list[Measure] = []
    for count in STATIONS:
        said = Said()
        for _ in range(EVENTS):
            kind = _kind(rng, known)
            answer = explain((_ratio(rng, kind, count, world, _scatter(rng, 0.0)[0]),))
            said.add(kind.name, answer)
            all_said.add(kind.name, answer)
        found += said.rows(f"{world.name}, {count} stations")
    found += [
        reported(
            f"{world.name}: of {count} statements between {low:g} and {high:g}, "
            f"said {mean:.2f} on average, true",
            round(true, 2),
            "share",
        )
        for low, high, count, mean, true in all_said.reliability()
    ]
    return [
        *found,
        at_most(f"{world.name}: largest gap between said and true", all_said.gap, 0.1, "probability"),
        at_most(f"{world.name}: largest probability said", max(all_said.probability), 0.99, "probability"),
    ]


def _measure_together(world: World) -> list[Measure]:
    """P/S and mb - Ms: weighed together, and for comparison as if they were independent, and P/S alone."""
    rng = np.random.default_rng(SEED + 1)
    known = load_populations()
    ways = {
        "P/S with Ms:mb": known,
        "the same multiplied as if independent": replace(known, correlation={}),
        "P/S alone": known,
    }
    every = {way: Said() for way in ways}
    found: list[Measure] = []
    for ratios, body, surface in NETWORKS:
        said = {way: Said() for way in ways}
        for _ in range(TOGETHER):
            kind = _kind(rng, known)
            rho = 0.25 if world.other else known.correlation_of("P/S", "Ms:mb")
            scatter = _scatter(rng, rho)
            evidence = (
                _ratio(rng, kind, ratios, world, scatter[0]),
                _difference(rng, kind.name, body, surface, world, scatter[1]),
            )
            for way, populations in ways.items():
                used = evidence[:1] if way == "P/S alone" else evidence
                answer = explain(used, populations=populations)
                said[way].add(kind.name, answer)
                every[way].add(kind.name, answer)
        label = f"{world.name}, {ratios} stations of P/S, {body} of mb, {surface} of Ms"
        found += said["P/S with Ms:mb"].rows(label)
        found.append(
            reported(
                f"{label}: answered from P/S alone",
                _percent(said["P/S alone"].answered, said["P/S alone"].events),
                "%",
            )
        )
    together = every["P/S with Ms:mb"]
    found += [
        reported(
            f"{world.name}, P/S with Ms:mb: of {count} statements between {low:g} and {high:g}, "
            f"said {mean:.2f} on average, true",
            round(true, 2),
            "share",
        )
        for low, high, count, mean, true in together.reliability()
    ]
    found.append(
        at_most(
            f"{world.name}, P/S with Ms:mb: largest gap between said and true",
            together.gap,
            0.1,
            "probability",
        )
    )
    for way, said_so in every.items():
        if way != "P/S with Ms:mb":
            found.append(reported(f"{world.name}, {way}: largest gap", round(said_so.gap, 3), "probability"))
        sure = float(np.mean(np.array(said_so.first) >= 0.9))
        found += [
            reported(f"{world.name}, {way}: answers of 0.9 or more", round(100.0 * sure, 1), "%"),
            reported(f"{world.name}, {way}: Brier score of the answers", round(said_so.brier, 3), "1"),
        ]
    return found


def _kind(rng: np.random.Generator, known: Populations) -> Population:
    share = np.array([known.prior[one.name] for one in known.kinds])
    return known.kinds[int(rng.choice(len(known.kinds), p=share))]


def _scatter(rng: np.random.Generator, correlation: float) -> Z:
    """Two standard normal numbers of this correlation."""
    one, other = rng.standard_normal(2)
    return float(one), float(correlation * one + np.sqrt(1.0 - correlation**2) * other)


def _student(rng: np.random.Generator, normal: float, degrees_of_freedom: float) -> float:
    return float(normal / np.sqrt(rng.chisquare(degrees_of_freedom) / degrees_of_freedom))


def _difference(
    rng: np.random.Generator, name: str, body: int, surface: int, world: World, scatter: float
) -> Evidence:
    """Draw mb and Ms of one event, and what they are evidence of."""
    known = load_ms_mb_populations()
    kind = next(one for one in known.kinds if one.name == name)
    mb = rng.uniform(3.8, 5.5)
    centre = known.location(kind, mb)
    if world.other:
        apart = centre + kind.location_sd * rng.choice([-1.0, 1.0]) + 0.5 * scatter
        sd_mb = sd_ms = 0.4
    else:
        apart = centre + kind.location_sd * rng.standard_normal()
        apart += kind.scale * _student(rng, scatter, kind.degrees_of_freedom)
        if rng.random() < known.outlier_share:
            apart = rng.uniform(-1.0, 3.0)
        sd_mb, sd_ms = SD_MB, SD_MS
    read_mb = mb + sd_mb / np.sqrt(body) * rng.standard_normal()
    read_ms = mb - apart + sd_ms / np.sqrt(surface) * rng.standard_normal()
    return ms_mb_evidence(
        _magnitude("mb", float(read_mb), SD_MB, body), _magnitude("Ms", float(read_ms), SD_MS, surface)
    )


def _magnitude(kind: str, value: float, sd: float, stations: int) -> Magnitude:
    half = NORMAL_90 * sd / np.sqrt(stations)
    quantity = Measured(
        value=value,
        low=value - half,
        high=value + half,
        level=0.9,
        unit="magnitude",
        inputs=(f"test:{kind}",),
    )
    return Magnitude(kind=kind, magnitude=quantity, stations=stations, external=False, source="simulated")


def _ratio(rng: np.random.Generator, kind: Population, count: int, world: World, scatter: float) -> Evidence:
    return ratio_evidence(network_ratio(_draw(rng, kind, count, world, scatter)), inputs=("test:P/S",))


def _draw(
    rng: np.random.Generator, kind: Population, count: int, world: World, scatter: float
) -> list[StationRatio]:
    """Draw one event and what its stations record."""
    model = distance_model(BAND)
    distance, azimuth = rng.uniform(100.0, 1000.0, count), rng.uniform(0.0, 360.0, count)
    if world.other:
        event = kind.mean + 0.25 * scatter
        slope = model.slope_per_1000_km + model.slope_sd * rng.choice([-1.0, 1.0])
        errors = 0.28 * rng.standard_normal(count)
    else:
        event = kind.mean + kind.mean_sd * rng.standard_normal()
        event += kind.event_sd * _student(rng, scatter, kind.degrees_of_freedom)
        if rng.random() < load_populations().outlier_share:
            event = rng.uniform(-1.5, 1.5)
        slope = rng.normal(model.slope_per_1000_km, model.slope_sd)
        errors = np.linalg.cholesky(error_covariance(distance, azimuth, model)) @ rng.standard_normal(count)
    value = event + slope * (distance - model.reference_km) / 1000.0 + errors
    bounded = value > NOISE_CEILING
    if bounded.all():
        bounded[int(value.argmin())] = False
    return [
        StationRatio(
            f"S{number}",
            BAND,
            float(distance[number]),
            float(azimuth[number]),
            float(min(value[number], NOISE_CEILING) if bounded[number] else value[number]),
            "lower bound" if bounded[number] else "measured",
        )
        for number in range(count)
    ]


def _percent(part: int, whole: int) -> float:
    return round(100.0 * part / max(whole, 1), 1)
