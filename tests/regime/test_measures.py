"""Measures on a date: the golden dates, caps with their exact windows, history, and no lapse by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.regime.caps import Delivery, count_deliveries, read_deliveries, window_of
from testban.regime.errors import CapError, LawDateError, UnknownNameError
from testban.regime.measures import caps_in_force, find_cap, measures_in_force, review_clause
from testban.regime.register import load_register

REGISTER = load_register()
STATEMENT_DAY = date(2017, 12, 15)
DAY_AFTER_2397 = date(2017, 12, 23)


def caps(as_of: date) -> set[tuple[str, str, float | None, str]]:
    return {
        (
            cap.entry.id,
            cap.cap.commodity,
            cap.cap.limits[0].maximum,
            "holds" if cap.window else "begins later",
        )
        for cap in caps_in_force(REGISTER, as_of)
    }


class TestFifteenDecember2017:
    """The law on the day of the founding statement: 2375 and before."""

    def test_refined_products_have_a_window_to_the_end_of_the_year_and_then_two_million_a_year(self):
        assert {cap for cap in caps(STATEMENT_DAY) if cap[1] == "refined petroleum"} == {
            ("2375-14", "refined petroleum", 500_000, "holds"),
            ("2375-14", "refined petroleum", 2_000_000, "begins later"),
        }

    def test_the_window_is_the_last_quarter_of_2017(self):
        window = find_cap(REGISTER, "refined petroleum", STATEMENT_DAY).window
        assert (window.starts, window.ends) == (date(2017, 10, 1), date(2017, 12, 31))

    def test_nothing_of_resolution_2397_is_in_force(self):
        found = measures_in_force(REGISTER, STATEMENT_DAY)
        ids = {measure.entry.id for measure in found.measures} | {entry.id for entry in found.humanitarian}
        assert not [identifier for identifier in ids if identifier.startswith("2397")]

    def test_no_new_permits_for_workers_but_no_repatriation(self):
        found = measures_in_force(REGISTER, STATEMENT_DAY, topic="workers").measures
        assert [measure.entry.id for measure in found] == ["2375-17"]
        assert "repatriation" not in found[0].entry.paragraph.measures

    def test_crude_oil_is_capped_without_a_figure(self):
        assert ("2375-15", "crude oil", None, "holds") in caps(STATEMENT_DAY)

    def test_the_review_clause_is_the_one_of_2375(self):
        assert review_clause(REGISTER, STATEMENT_DAY).instrument.symbol == "S/RES/2375 (2017)"

    def test_the_humanitarian_path_is_that_of_2321_and_2375(self):
        found = measures_in_force(REGISTER, STATEMENT_DAY).humanitarian
        assert [entry.id for entry in found] == ["2321-46", "2375-26"]


class TestTwentyThirdDecember2017:
    def test_refined_products_are_capped_at_half_a_million_a_year_by_2397(self):
        assert ("2397-5", "refined petroleum", 500_000, "begins later") in caps(DAY_AFTER_2397)
        assert find_cap(REGISTER, "refined_petroleum", date(2018, 1, 1)).entry.id == "2397-5"

    def test_the_two_million_never_began(self):
        assert not [cap for cap in caps(DAY_AFTER_2397) if cap[2] == 2_000_000]
        assert not [cap for cap in caps(date(2018, 6, 1)) if cap[2] == 2_000_000]

    def test_the_last_quarter_of_2017_runs_on(self):
        assert ("2375-14", "refined petroleum", 500_000, "holds") in caps(DAY_AFTER_2397)

    def test_crude_oil_is_capped_at_four_million_barrels_or_525_000_tons(self):
        crude = find_cap(REGISTER, "crude oil", DAY_AFTER_2397)
        assert crude.entry.id == "2397-4"
        assert [(limit.maximum, limit.unit) for limit in crude.cap.limits] == [
            (4_000_000, "barrels"),
            (525_000, "tons"),
        ]
        assert (crude.window.starts, crude.window.ends) == (date(2017, 12, 22), date(2018, 12, 21))

    def test_the_ban_on_new_permits_stays_beside_repatriation(self):
        found = measures_in_force(REGISTER, DAY_AFTER_2397, topic="workers").measures
        assert [measure.entry.id for measure in found] == ["2375-17", "2397-8"]
        assert [entry.id for entry in found[0].amended_by] == ["2397-8"]


class TestHistory:
    def test_coal_went_from_exception_to_cap_to_ban(self):
        (coal,) = measures_in_force(REGISTER, STATEMENT_DAY, topic="coal").measures
        assert [(step.entry.id, step.until) for step in coal.history] == [
            ("2270-29", date(2016, 11, 29)),
            ("2321-26", date(2017, 8, 4)),
        ]
        assert coal.entry.paragraph.measures == ("export_ban",)

    def test_coal_was_capped_in_spring_2017(self):
        cap = find_cap(REGISTER, "coal", date(2017, 4, 1))
        assert [(limit.maximum, limit.unit) for limit in cap.cap.limits] == [
            (400_870_018, "USD"),
            (7_500_000, "tonnes"),
        ]

    def test_the_figures_from_memory_for_december_2016_say_so(self):
        assert find_cap(REGISTER, "coal", date(2016, 12, 15)).cap.verification == "unverified"

    def test_the_panel_of_experts_ended_and_the_measures_did_not(self):
        register = REGISTER
        assert not register.force(register.entry("poe-mandate"), date(2024, 5, 1)).in_force
        before = {m.entry.id for m in measures_in_force(register, date(2024, 4, 30)).measures}
        assert before == {m.entry.id for m in measures_in_force(register, date(2026, 11, 1)).measures}

    def test_resolution_2664_is_a_way_out_since_december_2022(self):
        ids = {entry.id for entry in measures_in_force(REGISTER, date(2023, 1, 1)).humanitarian}
        assert ids == {"2397-25", "2664-1"}

    def test_a_measure_ends_only_where_another_decision_replaced_it(self):
        for entry in REGISTER:
            if entry.paragraph.role == "measure" and entry.paragraph.in_force_to:
                assert entry.paragraph.superseded_by, entry.id

    @given(st.dates(date(2006, 10, 14), date(2026, 11, 24)))
    @settings(deadline=None, max_examples=40)
    def test_every_measure_of_one_day_is_there_the_next_day_or_was_replaced(self, day):
        today = {measure.entry.id for measure in measures_in_force(REGISTER, day).measures}
        tomorrow = {m.entry.id for m in measures_in_force(REGISTER, day + timedelta(days=1)).measures}
        for gone in today - tomorrow:
            assert REGISTER.entry(gone).paragraph.superseded_by in tomorrow

    def test_before_2006_there_are_no_measures_against_the_dprk(self):
        assert not [
            measure
            for measure in measures_in_force(REGISTER, date(2006, 7, 14)).measures
            if "DPRK" in measure.entry.instrument.title
        ]


class TestCalculator:
    def refined(self, as_of: date):
        return find_cap(REGISTER, "refined petroleum", as_of).cap

    def test_deliveries_outside_the_window_or_after_the_day_are_named_and_not_counted(self):
        as_of = date(2018, 6, 30)
        (account,) = count_deliveries(
            self.refined(as_of),
            [
                Delivery(date(2017, 12, 31), 1.0, "barrels"),
                Delivery(date(2018, 1, 1), 10.0, "barrels"),
                Delivery(date(2018, 6, 30), 20.0, "barrels"),
                Delivery(date(2018, 7, 1), 40.0, "barrels"),
            ],
            as_of=as_of,
        )
        assert account.delivered == 30.0
        assert len(account.not_counted) == 2

    def test_more_than_the_cap_leaves_a_negative_remainder_and_passes_every_notice(self):
        as_of = date(2018, 12, 1)
        (account,) = count_deliveries(
            self.refined(as_of), [Delivery(date(2018, 3, 1), 600_000.0, "barrels")], as_of=as_of
        )
        assert account.remaining == -100_000.0
        assert account.notices_passed == (75, 90, 95)

    def test_a_cap_without_a_figure_says_so(self):
        cap = find_cap(REGISTER, "crude oil", STATEMENT_DAY).cap
        (account,) = count_deliveries(cap, [Delivery(date(2017, 11, 1), 5.0, "barrels")], as_of=STATEMENT_DAY)
        assert account.remaining is None
        assert "no figure" in account.not_counted[-1]

    def test_each_unit_counts_in_its_own_limit(self):
        cap = find_cap(REGISTER, "crude oil", DAY_AFTER_2397).cap
        barrels, tons = count_deliveries(
            cap,
            [Delivery(DAY_AFTER_2397, 100.0, "barrels"), Delivery(DAY_AFTER_2397, 7.0, "tons")],
            as_of=DAY_AFTER_2397,
        )
        assert (barrels.delivered, tons.delivered) == (100.0, 7.0)

    def test_a_unit_the_cap_does_not_use_is_refused_with_its_place(self):
        with pytest.raises(
            CapError, match="line 4: unit 'litres'; the cap on refined petroleum counts barrels"
        ):
            count_deliveries(
                self.refined(date(2018, 2, 1)),
                [Delivery(date(2018, 1, 5), 1.0, "litres", "line 4")],
                as_of=date(2018, 2, 1),
            )

    @given(st.lists(st.floats(0.0, 1e6), max_size=30))
    @settings(deadline=None, max_examples=60)
    def test_delivered_and_remaining_add_up_to_the_cap(self, amounts):
        as_of = date(2019, 12, 31)
        (account,) = count_deliveries(
            self.refined(as_of),
            [Delivery(date(2019, 5, 1), amount, "barrels") for amount in amounts],
            as_of=as_of,
        )
        assert account.delivered + account.remaining == pytest.approx(500_000.0, abs=1e-3)

    @given(st.dates(date(2017, 12, 22), date(9999, 12, 31)))
    @settings(deadline=None, max_examples=100)
    def test_every_day_lies_in_the_window_found_for_it(self, day):
        cap = REGISTER.entry("2397-4").paragraph.caps[0]
        assert day in window_of(cap, day)

    def test_the_day_before_the_first_window_lies_in_none(self):
        assert window_of(REGISTER.entry("2397-5").paragraph.caps[0], date(2017, 12, 31)) is None


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("date,amount,unit\n2018-02-30,1,barrels\n", r"d\.csv, line 2: date '2018-02-30' does not exist"),
            ("date,amount,unit\n2018-02-01,many,barrels\n", "amount 'many' is not a number"),
            ("date,amount,unit\n2018-02-01,nan,barrels\n", "negative or not finite"),
            ("date,amount,unit\n2018-02-01,-5,barrels\n", "negative or not finite"),
            ("date,amount,unit\n2018-02-01,5,\n", "line 2: no unit"),
            ("day,amount\n2018-02-01,5\n", "line 2: no date, unit"),
            ("date,amount,unit\n", "holds no delivery"),
            ("", "holds no delivery"),
        ],
    )
    def test_bad_deliveries_name_file_and_line(self, text, message):
        with pytest.raises(CapError, match=message):
            read_deliveries(text, name="d.csv")

    @given(st.text(max_size=200))
    @settings(deadline=None, max_examples=100)
    def test_any_text_is_read_or_refused(self, text):
        try:
            found = read_deliveries(text, name="d.csv")
        except CapError:
            found = ()
        assert all(delivery.amount >= 0.0 for delivery in found)

    def test_unknown_topic_names_the_near_one(self):
        with pytest.raises(UnknownNameError, match="did you mean seafood"):
            measures_in_force(REGISTER, STATEMENT_DAY, topic="seafod")

    def test_unknown_commodity_names_what_is_capped(self):
        with pytest.raises(UnknownNameError, match="capped then: crude oil, refined petroleum"):
            find_cap(REGISTER, "gold", STATEMENT_DAY)

    def test_date_before_the_first_instrument(self):
        with pytest.raises(LawDateError):
            measures_in_force(REGISTER, date(1900, 1, 1))
