"""Phases as readers name them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from synthetic_arrivals import PLACE, readings_at
from testban.geodesy import back_azimuth, epicentral
from testban.location.predict import _plan, _times, predict, travel_time, velocity_model
from testban.location.readings import ReadingArrays

S, MS = 1.0, 1e-3
WHERE: dict[str, Any] = {"latitude_deg": PLACE[0], "longitude_deg": PLACE[1], "depth_km": 12.0}


def network(phase: str | list[str] = "P") -> ReadingArrays:
    return readings_at(
        PLACE, np.array([5.0, 30.0, 60.0, 80.0]), np.array([10.0, 100.0, 200.0, 300.0]), phase=phase
    )


def test_distances_and_azimuths_are_those_of_the_ellipsoid() -> None:
    readings = readings_at(PLACE, np.array([30.0, 60.0]), np.array([100.0, 200.0]), beam=True)
    made = predict(readings, **WHERE)
    distance, azimuth = epicentral(*PLACE, readings.latitude_deg, readings.longitude_deg)
    assert made.distance_deg == pytest.approx(distance)
    assert made.azimuth_deg == pytest.approx(azimuth)
    expected = back_azimuth(*PLACE, readings.latitude_deg, readings.longitude_deg)
    assert made.back_azimuth_deg == pytest.approx(expected)


def test_what_was_not_read_is_not_predicted() -> None:
    made = predict(network(), **WHERE)
    assert np.isnan(made.back_azimuth_deg).all()
    assert np.isnan(made.slowness_slope).all()


@pytest.mark.parametrize("phase", ["P", "S"])
def test_times_are_those_of_the_table_with_ellipticity_and_elevation(phase: str) -> None:
    readings, table = network(phase), velocity_model("ak135")
    high = replace(readings, elevation_m=np.array([0.0, 500.0, 3000.0, -200.0]))
    made = predict(high, **WHERE)
    time, slowness, _ = travel_time(phase, made.distance_deg, 12.0, model="ak135")
    time = time + table.ellipticity_s(phase, made.distance_deg, 12.0, made.azimuth_deg, PLACE[0])
    time = time + table.elevation_s(phase, slowness, high.elevation_m)
    assert made.time_s == pytest.approx(time, abs=1e-3 * MS)
    later = made.time_s - predict(readings, **WHERE).time_s
    # Up through the crust, along the ray.
    speed = 5.8 if phase == "P" else 3.46
    steep = np.sqrt(1.0 - (speed * slowness[2] / 111.195) ** 2)
    assert later[2] == pytest.approx(3.0 / speed * steep, rel=0.001)
    assert later[3] < 0.0


def test_derivatives_are_differences_of_the_times() -> None:
    readings, step = network(["P", "P", "S", "P"]), 0.5
    made = predict(readings, **WHERE)
    up, down = (predict(readings, **{**WHERE, "depth_km": 12.0 + by}).time_s for by in (-step, step))
    assert made.depth_derivative_s_per_km == pytest.approx((down - up) / (2.0 * step), abs=2.0 * MS)
    near, far = (
        travel_time("P", made.distance_deg[[1, 3]] + by, 12.0, model="ak135")[0] for by in (-0.01, 0.01)
    )
    assert made.slowness_s_per_deg[[1, 3]] == pytest.approx((far - near) / 0.02, abs=0.01)


def test_the_slope_of_slowness_is_its_change_over_two_degrees() -> None:
    readings = readings_at(PLACE, np.array([40.0, 70.0]), np.array([100.0, 200.0]), beam=True)
    made = predict(readings, **WHERE)
    low, high = (travel_time("P", made.distance_deg + by, 12.0, model="ak135")[1] for by in (-1.0, 1.0))
    assert made.slowness_slope == pytest.approx((high - low) / 2.0)
    assert (made.slowness_slope < 0.0).all()


@pytest.mark.parametrize(("phase", "first", "distance_deg"), [
    ("PKP", "P", 60.0), ("Pdiff", "P", 50.0), ("Sn", "S", 60.0), ("Pg", "P", 0.02), ("Lg", "Sg", 33.0),
])  # fmt: skip
def test_a_phase_named_beyond_its_branch_is_the_first_arrival_or_goes_on(
    phase: str, first: str, distance_deg: float
) -> None:
    where = np.array([distance_deg])
    time = travel_time(phase, where, 0.0, model="ak135")[0]
    if phase == "Lg":  # as a guided wave of the slowness it had
        edge = travel_time(phase, np.array([29.95]), 0.0, model="ak135")[:, 0]
        assert time[0] == pytest.approx(edge[0] + (distance_deg - 29.95) * edge[1], abs=0.2 * S)
        return
    assert time == pytest.approx(travel_time(first, where, 0.0, model="ak135")[0])


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


@pytest.mark.parametrize("depth_km", [0.0, 12.0, 120.0])
def test_all_phases_in_one_pass_are_as_one_by_one(depth_km: float) -> None:
    names = ("P", "Pn", "Pg", "Pb", "S", "Sn", "Sg", "Sb", "Lg", "PcP", "pP", "PKP", "PKPdf", "Pdiff")
    rng = np.random.default_rng(3)
    distance = np.concatenate([rng.uniform(0.0, 25.0, 300), rng.uniform(0.0, 180.0, 300)])
    phase = rng.choice(names, distance.size)
    together = _times(_plan(tuple(phase.tolist()), "ak135"), phase, distance, depth_km, "ak135")
    for name in names:
        chosen = phase == name
        single = travel_time(name, distance[chosen], depth_km, model="ak135")
        assert np.array_equal(np.isnan(together[:, chosen]), np.isnan(single))
        assert np.nanmax(np.abs(together[:, chosen] - single), initial=0.0) < 1e-6 * MS
