"""How the arrivals fit: residuals against distance and against azimuth."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from testban.dossier.errors import FigureError
from testban.dossier.figures.marks import MARKS, use_of
from testban.dossier.palette import LIGHT
from testban.dossier.svg import drawing, plain_label
from testban.model import ArrivalResidual, Finding


def residual_limit_s(arrivals: tuple[ArrivalResidual, ...]) -> float:
    """Return where the residual axis ends: the worst arrival used at full weight, or 2 s, and some air.

    What lies beyond is drawn at the edge with its value, so that one late clock does not flatten the rest.
    """
    inner = [abs(row.residual_s) + row.sd_s for row in arrivals if use_of(row) == "used"]
    return 1.25 * max([2.0, *inner])


def beyond_limit(arrivals: tuple[ArrivalResidual, ...]) -> list[ArrivalResidual]:
    """Return the arrivals that lie beyond the axis."""
    limit = residual_limit_s(arrivals)
    return [row for row in arrivals if abs(row.residual_s) > limit]


def draw_residuals(finding: Finding, *, event: int = 0) -> Figure:
    """Draw observed minus predicted time of every arrival, with its standard deviation.

    Raises
    ------
    FigureError
        The event holds no arrival.
    """
    arrivals = finding.seismic_events[event].arrivals
    if not arrivals:
        raise FigureError(f"finding {finding.id}: event {event + 1} holds no arrival to draw residuals of")
    limit = residual_limit_s(arrivals)
    with drawing():
        figure = Figure(figsize=(10.0, 3.1))
        left = figure.add_axes((0.055, 0.16, 0.435, 0.71))
        right = figure.add_axes((0.555, 0.16, 0.435, 0.71))
        farthest = max(row.distance_deg for row in arrivals)
        for axes, values, name in (
            (left, [row.distance_deg for row in arrivals], "distance, degrees"),
            (right, [row.azimuth_deg for row in arrivals], "azimuth from the epicentre, degrees"),
        ):
            axes.set_xlim((-4.0, 364.0) if axes is right else (0.0, 1.06 * farthest or 1.0))
            axes.set_ylim(-limit, limit)
            axes.set_xlabel(name)
            _draw_panel(axes, arrivals, values, limit)
        left.set_ylabel("observed − predicted, s", labelpad=2)
        right.set_xticks(np.arange(0.0, 361.0, 45.0))
        handles, labels = left.get_legend_handles_labels()
        figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.045, 1.01), ncols=3, borderpad=0.2,
                      handletextpad=0.2, columnspacing=1.2)  # fmt: skip
    return figure


def _draw_panel(axes: Axes, arrivals: tuple[ArrivalResidual, ...], values: list[float], limit: float) -> None:
    axes.axhline(0.0, color=LIGHT["muted"], linewidth=0.8)
    axes.grid(axis="y", color=LIGHT["grid"], linewidth=0.5)
    axes.set_axisbelow(True)
    low, high = axes.get_xlim()
    for use, mark in MARKS.items():
        rows = [(x, row) for x, row in zip(values, arrivals, strict=True) if use_of(row) == use]
        inside = [(x, row) for x, row in rows if abs(row.residual_s) <= limit]
        if rows:
            axes.plot([], [], linestyle="none", marker=mark.marker, markersize=mark.size, color=mark.face,
                      markeredgecolor=mark.edge, markeredgewidth=0.5,
                      label=f"{use} ({len(rows)})")  # fmt: skip
        axes.vlines(
            [x for x, _ in inside],
            [row.residual_s - row.sd_s for _, row in inside],
            [row.residual_s + row.sd_s for _, row in inside],
            color=mark.face, linewidth=0.7, alpha=0.55, zorder=2,
        )  # fmt: skip
        axes.plot([x for x, _ in inside], [row.residual_s for _, row in inside], linestyle="none",
                  marker=mark.marker, markersize=mark.size, color=mark.face, markeredgecolor=mark.edge,
                  markeredgewidth=0.5, zorder=3)  # fmt: skip
        for x, row in rows:
            if abs(row.residual_s) > limit:
                up, place = row.residual_s > 0, (x - low) / (high - low)
                side = 0.0 if place < 0.1 else 1.0 if place > 0.9 else 0.5
                axes.annotate(
                    f"{plain_label(row.id)} {row.residual_s:+.1f} s", (x, limit if up else -limit),
                    xytext=(0, -16 if up else 16), textcoords="offset points", va="center", fontsize=7,
                    ha={0.0: "left", 0.5: "center", 1.0: "right"}[side],
                    arrowprops={"arrowstyle": "-|>", "color": mark.face, "relpos": (side, 0.5)},
                )  # fmt: skip
