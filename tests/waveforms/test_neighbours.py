"""A wrong response raises P and noise alike; scatter, distance and bad luck do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.waveforms import GroundMotion, compare_neighbours


def network(seed: int, *, count: int = 9, decay: float = 1.75, sd: float = 0.35) -> list[GroundMotion]:
    """Stations at 100 to 1,000 km with scatter as observed."""
    rng = np.random.default_rng(seed)
    distance = 10.0 ** rng.uniform(2.0, 3.0, count)
    return [
        GroundMotion(
            f"N.S{k}..BHZ",
            f"N.S{k}",
            float(distance[k]),
            float(-8.0 + rng.normal(0.0, 0.5)),
            float(-3.0 - decay * np.log10(distance[k]) + rng.normal(0.0, sd)),
        )
        for k in range(count)
    ]


def shifted(one: GroundMotion, log_factor: float) -> GroundMotion:
    signal = None if one.signal is None else one.signal + log_factor
    return GroundMotion(one.channel, one.station, one.distance_km, one.noise + log_factor, signal)


class TestSoundStations:
    @pytest.mark.parametrize("decay", [1.1, 1.75, 2.4])
    def test_none_of_3000_is_accused_at_any_decay_in_use(self, decay: float) -> None:
        accused = [key for seed in range(333) for key in compare_neighbours(network(seed, decay=decay))[0]]
        assert accused == []

    def test_a_loud_site_is_no_wrong_response(self) -> None:
        made = network(1)
        made[0] = GroundMotion(
            made[0].channel, made[0].station, made[0].distance_km, made[0].noise + 2.5, made[0].signal
        )
        assert compare_neighbours(made)[0] == {}

    def test_a_p_that_alone_stands_out_is_another_fault(self) -> None:
        made = network(1)
        one = made[0]
        made[0] = GroundMotion(one.channel, one.station, one.distance_km, -8.0, (one.signal or 0.0) + 3.0)
        assert compare_neighbours(made)[0] == {}


class TestWrongResponses:
    @settings(deadline=None, max_examples=60)
    @given(st.integers(0, 10_000), st.sampled_from([-5.0, -4.0, 4.0, 5.0]))
    def test_a_factor_of_10_000_is_always_found_and_nobody_else_accused(self, seed: int, log: float) -> None:
        made = network(seed, count=12)
        made[0] = shifted(made[0], log)
        wrong, unchecked = compare_neighbours(made)
        if made[0].station not in unchecked:
            assert set(wrong) == {made[0].channel}

    def test_the_message_gives_the_factor(self) -> None:
        made = [GroundMotion(f"N.S{k}..BHZ", f"N.S{k}", 200.0, -8.0, -6.0) for k in range(4)]
        wrong, _ = compare_neighbours([*made, GroundMotion("N.X..BHZ", "N.X", 200.0, -3.8, -1.8)])
        assert wrong == {
            "N.X..BHZ": "station N.X: ground motion 1.6e+04 times that of its neighbours; response not used"
        }

    def test_without_p_only_what_no_noise_on_earth_does_counts(self) -> None:
        made = [GroundMotion(f"N.S{k}..BHZ", f"N.S{k}", 200.0, -8.0, None) for k in range(4)]
        loud = GroundMotion("N.X..BHZ", "N.X", 200.0, -5.5, None)
        wrong = GroundMotion("N.X..BHZ", "N.X", 200.0, -4.9, None)
        assert compare_neighbours([*made, loud])[0] == {}
        assert set(compare_neighbours([*made, wrong])[0]) == {"N.X..BHZ"}

    def test_quieter_than_the_earth_needs_no_neighbour(self) -> None:
        wrong, unchecked = compare_neighbours([GroundMotion("N.X..BHZ", "N.X", 200.0, -13.0, None)])
        assert "6.3e+03 times below the quietest ground on Earth" in wrong["N.X..BHZ"]
        assert unchecked == ("N.X",)


class TestFewNeighbours:
    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_with_fewer_than_three_neighbours_nothing_is_said(self, count: int) -> None:
        made = [
            GroundMotion(f"N.S{k}..BHZ", f"N.S{k}", 200.0, -8.0 + 5.0 * (k == 0), -6.0) for k in range(count)
        ]
        wrong, unchecked = compare_neighbours(made)
        assert wrong == {}
        assert unchecked == tuple(f"N.S{k}" for k in range(count))

    def test_stations_far_nearer_or_farther_are_no_neighbours(self) -> None:
        made = [GroundMotion(f"N.S{k}..BHZ", f"N.S{k}", 1000.0, -8.0, -6.0) for k in range(5)]
        _, unchecked = compare_neighbours([*made, GroundMotion("N.X..BHZ", "N.X", 300.0, -8.0, -2.0)])
        assert unchecked == ("N.X",)

    def test_elements_of_one_station_are_one_neighbour(self) -> None:
        made = [GroundMotion(f"N.S0.0{k}.BHZ", "N.S0", 200.0, -8.0, -6.0) for k in range(5)]
        _, unchecked = compare_neighbours([*made, GroundMotion("N.X..BHZ", "N.X", 200.0, -8.0, -6.0)])
        assert set(unchecked) == {"N.S0", "N.X"}

    def test_nothing_gives_nothing(self) -> None:
        assert compare_neighbours([]) == ({}, ())
