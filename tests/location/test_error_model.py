"""The error model: what neighbouring stations share."""

from __future__ import annotations

import numpy as np

from testban.location.error_model import (
    ErrorModel,
    is_regional,
    model_error_sd,
    same_kind,
    separation_deg,
)

S = 1.0


def test_regional_errors_exceed_teleseismic_ones() -> None:
    sd = model_error_sd(np.array(["Pn", "P"]), np.array([8.0, 65.0]))
    assert sd[0] > 2.0 * S > 1.2 * S > sd[1]


def test_unknown_phase_takes_the_errors_of_p() -> None:
    sd = model_error_sd(np.array(["sP", "P"]), np.array([40.0, 40.0]))
    assert sd[0] == sd[1]


def test_p_and_s_share_nothing() -> None:
    phase = np.array(["P", "S", "Pn"])
    kinds = same_kind(phase, is_regional(phase, np.array([60.0, 60.0, 8.0])))
    assert kinds.tolist() == [[True, False, False], [False, True, False], [False, False, True]]


def test_separation_is_symmetric_and_zero_on_the_diagonal() -> None:
    separation = separation_deg(np.array([10.0, -35.0, 80.0]), np.array([20.0, 150.0, -170.0]))
    assert np.allclose(separation, separation.T)
    assert np.allclose(np.diag(separation), 0.0, atol=1e-6)


def test_prior_prefers_the_table_and_the_published_range() -> None:
    model = ErrorModel()
    assert model.log_prior(1.0, 1.0, 12.0) > model.log_prior(0.35, 1.0, 12.0)
    assert model.log_prior(1.0, 1.0, 12.0) > model.log_prior(1.0, 1.0, 75.0)
