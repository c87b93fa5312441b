"""Coverage where the truth is simulated: calibrated ellipses on pairs of events, sparse regional networks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np

from testban.bulletins import read
from testban.cases import case_ids, load_case, read_case
from testban.geodesy import geodesic, offset_km, position_at_offset
from testban.location import ErrorModel, NotLocatedError, locate, locate_with_references
from testban.model import Arrival, Origin, ReferenceEvent, SeismicObservations
from validation.measure import Measure, reported, within
from validation.synthetic import SharedPaths, arrivals_under_the_prior

PAIRS_SEED, NETWORKS_SEED = 20130212, 20160106
CENTRE = (41.295, 129.08)
SPREAD_KM = np.array([1.2, 0.5])  # east and north: how the six tests lie
SIGMA_KM = 0.3
FEWEST, MOST = 8, 80  # readings of a sparse network
GROSS_S, GROSS_SHARE = 10.0, 0.05


def holds(origin: Origin, truth: tuple[float, float]) -> bool:
    """Whether the ellipse holds a place."""
    distance, azimuth = geodesic(origin.latitude, origin.longitude, *truth)
    turn = np.radians(azimuth - origin.ellipse.strike_deg)
    along = distance * np.cos(turn) / origin.ellipse.major_km
    across = distance * np.sin(turn) / origin.ellipse.minor_km
    return bool(along**2 + across**2 <= 1.0)


def simulated_pairs(*, draws: int, sets: int) -> list[Measure]:
    """One simulated event calibrating another, on the paths of the packaged tests.

    Once with a distortion of slownesses drawn for each pair, once with one distortion for all 30 ordered
    pairs of the six tests, as in nature: then whether they are held is not independent.
    """
    cases = {case: load_case(case) for case in case_ids()}
    near = {case: locate(one.stations, one.arrivals).origin for case, one in cases.items()}
    rng = np.random.default_rng(PAIRS_SEED)
    held = []
    for _ in range(draws):
        mine, other = rng.choice(list(cases), 2, replace=False)
        here, there = SPREAD_KM * rng.standard_normal((2, 2))
        paths = SharedPaths(rng, centre=CENTRE)
        reference = _reference(paths, cases[other], there, there + SIGMA_KM * rng.standard_normal(2))
        held.append(_is_held(paths, cases[mine], here, reference, near[mine]))
    counts = []
    for _ in range(sets):
        paths = SharedPaths(rng, centre=CENTRE)
        made = {case: _reference(paths, one, _place(case), _place(case)) for case, one in cases.items()}
        counts.append(
            sum(
                _is_held(paths, cases[mine], _place(mine), made[other], near[mine])
                for mine in cases
                for other in cases
                if mine != other
            )
        )
    name = "simulated tests, one calibrating another"
    return [
        within(
            f"{name}: coverage of 90 % ellipses ({draws} pairs)", 100.0 * float(np.mean(held)), 87, 93, "%"
        ),
        reported(
            f"{name}: sets of 30 ordered pairs under one distortion ({sets} sets) of which all are held",
            round(100.0 * float(np.mean(np.array(counts) == 30)), 1),
            "%",
        ),
    ]


def _place(case: str) -> np.ndarray:
    known = read_case(case).published["position"]
    return np.ravel(offset_km(*CENTRE, known["latitude"], known["longitude"]))


def _at(place_km: np.ndarray) -> tuple[float, float]:
    latitude, longitude = position_at_offset(*CENTRE, float(place_km[0]), float(place_km[1]))
    return float(latitude), float(longitude)


def _reference(
    paths: SharedPaths, observed: SeismicObservations, place_km: np.ndarray, published_km: np.ndarray
) -> ReferenceEvent:
    latitude, longitude = _at(published_km)
    return ReferenceEvent(
        id="reference",
        latitude=latitude,
        longitude=longitude,
        sigma_km=SIGMA_KM,
        source="simulated",
        arrivals=paths.arrivals(observed, place_km),
    )


def _is_held(
    paths: SharedPaths,
    observed: SeismicObservations,
    place_km: np.ndarray,
    reference: ReferenceEvent,
    near: Origin,
) -> bool:
    arrivals = paths.arrivals(observed, place_km)
    found = locate_with_references(observed.stations, arrivals, (reference,), near=near)
    assert isinstance(found, Origin)
    return holds(found, _at(place_km))


def sparse_networks(file: Path, *, draws: int) -> list[Measure]:
    """Coverage under errors drawn from the prior, on every third network of 8 to 80 readings of a bulletin.

    Once with the range at the centre of its prior, once with one reading in twenty 10 s off, once with the
    range drawn from its prior too; that also on the networks of the six packaged tests.
    """
    sparse = []
    for observed in [one for one in read(file) if FEWEST <= len(one.arrivals) <= MOST][::3]:
        try:
            origin = locate(observed.stations, observed.arrivals).origin
        except NotLocatedError:
            continue
        sparse.append((observed, (origin.latitude, origin.longitude)))
    packaged = [(load_case(case), _published(case)) for case in case_ids()]
    tunisian = f"{len(sparse)} networks of the Tunisian bulletin, errors as the prior has them"
    six = "the six networks, errors as the prior has them"
    return [
        *_covered(tunisian, sparse, draws),
        *_covered(f"{tunisian}, one reading in twenty {GROSS_S:g} s off", sparse, draws, gross=GROSS_SHARE),
        *_covered(f"{tunisian}, ranges too", sparse, draws, any_range=True),
        *_covered(f"{six}, ranges too", packaged, 2 * draws, any_range=True),
    ]


def _published(case: str) -> tuple[float, float]:
    position = read_case(case).published["position"]
    return float(position["latitude"]), float(position["longitude"])


def _covered(
    what: str,
    networks: Sequence[tuple[SeismicObservations, tuple[float, float]]],
    draws: int,
    *,
    gross: float = 0.0,
    any_range: bool = False,
) -> list[Measure]:
    """Coverage of 90 % ellipses, and their area, over all draws on all networks."""
    rng, prior = np.random.default_rng(NETWORKS_SEED), ErrorModel()
    held, area = [], []
    for observed, place in networks:
        for _ in range(draws):
            range_deg = prior.range_centre_deg
            if any_range:
                range_deg *= float(np.exp(prior.range_width * rng.standard_normal()))
            arrivals = arrivals_under_the_prior(
                observed, latitude_deg=place[0], longitude_deg=place[1], rng=rng, range_deg=range_deg
            )
            if gross:
                arrivals = tuple(_perhaps_off(arrival, rng, gross) for arrival in arrivals)
            try:
                origin = locate(observed.stations, arrivals).origin
            except NotLocatedError:
                continue
            held.append(holds(origin, place))
            area.append(origin.ellipse.area_km2)
    name = f"synthetic arrivals on {what}"
    share = 100.0 * float(np.mean(held))
    return [
        within(f"{name}: coverage of 90 % ellipses ({len(held)} draws)", share, 87, 93, "%"),
        reported(f"{name}: median area", round(float(np.median(area)), 1), "km2"),
        reported(f"{name}: not located", len(networks) * draws - len(held), "draws"),
    ]


def _perhaps_off(arrival: Arrival, rng: np.random.Generator, share: float) -> Arrival:
    if rng.random() >= share:
        return arrival
    return arrival.model_copy(
        update={"time": arrival.time + timedelta(seconds=float(rng.choice([-GROSS_S, GROSS_S])))}
    )
