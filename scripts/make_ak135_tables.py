"""Make the packaged tables of ak135 (run once by ``python scripts/make_ak135_tables.py``)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import obspy.taup

from testban.travel_times import TravelTimes
from testban.travel_times.build import build_table
from testban.travel_times.flattening import Leg, coefficients, figure
from testban.travel_times.layering import Layers, make_layers
from testban.travel_times.ray_legs import leg
from testban.travel_times.velocity_model import read_velocity_model

# Model values: Kennett, Engdahl & Buland (1995), as printed in the .tvel file that ObsPy carries.
MODEL = Path(obspy.taup.__file__).parent / "data" / "ak135.tvel"
TARGET = Path(__file__).resolve().parents[1] / "src" / "testban" / "travel_times" / "data"


# Ellipticity coefficients: depths in km and, per phase, first and last distance in degrees.
DEPTHS_KM = np.array([0.0, 20.0, 35.0, 70.0, 120.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0])
SPACING_DEG = 2.5
RANGES_DEG = {
    "P": (0.0, 100.0), "S": (0.0, 100.0), "Pdiff": (95.0, 180.0), "Sdiff": (95.0, 180.0), "PcP": (0.0, 100.0),
    "ScS": (0.0, 100.0), "ScP": (0.0, 65.0), "PKiKP": (0.0, 155.0), "PKPab": (142.5, 177.5),
    "PKPbc": (142.5, 155.0), "PKPdf": (112.5, 180.0), "pP": (0.0, 102.5), "sP": (0.0, 102.5),
    "PP": (0.0, 180.0),
}  # fmt: skip


def legs_of(phase: str, layers: Layers, depth: float, *, leaves_up: bool, beyond: float) -> list[Leg]:
    """Stretches of the ray of a phase in the order in which it runs through them."""
    p, s, cmb, icb = layers.p, layers.s, layers.cmb_km, layers.icb_km
    first = s if phase[0] in "Ss" else p
    last = s if phase in ("S", "Sdiff", "ScS") else p
    if leaves_up and phase in ("P", "S"):
        return [Leg(first, depth, 0.0, True)]
    if phase in ("pP", "sP"):
        return [Leg(first, depth, 0.0, True), Leg(p, 0.0, None, False), Leg(p, np.inf, 0.0, True)]
    if phase == "PP":
        turn = [Leg(p, depth, None, False), Leg(p, np.inf, 0.0, True)]
        return [*turn, Leg(p, 0.0, None, False), Leg(p, np.inf, 0.0, True)]
    if phase.endswith("diff"):
        around = [Leg(first, cmb, cmb, False, along=beyond)] if beyond > 0 else []
        return [Leg(first, depth, cmb, False), *around, Leg(first, cmb, 0.0, True)]
    stop = {"PcP": cmb, "ScS": cmb, "ScP": cmb, "PKiKP": icb}.get(phase)
    return [Leg(first, depth, stop, False), Leg(last, np.inf if stop is None else stop, 0.0, True)]


def grazing_rad(phase: str, layers: Layers, depth: float, p: float) -> float:
    """Distance at which the ray that grazes the core emerges."""
    stack = layers.s if phase[0] == "S" else layers.p
    to_core, to_source = (
        leg(stack, layers.radius_km, np.array([p]), z)[0][0] for z in (layers.cmb_km, depth)
    )
    return float(2 * to_core - to_source)


def _filled(tau: np.ndarray) -> np.ndarray:
    """Fill nodes past the ends of a branch on the line through the last two that exist, held there."""
    known = np.flatnonzero(~np.isnan(tau[:, 0]))
    first, last = known[0], known[-1]
    tau[:first] = 2 * tau[first] - tau[first + 1] if len(known) > 1 else tau[first]
    tau[last + 1 :] = 2 * tau[last] - tau[last - 1] if len(known) > 1 else tau[last]
    return tau


def ellipticity() -> None:
    """Integrate and write the ellipticity coefficients of every phase."""
    model = read_velocity_model(MODEL)
    layers, shape, times = make_layers(model, law="linear"), figure(model), TravelTimes.load(model.name)
    packed = {"depth_km": DEPTHS_KM}
    for phase, (low, high) in RANGES_DEG.items():
        distances = np.arange(low, high + 0.1, SPACING_DEG)
        tau = np.full((len(DEPTHS_KM), len(distances), 3), np.nan)
        for i, depth in enumerate(DEPTHS_KM):
            answer = times.phase(phase, distances, depth)
            for j, distance in enumerate(distances):
                p = np.degrees(answer.ray_parameter_s_per_deg[j])
                if np.isnan(p):
                    continue
                up = bool(answer.depth_derivative_s_per_km[j] > 0) or (depth == 0 and distance == 0)
                beyond = float(np.radians(distance)) - grazing_rad(phase, layers, depth, float(p))
                legs = legs_of(phase, layers, depth, leaves_up=up, beyond=beyond)
                tau[i, j] = (
                    coefficients(legs, float(p), layers.radius_km, shape) if distance or depth else 0.0
                )
            tau[i] = _filled(tau[i])
        packed[f"{phase}_distance_deg"], packed[f"{phase}_tau_s"] = distances, tau.astype(np.float32)
    np.savez_compressed(TARGET / f"ellipticity_{model.name}.npz", **packed)


def main() -> None:
    """Build and write the table of travel times, then that of ellipticity, which needs it."""
    TARGET.mkdir(exist_ok=True)
    target = TARGET / f"{MODEL.stem}.npz"
    table = build_table(make_layers(read_velocity_model(MODEL), law="taup"), law="taup")
    table.save(target)
    print(MODEL.stem, table.nodes.shape, f"{target.stat().st_size / 1e6:.2f} MB")
    ellipticity()


if __name__ == "__main__":
    main()
