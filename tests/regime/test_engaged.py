"""What an observed event engages: law before facts, and three things that are never multiplied."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.geodesy import load_states
from testban.model import (
    REGISTER_KINDS,
    Bound,
    Event,
    Hypotheses,
    Hypothesis,
    InfrasoundEvent,
    LaunchEvent,
    LaunchReport,
    Missing,
    NuclearBasis,
    ObligationOutcome,
    RadionuclideEvent,
    TerritoryShare,
    Vehicle,
)
from testban.regime import load_taxonomy, obligations_engaged
from testban.regime.errors import LawDateError
from testban.safe_io import read_finding

FIRST = Path(__file__).parents[1] / "model" / "data" / "finding-1-dprk-2006.json"
(SEISMIC,) = read_finding(FIRST).seismic_events

SILENT = Hypotheses(
    status="insufficient_data",
    reason="no discriminant was measured",
    items=(Hypothesis(name="explosion"), Hypothesis(name="earthquake"), Hypothesis(name="collapse")),
)
NO_BASIS = NuclearBasis(kind="none", source="no radionuclide data")
DECLARED = NuclearBasis(kind="declared by the State", source="KCNA, 3 September 2017")
SIXTH = date(2017, 9, 3)
THREE_CONDITIONS = ("the event being an explosion", "the explosion being nuclear", "conducted by the DPRK")


def answered(explosion: float) -> Hypotheses:
    rest = 1.0 - explosion
    return Hypotheses(
        status="answered",
        items=(
            Hypothesis(name="explosion", probability=explosion),
            Hypothesis(name="earthquake", probability=rest * 0.75),
            Hypothesis(name="collapse", probability=rest * 0.25),
        ),
    )


def in_state(code: str, share: float = 1.0) -> TerritoryShare:
    return TerritoryShare(state=code, name=code, share=share)


def asked(
    as_of: date = SIXTH,
    *,
    hypotheses: Hypotheses = SILENT,
    basis: NuclearBasis = NO_BASIS,
    territory: tuple[TerritoryShare, ...] = (in_state("PRK"),),
) -> dict[str, ObligationOutcome]:
    event = SEISMIC.model_copy(
        update={"hypotheses": hypotheses, "nuclear_basis": basis, "territory": territory}
    )
    return by_id(event, as_of)


def by_id(event: Event, as_of: date) -> dict[str, ObligationOutcome]:
    return {outcome.id: outcome for outcome in obligations_engaged(event, as_of=as_of)}


def launched(vehicle: Vehicle, *territory: TerritoryShare) -> LaunchEvent:
    nothing = Missing(status="not_measured", reason="not reported")
    report = LaunchReport(
        source="a State",
        time=None,
        latitude=nothing,
        longitude=nothing,
        apogee=nothing,
        distance=nothing,
        flight_time=nothing,
        azimuth=nothing,
    )
    return LaunchEvent(
        id="launch",
        reports=(report,),
        vehicle=vehicle,
        vehicle_basis="announced by the State that launched it",
        territory=territory,
    )


class TestLawBeforeFacts:
    def test_resolution_2375_does_not_bind_before_its_adoption(self):
        outcome = asked(hypotheses=answered(0.99), basis=DECLARED)["2375-2"]
        assert outcome.outcome == "not in force"
        assert "2017-09-11" in outcome.reason

    def test_resolution_2375_binds_on_the_day_of_its_adoption(self):
        assert asked(date(2017, 9, 11), hypotheses=answered(0.99), basis=DECLARED)["2375-2"].outcome == (
            "prohibition engaged"
        )

    def test_first_test_met_no_prohibition_of_tests_addressed_to_the_dprk(self):
        outcomes = asked(date(2006, 10, 9), hypotheses=answered(0.99), basis=DECLARED)
        assert not [found for found in outcomes.values() if found.outcome == "prohibition engaged"]
        assert outcomes["1718-2"].outcome == "not in force"

    def test_first_test_met_the_warning_of_the_council_and_the_call_on_all_states(self):
        outcomes = asked(date(2006, 10, 9), hypotheses=answered(0.99), basis=DECLARED)
        engaged = {key for key, found in outcomes.items() if found.outcome == "Council clause engaged"}
        assert engaged == {"prst2006-3", "prst2006-last", "1172-3-all"}

    def test_resolution_1695_on_missiles_says_nothing_of_a_test(self):
        assert not [key for key in asked(date(2006, 10, 9)) if key.startswith("1695")]

    def test_warning_of_october_2006_is_spent_by_the_second_test(self):
        assert asked(date(2009, 5, 25))["prst2006-last"].outcome == "not in force"

    @pytest.mark.parametrize(
        ("as_of", "newest"),
        [
            (date(2009, 5, 25), "1718-2"),
            (date(2013, 2, 12), "2087-3"),
            (date(2016, 1, 6), "2094-2"),
            (date(2016, 9, 9), "2270-2"),
            (SIXTH, "2371-2"),
        ],
    )
    def test_each_later_test_met_the_prohibitions_adopted_by_then(self, as_of, newest):
        outcomes = asked(as_of, hypotheses=answered(0.99), basis=DECLARED)
        assert outcomes[newest].outcome == "prohibition engaged"
        assert outcomes[newest].conditional_on == THREE_CONDITIONS

    def test_date_before_the_first_instrument_is_refused(self):
        with pytest.raises(LawDateError, match="1952-11-01 lies before the first instrument"):
            asked(date(1952, 11, 1))


class TestTreaty:
    def test_article_one_is_not_in_force_and_the_dprk_has_not_signed(self):
        outcome = asked(hypotheses=answered(0.99), basis=DECLARED)["ctbt-I-1"]
        assert outcome.outcome == "not in force"
        assert "PRK had not signed" in outcome.reason

    def test_a_signatory_has_the_obligation_of_article_18(self):
        outcome = asked(hypotheses=answered(0.99), basis=DECLARED, territory=(in_state("CHN"),))["ctbt-I-1"]
        assert outcome.outcome == "not in force"
        assert "CHN (signed, not ratified on 2017-09-03) has the obligation of Article 18" in outcome.reason

    def test_no_outcome_ever_speaks_of_a_violation(self):
        for outcome in asked(hypotheses=answered(0.99), basis=DECLARED).values():
            assert "violation" not in outcome.reason
            assert "violat" not in outcome.outcome

    def test_a_call_to_join_the_treaty_is_not_engaged_by_a_test(self):
        assert not {"1874-29", "2310-urge", "1172-13"} & set(asked())

    def test_the_semipalatinsk_zone_forbids_a_test_in_kazakhstan(self):
        outcomes = asked(hypotheses=answered(0.99), basis=DECLARED, territory=(in_state("KAZ"),))
        assert outcomes["canwfz-5"].outcome == "prohibition engaged"

    def test_the_zone_did_not_bind_before_2009(self):
        outcomes = asked(date(2008, 1, 1), territory=(in_state("KAZ"),))
        assert outcomes["canwfz-5"].outcome == "not in force"

    def test_membership_without_a_recorded_date_stays_a_condition(self):
        outcomes = asked(
            date(2022, 1, 1), hypotheses=answered(0.9), basis=DECLARED, territory=(in_state("KAZ"),)
        )
        assert "KAZ being a party to TPNW on 2022-01-01" in outcomes["tpnw-1-1a"].conditional_on

    def test_membership_not_recorded_is_not_assessed(self):
        outcomes = asked(
            date(2022, 1, 1), hypotheses=answered(0.9), basis=DECLARED, territory=(in_state("SWE"),)
        )
        assert outcomes["tpnw-1-1a"].outcome == "not assessed"


class TestFacts:
    def test_insufficient_data_engages_nothing(self):
        outcomes = asked(basis=DECLARED)
        assert not [found for found in outcomes.values() if found.outcome.endswith("engaged")]

    def test_insufficient_data_keeps_every_prohibition_listed_with_its_conditions(self):
        outcomes = asked()
        for key in ("1718-2", "1874-2", "2087-3", "2094-2", "2270-2", "2321-2", "2371-2"):
            assert outcomes[key].outcome == "not assessed"
            assert outcomes[key].conditional_on == THREE_CONDITIONS
            assert "no discriminant was measured" in outcomes[key].reason

    def test_an_explosion_without_a_nuclear_basis_engages_no_prohibition(self):
        outcome = asked(hypotheses=answered(0.99))["1718-2"]
        assert outcome.outcome == "not assessed"
        assert "nothing yet says that it was nuclear" in outcome.reason

    def test_a_nuclear_basis_does_not_replace_a_probable_explosion(self):
        outcome = asked(hypotheses=answered(0.2), basis=DECLARED)["1718-2"]
        assert outcome.outcome == "not assessed"
        assert "earthquake (60 %)" in outcome.reason

    def test_probability_basis_and_territory_are_said_apart(self):
        outcome = asked(
            hypotheses=answered(0.8), basis=DECLARED, territory=(in_state("PRK", 0.5), in_state("CHN", 0.5))
        )["2371-2"]
        assert outcome.outcome == "prohibition engaged"
        assert "(80 %)" in outcome.reason
        assert "0.40" not in outcome.reason

    def test_council_clauses_are_engaged_not_prohibitions(self):
        outcome = asked(hypotheses=answered(0.99), basis=DECLARED)["2087-19"]
        assert outcome.outcome == "Council clause engaged"

    def test_the_petroleum_clause_of_2397_keeps_both_paragraph_numbers(self):
        outcome = asked(date(2018, 1, 1), hypotheses=answered(0.99), basis=DECLARED)["2397-28"]
        assert outcome.paragraph == "27 or 28"
        assert outcome.verification.paragraph_number == "conflict"

    def test_entries_from_memory_stay_unverified(self):
        outcome = asked(date(2016, 1, 6))["2094-2"]
        assert outcome.verification.substance == "unverified"

    def test_a_demand_outside_chapter_vii_says_so(self):
        outcome = asked(hypotheses=answered(0.99), basis=DECLARED, territory=(in_state("IND"),))["1172-3"]
        assert "the demand binding although not adopted under Chapter VII" in outcome.conditional_on


def weighed(**probability: float) -> Hypotheses:
    items = tuple(Hypothesis(name=name, probability=value) for name, value in probability.items())
    return Hypotheses(status="answered", items=items)


class TestThresholdsAndTies:
    @pytest.mark.parametrize("rival", ["earthquake", "collapse"])
    def test_a_tie_engages_nothing_and_names_the_rival(self, rival):
        tied = weighed(**{"explosion": 0.5, "earthquake": 0.0, "collapse": 0.0, rival: 0.5})
        outcome = asked(hypotheses=tied, basis=DECLARED)["2371-2"]
        assert outcome.outcome == "not assessed"
        assert f"explosion (50 %) is not the most probable hypothesis: {rival} (50 %)" in outcome.reason

    def test_the_least_lead_over_each_rival_is_enough(self):
        ahead = weighed(explosion=0.34, earthquake=0.33, collapse=0.33)
        assert asked(hypotheses=ahead, basis=DECLARED)["2371-2"].outcome == "prohibition engaged"

    def test_a_lead_over_one_rival_alone_is_not_enough(self):
        between = weighed(explosion=0.34, earthquake=0.3, collapse=0.36)
        outcome = asked(hypotheses=between, basis=DECLARED)["2371-2"]
        assert outcome.outcome == "not assessed"
        assert "collapse (36 %)" in outcome.reason

    def test_shares_in_the_reason_are_those_of_the_hypotheses(self):
        behind = weighed(explosion=0.494, earthquake=0.506)
        assert "explosion (49 %)" in asked(hypotheses=behind, basis=DECLARED)["2371-2"].reason
        assert "earthquake (51 %)" in asked(hypotheses=behind, basis=DECLARED)["2371-2"].reason
        ahead = weighed(explosion=0.594, earthquake=0.406)
        assert "hypothesis (59 %)" in asked(hypotheses=ahead, basis=DECLARED)["2371-2"].reason

    def test_an_explosion_without_a_rival_must_still_be_probable(self):
        assert asked(hypotheses=weighed(explosion=0.01), basis=DECLARED)["2371-2"].outcome == (
            "prohibition engaged"
        )
        impossible = asked(hypotheses=weighed(explosion=0.0), basis=DECLARED)["2371-2"]
        assert impossible.outcome == "not assessed"
        assert "nothing else (0 %)" in impossible.reason

    def test_an_explosion_that_nobody_weighed_engages_nothing(self):
        outcome = asked(hypotheses=weighed(earthquake=0.9, collapse=0.1), basis=DECLARED)["2371-2"]
        assert outcome.outcome == "not assessed"
        assert "explosion (0 %)" in outcome.reason

    def test_a_state_without_a_share_is_not_asked(self):
        shares = (in_state("PRK"), in_state("CHN", 0.0))
        outcomes = asked(hypotheses=answered(0.99), basis=DECLARED, territory=shares)
        assert not [found for found in outcomes.values() if "CHN" in found.reason]

    def test_the_smallest_share_is_asked(self):
        shares = (in_state("PRK"), in_state("CHN", 1e-6))
        assert "CHN" in asked(hypotheses=answered(0.99), basis=DECLARED, territory=shares)["ctbt-I-1"].reason

    def test_shares_of_nothing_leave_the_territory_unknown(self):
        outcome = asked(hypotheses=answered(0.99), basis=DECLARED, territory=(in_state("PRK", 0.0),))[
            "2371-2"
        ]
        assert outcome.outcome == "not assessed"
        assert "territory is not known" in outcome.reason


class TestTerritory:
    def test_dprk_prohibitions_do_not_address_another_state(self):
        outcome = asked(hypotheses=answered(0.99), basis=DECLARED, territory=(in_state("KAZ"),))["1718-2"]
        assert outcome.outcome == "not addressed"
        assert "KAZ (100 %)" in outcome.reason

    @pytest.mark.parametrize("code", ["KAZ", "USA", "FRA", "AUS", "CHN"])
    def test_an_explosion_of_unknown_kind_elsewhere_asserts_no_prohibition(self, code):
        outcomes = asked(hypotheses=answered(0.99), territory=(in_state(code),))
        assert not [found for found in outcomes.values() if found.outcome.endswith("engaged")]

    def test_an_ellipse_at_sea_names_no_state(self):
        outcomes = asked(hypotheses=answered(0.99), basis=DECLARED, territory=(in_state("SEA"),))
        assert outcomes["1718-2"].outcome == "not assessed"
        assert "whose territory is not known" in outcomes["1718-2"].reason

    def test_no_territory_at_all_engages_nothing(self):
        outcomes = asked(hypotheses=answered(0.99), basis=DECLARED, territory=())
        assert not [found for found in outcomes.values() if found.outcome.endswith("engaged")]


class TestKinds:
    """The event says what the register is asked about."""

    DPRK = in_state("PRK")
    LAUNCH_DAY = date(2017, 11, 28)

    def test_every_kind_that_an_event_can_name_is_in_the_register(self):
        kinds = {SEISMIC.register_kind, *REGISTER_KINDS.values()}
        assert kinds <= set(load_taxonomy().events)

    def test_a_ballistic_launch_engages_the_paragraphs_on_launches(self):
        outcomes = by_id(launched("ballistic missile", self.DPRK), self.LAUNCH_DAY)
        assert {"1718-2", "1718-5", "2371-2"} <= {
            key for key, found in outcomes.items() if found.outcome == "prohibition engaged"
        }
        assert outcomes["2371-2"].conditional_on == (
            "the object being a ballistic missile",
            "launched by the DPRK",
        )
        assert "announced by the State that launched it" in outcomes["2371-2"].reason

    def test_a_launch_asks_nothing_of_the_treaties_on_tests(self):
        assert not {"ctbt-I-1", "1172-3-all"} & set(by_id(launched("ballistic missile", self.DPRK), SIXTH))

    def test_the_satellite_rule_is_not_that_of_1718(self):
        outcomes = by_id(launched("satellite launcher", self.DPRK), self.LAUNCH_DAY)
        assert "1718-2" not in outcomes
        assert outcomes["1874-2"].outcome == "prohibition engaged"

    def test_a_cruise_missile_is_addressed_by_no_paragraph(self):
        assert obligations_engaged(launched("cruise missile", self.DPRK), as_of=self.LAUNCH_DAY) == ()

    @pytest.mark.parametrize(
        ("vehicle", "reason"),
        [
            ("not known", "what was launched is not known: announced by"),
            ("large-calibre rocket", "no paragraph held here names them"),
        ],
    )
    def test_a_vehicle_in_doubt_engages_nothing(self, vehicle, reason):
        outcomes = by_id(launched(vehicle, self.DPRK), self.LAUNCH_DAY)
        assert outcomes["2371-2"].outcome == "not assessed"
        assert reason in outcomes["2371-2"].reason

    def test_a_launch_from_elsewhere_is_not_addressed(self):
        outcomes = by_id(launched("ballistic missile", in_state("KAZ")), self.LAUNCH_DAY)
        assert outcomes["2371-2"].outcome == "not addressed"
        assert "the launch site lies in KAZ (100 %)" in outcomes["2371-2"].reason

    def test_a_launch_from_the_sea_is_not_assessed(self):
        outcomes = by_id(launched("ballistic missile", in_state("SEA")), self.LAUNCH_DAY)
        assert outcomes["2371-2"].outcome == "not assessed"
        assert "the launch site covers no State's land" in outcomes["2371-2"].reason

    def test_infrasound_alone_engages_nothing(self):
        event = InfrasoundEvent.model_construct(
            kind="infrasound", id="i", territory=(self.DPRK,), nuclear_basis=DECLARED
        )
        outcomes = by_id(event, SIXTH)
        assert "ptbt-I-1a" in outcomes
        assert not [found for found in outcomes.values() if found.outcome.endswith("engaged")]

    @pytest.mark.parametrize(
        ("basis", "outcome"),
        [
            (NO_BASIS, "not assessed"),
            (NuclearBasis(kind="radionuclide", source="Xe-133"), "prohibition engaged"),
        ],
    )
    def test_radionuclides_engage_with_their_basis_alone(self, basis, outcome):
        event = RadionuclideEvent.model_construct(
            kind="radionuclide", id="r", territory=(self.DPRK,), nuclear_basis=basis
        )
        assert by_id(event, SIXTH)["2371-2"].outcome == outcome
        assert by_id(event, SIXTH)["2371-2"].conditional_on == THREE_CONDITIONS

    def test_radionuclides_without_a_region_engage_nothing(self):
        event = RadionuclideEvent.model_construct(
            kind="radionuclide",
            id="r",
            territory=(),
            nuclear_basis=NuclearBasis(kind="radionuclide", source="Xe-133"),
        )
        assert not [found for found in by_id(event, SIXTH).values() if found.outcome.endswith("engaged")]

    def test_a_bound_asks_nothing(self):
        assert obligations_engaged(Bound.model_construct(kind="bound", id="b"), as_of=SIXTH) == ()


class TestOrderAndErrors:
    def test_what_is_engaged_comes_first_and_what_is_not_in_force_last(self):
        found = list(asked(hypotheses=answered(0.99), basis=DECLARED).values())
        assert found[0].outcome == "prohibition engaged"
        assert found[-1].outcome == "not in force"

    @given(
        as_of=st.dates(date(1963, 8, 5), date(2030, 1, 1)),
        explosion=st.floats(0.0, 1.0),
        code=st.sampled_from(sorted(load_states())),
    )
    @settings(deadline=None, max_examples=60)
    def test_nothing_is_engaged_without_a_nuclear_basis_on_any_day_anywhere(self, as_of, explosion, code):
        outcomes = asked(as_of, hypotheses=answered(explosion), territory=(in_state(code),))
        assert not [found for found in outcomes.values() if found.outcome.endswith("engaged")]

    @given(as_of=st.dates(date(1963, 8, 5), date(2030, 1, 1)))
    @settings(deadline=None, max_examples=60)
    def test_article_one_of_the_ctbt_is_never_engaged(self, as_of):
        outcomes = asked(as_of, hypotheses=answered(1.0), basis=DECLARED)
        assert outcomes["ctbt-I-1"].outcome == "not in force"
