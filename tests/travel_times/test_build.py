"""Curves of single branches, without a whole table."""

from __future__ import annotations

import numpy as np
import pytest

from testban.travel_times.branches import Branch, list_branches
from testban.travel_times.curves import CurveMaker, earliest
from testban.travel_times.layering import Layers, make_layers
from testban.travel_times.velocity_model import parse_velocity_model

from .toy import ROWS, tvel


@pytest.fixture(scope="module")
def layers() -> Layers:
    return make_layers(parse_velocity_model(tvel(ROWS), name="toy", suffix=".tvel"), law="linear")


def branch(layers: Layers, phase: str) -> Branch:
    return next(one for one in list_branches(layers) if phase in one.phases)


def test_crust_and_mantle_answer_pg_pb_pn(layers: Layers) -> None:
    names = {phase for one in list_branches(layers) for phase in one.phases}
    assert {"P", "Pg", "Pb", "Pn", "S", "Sg", "Sb", "Sn", "PKPab", "PKPbc", "PKPdf", "PKiKP"} <= names
    assert branch(layers, "Pb").zone == (20.0, 35.0)


def test_direct_wave_in_the_upper_crust_is_straight(layers: Layers) -> None:
    curve = CurveMaker(layers).curve(branch(layers, "Pg"), 12.0)
    assert curve is not None
    x = np.array([0.0, 0.1, 1.0, 4.0])
    time, p, dtdz = earliest(curve, x)
    r, a = 6371.0, 6371.0 - 12.0
    chord = np.sqrt(r**2 + a**2 - 2 * r * a * np.cos(np.radians(x)))
    np.testing.assert_allclose(time, chord / 5.8, atol=1e-4)
    slope = (a - r * np.cos(np.radians(x))) / chord / 5.8  # d chord / d radius of the source
    np.testing.assert_allclose(dtdz, -slope, atol=2e-4)
    assert p[0] == pytest.approx(0.0, abs=1e-9)


def test_source_below_a_zone_does_not_light_it_from_above(layers: Layers) -> None:
    assert CurveMaker(layers).curve(branch(layers, "Pg"), 30.0) is None


def test_sides_of_a_jump_differ(layers: Layers) -> None:
    maker = CurveMaker(layers)
    above, below = (maker.curve(branch(layers, "PcP"), 20.0, below=side) for side in (False, True))
    assert above is not None
    assert below is not None
    # straight down: one over the velocity of the side the source is on
    assert above.depth_derivative[-1] == pytest.approx(-1 / 5.8)
    assert below.depth_derivative[-1] == pytest.approx(-1 / 6.5)
