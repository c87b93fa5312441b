"""The error model: what neighbouring stations share."""

from __future__ import annotations

import numpy as np

from testban.location.error_model import (
    P_WITH_S,
    ErrorModel,
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
