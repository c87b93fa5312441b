"""Many events on one page: a row for each, and which of them are shown in full."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import Finding
from testban.wording import OverviewRow, best_origin, overview_row

# A page of more events in full is slow to open; the figures of one event take some 0.1 MB.
MAX_IN_FULL = 8


@dataclass(frozen=True)
class Overview:
    """What the page says of all events at once; `in_full` numbers those with a section of their own."""

    rows: list[OverviewRow]
    in_full: list[int]


def in_full(finding: Finding) -> list[int]:
    """Return the numbers, from 1, of the events shown in full, in the order of the finding.

    All where there are at most `MAX_IN_FULL`; else first those with a basis for being called nuclear, then
    those located from the most arrivals, the earlier in the finding where they are equal.
    """
    events = finding.seismic_events
    ranked = sorted(
        range(len(events)),
        key=lambda place: (
            events[place].nuclear_basis.kind == "none",
            -best_origin(events[place]).arrivals_used,
            place,
        ),
    )
    return sorted(place + 1 for place in ranked[:MAX_IN_FULL])


def overview(finding: Finding, chosen: list[int]) -> Overview:
    """Return a row for every event of a finding, and the numbers of those shown in full."""
    return Overview(rows=[overview_row(event) for event in finding.seismic_events], in_full=chosen)
