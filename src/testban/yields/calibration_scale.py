"""Bring a magnitude to the scale of the calibration, with what depth and rock are expected to shift it by."""

from __future__ import annotations

import math
from dataclasses import dataclass

from testban.yields.coupling import Rock, find_rock
from testban.yields.errors import DepthRangeError, MagnitudeRangeError
from testban.yields.predict import NO_SHIFT, MagnitudeShift
from testban.yields.sites import Site
from testban.yields.tables import load_tables

# Deepest shaft or borehole in which anything was ever fired is well above this, metres.
MAX_DEPTH_M = 5000.0


@dataclass(frozen=True)
class ObservedMagnitude:
    """A magnitude on the scale of the calibration, with its expected shifts.

    Attributes
    ----------
    mb, sd : float
        With the standard deviation of the scale of its agency.
    agency_caveats : list of str
    depth_shift : MagnitudeShift
        By the burial depth.
    rock : Rock or None
        The rock that was named.
    rock_shift, rock_sd : float
        By that rock, magnitude units.
    """

    mb: float
    sd: float
    agency_caveats: list[str]
    depth_shift: MagnitudeShift
    rock: Rock | None
    rock_shift: float
    rock_sd: float


def on_calibration_scale(
    mb: float,
    mb_sd: float,
    *,
    agency: str | None,
    depth_m: float | None,
    rock: str | None,
    place: Site | None,
) -> ObservedMagnitude:
    """Bring a magnitude to the scale of the calibration; see `estimate_yield` for the arguments."""
    offset, agency_sd, agency_caveats = _agency(agency)
    depth_shift = _depth_shift(depth_m)
    named = None if rock is None else find_rock(rock)
    rock_shift, rock_sd = _rock_shift(named, place)
    return ObservedMagnitude(
        mb=mb + offset,
        sd=math.hypot(mb_sd, agency_sd),
        agency_caveats=agency_caveats,
        depth_shift=depth_shift,
        rock=named,
        rock_shift=rock_shift,
        rock_sd=rock_sd,
    )


def _agency(agency: str | None) -> tuple[float, float, list[str]]:
    table = load_tables()["agencies"]
    if agency is None:
        idc = table["IDC"]["offset"]
        return (
            0.0,
            0.0,
            [f"agency of mb not stated: taken as ISC or USGS; IDC values run about {idc:g} lower"],
        )
    entry = table.get(agency.upper())
    if entry is None:
        raise MagnitudeRangeError(f"no scale known for agency {agency!r}; known: {', '.join(table)}")
    if entry["offset"]:
        text = (
            f"mb of {agency.upper()} raised by {entry['offset']:g} +-{entry['sd']:g} to the calibration scale"
        )
        return entry["offset"], entry["sd"], [text]
    return 0.0, 0.0, []


def _depth_shift(depth_m: float | None) -> MagnitudeShift:
    if depth_m is None:
        return NO_SHIFT
    if not (math.isfinite(depth_m) and 0.0 < depth_m <= MAX_DEPTH_M):
        raise DepthRangeError(f"burial depth {depth_m:g} m is not between 0 and {MAX_DEPTH_M:g} m")
    depth = load_tables()["depth"]
    # log10(h / h0) = log10(h / c) - x / 3 with h0 = c Y^(1/3): linear in x = log10 Y.
    log_ratio = math.log10(depth_m / depth["customary_m_per_cube_root_kt"])
    mean, sd = 0.5 * depth["moment_exponent"], depth["moment_exponent"] / math.sqrt(12.0)
    return MagnitudeShift(
        constant=-mean * log_ratio, slope=mean / 3.0, sd_constant=sd * log_ratio, sd_slope=-sd / 3.0
    )


def _rock_shift(rock: Rock | None, place: Site | None) -> tuple[float, float]:
    """Shift of mb at a given yield and its standard deviation; see the notes of `estimate_yield`."""
    if rock is None:
        return 0.0, 0.0
    if place is None or not place.calibrated:
        return rock.shift, rock.sd
    return 0.5 * rock.shift, math.hypot(rock.shift / math.sqrt(12.0), rock.sd)
