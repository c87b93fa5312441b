"""Figures: each takes a finding and returns a matplotlib Figure; none computes a result."""

from testban.dossier.figures.chronology import chronology_entries, draw_chronology
from testban.dossier.figures.epicentres import draw_epicentres
from testban.dossier.figures.hypotheses import draw_hypotheses
from testban.dossier.figures.ms_mb import draw_ms_mb, ms_mb_values
from testban.dossier.figures.p_over_s import draw_p_over_s, population_band
from testban.dossier.figures.residuals import draw_residuals
from testban.dossier.figures.site import draw_site
from testban.dossier.figures.stations import draw_stations
from testban.dossier.figures.waveforms import draw_record_section, draw_spectra
from testban.dossier.figures.yields import draw_yield

__all__ = [
    "chronology_entries",
    "draw_chronology",
    "draw_epicentres",
    "draw_hypotheses",
    "draw_ms_mb",
    "draw_p_over_s",
    "draw_record_section",
    "draw_residuals",
    "draw_site",
    "draw_spectra",
    "draw_stations",
    "draw_yield",
    "ms_mb_values",
    "population_band",
]
