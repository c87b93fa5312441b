"""Many events on one page: a row for each, and which of them are shown in full."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import Finding, SeismicEvent
from testban.wording import best_origin, number_text, position_text, summarise, time_text

# A page of more events in full is slow to open; the figures of one event take some 0.1 MB.
MAX_IN_FULL = 8


@dataclass(frozen=True)
class Row:
    """One event in the table of all; `shown` tells whether it has a section of its own."""

    number: int
    time: str
    place: str
    depth: str
    area: str
    arrivals: int
    what: str
    shown: bool


@dataclass(frozen=True)
class Overview:
    """What the page says of all events at once."""

    rows: list[Row]
    in_full: list[int]


def in_full(finding: Finding) -> list[int]:
    """Return the numbers, from 1, of the events shown in full, in the order of the finding.

    All where there are at most `MAX_IN_FULL`; else first those with a basis for being called nuclear, then
    those located from the most arrivals, the earlier in the finding where they are equal.
    """
    events = finding.seismic_events
    ranked = sorted(range(len(events)), key=lambda k: (events[k].nuclear_basis.kind == "none",
                                                       -best_origin(events[k]).arrivals_used, k))  # fmt: skip
    return sorted(k + 1 for k in ranked[:MAX_IN_FULL])


def overview(finding: Finding, chosen: list[int]) -> Overview:
    """Return a row for every event of a finding, and the numbers of those shown in full."""
    return Overview(
        rows=[
            _row(event, number, summarise(finding, event=number - 1)[0].answer, shown=number in chosen)
            for number, event in enumerate(finding.seismic_events, start=1)
        ],
        in_full=chosen,
    )


def _row(event: SeismicEvent, number: int, what: str, *, shown: bool) -> Row:
    origin = best_origin(event)
    depth = origin.depth_km
    width = max(depth.high - depth.low, 0.2)
    ends = f"{number_text(depth.low, width)} to {number_text(depth.high, width)}"
    return Row(
        number=number,
        time=time_text(origin.time, decimals=1),
        place=position_text(origin.latitude, origin.longitude, origin.ellipse),
        depth=f"{number_text(depth.value, width)} ({'set' if depth.fixed else ends})",
        area=number_text(origin.ellipse.area_km2, origin.ellipse.area_km2),
        arrivals=origin.arrivals_used,
        what=what,
        shown=shown,
    )
