"""From evidence to explanations: never certain or due to the prior, and the way the physics says."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.discrimination import (
    NetworkRatio,
    PriorError,
    evidence_weights,
    explain,
    explain_ratio,
    load_populations,
    ratio_evidence,
)
from testban.model import Evidence, Hypotheses

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
        assert "likely a priori" in found.reason
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
                moved = {k: v * (odds if k == "explosion" else 1.0) for k, v in known.prior.items()}
                prior = {k: v / sum(moved.values()) for k, v in moved.items()}
                again = explain_ratio(ratio(value), prior=prior, populations=replace(known, odds_range=1.0))
                assert again.items[0].name == found.items[0].name


def gaussian(kind: str, z: float, separation: float, name: str = "") -> Evidence:
    """Evidence of a measurement z standard deviations above earthquakes; collapses look like earthquakes."""
    logs = {"explosion": -0.5 * (z - separation) ** 2, "earthquake": -0.5 * z**2, "collapse": -0.5 * z**2}
    return Evidence.model_validate(
        {
            "kind": kind,
            "name": name or kind,
            "log_likelihood": logs,
            "separation": separation,
            "inputs": (f"test:{kind}",),
        }
    )


def odds(found: Hypotheses, one: str = "explosion", other: str = "earthquake") -> float:
    share = {item.name: item.probability for item in found.items}
    return (share[one] or 0.0) / (share[other] or 1.0)


class TestTogether:
    def test_independent_evidence_is_multiplied(self) -> None:
        ps, depth = gaussian("P/S", 2.2, 2.0), gaussian("depth", 1.6, 2.0)
        both = odds(explain((ps, depth)))
        assert both == pytest.approx(math.exp(2.0 * (2.2 - 1.0) + 2.0 * (1.6 - 1.0)))

    def test_two_equal_correlated_terms_count_one_over_one_plus_rho_each(self) -> None:
        known = load_populations()
        rho = known.correlation_of("P/S", "Ms:mb")
        weights = evidence_weights((gaussian("P/S", 2.0, 2.0), gaussian("Ms:mb", 2.0, 2.0)), known)
        assert weights == pytest.approx((1.0 / (1.0 + rho),) * 2)

    def test_error_of_measurement_is_not_correlated(self) -> None:
        known = load_populations()
        terms = [
            gaussian(kind, 2.0, 2.0).model_copy(update={"event_share": share})
            for kind, share in (("P/S", 0.5), ("Ms:mb", 0.8))
        ]
        rho = known.correlation_of("P/S", "Ms:mb") * 0.5 * 0.8
        assert evidence_weights(terms, known) == pytest.approx((1.0 / (1.0 + rho),) * 2)

    def test_a_noisier_ratio_shares_less_of_its_scatter(self) -> None:
        clear, noisy = (ratio_evidence(ratio(0.3, sd), inputs=("x:y",)) for sd in (0.05, 0.5))
        assert noisy.event_share < clear.event_share <= 1.0
        assert noisy.separation < clear.separation

    def test_a_weak_correlated_term_takes_nothing_from_a_strong_one(self) -> None:
        strong, weak = gaussian("P/S", 2.0, 2.0), gaussian("Ms:mb", 0.1, 0.2)
        assert evidence_weights((strong, weak), load_populations()) == pytest.approx((1.0, 0.0))

    def test_the_product_is_the_likelihood_ratio_of_the_joint_distribution(self) -> None:
        # Both above rho times the other: no bound is active, and the optimum is Fisher's discriminant.
        known = load_populations()
        d, x = np.array([2.0, 1.6]), np.array([2.1, 1.5])
        rho = known.correlation_of("P/S", "Ms:mb")
        joint = d @ np.linalg.inv([[1.0, rho], [rho, 1.0]]) @ (x - 0.5 * d)
        found = explain((gaussian("P/S", x[0], d[0]), gaussian("Ms:mb", x[1], d[1])))
        assert math.log(odds(found)) == pytest.approx(joint)

    def test_correlated_evidence_is_calibrated_and_a_plain_product_is_not(self) -> None:
        rng = np.random.default_rng(1)
        known, rho, d = load_populations(), load_populations().correlation_of("P/S", "Ms:mb"), 1.5
        weights = evidence_weights((gaussian("P/S", 0.0, d), gaussian("Ms:mb", 0.0, d)), known)
        explosion = rng.random(20_000) < 0.5
        noise = rng.multivariate_normal([0.0, 0.0], [[1.0, rho], [rho, 1.0]], size=explosion.size)
        log_odds = d * (noise + d * explosion[:, None] - 0.5 * d)
        for power, honest in ((np.array(weights), True), (np.ones(2), False)):
            said = 1.0 / (1.0 + np.exp(-log_odds @ power))
            sure = (said > 0.9) & (said < 0.95)
            assert (abs(said[sure].mean() - explosion[sure].mean()) < 0.02) == honest

    def test_each_term_says_what_the_others_alone_would_give(self) -> None:
        ps, depth = gaussian("P/S", 2.2, 2.0), gaussian("depth", 1.6, 2.0)
        both, alone = (
            explain((ps, depth)),
            explain((depth,), populations=replace(load_populations(), odds_range=1.0)),
        )
        for item in both.items:
            term = next(one for one in item.terms if one.name == "P/S")
            (other,) = (one for one in alone.items if one.name == item.name)
            assert term.probability_without == pytest.approx(other.probability)

    def test_without_the_only_term_there_is_the_prior(self) -> None:
        for item in explain_ratio(ratio(0.45)).items:
            assert item.terms[0].probability_without == pytest.approx(load_populations().prior[item.name])

    def test_what_could_not_be_weighed_is_said(self) -> None:
        missing = Evidence(kind="Ms:mb", name="Ms:mb", reason="one surface-wave station")
        found = explain((ratio_evidence(ratio(0.45), inputs=("x:y",)), missing))
        assert found.status == "answered"
        assert [(one.id, one.reason) for one in found.not_weighed] == [("Ms:mb", "one surface-wave station")]

    def test_more_than_ps_may_say_more_than_ps(self) -> None:
        found = explain((gaussian("P/S", 3.0, 2.0), gaussian("depth", 4.0, 3.0)))
        assert (found.items[0].probability or 0.0) > 0.99

    def test_two_bands_of_ps_say_no_more_than_one_may(self) -> None:
        bands = [gaussian("P/S", 5.0, 2.5, name=name) for name in ("P/S 4-6 Hz", "P/S 6-8 Hz")]
        found = explain(bands)
        assert found.items[0].probability == pytest.approx(0.99)
        assert "P/S alone" in found.reason
        assert sum(item.probability or 0.0 for item in found.items) == pytest.approx(1.0)


class TestPrior:
    PRIOR = {"explosion": 0.2, "earthquake": 0.75, "collapse": 0.05}  # noqa: RUF012

    def test_odds_move_by_the_ratio_of_the_priors(self) -> None:
        strong = gaussian("depth", 5.0, 4.0)
        before, after = explain((strong,)), explain((strong,), prior=self.PRIOR)
        assert odds(after) / odds(before) == pytest.approx((0.2 / 0.75) / (0.475 / 0.475))
        assert after.prior == self.PRIOR
        assert after.prior_basis == "given by the user"

    def test_a_prior_cannot_make_an_answer_of_nothing(self) -> None:
        found = explain(
            (ratio_evidence(ratio(0.03), inputs=("x:y",)),),
            prior={"explosion": 0.9, "earthquake": 0.05, "collapse": 0.05},
        )
        assert found.status == "insufficient_data"
        assert "under the packaged one" in found.reason
        assert all(item.probability is None for item in found.items)

    def test_a_prior_against_the_data_leaves_the_answer_open(self) -> None:
        found = explain_ratio(ratio(0.45), prior={"explosion": 0.01, "earthquake": 0.94, "collapse": 0.05})
        assert found.status == "insufficient_data"

    def test_ps_alone_stays_below_its_limit_under_any_prior(self) -> None:
        found = explain_ratio(ratio(0.45), prior={"explosion": 0.98, "earthquake": 0.01, "collapse": 0.01})
        assert found.items[0].probability == pytest.approx(0.99)

    @pytest.mark.parametrize(
        ("prior", "said"),
        [
            ({"explosion": 0.5, "earthquake": 0.5}, "no probability for collapse"),
            ({"explosion": 0.5, "earthquake": 0.5, "collapse": 0.0}, "no evidence could ever raise"),
            ({"explosion": 0.5, "earthquake": 0.5, "collapse": 0.5}, "add up to 1.5"),
            ({"explosion": 1.2, "earthquake": -0.3, "collapse": 0.1}, "explosion=1.2 is not a probability"),
            ({"explosion": 0.5, "earthquake": 0.4, "collapse": 0.05, "blast": 0.05}, "'blast' is none of"),
            ({"explosion": math.nan, "earthquake": 0.5, "collapse": 0.5}, "is not a probability"),
        ],
    )
    def test_what_is_no_prior_is_refused_by_name(self, prior: dict[str, float], said: str) -> None:
        with pytest.raises(PriorError, match=said):
            explain_ratio(ratio(0.45), prior=prior)


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
            assert one.size
            assert one.region
            assert isinstance(one.verified, bool)

    def test_the_means_agree_with_the_separation_published_elsewhere(self) -> None:
        explosion, earthquake, _ = load_populations().kinds
        joint = (explosion.mean_sd**2 + earthquake.mean_sd**2) ** 0.5
        assert explosion.mean - earthquake.mean == pytest.approx(0.67, abs=2 * joint)

    def test_the_prior_adds_up(self) -> None:
        assert sum(load_populations().prior.values()) == pytest.approx(1.0)
