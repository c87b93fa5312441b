"""Damping of the steps, and the densities that the evidence is made of, against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from testban.location.reweighted_least_squares import DEGREES_OF_FREEDOM
from testban.location.solve import _Damping, _log_scale_prior, _log_weights, _share, _unpredicted_penalty


class TestDamping:
    def test_a_step_is_at_most_500_km_and_keeps_its_direction(self) -> None:
        taken = _Damping().next(np.array([3000.0, -4000.0, 10.0]))
        assert taken == pytest.approx([300.0, -400.0, 1.0])

    def test_no_step_is_no_step(self) -> None:
        assert _Damping().next(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]

    def test_steps_that_go_on_or_aside_are_taken_whole(self) -> None:
        damping = _Damping()
        for step in ([10.0, 0.0, 1.0], [10.0, 0.0, 0.0], [0.0, 12.0, -1.0], [3.0, 9.0, 0.0], [0.0, 0.5, 0.0]):
            assert damping.next(np.array(step)).tolist() == step

    @pytest.mark.parametrize(("back", "taken"), [(-4.0, -4.0), (-5.0, -5.0), (-5.1, -5.0), (-10.0, -5.0)])
    def test_a_step_that_turns_back_further_than_half_is_halved(self, back: float, taken: float) -> None:
        damping = _Damping()
        damping.next(np.array([6.0, 8.0, 0.0]))
        step = damping.next(np.array([0.6 * back, 0.8 * back, 1.0]))
        assert step == pytest.approx(np.array([0.6 * back, 0.8 * back, 1.0]) * (taken / back))

    @pytest.mark.parametrize("first_km", [64.0, 0.5])
    def test_turning_back_again_and_again_halves_again_and_again(self, first_km: float) -> None:
        damping, sign, steps = _Damping(), 1.0, []
        for _ in range(6):
            steps.append(float(damping.next(np.array([0.0, sign * first_km, 0.0]))[1]))
            sign = -sign
        assert np.array(steps) / first_km == pytest.approx([1.0, -1 / 2, 1 / 4, -1 / 8, 1 / 16, -1 / 32])

    def test_turning_back_by_half_leaves_the_reach_as_it_was(self) -> None:
        damping = _Damping()
        for step in ([6.0, 8.0, 0.0], [-3.0, -4.0, 0.0], [-60.0, -80.0, 0.0]):
            assert damping.next(np.array(step)).tolist() == step

    def test_a_long_way_back_is_taken_in_parts_of_a_twentieth(self) -> None:
        damping = _Damping()
        damping.next(np.array([1.0, 0.0, 0.0]))
        assert damping.next(np.array([-100.0, 0.0, 0.0])) == pytest.approx([-5.0, 0.0, 0.0])
        assert damping.next(np.array([-100.0, 0.0, 0.0])) == pytest.approx([-5.5, 0.0, 0.0])

    def test_the_reach_grows_again_but_not_beyond_the_limit(self) -> None:
        damping = _Damping()
        for _ in range(3):
            damping.next(np.array([1000.0, 0.0, 0.0]))
        assert damping.next(np.array([1000.0, 0.0, 0.0])) == pytest.approx([500.0, 0.0, 0.0])
        assert damping.next(np.array([-1000.0, 0.0, 0.0])) == pytest.approx([-250.0, 0.0, 0.0])


class TestDensities:
    def test_weights_and_gaussian_density_together_are_students_t(self) -> None:
        off = np.array([0.0, 0.5, 3.0, 30.0])  # residuals in standard deviations
        weight = (DEGREES_OF_FREEDOM + 1.0) / (DEGREES_OF_FREEDOM + off**2)
        bound = [
            0.5 * np.log(w) - 0.5 * w * z**2 + _log_weights(np.array([w]), np.array([0]))
            for w, z in zip(weight, off, strict=True)
        ]
        exact = stats.t(DEGREES_OF_FREEDOM).logpdf(off)
        assert np.subtract(bound, bound[0]) == pytest.approx(exact - exact[0], abs=1e-12)

    def test_rows_of_one_onset_count_their_weight_once(self) -> None:
        once = _log_weights(np.array([0.4, 1.0]), np.array([0, 1]))
        assert _log_weights(np.array([0.4, 1.0, 0.4]), np.array([0, 1, 0])) == pytest.approx(once)

    def test_the_scale_has_a_scaled_inverse_chi_square_prior_worth_five_readings(self) -> None:
        scale = np.array([0.3, 0.7, 1.0, 1.5, 4.0])
        density = stats.invgamma(2.5, scale=2.5).logpdf(scale**2) + np.log(scale**2)  # of the logarithm
        ours = np.array([_log_scale_prior(one) for one in scale])
        assert ours - ours[2] == pytest.approx(density - density[2])

    def test_a_reading_that_cannot_be_predicted_costs_what_one_forty_deviations_off_does(self) -> None:
        law = stats.t(DEGREES_OF_FREEDOM)
        each = law.logpdf(0.0) - law.logpdf(40.0)
        assert _unpredicted_penalty(np.array([True, False, True, False])) == pytest.approx(2.0 * each)
        assert _unpredicted_penalty(np.ones(4, dtype=bool)) == 0.0

    def test_the_share_of_a_weight_lies_between_none_and_one(self) -> None:
        assert _share(np.array([0.0, 0.625, 1.25, 2.0])).tolist() == [0.0, 0.5, 1.0, 1.0]
