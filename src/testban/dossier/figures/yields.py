"""The yield as an interval on a scale of powers of ten, with what others would say next to it."""

from __future__ import annotations

import math

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from testban.dossier.errors import FigureError
from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing, plain_label
from testban.model import Finding, Measured, SeismicEvent
from testban.wording import interval_texts, two_digits
from testban.yields import Relation, compare_with_chemical, load_relations, site_at

# Inches for one more line of the ladder.
_STEP = 0.26


def published_yields(event: SeismicEvent) -> list[tuple[Relation, float]]:
    """Return what published relations of the site give for the magnitude the yield was made from, kt."""
    mb = next((row.magnitude for row in event.magnitudes if row.kind == "mb"), None)
    site = site_at(latitude_deg=event.origin.latitude, longitude_deg=event.origin.longitude)
    if site is None or not isinstance(mb, Measured):
        return []
    return [(row, row.yield_kt(mb.value)) for row in load_relations().values() if site.id in row.sites]


def draw_yield(finding: Finding, *, event: int = 0) -> Figure:
    """Draw the interval of the yield; its width is the message.

    Below it stand, as points without interval, what published relations of the site give for the same
    magnitude, and the largest chemical explosion on record.

    Raises
    ------
    FigureError
        The yield is missing, or not above zero.
    """
    energy = finding.seismic_events[event].explosive_yield
    if not isinstance(energy, Measured):
        raise FigureError(f"finding {finding.id}: no yield to draw: {energy.reason}")
    if energy.low <= 0.0:
        raise FigureError(
            f"finding {finding.id}: yield from {energy.low} {energy.unit} has no place on a log scale"
        )
    rungs = [
        (f"{row.name}{'' if row.verified else ' (unverified)'}", value, "D", LIGHT["weak"])
        for row, value in (published_yields(finding.seismic_events[event]) if energy.unit == "kt" else [])
    ]
    if energy.unit == "kt":
        largest = compare_with_chemical(energy).largest_kt
        rungs.append(("largest chemical explosion on record", largest, "s", LIGHT["muted"]))
    values = [energy.low, energy.high, *(value for _, value, *_ in rungs)]
    first, last = math.floor(math.log10(min(values)) - 0.3), math.ceil(math.log10(max(values)) + 0.3)
    height = 1.15 + _STEP * len(rungs)
    with drawing():
        figure = Figure(figsize=(10.0, height))
        axes = figure.add_axes((0.03, 0.414 / height, 0.94, 1.0 - 0.574 / height))
        axes.set_xscale("log")
        axes.set_xlim(10.0**first, 10.0**last)
        axes.set_ylim(-0.6 - len(rungs), 1.0)
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
        axes.plot([energy.low, energy.high], [0.0, 0.0], color=LIGHT["used"], linewidth=7, alpha=0.35,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot(energy.value, 0.0, marker="o", markersize=7, color=LIGHT["used"],
                  markeredgecolor=LIGHT["paper"])  # fmt: skip
        for value, text in zip((energy.value, energy.low, energy.high), interval_texts(energy), strict=True):
            axes.annotate(text, (value, 0.0), xytext=(0, 9), ha="center", textcoords="offset points",
                          fontsize=TEXT_PT)  # fmt: skip
        for number, (name, value, marker, colour) in enumerate(rungs, start=1):
            axes.plot(value, -number, marker=marker, markersize=5, color=colour)
            right = math.log10(value) - first > 0.6 * (last - first)
            axes.annotate(f"{two_digits(value)} {energy.unit}: {plain_label(name, longest=90)}",
                          (value, -number), xytext=(-8 if right else 8, 0), textcoords="offset points",
                          ha="right" if right else "left", va="center", fontsize=TEXT_PT - 0.8)  # fmt: skip
    return figure
