"""A prior on the command line: read as written, refused with its reason, never half understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testban.discrimination import PriorError, check_prior, parse_prior, prior_text


class TestReading:
    def test_order_and_spaces_do_not_matter(self) -> None:
        assert parse_prior(" collapse = 0.1,explosion=0.3 ,earthquake=6e-1") == {
            "explosion": 0.3,
            "earthquake": 0.6,
            "collapse": 0.1,
        }

    def test_thirds_of_two_digits_are_rounded_thirds(self) -> None:
        found = parse_prior("explosion=0.33,earthquake=0.33,collapse=0.33")
        assert found["explosion"] == pytest.approx(1 / 3)

    @given(st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3))
    def test_what_is_written_is_read_again_exactly(self, weights: list[float]) -> None:
        names = ("explosion", "earthquake", "collapse")
        prior = check_prior({n: w / sum(weights) for n, w in zip(names, weights, strict=True)})
        assert parse_prior(prior_text(prior)) == prior


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "is not NAME=PROBABILITY"),
            ("0.5,0.45,0.05", "is not NAME=PROBABILITY"),
            ("explosion=half,earthquake=0.4,collapse=0.1", "'explosion=half' is not"),
            ("explosion=nan,earthquake=0.4,collapse=0.1", "'explosion=nan' is not"),
            ("explosion=0.5,explosion=0.5", "explosion is given twice"),
            ("explosion=0.5,earthquake=0.5,collapse=0", "no evidence could ever raise"),
            ("explosion=50,earthquake=45,collapse=5", "not a probability between 0 and 1"),
            ("explosion=0.5,earthquake=0.3,collapse=0.1", "add up to 0.9"),
        ],
    )
    def test_is_named(self, text: str, said: str) -> None:
        with pytest.raises(PriorError, match=said):
            parse_prior(text)
