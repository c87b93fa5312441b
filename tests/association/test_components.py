"""Exchanged, reversed and turned components are named, sound ones are not, and doubt is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.association.components import (
    AS_GIVEN,
    FAULTS,
    PrincipalMotion,
    name_fault,
    principal_motion,
    weigh_components,
)

WRONG = [name for name in FAULTS if name != AS_GIVEN]
HORIZONTAL = [name for name in WRONG if "vertical and" not in name]


def named(
    fault: str, back_azimuth_deg: float, *, incidence_deg: float = 35.0, off_deg: float = 0.0
) -> tuple[str, ...]:
    """What is said of P that comes from so far off its back azimuth on components with a fault."""
    seen = np.radians(back_azimuth_deg + off_deg)
    incidence = np.radians(incidence_deg)
    ground = np.array(
        [np.cos(incidence), -np.sin(incidence) * np.cos(seen), -np.sin(incidence) * np.sin(seen)]
    )
    motion = PrincipalMotion(FAULTS[fault] @ ground, flatness=0.05, error_rad=0.05, snr=50.0)
    return name_fault([weigh_components(motion, back_azimuth_deg, distance_km=500.0)])[0]


class TestSoundComponents:
    @settings(max_examples=200)
    @given(st.floats(0.0, 360.0), st.floats(5.0, 65.0), st.floats(-45.0, 45.0))
    def test_scatter_of_more_than_two_standard_deviations_accuses_nobody(
        self, azimuth: float, incidence: float, off: float
    ) -> None:
        assert named(AS_GIVEN, azimuth, incidence_deg=incidence, off_deg=off) == ()

    def test_normal_scatter_accuses_fewer_than_one_in_100(self) -> None:
        rng = np.random.default_rng(0)
        said = [named(AS_GIVEN, rng.uniform(0, 360), off_deg=rng.normal(0.0, 20.0)) for _ in range(1000)]
        assert sum(bool(one) for one in said) < 10

    def test_a_steep_wave_tells_nothing_of_the_horizontals(self) -> None:
        assert named("north and east swapped", 120.0, incidence_deg=2.0) == ()


class TestFaults:
    @settings(max_examples=300)
    @given(st.sampled_from(HORIZONTAL), st.floats(0.0, 360.0), st.floats(15.0, 60.0), st.floats(-20.0, 20.0))
    def test_at_every_azimuth_the_fault_is_among_those_named_or_nothing_is_said(
        self, fault: str, azimuth: float, incidence: float, off: float
    ) -> None:
        said = named(fault, azimuth, incidence_deg=incidence, off_deg=off)
        assert said == () or fault in said

    @pytest.mark.parametrize(
        ("fault", "unseen"),
        [
            ("north and east swapped", [45.0, 225.0]),
            ("north upside down", [90.0, 270.0]),
            ("east upside down", [0.0, 180.0]),
        ],
    )
    def test_a_mirror_is_seen_but_along_its_own_line(self, fault: str, unseen: list[float]) -> None:
        for azimuth in unseen:
            assert named(fault, azimuth) == ()
            for turn in (45.0, 90.0, -45.0):
                assert fault in named(fault, azimuth + turn)

    @pytest.mark.parametrize("fault", [name for name in HORIZONTAL if "turned" in name or "(or" in name])
    def test_a_turn_is_seen_at_every_azimuth(self, fault: str) -> None:
        assert all(fault in named(fault, azimuth) for azimuth in range(0, 360, 15))

    def test_what_one_direction_cannot_tell_is_said(self) -> None:
        # From the east: north is not moved, so east upside down is as good as the vertical upside down.
        assert set(named("east upside down", 90.0)) == {
            "east upside down",
            "vertical (or both horizontals) upside down",
        }

    @pytest.mark.parametrize(
        ("fault", "azimuth"),
        [
            ("north upside down", 22.5),
            ("east upside down", 67.5),
            ("vertical (or both horizontals) upside down", 45.0),
            ("horizontals turned by 90 deg clockwise", 22.5),
            ("horizontals turned by 90 deg anticlockwise", 67.5),
        ],
    )
    def test_where_the_others_point_elsewhere_one_is_named_alone(self, fault: str, azimuth: float) -> None:
        assert named(fault, azimuth) == (fault,)

    @pytest.mark.parametrize(
        ("fault", "azimuth"), [("vertical and north swapped", 90.0), ("vertical and east swapped", 0.0)]
    )
    def test_a_vertical_that_does_not_move_is_named(self, fault: str, azimuth: float) -> None:
        assert fault in named(fault, azimuth)

    def test_parts_of_the_band_must_agree(self) -> None:
        against = {AS_GIVEN: 0.02, "east upside down": 1.0}
        assert name_fault([against, against])[0] == ("east upside down",)
        assert name_fault([against, {AS_GIVEN: 1.0, "east upside down": 0.02}])[0] == ()


class TestPrincipalMotion:
    def test_noise_of_unequal_components_is_taken_off(self) -> None:
        rng = np.random.default_rng(1)
        wave = rng.normal(size=400)
        line = np.array([0.8, 0.0, 0.6])
        noise = rng.normal(size=(3, 4000)) * np.array([[0.1], [2.0], [0.1]])
        motion = principal_motion(3.0 * line[:, None] * wave + noise[:, :400], noise[:, 400:], samples=100.0)
        assert motion is not None
        assert abs(motion.direction @ line) > 0.99

    def test_noise_alone_is_no_motion_or_a_flat_one(self) -> None:
        rng = np.random.default_rng(2)
        motion = principal_motion(rng.normal(size=(3, 60)), rng.normal(size=(3, 200)), samples=18.0)
        assert motion is None or motion.flatness > 0.2

    def test_no_motion_is_none(self) -> None:
        assert principal_motion(np.zeros((3, 60)), np.zeros((3, 60)), samples=18.0) is None
