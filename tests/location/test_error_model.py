"""The error model: what neighbouring stations share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from testban.location.error_model import (
    P_WITH_S,
    ErrorModel,
    is_regional,
    model_error_sd,
    separation_deg,
    wave_correlation,
)

S = 1.0


def test_regional_errors_exceed_teleseismic_ones() -> None:
    sd = model_error_sd(np.array(["Pn", "P"]), np.array([8.0, 65.0]))
    assert sd[0] > 2.0 * S > 1.2 * S > sd[1]


def test_unknown_phase_takes_the_errors_of_p() -> None:
    sd = model_error_sd(np.array(["sP", "P"]), np.array([40.0, 40.0]))
    assert sd[0] == sd[1]


def test_rock_that_delays_p_delays_s() -> None:
    correlation = wave_correlation(np.array(["P", "S", "Pn", "Lg"]))
    assert correlation[0].tolist() == [1.0, P_WITH_S, 1.0, P_WITH_S]
    assert np.linalg.eigvalsh(correlation).min() > -1e-12


def test_separation_is_symmetric_and_zero_on_the_diagonal() -> None:
    separation = separation_deg(np.array([10.0, -35.0, 80.0]), np.array([20.0, 150.0, -170.0]))
    assert np.allclose(separation, separation.T)
    assert np.allclose(np.diag(separation), 0.0, atol=1e-6)


def test_prior_prefers_the_table_and_the_published_range() -> None:
    model = ErrorModel()
    assert model.log_prior(1.0, 1.0, 12.0) > model.log_prior(0.35, 1.0, 12.0)
    assert model.log_prior(1.0, 1.0, 12.0) > model.log_prior(1.0, 1.0, 75.0)


def test_prior_is_log_normal_in_factors_and_range() -> None:
    model, law = ErrorModel(), stats.norm().logpdf
    for near, far, range_deg in ((0.35, 0.7, 5.0), (1.6, 1.4, 75.0)):
        expected = law(np.log(near) / 0.5) + law(np.log(far) / 0.3) + law(np.log(range_deg / 12.0))
        assert model.log_prior(near, far, range_deg) == pytest.approx(expected - 3.0 * law(0.0))


def test_the_central_setting_is_the_nearest_by_ratio() -> None:
    model = ErrorModel(regional_factors=(0.6, 1.5), teleseismic_factors=(0.4, 2.0), ranges_deg=(5.0, 30.0))
    assert model.central == ((1.5, 2.0), 5.0)
    assert ErrorModel().central == ((1.0, 1.0), 12.0)


def test_one_setting_keeps_the_prior_and_nothing_else() -> None:
    single = ErrorModel().only(0.6, 1.4, 30.0)
    assert (single.regional_factors, single.teleseismic_factors, single.ranges_deg) == (
        (0.6,),
        (1.4,),
        (30.0,),
    )
    assert single.log_prior(0.6, 1.4, 30.0) == ErrorModel().log_prior(0.6, 1.4, 30.0)


def test_a_station_s_own_error_is_taken_off_in_quadrature() -> None:
    sd = model_error_sd(np.array(["P"]), np.array([60.0]))
    assert np.hypot(sd, 0.4)[0] == pytest.approx(1.16, abs=0.01)  # of the table at 60 degrees


@pytest.mark.parametrize(("phase", "distance_deg", "regional"), [
    ("P", 17.9, True), ("P", 18.0, False), ("S", 17.9, True), ("S", 18.1, False), ("PcP", 30.0, False),
    *((name, 30.0, True) for name in ("Pn", "Pg", "Pb", "Sn", "Sg", "Sb", "Lg")),
])  # fmt: skip
def test_paths_in_the_crust_and_upper_mantle_are_regional(
    phase: str, distance_deg: float, regional: bool
) -> None:
    assert is_regional(np.array([phase]), np.array([distance_deg])).tolist() == [regional]


def test_settings_tried_reach_from_calm_to_rough_in_steps_of_less_than_three() -> None:
    model = ErrorModel()
    for tried, ends in (
        (model.regional_factors, (0.2, 1.6)),
        (model.teleseismic_factors, (0.5, 1.4)),
        (model.ranges_deg, (2.0, 75.0)),
    ):
        assert (tried[0], tried[-1]) == ends
        ratio = np.array(tried[1:]) / tried[:-1]
        assert (ratio > 1.3).all()
        assert (ratio < 2.6).all()


def test_a_wider_prior_of_the_range_punishes_less() -> None:
    wide = replace(ErrorModel(), range_width=2.0)
    assert wide.log_prior(1.0, 1.0, 75.0) == pytest.approx(0.25 * ErrorModel().log_prior(1.0, 1.0, 75.0))


def test_where_the_table_holds_less_than_a_station_s_own_error_a_quarter_is_shared() -> None:
    assert model_error_sd(np.array(["P"]), np.array([0.0])) == pytest.approx([0.25 * 0.1])
