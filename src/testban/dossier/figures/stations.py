"""The stations as the event sees them: true distance and direction from the epicentre."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from testban.dossier.figures.basemap import draw_map, plane
from testban.dossier.figures.marks import MARKS, best_use
from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing, plain_label
from testban.model import ArrivalResidual, Finding

_BORDERS_UP_TO_DEG = 45.0  # beyond it they would only be clutter
_MAX_NAME_LENGTHS = 4  # more names than this would hide one another
# Reach of the map in degrees: the first of these that holds every station.
_REACHES_DEG = (2.0, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 150.0, 180.0)


def draw_stations(finding: Finding, *, event: int = 0) -> Figure:
    """Draw stations by use around the epicentre, with coastlines (azimuthal equidistant projection).

    Stations stand at the distance and azimuth their arrivals name, so nothing but the finding is needed.
    """
    subject = finding.seismic_events[event]
    by_station: dict[str, list[ArrivalResidual]] = defaultdict(list)
    for arrival in subject.arrivals:
        by_station[arrival.station].append(arrival)
    farthest = max((arrival.distance_deg for arrival in subject.arrivals), default=20.0)
    reach = next(reach for reach in _REACHES_DEG if reach >= min(1.02 * farthest, 180.0))
    with drawing():
        figure, axes = draw_map(subject.origin, reach, borders=reach <= _BORDERS_UP_TO_DEG)
        for ring in _rings(reach):
            axes.add_patch(
                Circle((0, 0), ring, facecolor="none", edgecolor=LIGHT["grid"], linewidth=0.6, zorder=3)
            )
            axes.text(0, -ring, f"{ring:g}°", color=LIGHT["muted"], ha="center", va="center", fontsize=7,
                      zorder=4)  # fmt: skip
        for azimuth, letter in ((0, "N"), (90, "E"), (180, "S"), (270, "W")):
            x, y = np.sin(np.radians(azimuth)) * reach, np.cos(np.radians(azimuth)) * reach
            axes.text(
                1.045 * x, 1.045 * y, letter, color=LIGHT["muted"], ha="center", va="center", fontsize=8
            )
        for use, mark in MARKS.items():
            chosen = {name: rows[0] for name, rows in by_station.items() if best_use(rows) == use}
            if not chosen:
                continue
            x, y = plane(
                np.array([row.distance_deg for row in chosen.values()]),
                np.array([row.azimuth_deg for row in chosen.values()]),
            )
            axes.plot(x, y, linestyle="none", marker=mark.marker, markersize=mark.size, color=mark.face,
                      markeredgecolor=mark.edge, markeredgewidth=0.6, zorder=6,
                      label=f"{use} ({len(chosen)})")  # fmt: skip
            if use != "used" and len(chosen) <= _MAX_NAME_LENGTHS:
                for name, px, py in zip(chosen, x, y, strict=True):
                    axes.annotate(plain_label(name), (px, py), xytext=(5, 3), textcoords="offset points",
                                  fontsize=7, zorder=7)  # fmt: skip
        axes.plot(0, 0, marker="*", markersize=12, color=LIGHT["ink"], markeredgecolor=LIGHT["paper"],
                  markeredgewidth=0.7, zorder=8, linestyle="none", label="epicentre")  # fmt: skip
        figure.legend(*axes.get_legend_handles_labels(), loc="lower left", bbox_to_anchor=(0.0, 0.0), ncols=4,
                      handletextpad=0.2, columnspacing=1.2, borderpad=0.1,
                      fontsize=TEXT_PT - 0.5)  # fmt: skip
    return figure


def _rings(reach: float) -> list[float]:
    step = next(step for step in (0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 45.0) if reach / step <= 4.5)
    return [ring for ring in np.arange(step, reach, step).tolist() if ring < 0.98 * reach]
