"""Phases as readers name them."""

from __future__ import annotations

import numpy as np
import pytest

from testban.location.predict import travel_time, velocity_model

S = 1.0


def test_pn_nearer_than_the_crossover_is_the_first_arrival() -> None:
    distance = np.array([0.3, 0.9, 5.0])
    first = velocity_model("ak135").first_p(distance, 0.0).time_s
    assert np.allclose(travel_time("Pn", distance, 0.0, model="ak135")[0], first)


@pytest.mark.parametrize("phase", ["Pg", "Pb", "Sg", "Sb"])
@pytest.mark.parametrize("depth_km", [0.0, 10.0])
def test_crustal_phases_go_on_without_a_step(phase: str, depth_km: float) -> None:
    distance = np.arange(2.0, 15.0, 0.05)
    time = travel_time(phase, distance, depth_km, model="ak135")[0]
    assert np.isfinite(time).all()
    assert np.abs(np.diff(time, 2)).max() < 0.3 * S


def test_s_within_the_crust_is_the_first_s() -> None:
    time = travel_time("S", np.array([0.5]), 0.0, model="ak135")[0]
    assert time[0] == pytest.approx(0.5 * 111.195 / 3.46, abs=0.3 * S)


def test_phase_that_cannot_exist_has_no_time() -> None:
    assert np.isnan(travel_time("PKPbc", np.array([30.0]), 0.0, model="ak135")[0]).all()
