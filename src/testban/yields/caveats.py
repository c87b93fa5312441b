"""Say what the reader of a yield must know before quoting it."""

from __future__ import annotations

from testban.yields.calibration import load_explosions
from testban.yields.coupling import Rock
from testban.yields.sites import Site
from testban.yields.tables import load_tables


def site_caveats(place: Site | None, where: str) -> list[str]:
    """What the site leaves open."""
    if place is None:
        return [f"{where}: rock and mantle under the site are unknown"]
    if not place.calibrated:
        return [f"{place.id} is not calibrated: {place.reason}"]
    caveats = []
    if place.radius_km is None:
        caveats.append(f"{place.id} is a region: its calibration shots lie hundreds of kilometres apart")
    if place.explosions < 3:
        caveats.append(f"{place.id} has {place.explosions} calibration explosion(s)")
    return caveats


def magnitude_caveats(mb: float) -> list[str]:
    """What the relation assumes, and whether it is extrapolated."""
    table = load_explosions().mb
    caveats = ["assumes a contained, fully coupled single shot; a cavity can hide a large part of a yield"]
    if not table.min() <= mb <= table.max():
        caveats.append(
            f"mb {mb:.2f} lies outside the calibration ({table.min():.1f} to {table.max():.1f}): extrapolated"
        )
    return caveats


def rock_caveats(rock: Rock | None, shift: float, sd: float) -> list[str]:
    """What was assumed of the rock."""
    if rock is None:
        return [
            "rock not given: taken as one of the calibration; dry porous rock would hide part of the yield"
        ]
    if not shift and not sd:
        return [f"{rock.name} couples as the rocks of the calibration do: no correction"]
    mark = "" if rock.verified else ", unverified"
    return [f"{rock.name} lowers mb by {-shift:.2f} +-{sd:.2f} at a given yield ({rock.kind} rock{mark})"]


def depth_caveats(depth_m: float | None, log10_yield: float) -> list[str]:
    """What was assumed of the burial depth."""
    if depth_m is None:
        return ["burial depth not given: customary burial assumed; deeper shots are larger than estimated"]
    depth = load_tables()["depth"]
    scaled = depth_m / 10.0 ** (log10_yield / 3.0)
    text = f"scaled depth {scaled:.0f} m/kt^(1/3) at the median yield (customary 122); exponent from memory"
    if scaled < depth["least_m_per_cube_root_kt"]:
        text += "; so shallow a shot would crater, and the relation does not hold"
    return [text]
