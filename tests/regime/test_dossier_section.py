"""The dossier's page of the law knows nothing that was decided later."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from testban.regime.dossier_section import law_page


def test_the_sixth_test_finds_five_answers_of_the_council():
    page = law_page(date(2017, 9, 3))
    assert [item.instrument.symbol for item in page.earlier_tests] == [
        "S/RES/1718 (2006)",
        "S/RES/1874 (2009)",
        "S/RES/2094 (2013)",
        "S/RES/2270 (2016)",
        "S/RES/2321 (2016)",
    ]
    assert [item.days for item in page.earlier_tests] == [5, 18, 23, 56, 82]


def test_an_answer_not_yet_adopted_is_not_there():
    last = law_page(date(2017, 9, 10)).earlier_tests[-1]
    assert last.instrument is None


@given(st.dates(date(1993, 5, 11), date(2026, 11, 24)))
@settings(deadline=None, max_examples=25)
def test_nothing_on_the_page_is_younger_than_its_date(as_of):
    page = law_page(as_of)
    assert all(event.span.starts.date() <= as_of for event in page.chronology)
    assert all(measure.entry.instrument.adopted <= as_of for measure in page.measures.measures)
    assert all(item.instrument is None or item.instrument.adopted <= as_of for item in page.earlier_tests)
