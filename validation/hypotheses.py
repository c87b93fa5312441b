"""Are the probabilities from P/S honest? Simulated events, and what is said of them.

Two worlds are simulated. In the first everything is as the model says: population means uncertain by their
stated errors, event scatter, outliers, distance slope, station and path errors. The second is not the model's
own: event scatter 0.25 and independent station scatter 0.28 (log10), as measured on published data sets,
Gaussian, no outliers, and a slope at one standard deviation from the expected one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from testban.discrimination import (
    Population,
    StationRatio,
    distance_model,
    explain_ratio,
    load_populations,
    network_ratio,
)
from testban.discrimination.network_ratio import error_covariance
from validation.measure import Measure, at_most, reported

SEED = 20170903
BAND = (4.0, 8.0)
STATIONS = (2, 4, 8, 16)
EVENTS = 250
NOISE_CEILING = 0.7  # log10 P/S above which S drowns in the noise at a station, so that only a bound is seen
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class World:
    """How events are drawn."""

    name: str
    other: bool


WORLDS = (World("as modelled", False), World("not the model's own world", True))


def measure() -> list[Measure]:
    """Reliability and sharpness in both worlds."""
    return [one for world in WORLDS for one in _measure_world(world)]


def _measure_world(world: World) -> list[Measure]:
    rng = np.random.default_rng(SEED)
    populations = load_populations()
    names = [one.name for one in populations.kinds]
    share = np.array([populations.prior[name] for name in names])
    said: list[tuple[float, bool]] = []
    found: list[Measure] = []
    for count in STATIONS:
        answered = wrong = 0
        missed = false = explosions = others = 0
        for _ in range(EVENTS):
            truth = names[int(rng.choice(len(names), p=share))]
            kind = next(one for one in populations.kinds if one.name == truth)
            answer = explain_ratio(network_ratio(_draw(rng, kind, count, world)))
            explosions += truth == "explosion"
            others += truth != "explosion"
            if answer.status != "answered":
                continue
            answered += 1
            best = answer.items[0].name
            wrong += best != truth
            missed += truth == "explosion" and best != "explosion"
            false += truth != "explosion" and best == "explosion"
            said += [(one.probability or 0.0, one.name == truth) for one in answer.items]
        label = f"{world.name}, {count} stations"
        found += [
            reported(f"{label}: answered ({EVENTS} events)", round(100.0 * answered / EVENTS, 1), "%"),
            reported(
                f"{label}: explosions answered as something else", round(100.0 * missed / explosions, 1), "%"
            ),
            reported(f"{label}: others answered as explosions", round(100.0 * false / others, 1), "%"),
        ]
    probability = np.array([p for p, _ in said])
    right = np.array([hit for _, hit in said])
    gap = 0.0
    for low, high in pairwise(EDGES):
        inside = (probability >= low) & (probability < high)
        if inside.sum() >= 30:
            mean, share_right = float(probability[inside].mean()), float(right[inside].mean())
            gap = max(gap, abs(mean - share_right))
            found.append(
                reported(
                    f"{world.name}: of {int(inside.sum())} statements between {low:g} and {high:g}, "
                    f"said {mean:.2f} on average, true",
                    round(share_right, 2),
                    "share",
                )
            )
    found += [
        at_most(f"{world.name}: largest gap between said and true", gap, 0.1, "probability"),
        at_most(f"{world.name}: largest probability said", float(probability.max()), 0.99, "probability"),
    ]
    return found


def _draw(rng: np.random.Generator, kind: Population, count: int, world: World) -> list[StationRatio]:
    """Draw one event and what its stations record."""
    model = distance_model(BAND)
    distance, azimuth = rng.uniform(100.0, 1000.0, count), rng.uniform(0.0, 360.0, count)
    if world.other:
        event = rng.normal(kind.mean, 0.25)
        slope = model.slope_per_1000_km + model.slope_sd * rng.choice([-1.0, 1.0])
        errors = 0.28 * rng.standard_normal(count)
    else:
        scatter = np.hypot(kind.event_sd, kind.mean_sd)
        event = kind.mean + scatter * rng.standard_t(kind.degrees_of_freedom)
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
