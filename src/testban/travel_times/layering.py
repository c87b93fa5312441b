"""Turn a velocity model into layers in which spherical slowness is a power of radius."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from testban.model import Floats
from testban.travel_times.errors import ModelFileError
from testban.travel_times.velocity_model import VelocityModel

VelocityLaw = Literal["taup", "linear"]
# A jump of velocity below this share is not a branch of its own (210 km in the S waves of ak135: 0.1 %).
MIN_JUMP = 0.003
# A bend where dln u/dln r rises by this factor folds the travel-time curve; branches are cut there.
BEND_RATIO = 1.3
# Pn and Sn are taken to turn above this depth: the change of gradient of ak135 and iasp91 (Kennett, Engdahl &
# Buland 1995; Kennett & Engdahl 1991); IASPEI says "uppermost mantle" without a number (Storchak et al.
# 2003).
UPPERMOST_MANTLE_KM = 210.0
LINEAR_STEP_KM = 2.0


@dataclass(frozen=True)
class Layers:
    """Layers of one model, for P and for S (P velocity in fluids).

    `p` and `s` have shape (n, 4): top and bottom depth in km, slowness r/v at top and bottom in s/rad.
    `cuts_p_km`, `cuts_s_km` are the depths that separate branches: discontinuities, and bends of the velocity
    profile that fold the travel-time curve.
    """

    name: str
    radius_km: float
    p: Floats
    s: Floats
    cuts_p_km: tuple[float, ...]
    cuts_s_km: tuple[float, ...]
    conrad_km: float | None
    moho_km: float
    cmb_km: float
    icb_km: float


def make_layers(model: VelocityModel, *, law: VelocityLaw) -> Layers:
    """Choose how velocity runs between the nodes of the model.

    Parameters
    ----------
    model : VelocityModel
        Velocities at nodes.
    law : {"taup", "linear"}
        "taup": slowness is sampled as TauP does by default and is a power of radius between samples, so that
        times agree with TauP to a fraction of a millisecond. "linear": velocity is linear in depth between
        nodes, followed every 2 km; what TauP converges to when its sampling is refined (2 ms faster for P,
        up to 5 ms for core phases in ak135).

    Raises
    ------
    ModelFileError
        Another law, or a model without a jump of vp: nothing in it is a Moho.
    """
    if law not in get_args(VelocityLaw):
        raise ModelFileError(f"velocity law '{law}' is not one of {', '.join(get_args(VelocityLaw))}")
    jumps_p = _jumps(model.depth_km, model.vp_km_s)
    if not jumps_p:
        raise ModelFileError(f"{model.name}{model.suffix}: vp jumps nowhere; a Moho and a core are needed")
    sampled = (
        _sample_taup(model) if law == "taup" else (_sample_linear(model, "P"), _sample_linear(model, "S"))
    )
    depth, vp, vs = model.depth_km, model.vp_km_s, model.vs_km_s
    fluid = np.flatnonzero(vs == 0.0)
    cmb = float(depth[fluid[0]])
    icb = float(depth[fluid[-1]])
    moho = _moho(jumps_p, depth, vp)
    crustal = [z for z in jumps_p if z < moho - 1e-9]
    return Layers(
        name=model.name,
        radius_km=model.radius_km,
        p=sampled[0],
        s=sampled[1],
        cuts_p_km=_cuts(model, vp, moho, cmb),
        cuts_s_km=_cuts(model, np.where(vs == 0, vp, vs), moho, cmb),
        conrad_km=crustal[-1] if crustal else None,
        moho_km=moho,
        cmb_km=cmb,
        icb_km=icb,
    )


def _jumps(depth: Floats, speed: Floats) -> tuple[float, ...]:
    same = np.flatnonzero(depth[1:] == depth[:-1])
    return tuple(float(depth[i]) for i in same if abs(speed[i + 1] / speed[i] - 1) > MIN_JUMP)


def _cuts(model: VelocityModel, speed: Floats, moho: float, cmb: float) -> tuple[float, ...]:
    """Jumps, folding bends, and the bottom of the uppermost mantle."""
    depth, radius = model.depth_km, model.radius_km
    cuts = {*_jumps(depth, speed), UPPERMOST_MANTLE_KM}
    with np.errstate(divide="ignore", invalid="ignore"):
        u = (radius - depth) / speed
        b = np.log(u[1:] / u[:-1]) / np.log((radius - depth[1:]) / (radius - depth[:-1]))
    last_b, last_z = np.nan, 0.0
    for i in range(len(b)):
        if depth[i + 1] == depth[i] or depth[i + 1] >= radius:
            continue
        if moho < depth[i] < cmb and last_z == depth[i] and b[i] > BEND_RATIO * last_b > 0:
            cuts.add(float(depth[i]))
        last_b, last_z = b[i], depth[i + 1]
    return tuple(sorted(cuts))


def _moho(jumps: tuple[float, ...], depth: Floats, vp: Floats) -> float:
    """Depth of the shallowest jump below which vp is at least 7.5 km/s (crustal rocks are slower)."""
    for z in jumps:
        below = vp[np.flatnonzero(depth == z)[-1]]
        if below >= 7.5:
            return z
    return float(jumps[0])


def _sample_linear(model: VelocityModel, wave: str) -> Floats:
    radius = model.radius_km
    speed = model.vp_km_s if wave == "P" else model.vs_km_s
    rows = []
    for i in range(len(model.depth_km) - 1):
        top, bottom = model.depth_km[i], model.depth_km[i + 1]
        if top == bottom:
            continue
        v_top, v_bottom = speed[i], speed[i + 1]
        if v_top == 0 or v_bottom == 0:
            v_top, v_bottom = model.vp_km_s[i], model.vp_km_s[i + 1]
        edges = np.linspace(top, bottom, int(np.ceil((bottom - top) / LINEAR_STEP_KM)) + 1)
        slow = (radius - edges) / np.interp(edges, [top, bottom], [v_top, v_bottom])
        rows.append(np.column_stack([edges[:-1], edges[1:], slow[:-1], slow[1:]]))
    return np.ascontiguousarray(np.vstack(rows))


def _sample_taup(
    model: VelocityModel,
) -> tuple[Floats, Floats]:
    """The sampling of TauP (Crotwell, Owens & Ritsema 1999), taken from ObsPy, as plain arrays."""
    from obspy.taup.taup_create import TauPCreate

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{model.name}{model.suffix}"
        path.write_text(model.text, encoding="utf-8")
        maker = TauPCreate(str(path), None)
        slowness = _slowness_model(maker, maker.load_velocity_model())

    def plain(layers: NDArray[np.void]) -> Floats:
        rows = np.column_stack([layers[k] for k in ("top_depth", "bot_depth", "top_p", "bot_p")])
        return np.ascontiguousarray(rows[rows[:, 0] < rows[:, 1]], dtype=np.float64)

    return plain(slowness.p_layers), plain(slowness.s_layers)


def _slowness_model(maker: Any, velocity: Any) -> Any:
    from obspy.taup import _DEFAULT_VALUES
    from obspy.taup.slowness_model import SlownessModel

    return SlownessModel(
        velocity,
        maker.min_delta_p,
        maker.max_delta_p,
        maker.max_depth_interval,
        np.radians(maker.max_range_interval),
        maker.max_interp_error,
        maker.allow_inner_core_s,
        _DEFAULT_VALUES["slowness_tolerance"],
    )
