"""P over S: station by station against distance, and of the network next to published populations."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from testban.discrimination import load_populations
from testban.dossier.errors import FigureError
from testban.dossier.palette import LIGHT
from testban.dossier.svg import TEXT_PT, drawing
from testban.model import BandRatio, Finding, Measured, SeismicEvent

# Kind of a station's value: marker, colour, and how it is called.
KINDS = {
    "measured": ("o", LIGHT["used"], "measured"),
    "lower bound": ("^", LIGHT["weak"], "at least (S in the noise)"),
    "upper bound": ("v", LIGHT["left_out"], "at most (P in the noise)"),
}
_POPULATIONS = {"explosion": "left_out", "earthquake": "used", "collapse": "reference"}


def population_band(event: SeismicEvent) -> BandRatio | None:
    """Return the band that the published populations hold in, else the last one, or None."""
    wanted = load_populations().band_hz
    rows = [band for band in event.p_over_s if any(row.log10_ratio is not None for row in band.stations)]
    exact = [band for band in rows if (band.low_hz, band.high_hz) == wanted] or rows[-1:]
    return exact[0] if exact else None


def draw_p_over_s(finding: Finding, *, event: int = 0) -> Figure:
    """Draw P/S of each station in the band of the populations, and of the network in every band.

    Raises
    ------
    FigureError
        No station has a ratio or a bound on it.
    """
    subject = finding.seismic_events[event]
    band = population_band(subject)
    if band is None:
        raise FigureError(f"finding {finding.id}: event {event + 1} holds no P/S to draw")
    with drawing():
        figure = Figure(figsize=(10.0, 3.2))
        left = figure.add_axes((0.06, 0.16, 0.43, 0.71))
        right = figure.add_axes((0.555, 0.16, 0.435, 0.71), sharey=left)
        _stations(left, band)
        _network(right, subject)
        left.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        left.yaxis.set_minor_formatter(NullFormatter())
        right.tick_params(labelleft=False)
        handles, labels = left.get_legend_handles_labels()
        figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.045, 1.01), ncols=3, borderpad=0.2,
                      handletextpad=0.2, columnspacing=1.2)  # fmt: skip
    return figure


def _stations(axes: Axes, band: BandRatio) -> None:
    axes.set_yscale("log")
    axes.grid(axis="y", color=LIGHT["grid"], linewidth=0.5)
    axes.set_axisbelow(True)
    axes.axhline(1.0, color=LIGHT["muted"], linewidth=0.8)
    for kind, (marker, colour, name) in KINDS.items():
        rows = [
            (row.distance_km, 10.0**row.log10_ratio)
            for row in band.stations
            if row.kind == kind and row.log10_ratio is not None
        ]
        if rows:
            axes.plot([x for x, _ in rows], [ratio for _, ratio in rows],
                      linestyle="none", marker=marker, markersize=5.5, color=colour, alpha=0.9,
                      markeredgecolor=LIGHT["paper"], markeredgewidth=0.5,
                      label=f"{name} ({len(rows)})")  # fmt: skip
    axes.set_xlim(left=0.0)
    axes.set_xlabel(f"distance, km; as measured in {band.low_hz:g}-{band.high_hz:g} Hz")
    axes.set_ylabel("P over S", labelpad=2)


def _network(axes: Axes, event: SeismicEvent) -> None:
    axes.grid(axis="y", color=LIGHT["grid"], linewidth=0.5)
    axes.set_axisbelow(True)
    axes.axhline(1.0, color=LIGHT["muted"], linewidth=0.8)
    names: list[str] = []
    for band in event.p_over_s:
        if isinstance(band.corrected, Measured) and band.corrected.low > 0.0:
            value = band.corrected
            axes.plot([len(names)] * 2, [value.low, value.high], color=LIGHT["calibrated"], linewidth=2.0)
            axes.plot(len(names), value.value, marker="s", markersize=5.5, color=LIGHT["calibrated"],
                      markeredgecolor=LIGHT["paper"], markeredgewidth=0.5)  # fmt: skip
            names.append(f"{band.low_hz:g}-{band.high_hz:g} Hz")
    populations = load_populations()
    if names:
        axes.axvline(len(names) - 0.5, color=LIGHT["muted"], linewidth=0.6)
    for kind in populations.kinds:
        spread = math.hypot(kind.mean_sd, kind.event_sd)
        axes.plot([len(names)] * 2, [10.0 ** (kind.mean - spread), 10.0 ** (kind.mean + spread)],
                  color=LIGHT[_POPULATIONS[kind.name]], linewidth=8, alpha=0.4,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot(len(names), 10.0**kind.mean, marker="_", markersize=9, color=LIGHT["ink"])
        # Every other name a line lower: side by side they overlap.
        names.append("\n" + kind.name if len(names) % 2 else kind.name)
    axes.set_xticks(range(len(names)), names, fontsize=TEXT_PT - 1.2)
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, len(names) - 0.4)
    low, high = populations.band_hz
    axes.set_xlabel(f"network, distance corrected; right: published, {low:g}-{high:g} Hz")
