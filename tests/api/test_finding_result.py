"""A finding in a notebook: its page, its figures, its table, its catalogue, its dossier."""

from __future__ import annotations

import json

import pytest
from matplotlib.figure import Figure

import testban as tb


@pytest.fixture(scope="module")
def result() -> tb.FindingResult:
    return tb.assess("dprk-2013")


def test_the_cell_shows_the_first_screen_and_loads_nothing(result):
    page = result._repr_html_()
    assert result.statement[:40] in page
    assert all(f"<dt>{question}</dt>" in page for question in ("What", "Where", "When", "How big"))
    assert not any(mark in page for mark in ("<script", "http:", "https:", "src=", "url("))


def test_the_cell_shows_text_of_the_input_as_text(result):
    hostile = result.finding.model_copy(update={"title": "<script>alert(1)</script>"})
    page = tb.FindingResult(hostile, result.observed)._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_every_figure_named_is_drawn(result):
    assert {"site", "residuals", "chronology", "yield"} <= set(result.figures)
    assert all(isinstance(result.figure(name), Figure) for name in result.figures)


def test_a_figure_that_is_not_there_is_refused_by_name(result):
    with pytest.raises(tb.BadInputError, match="'spectra' is not among"):
        result.figure("spectra")
    with pytest.raises(tb.BadInputError, match="event 1 is not among the 1"):
        result.figure("site", event=1)


def test_json_is_that_of_the_dossier(result, tmp_path):
    result.write(tmp_path / "dossier")
    assert (tmp_path / "dossier" / "finding.json").read_text() == result.to_json()
    assert json.loads(result.to_json()) == result.to_dict()


def test_the_dossier_is_computed_again_from_its_inputs(result, tmp_path):
    result.write(tmp_path / "dossier.zip")
    verified = tb.verify(tmp_path / "dossier.zip", rerun=True)
    assert verified.to_dict()["rerun"]["result"] == "identical"


def test_the_catalogue_holds_both_origins_and_the_picks(result):
    (event,) = result.to_catalog()
    assert len(event.origins) == 2
    assert len(event.picks) == len(result.events[0].arrivals)


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_the_table_has_a_row_an_event(result, backend):
    table = result.to_dataframe(backend=backend)
    assert type(table).__module__.startswith(backend)
    assert table.shape[0] == len(result.events)
    assert table["nuclear_basis"][0] == result.events[0].nuclear_basis.kind


def test_a_library_that_is_not_installed_is_named(result):
    with pytest.raises(tb.BadInputError, match="no tables of 'cudf'"):
        result.to_dataframe(backend="cudf")
