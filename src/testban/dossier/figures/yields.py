"""The yield as an interval on a scale of powers of ten."""

from __future__ import annotations

import math

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from testban.dossier.errors import FigureError
from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing
from testban.dossier.words import interval_texts
from testban.model import Finding, Measured


def draw_yield(finding: Finding, *, event: int = 0) -> Figure:
    """Draw the interval of the yield; its width is the message.

    Raises
    ------
    FigureError
        The yield is missing, or not above zero.
    """
    energy = finding.events[event].explosive_yield
    if not isinstance(energy, Measured):
        raise FigureError(f"finding {finding.id}: no yield to draw: {energy.reason}")
    if energy.low <= 0.0:
        raise FigureError(
            f"finding {finding.id}: yield from {energy.low} {energy.unit} has no place on a log scale"
        )
    first = math.floor(math.log10(energy.low) - 0.3)
    last = math.ceil(math.log10(energy.high) + 0.3)
    with drawing():
        figure = Figure(figsize=(10.0, 1.15))
        axes = figure.add_axes((0.03, 0.36, 0.94, 0.5))
        axes.set_xscale("log")
        axes.set_xlim(10.0**first, 10.0**last)
        axes.set_ylim(-1.0, 1.0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_formatter(
            FuncFormatter(
                lambda value, _: (
                    f"{value:,.0f} {energy.unit[:8]}" if value >= 1.0 else f"{value:g} {energy.unit[:8]}"
                )
            )
        )
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.grid(axis="x", color=LIGHT["grid"], linewidth=0.5)
        axes.set_axisbelow(True)
        axes.plot([energy.low, energy.high], [-0.25, -0.25], color=LIGHT["used"], linewidth=7, alpha=0.35,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot(energy.value, -0.25, marker="o", markersize=7, color=LIGHT["used"],
                  markeredgecolor=LIGHT["paper"])  # fmt: skip
        for value, text in zip((energy.value, energy.low, energy.high), interval_texts(energy), strict=True):
            axes.annotate(text, (value, -0.25), xytext=(0, 9), ha="center", textcoords="offset points",
                          fontsize=TEXT_PT)  # fmt: skip
    return figure
