"""The site: the error ellipses in km, against the largest area an on-site inspection may have."""

from __future__ import annotations

import math
import re
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing
from testban.geodesy import ellipse_offsets, lines_near, offset_km
from testban.model import OSI_AREA_KM2, Finding, Origin, SeismicEvent

# A calibrated ellipse smaller than the frame by this factor gets a panel of its own.
_ZOOM_FROM = 4.0
_WIDE_KM = 300.0  # from this half-width on, coarse coastlines do
_POSITION = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")


def draw_site(finding: Finding, *, event: int = 0) -> Figure:
    """Draw both ellipses, the inspection limit and the reference events, with an inset where one is small."""
    subject = finding.seismic_events[event]
    calibrated = subject.calibrated_origin if isinstance(subject.calibrated_origin, Origin) else None
    centre = calibrated or subject.origin
    frame_km = 1.15 * max(
        math.sqrt(OSI_AREA_KM2 / math.pi),
        *(_reach_km(centre, origin) for origin in (subject.origin, calibrated) if origin),
    )
    references = reference_positions(finding)
    with drawing():
        figure = Figure(figsize=(4.9, 5.35))
        axes = figure.add_axes((0.11, 0.185, 0.87, 0.797))
        _draw_panel(axes, subject, centre, frame_km, references)
        axes.set_xlabel("km east", labelpad=2)
        axes.set_ylabel("km north", labelpad=2)
        _draw_limit(axes)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower left", bbox_to_anchor=(0.0, 0.0), fontsize=TEXT_PT - 0.5,
                      handlelength=1.8, labelspacing=0.3, columnspacing=1.2, borderpad=0.1,
                      ncols=2)  # fmt: skip
        if calibrated and calibrated.ellipse.major_km * _ZOOM_FROM < frame_km:
            inset_km = 2.2 * calibrated.ellipse.major_km
            inset = axes.inset_axes(_free_corner(subject.origin, centre, frame_km))
            _draw_panel(inset, subject, centre, inset_km, references)
            inset.set_facecolor(LIGHT["paper"])
            for spine in inset.spines.values():
                spine.set_visible(True)
                spine.set_color(LIGHT["muted"])
            inset.tick_params(labelsize=TEXT_PT - 2, length=2, pad=1.5)
            axes.indicate_inset(
                (-inset_km, -inset_km, 2 * inset_km, 2 * inset_km), inset_ax=inset, edgecolor=LIGHT["muted"],
                linewidth=0.5, alpha=1.0,
            )  # fmt: skip
    return figure


def reference_positions(finding: Finding) -> dict[str, tuple[float, float]]:
    """Return the published positions (latitude, longitude) among the external inputs "reference:..."."""
    positions = {}
    for external in finding.provenance.external_inputs:
        match = _POSITION.fullmatch(external.value) if isinstance(external.value, str) else None
        if external.name.startswith("reference:") and match:
            latitude, longitude = float(match[1]), float(match[2])
            if abs(latitude) <= 90.0 and abs(longitude) <= 180.0:
                positions[external.name.removeprefix("reference:")] = (latitude, longitude)
    return positions


def _reach_km(centre: Origin, origin: Origin) -> float:
    """How far the ellipse of an origin reaches from the centre of the frame, along either axis."""
    east, north = offset_km(centre.latitude, centre.longitude, origin.latitude, origin.longitude)
    x, y = ellipse_offsets(origin.ellipse)
    return float(max(np.abs(x + east).max(), np.abs(y + north).max()))


def _free_corner(origin: Origin, centre: Origin, frame_km: float) -> tuple[float, float, float, float]:
    """Return the corner of the frame, in fractions of it, where a square hides least of the ellipse."""
    east, north = offset_km(centre.latitude, centre.longitude, origin.latitude, origin.longitude)
    x, y = ellipse_offsets(origin.ellipse)
    across, up = ((axis + frame_km) / (2.0 * frame_km) for axis in (x + east, y + north))
    size, rim = 0.36, 0.02
    corners = [(left, low) for low in (1 - size - rim, rim + 0.03) for left in (1 - size - rim, rim + 0.06)]

    def hidden(corner: tuple[float, float]) -> int:
        left, low = corner
        inside = (across > left) & (across < left + size) & (up > low) & (up < low + size)
        return int(inside.sum())

    return (*min(corners, key=hidden), size, size)


def _draw_panel(
    axes: Axes,
    event: SeismicEvent,
    centre: Origin,
    frame_km: float,
    references: dict[str, tuple[float, float]],
) -> None:
    axes.set_aspect("equal")
    axes.set_xlim(-frame_km, frame_km)
    axes.set_ylim(-frame_km, frame_km)
    kinds: tuple[tuple[Literal["coast", "border"], str, Any], ...] = (
        ("coast", "coast", "-"),
        ("border", "muted", (0, (5, 2, 1, 2))),
    )
    for kind, color, style in kinds:
        for line in lines_near(
            kind, centre.latitude, centre.longitude, radius_km=1.5 * frame_km,
            scale="10m" if frame_km < _WIDE_KM else "110m",
        ):  # fmt: skip
            east, north = offset_km(centre.latitude, centre.longitude, line[:, 1], line[:, 0])
            axes.plot(east, north, color=LIGHT[color], linestyle=style, linewidth=0.9)
    label = "earlier event, as published"
    for latitude, longitude in references.values():
        east, north = offset_km(centre.latitude, centre.longitude, latitude, longitude)
        axes.plot(east, north, marker="^", markersize=5, color=LIGHT["reference"], linestyle="none",
                  markeredgecolor=LIGHT["ink"], markeredgewidth=0.4, label=label)  # fmt: skip
        label = "_nolegend_"
    _draw_origin(axes, event.origin, centre, "used", "+", "from arrivals alone")
    if isinstance(event.calibrated_origin, Origin):
        _draw_origin(axes, event.calibrated_origin, centre, "calibrated", "x", "with path corrections")


def _draw_origin(axes: Axes, origin: Origin, centre: Origin, role: str, marker: str, label: str) -> None:
    east, north = offset_km(centre.latitude, centre.longitude, origin.latitude, origin.longitude)
    x, y = ellipse_offsets(origin.ellipse)
    axes.fill(x + east, y + north, facecolor=LIGHT[role], alpha=0.14, linewidth=0)
    axes.plot(x + east, y + north, color=LIGHT[role], linewidth=1.4, linestyle="-" if marker == "+" else "--",
              label=f"{100 * origin.ellipse.level:g} %, {label}")  # fmt: skip
    axes.plot(east, north, marker=marker, markersize=7, color=LIGHT[role], markeredgewidth=1.4)


def _draw_limit(axes: Axes) -> None:
    radius = math.sqrt(OSI_AREA_KM2 / math.pi)
    turn = np.linspace(0.0, 2.0 * np.pi, 181)
    axes.plot(radius * np.sin(turn), radius * np.cos(turn), color=LIGHT["ink"], linewidth=0.9,
              linestyle=(0, (1, 2)), label=f"{OSI_AREA_KM2:,.0f} km², for scale")  # fmt: skip
