"""The explanations side by side, when the data can carry probabilities."""

from __future__ import annotations

from matplotlib.figure import Figure

from testban.dossier.errors import FigureError
from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing
from testban.model import Finding, Hypotheses, Hypothesis
from testban.wording import prior_texts, view_hypotheses, without_texts

THIN = 0.6  # height of a thin bar's row, in rows of the thick ones


def draw_hypotheses(finding: Finding, *, event: int = 0) -> Figure:
    """Draw the probability of each explanation; below it, without each measurement, and before the data.

    Raises
    ------
    FigureError
        The data carry no probability.
    """
    hypotheses = finding.seismic_events[event].hypotheses
    if hypotheses.status != "answered" or not hypotheses.items:
        raise FigureError(f"finding {finding.id}: no probability to draw: {hypotheses.reason}")
    ranked = sorted(hypotheses.items, key=lambda item: item.probability or 0.0)
    shown = {item.name: item.probability for item in view_hypotheses(hypotheses).items}
    texts = [shown[item.name] for item in ranked]
    thin = [_thin_bars(item, hypotheses) for item in ranked]
    step = 1.0 + THIN * max(len(rows) for rows in thin)
    with drawing():
        high = 0.34 * step * len(ranked)
        figure = Figure(figsize=(10.0, 0.45 + high))
        axes = figure.add_axes((0.1, 0.36 / (0.45 + high), 0.7, 1.0 - 0.39 / (0.45 + high)))
        for number, (item, text, rows) in enumerate(zip(ranked, texts, thin, strict=True)):
            place, probability = number * step, item.probability or 0.0
            axes.barh(place, probability, height=0.55, color=LIGHT["used"])
            axes.text(probability + 0.01, place, text, va="center", fontsize=TEXT_PT)
            for below, (label, share) in enumerate(rows, start=1):
                low = place - 0.25 - THIN * (below - 0.4)
                axes.barh(low, share, height=0.4 * THIN, color=LIGHT["muted"])
                axes.text(
                    share + 0.01, low, label, va="center", fontsize=0.85 * TEXT_PT, color=LIGHT["muted"]
                )
        axes.set_yticks([number * step for number in range(len(ranked))], [item.name for item in ranked])
        axes.set_ylim(-0.25 - THIN * max(len(rows) for rows in thin), (len(ranked) - 1) * step + 0.4)
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0.0, 1.0)
        axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=LIGHT["grid"], linewidth=0.5)
        axes.set_axisbelow(True)
    return figure


def _thin_bars(item: Hypothesis, hypotheses: Hypotheses) -> list[tuple[str, float]]:
    """Labels and probabilities to be shown below an explanation's own."""
    prior, without = hypotheses.prior, without_texts(hypotheses)
    rows = [
        (f"{without[term.name][item.name]} without {term.name}", term.probability_without)
        for term in item.terms
        # Without the only term there is the prior, which has its own bar.
        if term.probability_without is not None and len(item.terms) > 1
    ]
    if item.name in prior:
        rows.append((f"{prior_texts(prior)[item.name]} before the data", prior[item.name]))
    return rows
