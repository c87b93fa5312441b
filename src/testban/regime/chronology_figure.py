"""Draw the chronology: one lane a kind, conflicts between sources marked."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

import matplotlib as mpl
import matplotlib.dates as mdates
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from testban.regime.chronology import LANES, ChronologyEntry

# Colours that stay apart for colour-blind readers (Okabe and Ito, 2008).
COLOURS = ("#D55E00", "#E69F00", "#0072B2", "#CC79A7", "#56B4E9", "#009E73", "#000000")


def chronology_figure(events: Sequence[ChronologyEntry]) -> Figure:
    """Draw events on lanes against time.

    Parameters
    ----------
    events : sequence of ChronologyEntry
        At least one.

    Returns
    -------
    Figure
        A ring around a mark: sources disagree about when; a hollow mark: the entry is unverified.
    """
    figure = Figure(figsize=(11.0, 4.2), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots()
    names = list(LANES)
    for number, (lane, colour) in enumerate(zip(names, COLOURS, strict=True)):
        here = [event for event in events if event.lane == lane]
        for event in here:
            middle = event.span.starts + (event.span.ends - event.span.starts) / 2
            hollow = event.verification != "verified"
            axes.plot(
                [mdates.date2num(middle)],
                [-number],
                "o",
                color=colour,
                markerfacecolor="none" if hollow else colour,
                markersize=6,
                alpha=0.85,
                gid=event.id,
            )
            if any(difference.conflict for difference in event.disagreements):
                axes.plot(
                    [mdates.date2num(middle)],
                    [-number],
                    "o",
                    color="black",
                    markerfacecolor="none",
                    markersize=11,
                )
    axes.set_yticks([-number for number in range(len(names))], names)
    axes.set_ylim(-len(names) + 0.5, 0.5)
    axes.xaxis.set_major_locator(mdates.AutoDateLocator())
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(mdates.AutoDateLocator()))
    axes.grid(axis="x", alpha=0.3)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("UTC; ring: sources disagree about when; hollow: unverified", fontsize=8)
    return figure


def chronology_svg(events: Sequence[ChronologyEntry]) -> str:
    """Write the drawing as SVG, the same bytes for the same events.

    Examples
    --------
    >>> from testban.regime.chronology import select
    >>> chronology_svg(select(kind="tests")).count("</svg>")
    1
    """
    sink = StringIO()
    with mpl.rc_context({"svg.hashsalt": "testban", "svg.fonttype": "none"}):
        chronology_figure(events).savefig(sink, format="svg", metadata={"Date": None, "Creator": "testban"})
    return sink.getvalue()
