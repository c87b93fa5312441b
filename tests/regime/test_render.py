"""Text for a terminal: nothing wider than 80 columns, nothing hidden."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.model import Verification
from testban.regime.chronology import select
from testban.regime.measures import measures_in_force
from testban.regime.queries import obligations_of_kind
from testban.regime.record import parse_record
from testban.regime.register import load_register
from testban.regime.render import mark, measures_lines, record_lines, strip, supposed_event_lines, wrap
from testban.regime.taxonomy import load_taxonomy

REGISTER = load_register()


@pytest.mark.parametrize(
    ("substance", "number", "said"),
    [
        ("verified", "verified", ""),
        ("unverified", "unverified", " [unverified: substance, paragraph number]"),
        ("verified", "conflict", " [sources conflict: paragraph number]"),
        ("unverified", "conflict", " [unverified: substance; sources conflict: paragraph number]"),
    ],
)
def test_what_is_not_verified_is_said(substance, number, said):
    assert mark(Verification(substance=substance, paragraph_number=number)) == said


@given(st.text(max_size=300), st.integers(0, 20), st.integers(0, 20))
@settings(deadline=None, max_examples=100)
def test_no_line_is_wider_than_80(text, indent, hang):
    assert all(len(line) <= 80 for line in wrap(text, indent=indent, hang=hang))


@pytest.mark.parametrize("kind", sorted(load_taxonomy().events))
def test_every_answer_about_an_event_fits(kind):
    answer = obligations_of_kind(REGISTER, kind, as_of=date(2024, 1, 1))
    lines = list(supposed_event_lines(answer, date(2024, 1, 1), None, REGISTER))
    assert max(map(len, lines)) <= 80


@given(st.dates(date(1963, 8, 5), date(2030, 1, 1)))
@settings(deadline=None, max_examples=20)
def test_the_measures_of_any_day_fit(day):
    assert max(map(len, measures_lines(measures_in_force(REGISTER, day), REGISTER))) <= 80


def test_the_line_counts_every_entry():
    events = select()
    rows = strip(events)
    digits = sum(int(mark) for row in rows[1:] for mark in row[13:] if mark.isdigit())
    assert digits + 10 * sum(row[13:].count("+") for row in rows[1:]) <= len(events)
    assert all(len(row) == 80 for row in rows)


def test_the_line_of_a_single_entry_is_drawn():
    assert len(strip(select(starts=date(2017, 9, 3), ends=date(2017, 9, 3)))) == 2


def test_marks_that_turn_writing_around_are_not_shown():
    record = parse_record("Mr. A\u202e (Chad): words\n".encode(), name="x\u202e.txt", register=REGISTER)
    assert "\u202e" not in "".join(record_lines(record))
