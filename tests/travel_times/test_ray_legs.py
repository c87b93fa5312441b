"""Legs through layers against geometry and against their plain twin."""

from __future__ import annotations

import numpy as np
import pytest

from testban.travel_times.ray_legs import REACHED, REFLECTED, TURNED, _leg_numpy, leg, slowness_at

R = 6371.0


def uniform(speed: float, edges: tuple[float, ...]) -> np.ndarray:
    """A sphere of one velocity, cut into layers."""
    e = np.array(edges)
    return np.column_stack([e[:-1], e[1:], (R - e[:-1]) / speed, (R - e[1:]) / speed])


@pytest.mark.parametrize("angle_deg", [1.0, 30.0, 90.0, 179.0])
def test_ray_in_a_uniform_sphere_is_a_chord(angle_deg: float) -> None:
    half = np.radians(angle_deg) / 2
    p = np.array([R / 8.0 * np.cos(half)])
    x, tau, turn, how = leg(uniform(8.0, (0.0, 100.0, 3000.0, R)), R, p, R)
    assert how[0] == TURNED
    assert x[0] == pytest.approx(half)
    assert tau[0] + p[0] * x[0] == pytest.approx(R * np.sin(half) / 8.0)
    assert turn[0] == pytest.approx(R - R * np.cos(half))


def test_vertical_ray_takes_depth_over_velocity() -> None:
    x, tau, _, how = leg(uniform(5.0, (0.0, 10.0, R)), R, np.zeros(1), 600.0)
    assert (x[0], how[0]) == (0.0, REACHED)
    assert tau[0] == pytest.approx(120.0)


def test_ray_too_flat_for_the_layer_below_is_reflected() -> None:
    layers = np.vstack([uniform(5.0, (0.0, 30.0)), uniform(8.0, (30.0, R))])
    p = np.array([(R - 30.0) / 6.0])
    _, _, turn, how = leg(layers, R, p, R)
    assert (how[0], turn[0]) == (REFLECTED, 30.0)


def test_compiled_loop_gives_what_the_plain_one_gives() -> None:
    rng = np.random.default_rng(3)
    edges = np.sort(rng.uniform(1, 6000, 40))
    speed = 5.0 + 1e-3 * edges + rng.uniform(0, 0.3, 40)
    slow = (R - edges) / speed
    layers = np.column_stack([edges[:-1], edges[1:], slow[:-1], slow[1:]])
    layers = np.vstack([[0.0, edges[0], R / 5.0, slow[0]], layers])
    p = rng.uniform(0, R / 5.0, 500)
    for stop in (50.0, 700.0, R):
        for one, other in zip(leg(layers, R, p, stop), _leg_numpy(layers, R, p, stop), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-10)


def test_slowness_has_two_values_at_a_jump() -> None:
    layers = np.vstack([uniform(5.0, (0.0, 30.0)), uniform(8.0, (30.0, R))])
    assert slowness_at(layers, R, 30.0, above=True) == pytest.approx((R - 30) / 5)
    assert slowness_at(layers, R, 30.0, above=False) == pytest.approx((R - 30) / 8)
