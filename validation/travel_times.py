"""Measure travel times against TauP; run with ``python -m validation.travel_times``."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import obspy.taup
from numpy.typing import NDArray
from obspy.taup import TauPyModel
from obspy.taup.taup_create import TauPCreate

from testban.travel_times import TravelTimes
from testban.travel_times.build import build_table
from testban.travel_times.layering import make_layers
from testban.travel_times.lookup import DEFAULT_PDIFF_LIMIT_DEG
from testban.travel_times.velocity_model import read_velocity_model
from validation.measure import Measure, at_most, reported, within

SEED = 20170903
GEOCENTRIC = (1 - 1 / 298.257223563) ** 2  # WGS84: tan of geocentric over tan of geodetic latitude
FIRST_P = ["P", "p", "Pdiff", "PKP", "PKIKP", "PKiKP"]
# Ray parameter at which PKPab and PKPbc of ak135 meet; TauP gives both one name.
PKP_FOLD_S_PER_DEG = 3.42
REGIONAL = ("Pg", "Pb", "Pn", "Sn")
# Name here: names in TauP, first and last distance.
PHASES: dict[str, tuple[list[str], float, float]] = {
    "P": (["P", "p"], 0.0, 100.0),
    "S": (["S", "s"], 0.0, 100.0),
    "PKPab": (["PKP"], 142.0, 179.0),
    "PKPbc": (["PKP"], 142.0, 156.0),
    "PKPdf": (["PKIKP"], 114.0, 180.0),
    "PKiKP": (["PKiKP"], 0.0, 156.0),
    "PcP": (["PcP"], 0.0, 100.0),
    "ScS": (["ScS"], 0.0, 100.0),
    "ScP": (["ScP"], 0.0, 64.0),
    "pP": (["pP"], 0.0, 102.0),
    "sP": (["sP"], 0.0, 102.0),
    "PP": (["PP"], 0.0, 180.0),
    "Pdiff": (["Pdiff"], 97.0, 150.0),
    "Sdiff": (["Sdiff"], 97.0, 150.0),
    "Pg": (["P", "p"], 0.0, 10.0),
    "Pb": (["P", "p"], 0.0, 9.0),
    "Pn": (["P", "p"], 1.0, 20.0),
    "Sn": (["S", "s"], 1.0, 20.0),
}
MODELS = Path(obspy.taup.__file__).parent / "data"


@cache
def _taup(model: str) -> TauPyModel:
    return TauPyModel(model)


def _arrivals(model: str, names: list[str], x: float, z: float) -> list[tuple[float, float]]:
    """Times and ray parameters in TauP, without the long way round."""
    found = _taup(model).get_travel_times(z, x, names)
    return [
        (float(a.time), float(a.ray_param_sec_degree))
        for a in found
        if abs(a.purist_distance - x) < 1e-6
        and (a.name != "Pdiff" or "PKP" not in names or x <= DEFAULT_PDIFF_LIMIT_DEG)
    ]


def _earliest(model: str, names: list[str], x: float, z: float) -> float:
    return min((time for time, _ in _arrivals(model, names, x, z)), default=np.nan)


def _spread(
    rng: np.random.Generator, count: int, low: float, high: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distances even; depths half of them crustal."""
    depth = np.where(rng.random(count) < 0.5, rng.uniform(0, 60, count), rng.uniform(0, 700, count))
    return rng.uniform(low, high, count), depth


def first_p(count: int = 2000, model: str = "ak135") -> list[Measure]:
    """First P at random distances and depths, as many again below 30 degrees, and astride crossings."""
    rng = np.random.default_rng(SEED)
    table = TravelTimes.load(model if model == "ak135" else MODELS / f"{model}.tvel")
    far, near = _spread(rng, count, 0.0, 180.0), _spread(rng, count // 2, 0.0, 30.0)
    across = _crossings(table, rng, count // 4)
    measures = []
    cases = (("anywhere", far), ("below 30 degrees", near), ("at crossings of branches", across))
    for label, (x, z) in cases:
        found = table.first_p(x, z).time_s
        wanted = np.array([_earliest(model, FIRST_P, a, b) for a, b in zip(x, z, strict=True)])
        missing = int((np.isnan(wanted) != np.isnan(found)).sum())
        error = np.abs(found - wanted)[~np.isnan(wanted) & ~np.isnan(found)] * 1e3
        name = f"{model} first P {label} ({len(x)} points)"
        share = round(float((error <= 1.0).mean()), 5)
        measures += [
            within(f"{name}: share within 1 ms of TauP", share, 0.99, 1.0, "1"),
            at_most(f"{name}: worst", float(error.max()), 3.0, "ms"),
            at_most(f"{name}: given by one and not the other", missing, 0, "points"),
        ]
    return measures


def _crossings(
    table: TravelTimes, rng: np.random.Generator, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points within 0.02 degrees of where the first P changes branch: where its ray parameter jumps."""
    points: list[tuple[float, float]] = []
    while len(points) < count:
        z = float(rng.uniform(0, 60) if rng.random() < 0.5 else rng.uniform(0, 700))
        x = np.arange(0.2, 180.0, 0.01)
        p = table.first_p(x, z).ray_parameter_s_per_deg
        jumps = x[:-1][np.abs(np.diff(p)) > 0.3]
        points += [(float(np.clip(at + rng.uniform(-0.02, 0.03), 0, 180)), z) for at in jumps]
    chosen = np.array(points[:count])
    return chosen[:, 0], chosen[:, 1]


def named_phases(count: int = 250) -> list[Measure]:
    """Every named phase of ak135 against the arrivals of TauP.

    TauP has no Pb, calls every crustal ray Pg and gives Pn as a head wave; Pg, Pb, Pn and Sn are therefore
    compared with the arrival among its P or S rays whose ray parameter they have.
    """
    rng, table = np.random.default_rng(SEED), TravelTimes.load("ak135")
    measures = []
    for phase, (names, low, high) in PHASES.items():
        x, z = _spread(rng, count, low, high)
        if phase in REGIONAL:
            z = rng.uniform(0, 20 if phase == "Pg" else 35, count)
        found = table.phase(phase, x, z)
        errors, compared, missing = [], 0, 0
        for i in range(count):
            arrivals = _arrivals("ak135", names, x[i], z[i])
            mine, p = found.time_s[i], found.ray_parameter_s_per_deg[i]
            if phase in ("PKPab", "PKPbc"):
                arrivals = [a for a in arrivals if (a[1] > PKP_FOLD_S_PER_DEG) == (phase == "PKPab")]
            elif phase in REGIONAL:
                arrivals = [a for a in arrivals if abs(a[1] - p) < 0.05]
                if np.isnan(mine) or not arrivals:  # Pg and Sg go on beyond the rays of TauP
                    continue
            if np.isnan(mine) or not arrivals:
                missing += bool(arrivals) != (not np.isnan(mine))
                continue
            compared += 1
            errors.append(abs(mine - min(t for t, _ in arrivals)) * 1e3)
        measures += [
            at_most(f"ak135 {phase}: worst of {compared} points", float(max(errors)), 10.0, "ms"),
            reported(f"ak135 {phase}: given by one and not the other, of {count}", missing, "points"),
        ]
    return measures


def head_wave_pn(count: int = 100) -> list[Measure]:
    """How far TauP's Pn, a head wave along the Moho, is later than the ray that dives below it."""
    rng, table = np.random.default_rng(SEED), TravelTimes.load("ak135")
    late = []
    for x, z in zip(rng.uniform(3, 15, count), rng.uniform(0, 33, count), strict=True):
        head = _arrivals("ak135", ["Pn"], x, z)
        if head:
            late.append(head[0][0] - float(table.phase("Pn", x, z).time_s))
    return [
        reported("TauP head wave minus diving Pn, 3 to 15 degrees: largest", round(float(max(late)), 3), "s")
    ]


def sampling_of_taup(count: int = 150) -> list[Measure]:
    """TauP as packaged against TauP sampled finely; and the linear law here against the latter."""
    rng = np.random.default_rng(SEED)
    path = MODELS / "ak135.tvel"
    with tempfile.TemporaryDirectory() as folder:
        fine_file = str(Path(folder) / "fine.npz")
        maker = TauPCreate(
            str(path), fine_file, min_delta_p=0.02, max_delta_p=2.0, max_depth_interval=10.0,
            max_range_interval=0.5, max_interp_error=0.001,
        )  # fmt: skip
        maker.load_velocity_model()
        maker.run()
        fine = TauPyModel(fine_file)
        linear = TravelTimes(build_table(make_layers(read_velocity_model(path), law="linear"), law="linear"))
        x, z = _spread(rng, count, 0.0, 180.0)
        apart, error = [], []
        for a, b in zip(x, z, strict=True):
            rays = [r for r in fine.get_travel_times(b, a, FIRST_P) if abs(r.purist_distance - a) < 1e-6]
            exact = [r.time for r in rays if r.name != "Pdiff" or a <= DEFAULT_PDIFF_LIMIT_DEG]
            packaged = _earliest("ak135", FIRST_P, a, b)
            apart.append(abs(packaged - exact[0]) * 1e3)
            error.append(abs(float(linear.first_p(a, b).time_s) - exact[0]) * 1e3)
    return [
        reported(
            "TauP as packaged minus TauP finely sampled, first P: worst", round(float(max(apart)), 2), "ms"
        ),
        at_most("linear law minus TauP finely sampled, first P: worst", max(error), 3.0, "ms"),
    ]


def ellipticity(count: int = 30) -> list[Measure]:
    """Ellipticity against an independent program (Russell et al. 2022), if it is installed."""
    try:
        from ellipticipy import ellipticity_correction
    except ImportError:
        return [reported("ellipticity: ellipticipy is not installed", 0, "points")]
    rng, table = np.random.default_rng(SEED), TravelTimes.load("ak135")
    worst = 0.0
    for phase in ("P", "S", "PKPdf", "PcP", "pP", "sP", "PP", "ScP"):
        names, low, high = PHASES[phase]
        for x, z in zip(*_spread(rng, count, max(low, 20.0), high - 2.0), strict=True):
            azimuth, latitude = rng.uniform(0, 360), rng.uniform(-85, 85)
            geocentric = float(np.degrees(np.arctan(GEOCENTRIC * np.tan(np.radians(latitude)))))
            rays = _taup("ak135").get_ray_paths(z, x, names)
            mine = table.phase(phase, x, z)
            same = [i for i, r in enumerate(rays) if abs(r.time - float(mine.time_s)) < 5e-3]
            if same:
                theirs = ellipticity_correction(rays, azimuth, geocentric)[same[0]]
                worst = max(worst, abs(float(table.ellipticity_s(phase, x, z, azimuth, latitude)) - theirs))
    return [
        at_most(
            "ellipticity of 8 phases minus ellipticipy (Russell et al. 2022): worst",
            float(worst) * 1e3,
            20.0,
            "ms",
        )
    ]


def other_models(paths: list[Path] | None = None, count: int = 100) -> list[Measure]:
    """First P through models built from files, against TauP built from the same file."""
    measures = []
    for path in paths or [MODELS / "prem.nd", MODELS / "1066a.nd"]:
        table = TravelTimes(build_table(make_layers(read_velocity_model(path), law="taup"), law="taup"))
        rng = np.random.default_rng(SEED)
        errors = []
        for x, z in zip(*_spread(rng, count, 0.0, 180.0), strict=True):
            arrivals = _arrivals(path.stem, FIRST_P, x, z)
            if arrivals:
                errors.append(abs(float(table.first_p(x, z).time_s) - arrivals[0][0]) * 1e3)
        name = f"{path.stem} first P: worst of {len(errors)}"
        measures.append(at_most(name, float(max(errors)), 3.0, "ms"))
    return measures


def measure(*, fast: bool) -> list[Measure]:
    """All measures of travel times (some minutes, nearly all of them TauP's); some of the first P if fast."""
    if fast:
        return first_p(40)
    return [
        *first_p(),
        *first_p(model="iasp91"),
        *named_phases(),
        *head_wave_pn(),
        *sampling_of_taup(),
        *ellipticity(),
        *other_models(),
    ]


if __name__ == "__main__":
    for one in measure(fast=False):
        print(one)
