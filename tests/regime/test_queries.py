"""Questions about supposed events and about what is in force."""

from datetime import date

import pytest

from testban.regime.errors import UnknownNameError
from testban.regime.queries import obligations_in_force, obligations_of_kind
from testban.regime.register import load_register
from testban.regime.taxonomy import load_taxonomy

REGISTER = load_register()
TODAY = date(2024, 12, 1)


def outcomes(kind: str, as_of: date = TODAY, **more: str) -> dict[str, str]:
    found = obligations_of_kind(REGISTER, kind, as_of=as_of, **more).outcomes
    return {outcome.id: outcome.outcome for outcome in found}


@pytest.mark.parametrize("kind", sorted(load_taxonomy().events))
def test_every_kind_of_event_has_an_answer(kind):
    answer = obligations_of_kind(REGISTER, kind, as_of=TODAY)
    assert answer.outcomes or answer.remark


def test_a_satellite_launch_is_prohibited_because_of_its_technology():
    answer = obligations_of_kind(REGISTER, "satellite_launch", as_of=TODAY, state="PRK")
    found = {outcome.id: outcome for outcome in answer.outcomes}
    assert found["1874-2"].outcome == "prohibition engaged"
    assert "the launcher using ballistic missile technology" in found["1874-2"].conditional_on


def test_before_1874_a_satellite_launch_met_only_the_moratorium():
    found = outcomes("satellite_launch", date(2009, 4, 5), state="PRK")
    assert {key for key, outcome in found.items() if outcome == "prohibition engaged"} == {"1695-2", "1718-5"}


def test_a_ballistic_launch_of_any_range_is_prohibited():
    assert outcomes("ballistic_launch", state="PRK")["2397-2"] == "prohibition engaged"


def test_the_petroleum_clause_needs_intercontinental_range():
    assert "2397-28" not in outcomes("ballistic_launch")
    assert outcomes("icbm_launch")["2397-28"] == "Council clause engaged"


@pytest.mark.parametrize("kind", ["cruise_launch", "artillery"])
def test_cruise_missiles_and_artillery_are_not_addressed(kind):
    answer = obligations_of_kind(REGISTER, kind, as_of=TODAY, state="PRK")
    assert answer.outcomes == ()
    assert answer.remark.startswith("not addressed")


def test_artillery_points_to_large_calibre_rockets():
    assert "large_calibre_rocket" in obligations_of_kind(REGISTER, "artillery", as_of=TODAY).remark


def test_large_calibre_rockets_are_no_safe_exemption():
    answer = obligations_of_kind(REGISTER, "large_calibre_rocket", as_of=TODAY, state="PRK")
    found = {outcome.id: outcome for outcome in answer.outcomes}
    assert found["2397-2"].outcome == "not assessed"
    assert "Panel of Experts" in found["2397-2"].reason


def test_a_large_chemical_explosion_meets_only_the_voluntary_notice_not_in_force():
    assert outcomes("chemical_explosion_300t") == {"ctbt-PIII-1": "not in force"}


def test_a_humanitarian_payment_is_exempt_from_the_asset_freeze_since_2664():
    assert outcomes("humanitarian_payment", date(2023, 1, 1))["1718-8d"] == "exempt"
    assert outcomes("humanitarian_payment", date(2022, 12, 8))["1718-8d"] == "measure engaged"


def test_coal_exports_met_an_exception_a_cap_and_a_ban():
    for day, engaged in [
        (date(2016, 4, 1), "2270-29"),
        (date(2017, 1, 1), "2321-26"),
        (date(2017, 9, 1), "2371-8"),
    ]:
        found = outcomes("coal_export", day)
        assert {key for key, outcome in found.items() if outcome == "measure engaged"} == {engaged}


def test_a_test_by_another_state_meets_the_treaties_it_is_party_to():
    found = outcomes("nuclear_test", state="KAZ")
    assert found["canwfz-5"] == "prohibition engaged"
    assert found["1718-2"] == "not addressed"


def test_atmospheric_tests_are_banned_for_parties_of_the_partial_treaty():
    assert outcomes("nuclear_test_not_underground", date(1990, 1, 1), state="RUS")["ptbt-I-1a"] == (
        "prohibition engaged"
    )
    assert (
        outcomes("nuclear_test_not_underground", date(1990, 1, 1), state="FRA")["ptbt-I-1a"]
        == "not addressed"
    )
    assert "ptbt-I-1a" not in outcomes("nuclear_test", date(1990, 1, 1), state="RUS")


def test_debris_abroad_engages_the_other_half_of_the_partial_treaty():
    assert outcomes("nuclear_test_debris_abroad", date(1990, 1, 1), state="USA")["ptbt-I-1b"] == (
        "prohibition engaged"
    )


def test_what_is_in_force_for_a_state_leaves_out_what_is_addressed_to_others():
    ids = {item.entry.id for item in obligations_in_force(REGISTER, as_of=TODAY, state="PRK")}
    assert "2397-2" in ids
    assert "1172-3" not in ids


def test_topic_narrows_the_answer():
    for item in obligations_in_force(REGISTER, as_of=TODAY, topic="review_clause"):
        assert "review_clause" in item.entry.paragraph.topics


def test_unknown_topic_is_named():
    with pytest.raises(UnknownNameError, match="did you mean nuclear_test"):
        obligations_in_force(REGISTER, as_of=TODAY, topic="nuclear_tests")


def test_an_engine_test_is_part_of_the_missile_programme_that_has_to_stop():
    found = outcomes("engine_test", state="PRK")
    assert found["1718-5"] == found["2397-2"] == "prohibition engaged"


def test_compliance_engages_the_clauses_that_may_ease_measures_and_nothing_else():
    found = outcomes("compliance", date(2017, 12, 15))
    assert {key for key, outcome in found.items() if outcome == "Council clause engaged"} == {
        "1718-15",
        "1874-32",
        "2087-19",
        "2094-36",
        "2270-51",
        "2375-32",
    }
