"""The records themselves: a section by distance, and spectra of P, S and noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from testban.dossier.errors import FigureError
from testban.dossier.palette import LIGHT
from testban.dossier.svg import drawing, plain_label
from testban.measurements import PhaseSpectra, RecordSection

_TICKS_HZ = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


def draw_record_section(section: RecordSection) -> Figure:
    """Draw traces in order of distance, with picks and the predicted P and S.

    Raises
    ------
    FigureError
        The section holds no trace.
    """
    if not section.traces:
        raise FigureError("record section: no station carries its band, so there is no trace to draw")
    height = 1.1 + 0.34 * len(section.traces)
    with drawing():
        figure = Figure(figsize=(10.0, height))
        axes = figure.add_axes((0.13, 0.45 / height, 0.86, 1.0 - 0.85 / height))
        for row, trace in enumerate(section.traces):
            axes.fill_between(section.seconds, row - 0.48 * trace.high, row - 0.48 * trace.low,
                              color=LIGHT["muted"], linewidth=0.3)  # fmt: skip
        rows = np.arange(len(section.traces))
        for times, color, label in (
            ([trace.predicted_p_s for trace in section.traces], "used", "P predicted"),
            ([trace.predicted_s_s for trace in section.traces], "left_out", "S predicted"),
        ):
            at = np.array([np.nan if time is None else time for time in times])
            axes.plot(at, rows, linestyle="none", marker="|", markersize=15, markeredgewidth=1.3,
                      color=LIGHT[color], label=label)  # fmt: skip
        picked = [
            (trace.onset_s, row) for row, trace in enumerate(section.traces) if trace.onset_s is not None
        ]
        axes.plot([x for x, _ in picked], [y for _, y in picked], linestyle="none", marker="v", markersize=5,
                  color=LIGHT["calibrated"], markeredgecolor=LIGHT["ink"], markeredgewidth=0.4,
                  label="picked")  # fmt: skip
        axes.set_yticks(
            rows,
            [f"{plain_label(trace.station)} {trace.distance_km:,.0f} km" for trace in section.traces],
        )
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(float(section.seconds[0]), float(section.seconds[-1]))
        axes.set_xlabel("time after the origin, s")
        figure.legend(*axes.get_legend_handles_labels(), loc="upper left", bbox_to_anchor=(0.12, 1.0),
                      ncols=3, borderpad=0.2)  # fmt: skip
    return figure


def draw_spectra(spectra: Sequence[PhaseSpectra]) -> Figure:
    """Draw amplitude spectra of P, S and the noise before them, a panel for each station.

    Raises
    ------
    FigureError
        There is no spectrum.
    """
    if not spectra:
        raise FigureError("spectra: P over S was measured at no station, so there is nothing to draw")
    lines = -(-len(spectra) // 3)
    height = 0.5 + 2.4 * lines
    with drawing():
        figure = Figure(figsize=(10.0, height))
        for number, spectrum in enumerate(spectra):
            row, column = divmod(number, 3)
            axes = figure.add_axes(
                (0.065 + 0.325 * column, 1.0 - (2.3 + 2.4 * row) / height, 0.27, 1.65 / height)
            )
            for values, color, style, label in (
                (spectrum.p, "used", "-", "P"),
                (spectrum.s, "left_out", "--", "S"),
                (spectrum.noise, "muted", ":", "noise before P"),
            ):
                axes.loglog(spectrum.frequency_hz, values, color=LIGHT[color], linestyle=style, label=label)
            axes.set_title(f"{plain_label(spectrum.station)}, {spectrum.distance_km:,.0f} km", fontsize=8.5)
            axes.set_xlabel("frequency, Hz", labelpad=1)
            if column == 0:
                axes.set_ylabel("counts per √Hz", labelpad=2)
            shown = [hz for hz in _TICKS_HZ if spectrum.frequency_hz[0] <= hz <= spectrum.frequency_hz[-1]]
            axes.set_xticks(shown, [f"{hz:g}" for hz in shown])
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1.0 else f"{value:g}")
            axes.tick_params(labelsize=7)
            axes.minorticks_off()
            axes.grid(color=LIGHT["grid"], linewidth=0.4)
            if number == 0:
                axes.legend(loc="best", borderpad=0.2)
    return figure
