"""Ms against mb: the event, the line it is screened by, and what was published of each kind of source."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import gammaln

from testban.discrimination import OFFSET, TEST, MsMbPopulation, load_ms_mb_populations, ms_mb_pair
from testban.dossier.errors import FigureError
from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing
from testban.model import Finding, Floats, Magnitude, Measured, Screening, SeismicEvent

# Kind of source: marker of its single events, and the role of its colour.
MARKS = {"explosion": ("^", "left_out"), "earthquake": ("o", "used"), "collapse": ("", "reference")}
_DASHES = {"explosion": "-", "earthquake": (0, (5, 2)), "collapse": (0, (1, 1.5))}
_MB, _MS, _DIFFERENCE = (2.8, 7.2), (1.8, 6.9), (-1.3, 3.3)


def ms_mb_values(event: SeismicEvent) -> tuple[Magnitude, Magnitude] | None:
    """Return the mb and the Ms of the event, or a bound on Ms, where there is something to draw."""
    mb, ms = ms_mb_pair(event.magnitudes)
    if mb is None or ms is None or not isinstance(mb.magnitude, Measured):
        return None
    return (mb, ms) if isinstance(ms.magnitude, Measured) or ms.upper_bound is not None else None


def screening_row(event: SeismicEvent) -> Screening | None:
    """Return the result of the test, where it was made."""
    return next((row for row in event.screening if row.test == TEST), None)


def draw_ms_mb(finding: Finding, *, event: int = 0) -> Figure:
    """Draw Ms against mb, and mb - Ms against the populations.

    Raises
    ------
    FigureError
        The event has no mb, or neither Ms nor a bound on it.
    """
    subject = finding.seismic_events[event]
    values = ms_mb_values(subject)
    if values is None:
        raise FigureError(f"finding {finding.id}: event {event + 1} has no mb and Ms to draw")
    with drawing():
        figure = Figure(figsize=(10.0, 3.2))
        left = figure.add_axes((0.05, 0.16, 0.46, 0.71))
        right = figure.add_axes((0.56, 0.16, 0.43, 0.71))
        _plane(left, *values)
        _difference(right, *values, screening_row(subject))
        for axes, begins in ((left, 0.035), (right, 0.575)):
            handles, labels = axes.get_legend_handles_labels()
            figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(begins, 1.01), ncols=5,
                          borderpad=0.2, handletextpad=0.3, columnspacing=1.2)  # fmt: skip
    return figure


def _plane(axes: Axes, mb: Magnitude, ms: Magnitude) -> None:
    axes.grid(color=LIGHT["grid"], linewidth=0.5)
    axes.set_axisbelow(True)
    populations = load_ms_mb_populations()
    for kind in populations.kinds:
        marker, role = MARKS[kind.name]
        if not kind.points:
            continue
        x = np.array([point[0] for point in kind.points])
        ends = np.array([x.min(), x.max()])
        middle = ends - np.array([populations.location(kind, end) for end in ends])
        axes.fill_between(ends, middle - kind.scale, middle + kind.scale, color=LIGHT[role], alpha=0.18,
                          linewidth=0)  # fmt: skip
        axes.plot(x, [point[1] for point in kind.points], linestyle="none", marker=marker, markersize=3.4,
                  color=LIGHT[role], alpha=0.55, markeredgewidth=0,
                  label=f"{len(x)} {kind.name}s")  # fmt: skip
    line = np.array(_MB)
    axes.plot(line, line - OFFSET, color=LIGHT["ink"], linewidth=1.1, label=f"Ms = mb - {OFFSET:g}")
    body, surface = mb.magnitude, ms.magnitude
    assert isinstance(body, Measured)
    axes.plot([body.low, body.high], [_height(ms)] * 2, color=LIGHT["calibrated"], linewidth=1.8)
    if isinstance(surface, Measured):
        axes.plot([body.value] * 2, [surface.low, surface.high], color=LIGHT["calibrated"], linewidth=1.8)
    marker, name = ("s", "this event") if isinstance(surface, Measured) else ("v", "event, at most")
    axes.plot(body.value, _height(ms), linestyle="none", marker=marker, markersize=7.5,
              color=LIGHT["calibrated"], markeredgecolor=LIGHT["paper"], label=name)  # fmt: skip
    axes.set_xlim(min(_MB[0], body.low - 0.2), max(_MB[1], body.high + 0.2))
    axes.set_ylim(min(_MS[0], _height(ms) - 0.4), max(_MS[1], _height(ms) + 0.4))
    axes.annotate("screened out", (6.2, 6.2), rotation=0, ha="center", fontsize=TEXT_PT - 0.8,
                  color=LIGHT["muted"])  # fmt: skip
    axes.annotate("not screened out", (6.35, 2.15), ha="center", fontsize=TEXT_PT - 0.8,
                  color=LIGHT["muted"])  # fmt: skip
    axes.set_xlabel("mb")
    axes.set_ylabel("Ms", labelpad=2)


def _difference(axes: Axes, mb: Magnitude, ms: Magnitude, screening: Screening | None) -> None:
    axes.grid(axis="x", color=LIGHT["grid"], linewidth=0.5)
    axes.set_axisbelow(True)
    populations = load_ms_mb_populations()
    body = mb.magnitude
    assert isinstance(body, Measured)
    value = body.value - _height(ms)
    x = np.linspace(min(_DIFFERENCE[0], value - 0.3), max(_DIFFERENCE[1], value + 0.3), 150)
    top = 0.0
    for kind in populations.kinds:
        density = _density(kind, x - populations.location(kind, body.value))
        role = MARKS[kind.name][1]
        axes.plot(x, density, color=LIGHT[role], linewidth=1.6, linestyle=_DASHES[kind.name], label=kind.name)
        top = max(top, float(density.max()))
    axes.axvline(OFFSET, color=LIGHT["ink"], linewidth=1.1)
    axes.annotate(f"{OFFSET:g}", (OFFSET, 1.24 * top), xytext=(3, -2), textcoords="offset points", va="top",
                  fontsize=TEXT_PT - 0.8)  # fmt: skip
    level = 0.12 * top
    if isinstance(ms.magnitude, Measured):
        if screening is not None and screening.low is not None and screening.high is not None:
            axes.plot([screening.low, screening.high], [level] * 2, color=LIGHT["calibrated"], linewidth=1.8)
        axes.plot(value, level, marker="s", markersize=7, color=LIGHT["calibrated"],
                  markeredgecolor=LIGHT["paper"])  # fmt: skip
    else:
        arrow = {"arrowstyle": "->", "color": LIGHT["calibrated"], "linewidth": 1.8}
        axes.annotate("", (value + 0.6, level), xytext=(value, level), arrowprops=arrow)
        axes.plot(value, level, marker="|", markersize=9, color=LIGHT["calibrated"], markeredgewidth=1.8)
    axes.set_xlim(float(x[0]), float(x[-1]))
    axes.set_ylim(0.0, 1.25 * top)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"mb - Ms; curves: published, at mb {body.value:.1f}")


def _height(ms: Magnitude) -> float:
    if isinstance(ms.magnitude, Measured):
        return ms.magnitude.value
    assert ms.upper_bound is not None
    return ms.upper_bound


def _density(kind: MsMbPopulation, away: Floats) -> Floats:
    """Student density of a population about its location, scatter between events alone."""
    nu, z = kind.degrees_of_freedom, away / kind.scale
    peak = np.exp(gammaln(0.5 * (nu + 1.0)) - gammaln(0.5 * nu)) / (np.sqrt(nu * np.pi) * kind.scale)
    return np.asarray(peak * (1.0 + z**2 / nu) ** (-0.5 * (nu + 1.0)))
