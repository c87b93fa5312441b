"""Record section and spectra: drawn from small arrays, refused where there is nothing to draw."""

from __future__ import annotations

import numpy as np
import pytest

from dossier import builders
from dossier.page import Page
from testban.dossier import FigureError, draw_record_section, draw_spectra, html_text
from testban.measurements import PhaseSpectra, Pictures, RecordSection
from testban.measurements._record_section import SectionTrace

SECONDS = np.linspace(-20.0, 100.0, 60, dtype=np.float32)
WAVE = np.abs(np.sin(SECONDS)).astype(np.float32)
TRACE = SectionTrace("AA.<b>", 343.0, 50.0, 49.0, 85.0, -WAVE, WAVE)
SECTION = RecordSection(SECONDS, (1.5, 3.0), (TRACE,))
HZ = np.geomspace(0.3, 16.0, 20).astype(np.float32)
SPECTRA = (PhaseSpectra("AA.ONE", 343.0, HZ, 1e3 / HZ, 2e3 / HZ, 10.0 / HZ),)


def of(event) -> Pictures:
    arrivals = frozenset((row.station, row.time) for row in event.arrivals)
    return Pictures(arrivals=arrivals, section=SECTION, spectra=SPECTRA)


def test_the_page_of_an_event_with_waveforms_shows_its_section() -> None:
    event = builders.event(count=5)
    text = html_text(builders.finding(event), pictures=[of(event)])
    page = Page(text)
    assert "figure-record_section-1" in page.values("id")
    assert "Vertical records of 1 station, nearest first, 1.5 to 3 Hz" in page.text
    assert "mathdefault" not in text
    assert text == html_text(builders.finding(event), pictures=[of(event)])


def test_pictures_of_another_event_are_not_shown() -> None:
    other = Pictures(arrivals=frozenset(), section=SECTION, spectra=SPECTRA)
    page = Page(html_text(builders.finding(builders.event(count=5)), pictures=[other]))
    assert "figure-record_section-1" not in page.values("id")


def test_spectra_name_their_units() -> None:
    (axes,) = draw_spectra(SPECTRA).axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("frequency, Hz", "counts per √Hz")


def test_nothing_to_draw_is_refused_with_the_reason() -> None:
    with pytest.raises(FigureError, match="no trace"):
        draw_record_section(RecordSection(SECONDS, (1.5, 3.0), ()))
    with pytest.raises(FigureError, match="at no station"):
        draw_spectra(())
