"""Which figures an event has, each drawn when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from matplotlib.figure import Figure

from testban.dossier import captions, figures
from testban.dossier.captions import Caption
from testban.measurements import Pictures
from testban.model import Finding, Measured

Drawing = tuple[Figure, Caption]


def event_figures(
    finding: Finding, *, event: int = 0, pictures: Pictures | None = None
) -> dict[str, Callable[[], Drawing]]:
    """Return the figures of one event by name, in the order of the page.

    Parameters
    ----------
    finding : Finding
        The finding that holds the event.
    event : int
        Number of the event, from 0.
    pictures : Pictures, optional
        What there is to show of its waveforms.

    Returns
    -------
    dict of str to callable
        Each draws a matplotlib `Figure` and gives its caption.
    """
    subject = finding.seismic_events[event]
    explosive_yield = subject.explosive_yield
    wanted = {
        "stations": True,
        "site": True,
        "residuals": bool(subject.arrivals),
        "yield": isinstance(explosive_yield, Measured) and explosive_yield.low > 0.0,
        "p_over_s": figures.population_band(subject) is not None,
        "ms_mb": figures.ms_mb_values(subject) is not None,
        "chronology": bool(figures.chronology_entries(finding, event=event)),
        "hypotheses": subject.hypotheses.status == "answered",
    }
    drawings: dict[str, Callable[[], Drawing]] = {
        name: partial(_of_finding, name, finding, event) for name, is_wanted in wanted.items() if is_wanted
    }
    if pictures is not None and pictures.section.traces:
        drawings["record_section"] = partial(_record_section, pictures)
    if pictures is not None and pictures.spectra:
        drawings["spectra"] = partial(_spectra, pictures)
    return drawings


_DRAWN: dict[str, tuple[Callable[..., Figure], Callable[..., Caption]]] = {
    "stations": (figures.draw_stations, captions.stations_caption),
    "site": (figures.draw_site, captions.site_caption),
    "residuals": (figures.draw_residuals, captions.residuals_caption),
    "yield": (figures.draw_yield, captions.yield_caption),
    "p_over_s": (figures.draw_p_over_s, captions.p_over_s_caption),
    "ms_mb": (figures.draw_ms_mb, captions.ms_mb_caption),
    "chronology": (figures.draw_chronology, captions.chronology_caption),
    "hypotheses": (figures.draw_hypotheses, captions.hypotheses_caption),
}


def _of_finding(name: str, finding: Finding, event: int) -> Drawing:
    draw, describe = _DRAWN[name]
    return draw(finding, event=event), describe(finding, event=event)


def _record_section(pictures: Pictures) -> Drawing:
    return figures.draw_record_section(pictures.section), captions.record_section_caption(pictures.section)


def _spectra(pictures: Pictures) -> Drawing:
    return figures.draw_spectra(pictures.spectra), captions.spectra_caption(pictures.spectra)
