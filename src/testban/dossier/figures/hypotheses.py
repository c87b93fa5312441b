"""The explanations side by side, when the data can carry probabilities."""

from __future__ import annotations

from matplotlib.figure import Figure

from testban.dossier.errors import FigureError
from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing
from testban.dossier.words import percent_text
from testban.model import Finding


def draw_hypotheses(finding: Finding, *, event: int = 0) -> Figure:
    """Draw the probability of each explanation.

    Raises
    ------
    FigureError
        The data carry no probability.
    """
    hypotheses = finding.events[event].hypotheses
    if hypotheses.status != "answered" or not hypotheses.items:
        raise FigureError(f"finding {finding.id}: no probability to draw: {hypotheses.reason}")
    ranked = sorted(hypotheses.items, key=lambda item: item.probability or 0.0)
    with drawing():
        figure = Figure(figsize=(10.0, 0.45 + 0.34 * len(ranked)))
        axes = figure.add_axes((0.1, 0.3, 0.82, 0.68))
        for place, item in enumerate(ranked):
            probability = item.probability or 0.0
            axes.barh(place, probability, height=0.55, color=LIGHT["used"])
            axes.text(probability + 0.01, place, percent_text(probability), va="center", fontsize=TEXT_PT)
        axes.set_yticks(range(len(ranked)), [item.name for item in ranked])
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0.0, 1.0)
        axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=LIGHT["grid"], linewidth=0.5)
        axes.set_axisbelow(True)
    return figure
