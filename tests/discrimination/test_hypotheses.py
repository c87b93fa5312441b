"""From P/S to explanations: never certain, never hanging on the prior, and the way the physics says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.discrimination import NetworkRatio, explain_ratio, load_populations

BAND = (4.0, 8.0)


def ratio(value: float, sd: float = 0.1) -> NetworkRatio:
    return NetworkRatio(
        BAND,
        value,
        sd,
        value - 2 * sd,
        value + 2 * sd,
        0.5,
        0.3,
        value,
        value - sd,
        value + sd,
        300.0,
        300.0,
        8,
        0,
    )


class TestAnswer:
    def test_a_large_ratio_speaks_for_an_explosion(self) -> None:
        found = explain_ratio(ratio(0.45))
        assert found.status == "answered"
        assert found.items[0].name == "explosion"

    def test_a_small_ratio_speaks_for_an_earthquake(self) -> None:
        found = explain_ratio(ratio(-0.35))
        assert found.status == "answered"
        assert found.items[0].name == "earthquake"

    def test_a_ratio_between_the_populations_is_insufficient_with_its_reason(self) -> None:
        found = explain_ratio(ratio(0.03))
        assert found.status == "insufficient_data"
        assert "times" in found.reason
        assert "likely beforehand" in found.reason
        assert all(item.probability is None for item in found.items)
        assert all(item.terms for item in found.items)

    def test_a_poor_measurement_is_insufficient(self) -> None:
        assert explain_ratio(ratio(0.3, sd=1.5)).status == "insufficient_data"

    @settings(deadline=None, max_examples=200)
    @given(st.floats(-3.0, 3.0), st.floats(0.01, 2.0))
    def test_no_ratio_is_ever_certain(self, value: float, sd: float) -> None:
        found = explain_ratio(ratio(value, sd))
        for item in found.items:
            assert item.probability is None or item.probability < 0.99

    @settings(deadline=None, max_examples=100)
    @given(st.floats(-1.0, 1.0), st.floats(0.02, 0.5))
    def test_probabilities_add_up(self, value: float, sd: float) -> None:
        found = explain_ratio(ratio(value, sd))
        if found.status == "answered":
            assert sum(item.probability or 0.0 for item in found.items) == pytest.approx(1.0)

    @settings(deadline=None, max_examples=60)
    @given(st.floats(-0.5, 0.4), st.floats(0.0, 0.1))
    def test_more_p_never_moves_away_from_explosion_between_the_means(
        self, value: float, more: float
    ) -> None:
        def for_explosion(one: NetworkRatio) -> float:
            items = {item.name: item for item in explain_ratio(one).items}
            return items["explosion"].terms[0].log10_likelihood_ratio

        if value + more < load_populations().kinds[0].mean:
            assert for_explosion(ratio(value + more)) >= for_explosion(ratio(value)) - 1e-9

    def test_an_answer_survives_the_stated_range_of_priors(self) -> None:
        known = load_populations()
        for value in (-0.6, -0.3, -0.1, 0.0, 0.1, 0.3, 0.6):
            found = explain_ratio(ratio(value))
            if found.status != "answered":
                continue
            for odds in (known.odds_range, 1.0 / known.odds_range):
                prior = {k: v * (odds if k == "explosion" else 1.0) for k, v in known.prior.items()}
                again = explain_ratio(ratio(value), prior=prior, populations=replace(known, odds_range=1.0))
                assert again.items[0].name == found.items[0].name


class TestNothingToSay:
    def test_no_measurement_keeps_its_reason(self) -> None:
        found = explain_ratio(None, reason="S lies outside every record")
        assert (found.status, found.reason) == ("insufficient_data", "S lies outside every record")

    def test_another_band_has_no_population(self) -> None:
        found = explain_ratio(replace(ratio(0.5), band_hz=(1.0, 2.0)))
        assert found.reason == "no network P/S at 4-8 Hz"


class TestFacts:
    def test_every_population_has_a_source_and_a_flag(self) -> None:
        for one in load_populations().kinds:
            assert one.source
            assert isinstance(one.verified, bool)

    def test_the_means_agree_with_the_separation_published_elsewhere(self) -> None:
        explosion, earthquake, _ = load_populations().kinds
        joint = (explosion.mean_sd**2 + earthquake.mean_sd**2) ** 0.5
        assert explosion.mean - earthquake.mean == pytest.approx(0.67, abs=2 * joint)

    def test_the_prior_adds_up(self) -> None:
        assert sum(load_populations().prior.values()) == pytest.approx(1.0)
