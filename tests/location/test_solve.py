"""The locator at fixed depth: what it does step by step with scripted collaborators, and its fixed points."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import testban.location.solve as solve_module
from synthetic_arrivals import PLACE, readings_at
from testban.geodesy import geodesic, position_at_offset
from testban.location.error_model import ErrorModel, model_error_sd
from testban.location.linear_system import blocks_of, extra_rows, linearise
from testban.location.missing_information import missing_information
from testban.location.model_averaging import average
from testban.location.predict import predict
from testban.location.readings import ReadingArrays
from testban.location.reweighted_least_squares import DEGREES_OF_FREEDOM, reweighted_least_squares
from testban.location.solve import (
    Fit,
    _log_scale_prior,
    _log_weights,
    _starting_setting,
    _unpredicted_penalty,
    fit_at_depth,
)

KM, S = 1.0, 1.0
ALONE = ErrorModel().only(1.0, 1.0, 12.0)
DISTANCES = np.array([35.0, 50.0, 65.0, 80.0, 42.0, 71.0, 58.0, 88.0])
AZIMUTHS = np.array([10.0, 55.0, 100.0, 160.0, 205.0, 250.0, 290.0, 340.0])


def noisy(seed: int = 1) -> ReadingArrays:
    return readings_at(PLACE, DISTANCES, AZIMUTHS, late_s=np.random.default_rng(seed).normal(0.0, 1.0, 8))


def fitted(
    readings: ReadingArrays, errors: ErrorModel = ALONE, place: tuple[float, float] = PLACE, **given: Any
) -> Fit:
    given = {"depth_km": 0.0, **given}
    return fit_at_depth(readings, latitude_deg=place[0], longitude_deg=place[1], errors=errors, **given)


class Script:
    """Stands for the linear steps and the average over error models, and keeps what they were asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[float, ...]] | None = None) -> None:
        self.steps, self.solved, self.order = steps or [(0.0, 0.0, 0.0)], [], []
        self.predicted: list[tuple[float, float]] = []
        self.settings: list[Any] = []
        self.mean = np.zeros(3)
        self._predict = predict
        self.weights = 0.8
        monkeypatch.setattr(solve_module, "predict", self.on_predict)
        monkeypatch.setattr(solve_module, "reweighted_least_squares", self.on_solve)
        monkeypatch.setattr(solve_module, "average", self.on_average)
        monkeypatch.setattr(solve_module, "missing_information", lambda *_: np.diag([5.0, 6.0, 7.0]))

    def on_predict(self, readings: ReadingArrays, **given: Any) -> Any:
        self.order.append("predict")
        self.predicted.append((given["latitude_deg"], given["longitude_deg"]))
        return self._predict(readings, **given)

    def on_solve(
        self, rows: Any, blocks: Any, factors: Any, range_deg: float, weights: Any, scale: float
    ) -> Any:
        self.order.append("solve")
        self.solved.append(
            SimpleNamespace(rows=rows, setting=(factors, range_deg), weights=weights, scale=scale)
        )
        step = self.steps[min(len(self.solved), len(self.steps)) - 1]
        return np.array(step), np.full(weights.size, self.weights), 1.5

    def on_average(self, rows: Any, blocks: Any, weights: Any, scale: float, errors: ErrorModel) -> Any:
        self.order.append("average")
        assert (weights.size, scale) == (rows.residual.size, 1.5)
        setting = self.settings.pop(0) if self.settings else self.solved[-1].setting
        return SimpleNamespace(
            best=setting, mean=self.mean, covariance=np.diag([1.0, 2.0, 3.0]), log_evidence=11.0
        )


class TestConvergence:
    def test_it_ends_with_the_first_step_below_a_metre_and_a_tenth_of_a_millisecond(
        self, monkeypatch
    ) -> None:
        steps = [(0.0, 1.0, 0.0), (1e-3, 0.0, 0.0), (0.0, 1.5e-3, 0.0), (0.0, 0.9e-3, 0.0), (0.0, 0.0, 0.0)]
        script = Script(monkeypatch, steps)
        fitted(noisy())
        assert len(script.solved) == 4
        script = Script(monkeypatch, [(0.0, 0.0, t) for t in (1.0, 1e-4, -1.5e-4, -0.9e-4, 0.0)])
        fitted(noisy())
        assert len(script.solved) == 4

    def test_a_rough_fit_ends_within_fifty_metres_and_five_milliseconds(self, monkeypatch) -> None:
        script = Script(monkeypatch, [(0.0, north, 0.0) for north in (1.0, 0.06, 0.049, 0.0)])
        fitted(noisy(), rough=True)
        assert len(script.solved) == 3
        script = Script(monkeypatch, [(0.0, 0.0, t) for t in (1.0, 0.006, 0.0049, 0.0)])
        fitted(noisy(), rough=True)
        assert len(script.solved) == 3

    def test_both_the_place_and_the_time_must_settle(self, monkeypatch) -> None:
        script = Script(monkeypatch, [(0.0, 5.0, 0.0), (0.0, 0.0, 5.0), (0.0, 0.0, 0.0)])
        fitted(noisy())
        assert len(script.solved) == 3

    @pytest.mark.parametrize(("rough", "most"), [(False, 40), (True, 12)])
    def test_it_gives_up_after_forty_predictions_or_a_dozen_where_rough(
        self, monkeypatch, rough, most
    ) -> None:
        script = Script(monkeypatch, [(1.0, 0.0, 0.0)])
        fitted(noisy(), rough=rough)
        assert script.order.count("predict") == most + 1  # and one at the answer

    def test_error_models_are_weighed_after_the_second_to_fourth_prediction_and_at_the_end(
        self, monkeypatch
    ) -> None:
        script = Script(monkeypatch)
        fitted(noisy(), ErrorModel())
        assert script.order == ["predict", "solve", *3 * ["predict", "solve", "average"], "predict", "solve",
                                "average", "predict"]  # fmt: skip
        script = Script(monkeypatch)
        fitted(noisy(), ALONE)
        assert script.order == ["predict", "solve", "average", "predict"]

    @pytest.mark.parametrize(
        "errors",
        [
            ErrorModel(teleseismic_factors=(1.0,), ranges_deg=(12.0,)),
            ErrorModel(regional_factors=(1.0,), ranges_deg=(12.0,)),
            ErrorModel(regional_factors=(1.0,), teleseismic_factors=(1.0,)),
            ErrorModel(regional_factors=(0.6, 1.0), teleseismic_factors=(0.7, 1.0), ranges_deg=(12.0,)),
            ErrorModel(regional_factors=(1.0,), teleseismic_factors=(0.7, 1.0), ranges_deg=(5.0, 12.0)),
        ],
    )
    def test_several_values_of_one_setting_are_several_models(self, monkeypatch, errors) -> None:
        script = Script(monkeypatch)
        fitted(noisy(), errors)
        assert script.order.count("average") == 4

    def test_a_better_error_model_is_used_from_the_next_step_on_with_full_steps(self, monkeypatch) -> None:
        script = Script(monkeypatch, [(0.0, 10.0, 0.0), (0.0, -9.0, 0.0), (0.0, 9.0, 0.0), (0.0, 0.0, 0.0)])
        other = ((0.6, 1.4), 30.0)
        script.settings = [other, other, other, other]
        fit = fitted(noisy(), ErrorModel())
        central = ErrorModel().central
        assert [one.setting for one in script.solved] == [central, central, other, other, other]
        # The second step turns back and is taken whole, for the damping begins anew; the third is shortened.
        moved = [
            geodesic(*a, *b)[0] for a, b in zip(script.predicted[1:3], script.predicted[2:4], strict=True)
        ]
        assert moved == pytest.approx([9.0, 4.5], abs=0.01)
        assert (fit.regional_factor, fit.teleseismic_factor, fit.range_deg) == (0.6, 1.4, 30.0)

    def test_where_branches_cross_the_steps_shrink_instead_of_going_to_and_fro(self, monkeypatch) -> None:
        script = Script(monkeypatch)
        crossing = position_at_offset(*PLACE, 0.0, 3.0)

        def to_and_fro(
            rows: Any, blocks: Any, factors: Any, range_deg: float, weights: Any, scale: float
        ) -> Any:
            script.order.append("solve")
            north = 8.0 if script.predicted[-1][0] < crossing[0] else -8.0
            return np.array([0.0, north, 0.0]), weights, 1.5

        monkeypatch.setattr(solve_module, "reweighted_least_squares", to_and_fro)
        script.settings = [ALONE.central]
        script.mean = np.array([0.0, -8.0, 0.0])
        fitted(noisy())
        assert script.order.count("solve") < 40
        assert geodesic(*script.predicted[-2], *crossing)[0] < 0.1 * KM


class TestStart:
    def test_the_first_origin_time_is_the_median_of_what_the_readings_say(self, monkeypatch) -> None:
        script = Script(monkeypatch)
        readings = noisy()
        fit = fitted(readings)
        late = (
            readings.time_s - predict(readings, latitude_deg=41.0, longitude_deg=129.0, depth_km=0.0).time_s
        )
        assert fit.time_s == pytest.approx(np.median(late))
        assert script.solved[0].rows.residual == pytest.approx(late - np.median(late))

    def test_later_steps_keep_the_time_that_was_reached(self, monkeypatch) -> None:
        script = Script(monkeypatch, [(0.0, 0.0, 2.0), (0.0, 0.0, 0.0)])
        fitted(noisy())
        assert script.solved[1].rows.residual == pytest.approx(script.solved[0].rows.residual - 2.0)

    def test_readings_that_cannot_be_predicted_do_not_set_the_time(self, monkeypatch) -> None:
        Script(monkeypatch)
        readings = noisy()
        lost = replace(readings, phase=np.array(["P"] * 5 + ["PKPbc"] * 3))
        fit = fitted(lost)
        late = (
            readings.time_s - predict(readings, latitude_deg=41.0, longitude_deg=129.0, depth_km=0.0).time_s
        )
        assert fit.usable.tolist() == [True] * 5 + [False] * 3
        assert fit.time_s == pytest.approx(np.median(late[:5]))
        assert (fit.weight[5:] == 0.0).all()

    def test_without_any_prediction_the_time_is_that_of_the_epoch(self, monkeypatch) -> None:
        Script(monkeypatch)
        lost = replace(noisy(), phase=np.array(["PKPbc"] * 8))
        assert fitted(lost).time_s == 0.0

    def test_weights_and_scale_begin_at_one_or_where_another_fit_ended(self, monkeypatch) -> None:
        beam = readings_at(PLACE, DISTANCES, AZIMUTHS, beam=True)
        first = fitted(beam)
        script = Script(monkeypatch)
        fitted(beam)
        assert script.solved[0].weights.tolist() == [1.0] * 24
        assert script.solved[0].scale == 1.0
        script = Script(monkeypatch)
        fitted(beam, start=first)
        assert script.solved[0].weights is first.weights
        assert script.solved[0].scale == first.reading_scale

    def test_the_error_model_begins_with_that_of_another_fit_by_ratio(self) -> None:
        errors = ErrorModel()
        start: Any = SimpleNamespace(regional_factor=0.45, teleseismic_factor=1.3, range_deg=19.5)
        assert _starting_setting(errors, None) == ((1.0, 1.0), 12.0)
        # 0.45 is 1.29 times 0.35 and 0.75 times 0.6; 19.5 degrees are nearer to 30 than to 12 by ratio alone.
        assert _starting_setting(errors, start) == ((0.35, 1.4), 30.0)


class TestAnswer:
    @pytest.mark.parametrize("mean", [(3.0, 0.0, 0.0), (0.0, 3.0, 0.0), (0.0, 0.0, 3.0), (-1.0, 2.0, -0.5)])
    def test_it_moves_from_the_last_step_to_the_mean_over_error_models(self, monkeypatch, mean) -> None:
        script = Script(monkeypatch, [(0.4e-3, 0.2e-3, 0.05e-3)])
        script.mean = np.array(mean)
        readings = noisy()
        fit = fitted(readings)
        # The last step is taken already: of the mean only the rest is left.
        place = position_at_offset(*PLACE, mean[0], mean[1])
        assert geodesic(fit.latitude_deg, fit.longitude_deg, *place)[0] < 1e-4 * KM
        start = predict(readings, latitude_deg=41.0, longitude_deg=129.0, depth_km=0.0).time_s
        assert fit.time_s - np.median(readings.time_s - start) == pytest.approx(mean[2], abs=1e-9)

    def test_predictions_and_residuals_are_those_of_the_answer(self, monkeypatch) -> None:
        script = Script(monkeypatch)
        script.mean = np.array([30.0, -40.0, 1.0])
        readings = noisy()
        fit = fitted(readings, depth_km=33.0)
        where = {"latitude_deg": fit.latitude_deg, "longitude_deg": fit.longitude_deg, "depth_km": 33.0}
        there = predict(readings, **where)
        assert fit.depth_km == 33.0
        assert fit.prediction.time_s == pytest.approx(there.time_s)
        assert fit.residual_s == pytest.approx(readings.time_s - there.time_s - fit.time_s)

    def test_the_covariance_includes_estimated_weights_unless_it_is_rough(self, monkeypatch) -> None:
        Script(monkeypatch)
        assert fitted(noisy()).covariance == pytest.approx(np.diag([6.0, 8.0, 10.0]))
        assert fitted(noisy(), rough=True).covariance == pytest.approx(np.diag([1.0, 2.0, 3.0]))

    def test_errors_of_a_reading_are_those_of_its_path_and_its_own_in_quadrature(self, monkeypatch) -> None:
        script = Script(monkeypatch)
        script.settings = [((0.6, 1.4), 30.0)]
        phases = ["Pn", *["P"] * 7]
        readings = readings_at(PLACE, np.array([8.0, *DISTANCES[1:]]), AZIMUTHS, phase=phases)
        fit = fitted(readings)
        own = 1.5 * np.hypot(readings.sd_s, 0.4)
        factor = np.array([0.6, *[1.4] * 7])
        common = factor * model_error_sd(readings.phase, fit.prediction.distance_deg)
        assert fit.sd_s == pytest.approx(np.sqrt(common**2 + own**2))
        assert fit.reading_scale == 1.5

    def test_the_evidence_is_the_sum_of_what_was_found_and_what_it_cost(self, monkeypatch) -> None:
        Script(monkeypatch)
        readings = replace(noisy(), phase=np.array(["P"] * 7 + ["PKPbc"]))
        cost = _log_weights(np.full(8, 0.8), np.arange(8)) + _log_scale_prior(1.5)
        loss = _unpredicted_penalty(np.array([True] * 7 + [False]))
        assert fitted(readings).log_evidence == pytest.approx(11.0 + cost - loss)

    def test_a_phase_that_ends_between_the_last_step_and_the_answer_is_not_used(self, monkeypatch) -> None:
        script = Script(monkeypatch)

        def ending(readings: ReadingArrays, **given: Any) -> Any:
            found = predict(readings, **given)
            script.order.append("predict")
            time = found.time_s.copy()
            time[2 * (script.order.count("predict") > 1)] = np.nan
            return replace(found, time_s=time)

        monkeypatch.setattr(solve_module, "predict", ending)
        assert fitted(noisy()).usable.tolist() == [False, True, False, *[True] * 5]

    def test_weights_are_shares_of_full_ones_and_only_of_times(self, monkeypatch) -> None:
        Script(monkeypatch)
        beam = readings_at(PLACE, DISTANCES, AZIMUTHS, beam=True)
        fit = fitted(beam)
        assert fit.weight == pytest.approx(np.full(8, 0.8 * DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM + 1.0)))
        assert fit.weights.size == 24

    def test_the_velocity_model_is_ak135_where_none_is_named(self, monkeypatch) -> None:
        script = Script(monkeypatch)
        asked = []
        monkeypatch.setattr(
            solve_module,
            "predict",
            lambda readings, **given: (asked.append(given["model"]), predict(readings, **given))[1],
        )
        fitted(noisy())
        assert set(asked) == {"ak135"}
        assert script.solved


class TestOneLinearProblem:
    """The collaborators as they are: the answer is a fixed point of their step."""

    @pytest.mark.parametrize("errors", [ALONE, ErrorModel()])
    def test_at_the_answer_the_mean_step_vanishes(self, errors: ErrorModel) -> None:
        readings = noisy(4)
        fit = fitted(readings, errors, place=(41.4, 128.5))
        factors = (fit.regional_factor, fit.teleseismic_factor)
        rows = linearise(readings, fit.prediction, fit.usable, extra_rows(readings), fit.time_s)
        shared = solve_module.SharedErrors(readings)
        blocks = blocks_of(readings, fit.prediction, fit.usable, shared, 0, errors.ranges_deg)
        _, weights, scale = reweighted_least_squares(
            rows, blocks, factors, fit.range_deg, fit.weights, fit.reading_scale
        )
        mixture = average(rows, blocks, weights, scale, errors)
        assert np.hypot(*mixture.mean[:2]) < 0.02 * KM
        assert abs(mixture.mean[2]) < 0.002 * S
        added = missing_information(rows, blocks, *mixture.best, weights, scale)
        assert fit.covariance == pytest.approx(mixture.covariance + added, rel=0.02, abs=0.02)

    def test_swapping_east_and_north_would_show(self) -> None:
        """The answer from exact times is the place itself, from a start on any side of it."""
        for east, north in ((40.0, 0.0), (0.0, 40.0), (-30.0, 60.0)):
            start = position_at_offset(*PLACE, east, north)
            fit = fitted(readings_at(PLACE, DISTANCES, AZIMUTHS), place=(float(start[0]), float(start[1])))
            assert geodesic(fit.latitude_deg, fit.longitude_deg, *PLACE)[0] < 0.01 * KM
            assert abs(fit.time_s) < 0.001 * S
