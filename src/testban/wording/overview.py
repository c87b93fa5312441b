"""Many events: one line for each."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import SeismicEvent
from testban.wording.hypotheses import view_hypotheses
from testban.wording.origins import best_origin, depth_texts, view_origin


@dataclass(frozen=True)
class OverviewRow:
    """One event in a table of many: the origin with path corrections where there is one."""

    time: str
    position: str
    depth: str
    area: str
    arrivals: int
    source: str


def overview_row(event: SeismicEvent) -> OverviewRow:
    """Put one event into one line."""
    origin = best_origin(event)
    view, hypotheses = view_origin(origin), view_hypotheses(event.hypotheses)
    depth, low, high = depth_texts(origin.depth_km)
    return OverviewRow(
        time=view.time,
        position=view.position,
        depth=f"{depth} ({'fixed' if origin.depth_km.fixed else f'{low} to {high}'})",
        area=view.area,
        arrivals=origin.arrivals_used,
        source=hypotheses.items[0].text if hypotheses.answered else "insufficient data",
    )
