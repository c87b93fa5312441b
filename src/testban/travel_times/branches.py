"""What each branch is: which legs it has, where it turns, and which named phases it answers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from testban.travel_times.layering import UPPERMOST_MANTLE_KM, Layers

Wave = Literal["P", "S"]


@dataclass(frozen=True)
class Branch:
    """One branch of the travel-time curve of one phase.

    Attributes
    ----------
    name : str
        For people, as ``P/35-410``.
    legs : tuple of (wave, multiple, stop)
        Legs from the surface down, each with its multiplicity; `stop` is a depth in km where the leg ends
        in a reflection or conversion, or None when the ray turns.
    source : (wave, sign)
        The leg between surface and source: -1 when the ray leaves downward, +1 when it leaves upward first.
    zone : (top_km, bottom_km) or None
        Depths between which a turning ray must turn; None for reflections.
    direct : bool
        The branch also holds rays that go straight up from a source inside the zone.
    retrograde : bool
        Of a turning branch that is folded at a caustic, the part in which distance grows with ray parameter
        (PKPab); otherwise the part in which it shrinks, which holds the first arrivals.
    phases : tuple of str
        The named phases this branch answers.
    """

    name: str
    legs: tuple[tuple[Wave, int, float | None], ...]
    source: tuple[Wave, int]
    zone: tuple[float, float] | None
    phases: tuple[str, ...]
    direct: bool = False
    retrograde: bool = False


def list_branches(layers: Layers) -> list[Branch]:
    """List the branches of one model."""
    branches: list[Branch] = []
    waves: tuple[tuple[Wave, tuple[float, ...]], ...] = (
        ("P", layers.cuts_p_km),
        ("S", layers.cuts_s_km),
    )
    for wave, jumps in waves:
        shallow = [z for z in jumps if z < layers.cmb_km - 1e-9]
        edges = [0.0, *shallow, layers.cmb_km]
        for top, bottom in pairwise(edges):
            zone = (top, bottom)
            turning = ((wave, 2, None),)
            label = f"{top:g}-{bottom:g}"
            answers = (wave, *_regional(wave, zone, layers))
            branches.append(Branch(f"{wave}/{label}", turning, (wave, -1), zone, answers, direct=True))
            if wave == "P":
                branches.extend(_surface_reflected(label, zone))
    cmb, icb, centre = layers.cmb_km, layers.icb_km, layers.radius_km
    p2: tuple[tuple[Wave, int, float | None], ...] = (("P", 2, None),)
    branches += [
        Branch("PKPab", p2, ("P", -1), (cmb, icb), ("PKPab", "PKP"), retrograde=True),
        Branch("PKPbc", p2, ("P", -1), (cmb, icb), ("PKPbc", "PKP")),
        Branch("PKPdf", p2, ("P", -1), (icb, centre), ("PKPdf", "PKP")),
        Branch("PKiKP", (("P", 2, icb),), ("P", -1), None, ("PKiKP",)),
        Branch("PcP", (("P", 2, cmb),), ("P", -1), None, ("PcP",)),
        Branch("ScS", (("S", 2, cmb),), ("S", -1), None, ("ScS",)),
        Branch("ScP", (("S", 1, cmb), ("P", 1, cmb)), ("S", -1), None, ("ScP",)),
    ]
    return branches


def _surface_reflected(label: str, zone: tuple[float, float]) -> list[Branch]:
    return [
        Branch(f"pP/{label}", (("P", 2, None),), ("P", 1), zone, ("pP",)),
        Branch(f"sP/{label}", (("P", 2, None),), ("S", 1), zone, ("sP",)),
        Branch(f"PP/{label}", (("P", 4, None),), ("P", -1), zone, ("PP",)),
    ]


def _regional(wave: Wave, zone: tuple[float, float], layers: Layers) -> tuple[str, ...]:
    """Pg, Pb or Pn by where the ray turns (IASPEI standard phase names; Storchak et al. 2003)."""
    top, bottom = zone
    if top < layers.moho_km - 1e-9:
        lower = layers.conrad_km is not None and top >= layers.conrad_km - 1e-9
        return (wave + ("b" if lower else "g"),)
    return (wave + "n",) if bottom <= UPPERMOST_MANTLE_KM + 1e-9 else ()
