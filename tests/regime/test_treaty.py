"""The CTBT on a date: 44 States, who is missing and by what step."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.regime.errors import LawDateError
from testban.regime.register import load_register
from testban.regime.treaty import ctbt_status

REGISTER = load_register()


def names(as_of: date, step: str) -> set[str]:
    return {state.code for state in ctbt_status(REGISTER, as_of).by_step[step]}


def test_november_2024_counts():
    status = ctbt_status(REGISTER, date(2024, 11, 1))
    assert [len(states) for states in status.by_step.values()] == [35, 5, 1, 3]


def test_who_is_missing_and_by_what_step():
    missing = {state.code: step for state, step in ctbt_status(REGISTER, date(2024, 11, 1)).missing}
    assert missing == {
        "CHN": "ratify",
        "EGY": "ratify",
        "IRN": "ratify",
        "ISR": "ratify",
        "USA": "ratify",
        "RUS": "ratify again",
        "PRK": "sign and ratify",
        "IND": "sign and ratify",
        "PAK": "sign and ratify",
    }


def test_the_russian_federation_had_ratified_until_november_2023():
    assert "RUS" in names(date(2023, 11, 2), "ratified")
    assert "RUS" in names(date(2023, 11, 3), "ratification withdrawn")


def test_the_dprk_is_unsigned_and_the_congo_has_ratified():
    assert "PRK" in names(date(2017, 9, 3), "not signed")
    assert "COD" in names(date(2017, 9, 3), "ratified")


def test_indonesia_ratified_in_2012():
    assert "IDN" in names(date(2012, 2, 5), "signed, not ratified")
    assert "IDN" in names(date(2012, 2, 6), "ratified")


@pytest.mark.parametrize("as_of", [date(1996, 9, 10), date(2017, 9, 3), date(2026, 11, 24)])
def test_the_treaty_is_never_in_force(as_of):
    assert not ctbt_status(REGISTER, as_of).force.in_force


def test_a_day_after_the_table_is_warned_about():
    assert "2024-11-30" in ctbt_status(REGISTER, date(2026, 1, 1)).warnings[0]


def test_before_adoption_there_was_no_treaty():
    with pytest.raises(LawDateError, match="adopted on 1996-09-10"):
        ctbt_status(REGISTER, date(1996, 9, 9))


@given(st.dates(date(1996, 9, 10), date(2030, 1, 1)))
@settings(deadline=None, max_examples=60)
def test_the_44_states_are_always_44(as_of):
    assert sum(len(states) for states in ctbt_status(REGISTER, as_of).by_step.values()) == 44
