"""How an arrival is shown: one mark for each use, told apart by shape as well as colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from testban.dossier.palette import LIGHT
from testban.model import ArrivalResidual

Use = Literal["used", "down-weighted", "not used"]
# Below this share of its full weight an arrival is shown as down-weighted.
FULL_WEIGHT = 0.5


@dataclass(frozen=True)
class Mark:
    """Shape, colours and size of a mark."""

    marker: str
    face: str
    edge: str
    size: float


MARKS: dict[Use, Mark] = {
    "used": Mark("o", LIGHT["used"], LIGHT["paper"], 5.0),
    "down-weighted": Mark("D", LIGHT["weak"], LIGHT["ink"], 5.0),
    "not used": Mark("X", LIGHT["left_out"], LIGHT["paper"], 6.5),
}


def use_of(arrival: ArrivalResidual) -> Use:
    """Say how an arrival took part in the solution."""
    if not arrival.defining:
        return "not used"
    return "used" if arrival.weight >= FULL_WEIGHT else "down-weighted"


def best_use(arrivals: list[ArrivalResidual]) -> Use:
    """Say how a station took part: by the best of its arrivals."""
    uses = {use_of(arrival) for arrival in arrivals}
    return next(use for use in MARKS if use in uses)
