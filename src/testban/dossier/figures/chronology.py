"""Where the event stands among tests, launches, decisions and contacts."""

from __future__ import annotations

from datetime import UTC, datetime

import matplotlib.dates as mdates
from matplotlib.figure import Figure

from testban.dossier.errors import FigureError
from testban.dossier.palette import LIGHT
from testban.dossier.svg import drawing
from testban.model import Finding
from testban.regime import LANES, ChronologyEntry, select

# The State whose tests, launches and measures the chronology holds.
STATE = "PRK"
YEARS = 15
_COLOURS = ("left_out", "weak", "used", "reference", "muted", "calibrated", "ink")
_MARKERS = ("*", "^", "s", "X", "D", "P", "o")


def chronology_entries(finding: Finding, *, event: int = 0) -> tuple[ChronologyEntry, ...]:
    """Return the 15 years up to the date of the law, where the event lies in the State it is about.

    A waveform names no State: the ellipse lies there, which is all that is said.
    """
    states = {row.state for row in finding.seismic_events[event].territory}
    if STATE not in states:
        return ()
    # A February 29 has no anniversary in most years.
    first = finding.as_of.replace(year=finding.as_of.year - YEARS, day=min(finding.as_of.day, 28))
    return select(starts=first, ends=finding.as_of)


def draw_chronology(finding: Finding, *, event: int = 0) -> Figure:
    """Draw the 15 years up to the date of the law, one lane a kind, with the event as a line.

    Raises
    ------
    FigureError
        The chronology holds nothing for where the event lies.
    """
    rows = chronology_entries(finding, event=event)
    if not rows:
        raise FigureError(f"finding {finding.id}: the chronology holds nothing for this territory")
    moment = finding.seismic_events[event].origin.time
    lanes = [lane for lane in LANES if any(row.lane == lane for row in rows)]
    with drawing():
        figure = Figure(figsize=(10.0, 2.7))
        axes = figure.add_axes((0.085, 0.12, 0.9, 0.82))
        for number, lane in enumerate(LANES):
            here = [row for row in rows if row.lane == lane]
            for row in here:
                sure = row.verification == "verified"
                colour = LIGHT[_COLOURS[number]]
                axes.plot([_middle(row)], [-lanes.index(lane)], linestyle="none", marker=_MARKERS[number],
                          markersize=8 if lane == "tests" else 5, color=colour, alpha=0.85,
                          markerfacecolor=colour if sure else "none", markeredgecolor=colour)  # fmt: skip
        axes.axvline(float(mdates.date2num(moment)), color=LIGHT["ink"], linewidth=0.9, linestyle=(0, (3, 2)))
        axes.set_yticks([-number for number in range(len(lanes))], lanes)
        axes.set_ylim(-len(lanes) + 0.4, 0.6)
        axes.set_xlim(
            min(_middle(row) for row in rows) - 120.0,
            float(mdates.date2num(datetime.combine(finding.as_of, datetime.min.time(), UTC))) + 120.0,
        )
        axes.xaxis.set_major_locator(mdates.YearLocator(2))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
        axes.grid(axis="both", color=LIGHT["grid"], linewidth=0.5)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    return figure


def _middle(row: ChronologyEntry) -> float:
    return float(mdates.date2num(row.span.starts + (row.span.ends - row.span.starts) / 2))
