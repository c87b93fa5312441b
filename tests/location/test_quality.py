"""Network criteria of ground truth."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.location import ground_truth_5, network_quality, secondary_gap
from testban.location.quality import separate_sites, site_numbers

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

    @pytest.mark.parametrize(("azimuths", "gap"), [
        ([], 360.0), ([10.0], 360.0), ([0.0, 90.0, 180.0], 270.0), ([0.0, 90.0, 180.0, 270.0], 180.0),
        ([0.0, 10.0, 20.0, 30.0], 340.0), ([350.0, 370.0, 190.0, 100.0], 250.0), ([45.0, 45.0, 45.0], 360.0),
    ])  # fmt: skip
    def test_secondary_gaps_by_hand(self, azimuths: list[float], gap: float) -> None:
        assert secondary_gap(azimuths) == pytest.approx(gap)

    @settings(max_examples=50, deadline=None)
    @given(azimuths=st.lists(st.floats(0.0, 359.0), min_size=4, max_size=12, unique=True))
    def test_secondary_gap_is_the_largest_gap_without_any_one_station(self, azimuths: list[float]) -> None:
        gaps = []
        for left_out in range(len(azimuths)):
            rest = sorted(azimuths[:left_out] + azimuths[left_out + 1 :])
            gaps += [b - a for a, b in pairwise([*rest, rest[0] + 360.0])]
        assert secondary_gap(azimuths) == pytest.approx(max(gaps))

    def test_quality_by_hand(self) -> None:
        assert network_quality([]) == 1.0
        assert network_quality([77.0]) == 0.0
        # Sorted 0, 0, 180: evenly spread ones of the same mean are -60, 60, 180.
        assert network_quality([180.0, 0.0, 360.0]) == pytest.approx(4.0 * (60.0 + 60.0) / (3.0 * 360.0))


class TestGroundTruth5:
    AROUND = (0.0, 72.0, 144.0, 216.0, 288.0)

    def test_limits_are_inside(self) -> None:
        near = ground_truth_5([10.0, 150.0, 60.0, 90.0, 150.0], self.AROUND)
        assert near.candidate
        assert (near.local_stations, near.nearest_km) == (5, 10.0)
        assert near.secondary_gap_deg == pytest.approx(144.0)
        assert near.network_quality == pytest.approx(0.0)
        gap = ground_truth_5([5.0] * 5, [0.0, 80.0, 160.0, 230.0, 300.0])
        assert gap.secondary_gap_deg == pytest.approx(160.0)
        assert gap.candidate

    @pytest.mark.parametrize(("distances", "azimuths", "missed"), [
        ([10.1, 20.0, 20.0, 20.0, 20.0], AROUND, "nearest station at 10 km, at most 10 km"),
        ([5.0] * 5, (0.0, 81.0, 161.0, 230.0, 300.0), "secondary gap 161 deg, at most 160 deg"),
        ([5.0] * 24, (*[0.0] * 20, *[100.0] * 2, *[200.0] * 2), "network quality"),
    ])  # fmt: skip
    def test_a_step_beyond_each_limit_is_missed(self, distances, azimuths, missed) -> None:
        found = ground_truth_5(distances, azimuths)
        assert not found.candidate
        assert len(found.missed) == 1
        assert found.missed[0].startswith(missed)

    def test_without_local_stations_it_says_so_first(self) -> None:
        assert ground_truth_5([150.1], [10.0]).missed[0] == "no station within 150 km"
        assert ground_truth_5([], []).nearest_km == np.inf

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

    @pytest.mark.parametrize(("apart_km", "distance_deg", "sites"), [
        (99.0, 60.0, 1), (101.0, 60.0, 2),  # 100 km at most
        (49.0, 9.0, 1), (51.0, 9.0, 2),  # and a twentieth of the distance
    ])  # fmt: skip
    def test_sites_are_apart_by_distance_and_by_share_of_it(self, apart_km, distance_deg, sites) -> None:
        latitude = np.array([0.0, apart_km / 110.574])
        assert separate_sites(latitude, np.zeros(2), np.full(2, distance_deg)) == sites

    def test_the_nearer_of_two_stations_decides(self) -> None:
        latitude = np.array([0.0, 0.4])
        assert separate_sites(latitude, np.zeros(2), np.array([5.0, 50.0])) == 2
        assert separate_sites(latitude, np.zeros(2), np.array([50.0, 5.0])) == 2

    def test_longitudes_shrink_towards_the_pole(self) -> None:
        assert separate_sites(np.full(2, 80.0), np.array([0.0, 4.0]), np.full(2, 60.0)) == 1
        assert separate_sites(np.full(2, 0.0), np.array([0.0, 4.0]), np.full(2, 60.0)) == 2

    def test_a_chain_of_neighbours_is_one_site_with_one_number(self) -> None:
        latitude, distance = np.array([0.0, 1.4, 0.7, 30.0]), np.full(4, 60.0)
        assert separate_sites(latitude, np.zeros(4), distance) == 2
        number = site_numbers(latitude, np.zeros(4), distance)
        assert number[0] == number[1] == number[2] != number[3]

    def test_no_station_is_no_site(self) -> None:
        none = np.zeros(0)
        assert separate_sites(none, none, none) == 0

    def test_order_does_not_matter(self) -> None:
        latitude, longitude = np.array([0.0, 0.5, 30.0, 30.2]), np.zeros(4)
        distance = np.array([50.0, 50.5, 80.0, 80.2])
        turned = separate_sites(latitude[::-1], longitude[::-1], distance[::-1])
        assert turned == separate_sites(latitude, longitude, distance) == 2
