"""The law around an event on the page."""

from __future__ import annotations

from datetime import date

from testban.wording import law_around


def test_nothing_is_younger_than_the_date() -> None:
    around = law_around(date(2009, 6, 1))
    assert [one.symbol for one in around.answers] == ["S/RES/1718 (2006)"]
    assert all("(2006)" in name for name in around.measures)


def test_exemptions_and_the_review_clause_stand_next_to_the_measures() -> None:
    around = law_around(date(2017, 12, 23))
    assert any("humanitarian" in one.text for one in around.exemptions)
    assert around.review is not None
    assert "2397" in around.review.name
    assert around.unverified <= len(around.measures)


def test_before_the_first_measure_there_is_none() -> None:
    around = law_around(date(1990, 1, 1))
    assert around.measures == ()
    assert around.review is None
