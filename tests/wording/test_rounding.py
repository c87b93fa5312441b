"""Numbers into words: the interval survives, and nothing is claimed beyond it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import testban.wording as words
from testban.model import Ellipse, Hypotheses, Hypothesis, HypothesisTerm, Measured

values = st.floats(-1e6, 1e6)


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


@given(values, st.floats(1e-6, 1e6))
def test_rounding_moves_a_value_by_at_most_a_twentieth_of_the_interval(value, width):
    assert abs(number(words.number_text(value, width)) - value) <= 0.051 * width + 1e-12 * abs(value)


@given(st.floats(1e-3, 1e6), st.floats(0.0, 10.0), st.floats(0.0, 0.99))
def test_an_interval_keeps_its_order_in_words(value, above, below):
    quantity = Measured(
        value=value,
        low=value * (1.0 - below),
        high=value * (1.0 + above),
        level=0.9,
        unit="kt",
        inputs=("a:b",),
    )
    best, low, high = map(number, words.interval_texts(quantity))
    assert low <= best * 1.06
    assert best <= high * 1.06


def test_a_quantity_without_width_keeps_its_value():
    exact = Measured(value=5.0, low=5.0, high=5.0, level=0.9, unit="1", inputs=("a:b",))
    assert words.quantity_text(exact) == "5 (5 to 5 at 90 %)"


@given(st.floats(0.0, 1.0))
def test_only_all_is_100_percent_and_only_nothing_is_0(share):
    text = words.percent_text(share)
    assert (text == "100 %") == (share == 1.0)
    assert (text == "0 %") == (share == 0.0)


@given(st.lists(st.floats(0.001, 1.0), min_size=2, max_size=5))
def test_percentages_of_one_whole_add_up_to_100(weights):
    shares = [weight / sum(weights) for weight in weights]
    texts = words.percent_texts(shares)
    if all("than" not in text for text in texts):
        assert sum(float(text.removesuffix(" %")) for text in texts) == pytest.approx(100.0)
    for text, share in zip(texts, shares, strict=True):
        if "than" not in text:
            assert abs(float(text.removesuffix(" %")) - 100.0 * share) < 1.0


@pytest.mark.parametrize(("minor_km", "decimals"), [(100.0, 2), (9.0, 3), (0.5, 4), (0.05, 5)])
def test_a_position_has_the_digits_of_its_ellipse(minor_km, decimals):
    ellipse = Ellipse(
        kind="coverage",
        level=0.9,
        major_km=2 * minor_km,
        minor_km=minor_km,
        strike_deg=0,
        area_km2=6.28 * minor_km**2,
    )
    text = words.position_text(-41.3, 179.9, ellipse)
    assert len(text.split("°")[0].split(".")[1]) == decimals
    assert "S" in text
    assert "E" in text


@given(st.datetimes(datetime(1945, 1, 1), datetime(2100, 1, 1)), st.integers(0, 6))
def test_a_rounded_time_is_within_half_its_last_digit(moment, decimals):
    text = words.time_text(moment.replace(tzinfo=UTC), decimals=decimals)
    shown = datetime.fromisoformat(text).replace(tzinfo=UTC)
    assert abs(shown - moment.replace(tzinfo=UTC)) <= timedelta(microseconds=0.5 * 10 ** (6 - decimals))


def test_59_9996_seconds_become_the_next_minute():
    moment = datetime(2017, 9, 3, 23, 59, 59, 999_600, tzinfo=UTC)
    assert words.time_text(moment, decimals=3) == "2017-09-04 00:00:00.000"


@given(st.text(min_size=1))
def test_an_anchor_holds_nothing_that_needs_escaping(identifier):
    anchor = words.anchor(identifier)
    assert ":" in anchor
    assert not set(anchor) & set(" \"'<>&#\n\t")


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_different_identifiers_have_different_anchors(one, two):
    if one != two and f"evidence:{one}" != two and f"evidence:{two}" != one:
        assert words.anchor(one) != words.anchor(two)


_THREE = st.lists(st.integers(1, 1000), min_size=3, max_size=3)


@given(_THREE, _THREE)
def test_shares_without_a_measurement_add_up_too(first, second):
    names = ("explosion", "earthquake", "collapse")
    items = tuple(
        Hypothesis(
            name=name,
            probability=1 / 3,
            terms=tuple(
                HypothesisTerm(
                    name=term,
                    log10_likelihood_ratio=0.0,
                    probability_without=rest[place] / sum(rest),
                    inputs=("a:b",),
                )
                for term, rest in (("P/S", first), ("Ms:mb", second))
            ),
        )
        for place, name in enumerate(names)
    )
    found = words.without_texts(Hypotheses(status="answered", items=items))
    for term, rest in (("P/S", first), ("Ms:mb", second)):
        assert list(found[term].values()) == words.percent_texts(share / sum(rest) for share in rest)
