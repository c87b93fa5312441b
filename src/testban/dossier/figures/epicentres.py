"""All epicentres of a finding on one map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from testban.dossier.errors import FigureError
from testban.dossier.figures.basemap import draw_map, plane
from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing
from testban.geodesy import epicentral
from testban.model import Finding, Origin
from testban.wording import best_origin

# Radius of the map in degrees: the first of these that holds every epicentre.
_REACHES_DEG = (1.0, 2.0, 5.0, 10.0, 20.0, 45.0, 90.0, 180.0)


def middle_of(finding: Finding) -> tuple[Origin, float]:
    """Return an origin moved to the middle of all epicentres, and the radius of the map about it, degrees.

    Raises
    ------
    FigureError
        The finding holds no event.
    """
    if not finding.seismic_events:
        raise FigureError(f"finding {finding.id}: no event, so no epicentre to draw")
    origins = [best_origin(event) for event in finding.seismic_events]
    latitude, longitude = (np.radians([getattr(origin, name) for origin in origins])
                           for name in ("latitude", "longitude"))  # fmt: skip
    x, y, z = (
        float(part.mean())
        for part in (np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude),
                     np.sin(latitude))
    )  # fmt: skip
    centre = origins[0].model_copy(
        update={
            "latitude": float(np.degrees(np.arctan2(z, np.hypot(x, y)))),
            "longitude": float(np.degrees(np.arctan2(y, x))),
        }
    )
    distance, _ = epicentral(centre.latitude, centre.longitude, np.degrees(latitude), np.degrees(longitude))
    farthest = float(np.max(distance))
    return centre, next(reach for reach in _REACHES_DEG if reach >= min(1.1 * farthest, 180.0))


def draw_epicentres(finding: Finding, *, named: Sequence[int] = ()) -> Figure:
    """Draw every epicentre about the middle of all (azimuthal equidistant projection).

    Parameters
    ----------
    finding : Finding
        With at least one located event.
    named : sequence of int
        Numbers of events, from 1, that carry their number.

    Raises
    ------
    FigureError
        The finding holds no event.
    """
    centre, reach = middle_of(finding)
    origins = [best_origin(event) for event in finding.seismic_events]
    distance, azimuth = epicentral(
        centre.latitude,
        centre.longitude,
        np.array([origin.latitude for origin in origins]),
        np.array([origin.longitude for origin in origins]),
    )
    x, y = plane(np.asarray(distance), np.asarray(azimuth))
    numbered = np.isin(np.arange(1, len(origins) + 1), list(named))
    with drawing():
        figure, axes = draw_map(centre, reach, borders=True)
        axes.add_patch(Circle((0, 0), reach / 2, facecolor="none", edgecolor=LIGHT["grid"], linewidth=0.6))
        for ring in (reach / 2, reach):
            axes.text(0, -ring, f"{ring:g}°", color=LIGHT["muted"], ha="center", va="center", fontsize=7)
        for chosen, marker, color, label in (
            (~numbered, "o", "used", "in the table alone"),
            (numbered, "D", "left_out", "shown in full, by number"),
        ):
            if chosen.any():
                axes.plot(x[chosen], y[chosen], linestyle="none", marker=marker, markersize=4.5, alpha=0.8,
                          color=LIGHT[color], markeredgecolor=LIGHT["paper"], markeredgewidth=0.5, zorder=6,
                          label=f"{label} ({int(chosen.sum())})")  # fmt: skip
        for k in np.flatnonzero(numbered):
            axes.annotate(str(k + 1), (x[k], y[k]), xytext=(4, 3), textcoords="offset points", fontsize=7.5,
                          zorder=7)  # fmt: skip
        figure.legend(*axes.get_legend_handles_labels(), loc="lower left", bbox_to_anchor=(0.0, 0.0), ncols=2,
                      handletextpad=0.2, columnspacing=1.2, borderpad=0.1,
                      fontsize=TEXT_PT - 0.5)  # fmt: skip
    return figure
