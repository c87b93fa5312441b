"""Location against near-truth positions, and the coverage of its ellipses on synthetic arrivals."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from testban.bulletins import published_origins, read
from testban.bulletins.records import PublishedOrigin
from testban.cases import case_ids, load_case, read_case
from testban.geodesy import geodesic
from testban.location import ErrorModel, NotLocatedError, locate, locate_with_references
from testban.model import Origin, SeismicObservations
from validation.located_picks import located_picks
from validation.location_simulated import simulated_pairs, sparse_networks
from validation.measure import Measure, at_most, reported, within
from validation.shared import shared_folder
from validation.synthetic import synthetic_arrivals

SEED = 20170903
RANGES_DEG = (3.0, 10.0, 30.0)
LIMIT_KM = {"dprk-2017": 15.0}
LIMIT_OTHERS_KM, LIMIT_AREA_KM2, LIMIT_CORRECTED_KM = 6.0, 1500.0, 0.5


def position(case: str) -> tuple[float, float]:
    """Near-truth position of a packaged case: never an input of the location."""
    published = read_case(case).published["position"]
    return float(published["latitude"]), float(published["longitude"])


def miss(origin: Origin, truth: tuple[float, float]) -> tuple[float, bool]:
    """Distance from the truth, km, and whether the ellipse holds it."""
    distance, azimuth = geodesic(origin.latitude, origin.longitude, *truth)
    turn = np.radians(azimuth - origin.ellipse.strike_deg)
    along = distance * np.cos(turn) / origin.ellipse.major_km
    across = distance * np.sin(turn) / origin.ellipse.minor_km
    return float(distance), bool(along**2 + across**2 <= 1.0)


def measure(*, fast: bool) -> list[Measure]:
    """Measure location; the fast part is the six packaged tests."""
    found = packaged_tests()
    if not fast:
        found += ordered_pairs()
        found += bulletin_events(shared_folder() / "bulletins")
        found += simulated_pairs(draws=300, sets=20)
        found += sparse_networks(
            shared_folder() / "bulletins" / "isc_tunisia" / "isc_tunisia_1960_2018_ims10.txt", draws=10
        )
        found += located_picks(shared_folder() / "association")
        found += greenland_sea(shared_folder() / "bulletins" / "locoo3d" / "Data")
        found += coverage(draws=100, ranges=RANGES_DEG)
    return found


def packaged_tests() -> list[Measure]:
    """Compare the six packaged tests with their near-truth positions."""
    found: list[Measure] = []
    east, north = [], []
    for case in case_ids():
        observed, truth = load_case(case), position(case)
        solution = locate(observed.stations, observed.arrivals)
        distance, inside = miss(solution.origin, truth)
        found += [
            at_most(
                f"{case}: epicentre from arrivals alone to near-truth",
                distance,
                LIMIT_KM.get(case, LIMIT_OTHERS_KM),
                "km",
            ),
            at_most(
                f"{case}: area of the 90 % ellipse", solution.origin.ellipse.area_km2, LIMIT_AREA_KM2, "km2"
            ),
            Measure(
                measure=f"{case}: ellipse holds the near-truth",
                value=str(inside),
                unit="",
                target="True",
                met=inside,
            ),
        ]
        length, azimuth = geodesic(*truth, solution.origin.latitude, solution.origin.longitude)
        east.append(float(length * np.sin(np.radians(azimuth))))
        north.append(float(length * np.cos(np.radians(azimuth))))
        corrected = locate_with_references(
            observed.stations, observed.arrivals, observed.references, near=solution.origin
        )
        assert isinstance(corrected, Origin)
        distance, inside = miss(corrected, truth)
        found += [
            at_most(
                f"{case}: epicentre with path corrections to near-truth", distance, LIMIT_CORRECTED_KM, "km"
            ),
            reported(f"{case}: area of its ellipse", round(corrected.ellipse.area_km2, 3), "km2"),
            reported(f"{case}: its ellipse holds the near-truth", str(inside), ""),
        ]
    found.append(
        reported(
            "shared path bias of the five tests with regional arrivals, east and north",
            [round(float(np.mean(east[:5])), 2), round(float(np.mean(north[:5])), 2)],
            "km",
        )
    )
    return found


def ordered_pairs() -> list[Measure]:
    """Calibrate on one test and locate another: all 30 ordered pairs."""
    cases = {case: load_case(case) for case in case_ids()}
    origins = {case: locate(one.stations, one.arrivals).origin for case, one in cases.items()}
    distances, inside = [], 0
    for case, observed in cases.items():
        for reference in observed.references:
            corrected = locate_with_references(
                observed.stations, observed.arrivals, (reference,), near=origins[case]
            )
            assert isinstance(corrected, Origin)
            distance, held = miss(corrected, position(case))
            distances.append(distance)
            inside += held
    return [
        at_most(
            "30 ordered pairs, one test calibrating another: median distance",
            float(np.median(distances)),
            0.25,
            "km",
        ),
        at_most("30 ordered pairs: largest distance", max(distances), 1.0, "km"),
        within("30 ordered pairs: 90 % ellipses that hold the near-truth", inside, 24, 29, "of 30"),
    ]


def bulletin_events(folder: Path) -> list[Measure]:
    """Locate the events of an ISC bulletin whose ISC origins are only looked at afterwards."""
    file = folder / "isc_tunisia" / "isc_tunisia_1960_2018_ims10.txt"
    theirs: dict[str, list[PublishedOrigin]] = {}
    for one in published_origins(file):
        if one.latitude is not None and one.longitude is not None:
            theirs.setdefault(one.event_id, []).append(one)
    distances: dict[str, list[float]] = {}
    pairs: list[tuple[Origin, PublishedOrigin]] = []
    seconds, missed, located, events = [], 0, 0, read(file)
    for observed in events:
        begin = time.perf_counter()
        try:
            origin = locate(observed.stations, observed.arrivals).origin
        except NotLocatedError:
            missed += any(one.author == "ISC" for one in theirs.get(observed.id, []))
            continue
        finally:
            seconds.append(time.perf_counter() - begin)
        located += 1
        for other in theirs.get(observed.id, []):
            distance, _ = miss(origin, _place(other))
            distances.setdefault(other.author, []).append(distance)
            if other.author == "ISC":
                pairs.append((origin, other))
    isc = np.array(distances.pop("ISC"))
    name = "events in Tunisia with an ISC origin"
    found = [
        _at_least(f"{name}: located", isc.size, 57, f"of {isc.size + missed}"),
        at_most(f"{name}: median distance from it", float(np.median(isc)), 10.0, "km"),
        at_most(f"{name}: 90th percentile of the distance", float(np.percentile(isc, 90)), 40.0, "km"),
        *_held_by_years(name, pairs),
        reported("all events in Tunisia: located", located, f"of {len(events)}"),
        at_most("all events in Tunisia: median time per event", float(np.median(seconds)), 1.0, "s"),
    ]
    for author, one in sorted(distances.items()):
        if len(one) >= 5:
            label = f"events in Tunisia: median distance from {author}, no truth ({len(one)})"
            found.append(reported(label, round(float(np.median(one)), 1), "km"))
    return found


def _place(other: PublishedOrigin) -> tuple[float, float]:
    return float(other.latitude or 0.0), float(other.longitude or 0.0)


def _held_by_years(name: str, pairs: list[tuple[Origin, PublishedOrigin]]) -> list[Measure]:
    """How many of our ellipses hold the ISC's origin, and how many should: it is in error itself.

    The errors of both are at one extreme independent, at the other wholly shared, coming from the same
    readings. The bulletin says that origins of 1964 to 1979 were made anew, those of 1980 to 2010 not yet.
    """

    def not_anew(other: PublishedOrigin) -> bool:
        return other.time is not None and other.time.year in range(1980, 2011)

    kinds = {
        "90 % ellipses that hold it": pairs,
        "those of 1980 to 2010, not made anew": [pair for pair in pairs if not_anew(pair[1])],
        "all others": [pair for pair in pairs if not not_anew(pair[1])],
    }
    found = []
    for kind, chosen in kinds.items():
        held = sum(miss(origin, _place(other))[1] for origin, other in chosen)
        apart, shared = (
            100.0 * float(np.mean([_expected(*pair, shared=one) for pair in chosen])) for one in (False, True)
        )
        found += [
            reported(f"{name}: {kind} ({held} of {len(chosen)})", round(100 * held / len(chosen), 1), "%"),
            reported(
                f"{name}: {kind}, expected were both ellipses right, errors independent and shared",
                [round(apart, 1), round(shared, 1)],
                "%",
            ),
        ]
    return found


def _expected(origin: Origin, other: PublishedOrigin, *, shared: bool) -> float:
    """Chance that our ellipse holds their origin, its error as their own ellipse has it."""
    rng = np.random.default_rng(SEED)
    ours = _axes(origin.ellipse.major_km, origin.ellipse.minor_km, origin.ellipse.strike_deg)
    theirs = _axes(other.major_km or 0.0, other.minor_km or 0.0, other.strike_deg or 0.0)
    mine = rng.standard_normal((2, 4000))
    off = ours @ mine - theirs @ (mine if shared else rng.standard_normal((2, 4000)))
    return float(np.mean((np.linalg.solve(ours, off) ** 2).sum(axis=0) <= -2.0 * np.log(0.1)))


def _axes(major_km: float, minor_km: float, strike_deg: float) -> np.ndarray:
    """Symmetric root of the covariance of east and north, up to a factor."""
    strike = np.radians(strike_deg)
    turn = np.array([[np.sin(strike), np.cos(strike)], [np.cos(strike), -np.sin(strike)]])
    return np.asarray(turn @ np.diag([major_km, minor_km]) @ turn.T)


def greenland_sea(folder: Path) -> list[Measure]:
    """Compare with the answer that another locator printed for times alone under its own errors and ak135."""
    printed = (79.5263, 2.7093)
    (observed,) = read(folder)
    blank = {
        "back_azimuth_deg": None,
        "back_azimuth_sd_deg": None,
        "slowness_s_per_deg": None,
        "slowness_sd_s_per_deg": None,
    }
    times = [one.model_copy(update=blank) for one in observed.arrivals]
    table = ErrorModel().only(1.0, 1.0, 1e-3)
    same = miss(locate(observed.stations, times, errors=table).origin, printed)[0]
    ours = miss(locate(observed.stations, times).origin, printed)[0]
    everything = miss(locate(observed.stations, observed.arrivals).origin, printed)[0]
    name = "Greenland Sea 2018, from the printed answer"
    return [
        at_most(f"{name}: times, tabulated errors without correlation", same, 2.0, "km"),
        at_most(f"{name}: times, our errors", ours, 10.0, "km"),
        reported(f"{name}: azimuths and slownesses too, which it left out", round(everything, 1), "km"),
    ]


def _at_least(measure_: str, value: int, limit: int, unit: str) -> Measure:
    return Measure(measure=measure_, value=value, unit=unit, target=f">= {limit}", met=value >= limit)


def coverage(*, draws: int, ranges: tuple[float, ...]) -> list[Measure]:
    """Coverage of 90 % ellipses under correlated model errors of 1 s, and their size."""
    found: list[Measure] = []
    jobs = [
        (case, range_deg, SEED + 1000 * number + draw)
        for range_deg in ranges
        for number, case in enumerate(case_ids())
        for draw in range(draws)
    ]
    # Spawned, not forked: the compiled kernels of the parent already run threads.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(_draw, jobs, chunksize=10))
    for range_deg in ranges:
        chosen = [result for job, result in zip(jobs, results, strict=True) if job[1] == range_deg]
        located = [result for result in chosen if result is not None]
        share = 100.0 * np.mean([held for held, _, _ in located])
        name = f"synthetic arrivals on the six networks, 1 s errors correlated over {range_deg:g} deg"
        found += [
            within(f"{name}: coverage of 90 % ellipses ({len(chosen)} draws)", float(share), 87.0, 93.0, "%")
            if range_deg == 10.0
            else reported(
                f"{name}: coverage of 90 % ellipses ({len(chosen)} draws)", round(float(share), 1), "%"
            ),
            reported(
                f"{name}: median area", round(float(np.median([area for _, area, _ in located])), 1), "km2"
            ),
            reported(
                f"{name}: median error", round(float(np.median([miss_ for _, _, miss_ in located])), 2), "km"
            ),
            reported(f"{name}: not located", len(chosen) - len(located), "draws"),
        ]
        for case in case_ids():
            mine = [
                r
                for job, r in zip(jobs, results, strict=True)
                if job[:2] == (case, range_deg) and r is not None
            ]
            found.append(
                reported(
                    f"{name}: coverage on the network of {case}",
                    round(100.0 * float(np.mean([held for held, _, _ in mine])), 1),
                    "%",
                )
            )
    return found


def _draw(job: tuple[str, float, int]) -> tuple[bool, float, float] | None:
    case, range_deg, seed = job
    observed: SeismicObservations = load_case(case)
    truth = position(case)
    arrivals = synthetic_arrivals(
        observed,
        latitude_deg=truth[0],
        longitude_deg=truth[1],
        rng=np.random.default_rng(seed),
        range_deg=range_deg,
    )
    try:
        origin = locate(observed.stations, arrivals).origin
    except NotLocatedError:
        return None
    distance, held = miss(origin, truth)
    return held, origin.ellipse.area_km2, distance
