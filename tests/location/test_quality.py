"""Network criteria of ground truth."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.location import ground_truth_5, network_quality, secondary_gap
from testban.location.quality import separate_sites

AZIMUTHS = st.lists(st.floats(0.0, 360.0, exclude_max=True), min_size=3, max_size=30)


class TestNetwork:
    @settings(max_examples=50, deadline=None)
    @given(azimuths=AZIMUTHS, turn=st.floats(0.0, 360.0))
    def test_secondary_gap_does_not_depend_on_north(self, azimuths: list[float], turn: float) -> None:
        assert abs(secondary_gap(azimuths) - secondary_gap(np.array(azimuths) + turn)) < 1e-6

    @settings(max_examples=50, deadline=None)
    @given(azimuths=AZIMUTHS)
    def test_quality_lies_between_none_and_one(self, azimuths: list[float]) -> None:
        assert 0.0 <= network_quality(azimuths) <= 1.0

    def test_two_stations_leave_everything_open(self) -> None:
        assert secondary_gap([10.0, 200.0]) == 360.0


class TestGroundTruth5:
    def test_each_missed_criterion_is_named(self) -> None:
        found = ground_truth_5([30.0, 40.0, 60.0, 90.0], [0.0, 10.0, 20.0, 30.0])
        assert not found.candidate
        assert [reason.split()[0] for reason in found.missed] == ["nearest", "secondary", "network"]

    def test_far_stations_do_not_count(self) -> None:
        near = ground_truth_5([8.0, 40.0, 60.0, 90.0, 120.0], [0.0, 75.0, 140.0, 215.0, 290.0])
        more = ground_truth_5([8.0, 40.0, 60.0, 90.0, 120.0, 500.0], [0.0, 75.0, 140.0, 215.0, 290.0, 33.0])
        assert near == more


class TestSeparateSites:
    def test_an_array_far_away_is_one_witness_and_near_it_several(self) -> None:
        latitude, longitude = np.array([69.50, 69.53, 69.51, 60.0]), np.array([25.50, 25.55, 25.60, 5.0])
        assert separate_sites(latitude, longitude, np.full(4, 30.0)) == 2
        assert separate_sites(latitude, longitude, np.full(4, 0.05)) == 4

    def test_order_does_not_matter(self) -> None:
        latitude, longitude = np.array([0.0, 0.5, 30.0, 30.2]), np.zeros(4)
        distance = np.array([50.0, 50.5, 80.0, 80.2])
        turned = separate_sites(latitude[::-1], longitude[::-1], distance[::-1])
        assert turned == separate_sites(latitude, longitude, distance) == 2
