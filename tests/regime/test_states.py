"""States are found by exact code or name; a neighbour in the alphabet is never taken instead."""

import pytest

from testban.geodesy import load_states
from testban.regime.ctbt_states import load_ctbt_states
from testban.regime.errors import UnknownStateError
from testban.regime.states import find_state


@pytest.mark.parametrize(
    "word", ["KP", "kp", "PRK", "DPRK", "North Korea", "Democratic People's Republic of Korea"]
)
def test_every_name_of_the_dprk_finds_it(word):
    assert find_state(word).code == "PRK"


@pytest.mark.parametrize("word", ["CD", "COD", "Zaire", "Democratic Republic of the Congo"])
def test_the_democratic_republic_of_the_congo_is_another_state(word):
    assert find_state(word).code == "COD"


@pytest.mark.parametrize("word", ["Democratic", "Democratic People's", "K", "", "Korea", "XX"])
def test_a_part_of_a_name_is_no_state(word):
    with pytest.raises(UnknownStateError):
        find_state(word)


def test_a_misspelt_state_names_the_near_one():
    with pytest.raises(UnknownStateError, match="did you mean Kazakhstan"):
        find_state("Kazahstan")


def test_the_united_nations_have_193_members():
    assert sum(state.un_member for state in load_states().values()) == 193


@pytest.mark.parametrize(
    ("word", "code", "name"),
    [
        ("Republic of the Congo", "COG", "Congo"),
        ("Saint Helena, Ascension and Tristan da Cunha", "SHN", "Saint Helena"),
        ("Virgin Islands, British", "VGB", "British Virgin Islands"),
        ("Virgin Islands, U.S.", "VIR", "United States Virgin Islands"),
    ],
)
def test_other_names_find_the_one_that_is_shown(word, code, name):
    assert find_state(word).code == code
    assert find_state(word).name == name


def test_two_letter_codes_agree_between_the_tables():
    for code, state in load_ctbt_states().items():
        assert load_states()[code].iso2 == state.iso2
