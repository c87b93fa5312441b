"""Networks: bounds count, a faulty station does not carry them, relative magnitudes have honest errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.magnitudes import (
    NoReadingsError,
    Reading,
    ReadingError,
    fit_station_terms,
    network_magnitude,
    relative_magnitudes,
)

MAG = 1.0  # magnitude unit


def simulated_network(rng, magnitude, thresholds, sd=0.34):
    readings = []
    for k, threshold in enumerate(thresholds):
        value = magnitude + sd * rng.standard_normal()
        readings.append(
            Reading(f"S{k}", value) if value > threshold else Reading(f"S{k}", threshold, "at most")
        )
    return readings


class TestNetwork:
    def test_counting_the_silent_removes_the_bias_of_the_plain_mean(self):
        rng = np.random.default_rng(11)
        plain, counted = [], []
        for _ in range(50):
            readings = simulated_network(rng, 4.5, rng.uniform(4.0, 5.0, 20))
            result = network_magnitude(readings)
            if result.mean is not None:
                plain.append(result.mean - 4.5)
                counted.append(result.magnitude.value - 4.5)
        assert np.mean(plain) > 0.12 * MAG
        assert abs(np.mean(counted)) < 0.05 * MAG

    def test_ninety_percent_intervals_hold_the_truth_about_that_often(self):
        rng = np.random.default_rng(12)
        inside = []
        for _ in range(100):
            magnitude = network_magnitude(simulated_network(rng, 4.5, rng.uniform(3.8, 4.8, 10))).magnitude
            inside.append(magnitude.low <= 4.5 <= magnitude.high)
        assert 0.82 <= np.mean(inside) <= 0.97

    def test_one_wrong_response_is_named_and_does_not_carry_the_network(self):
        sound = [Reading(f"S{k}", 5.0 + 0.1 * k) for k in range(6)]
        result = network_magnitude([*sound, Reading("BAD", 8.9)])
        assert result.doubtful == ("BAD",)
        assert abs(result.magnitude.value - network_magnitude(sound).magnitude.value) < 0.05 * MAG

    def test_a_silent_dead_station_does_not_carry_the_network(self):
        sound = [Reading(f"S{k}", 5.5 + 0.1 * k) for k in range(6)]
        result = network_magnitude([*sound, Reading("DEAD", 2.0, "at most")])
        assert "DEAD" in result.doubtful
        assert result.magnitude.low > 5.4

    def test_clipped_readings_pull_upward(self):
        seen = [Reading("A", 6.0), Reading("B", 6.1)]
        clipped = [Reading("C", 6.4, "at least"), Reading("D", 6.3, "at least")]
        assert network_magnitude(seen + clipped).magnitude.value > network_magnitude(seen).magnitude.value

    @given(values=st.lists(st.floats(3.0, 7.0), min_size=1, max_size=8), shift=st.floats(-0.5, 0.5))
    @settings(deadline=None, max_examples=25)
    def test_shifting_all_readings_shifts_the_magnitude(self, values, shift):
        before = network_magnitude([Reading(f"S{k}", v) for k, v in enumerate(values)]).magnitude.value
        after = network_magnitude([Reading(f"S{k}", v + shift) for k, v in enumerate(values)]).magnitude.value
        assert after - before == pytest.approx(shift, abs=1e-6)

    @given(values=st.lists(st.floats(4.0, 5.0), min_size=1, max_size=6), extra=st.floats(3.5, 4.9))
    @settings(deadline=None, max_examples=25)
    def test_a_silent_station_never_raises_the_magnitude(self, values, extra):
        seen = [Reading(f"S{k}", v) for k, v in enumerate(values)]
        alone = network_magnitude(seen).magnitude.value
        assert network_magnitude([*seen, Reading("X", extra, "at most")]).magnitude.value <= alone + 1e-6

    def test_terms_are_subtracted(self):
        with_term = network_magnitude([Reading("A", 5.3, term=0.3)]).magnitude.value
        assert with_term == pytest.approx(network_magnitude([Reading("A", 5.0)]).magnitude.value, abs=1e-9)

    def test_silence_everywhere_is_a_bound_and_not_a_magnitude(self):
        result = network_magnitude([Reading("A", 4.0, "at most"), Reading("B", 4.2, "at most")])
        assert result.magnitude.value is None
        assert 3.8 < result.upper_bound < 4.5
        assert "no station saw" in result.magnitude.reason

    def test_clipping_everywhere_is_a_lower_bound(self):
        result = network_magnitude([Reading("A", 6.0, "at least"), Reading("B", 6.2, "at least")])
        assert result.magnitude.value is None
        assert 5.7 < result.lower_bound < 6.4

    def test_one_station_alone_has_a_wide_interval(self):
        magnitude = network_magnitude([Reading("A", 5.0)]).magnitude
        assert magnitude.high - magnitude.low > 1.0 * MAG


class TestTerms:
    def test_terms_come_back_from_many_events(self):
        rng = np.random.default_rng(3)
        truth, reference = rng.normal(0.1, 0.3, 6), rng.uniform(5.0, 6.5, 40)
        seen = reference[:, None] + truth + 0.1 * rng.standard_normal((40, 6))
        found = fit_station_terms(seen, reference=reference)
        assert np.abs(found.term - truth).max() < 0.08 * MAG

    def test_one_wrong_reading_moves_a_term_little(self):
        reference = np.full(6, 5.0)
        seen = np.full((6, 2), 5.2)
        spoilt = seen.copy()
        spoilt[0, 0] = 8.0
        moved = (
            fit_station_terms(spoilt, reference=reference).term
            - fit_station_terms(seen, reference=reference).term
        )
        assert abs(moved[0]) < 0.15 * MAG

    def test_a_station_never_seen_gets_the_mean_and_a_wide_deviation(self):
        seen = np.array([[5.2, np.nan], [5.3, np.nan]])
        found = fit_station_terms(seen, reference=np.array([5.0, 5.1]))
        assert found.term[1] == pytest.approx(found.mean)
        assert found.sd[1] > found.sd[0]

    def test_nothing_in_common_is_said(self):
        with pytest.raises(NoReadingsError, match="no event has both"):
            fit_station_terms(np.full((2, 2), np.nan), reference=np.array([5.0, 5.0]))

    def test_shapes_that_differ_are_said(self):
        with pytest.raises(ReadingError, match="do not match"):
            fit_station_terms(np.ones((2, 2)), reference=np.ones(3))


class TestRelative:
    def test_two_standard_deviations_hold_the_truth(self):
        rng = np.random.default_rng(21)
        truth, inside = np.array([0.0, 0.4, 1.2]), []
        for _ in range(80):
            y = truth[:, None] + rng.normal(3.0, 0.5, 10) + 0.1 * rng.standard_normal((3, 10))
            found = relative_magnitudes(y, stations=[f"S{k}" for k in range(10)])
            inside += (
                np.abs(found.difference - truth)[1:] < 2 * np.sqrt(np.diag(found.covariance))[1:]
            ).tolist()
        assert 0.88 <= np.mean(inside) <= 1.0

    def test_events_share_the_error_of_the_reference(self):
        found = relative_magnitudes(np.zeros((3, 5)), stations=list("ABCDE"))
        correlation = found.covariance[1, 2] / found.covariance[1, 1]
        assert correlation == pytest.approx(0.5)

    def test_a_station_whose_gain_changed_moves_the_answer_little(self):
        y = np.zeros((2, 8))
        y[1] = 1.2
        y[1, 0] = 2.2
        found = relative_magnitudes(y, stations=list("ABCDEFGH"))
        assert abs(found.difference[1] - 1.2) < 0.08 * MAG

    def test_three_channels_of_one_station_count_once(self):
        y = np.array([[1.0, 1.0, 1.0, 1.0], [2.3, 2.3, 2.3, 2.0]])
        found = relative_magnitudes(y, stations=["A", "A", "A", "B"])
        assert found.difference[1] == pytest.approx(1.15)
        assert found.stations == 2

    def test_events_linked_only_through_a_third_are_compared(self):
        y = np.array([[1.0, np.nan], [1.5, 2.0], [np.nan, 3.0]])
        found = relative_magnitudes(y, stations=["A", "B"])
        assert found.difference == pytest.approx([0.0, 0.5, 1.5])
        assert found.covariance[2, 2] > found.covariance[1, 1]

    def test_an_unconnected_event_is_named(self):
        y = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, 3.0]])
        with pytest.raises(NoReadingsError, match="event 2"):
            relative_magnitudes(y, stations=["A", "B"])

    def test_one_event_is_refused(self):
        with pytest.raises(ReadingError, match="needs two"):
            relative_magnitudes(np.ones((1, 3)), stations=list("ABC"))

    def test_shapes_that_differ_are_said(self):
        with pytest.raises(ReadingError, match="do not match"):
            relative_magnitudes(np.ones((2, 3)), stations=list("AB"))


class TestBadInput:
    def test_no_reading_at_all_is_said(self):
        with pytest.raises(NoReadingsError, match="no reading"):
            network_magnitude([])

    @pytest.mark.parametrize("value", [math.nan, math.inf, 12.0, -5.0])
    def test_an_absurd_magnitude_names_the_station(self, value):
        with pytest.raises(ReadingError, match="station KAPI"):
            network_magnitude([Reading("KAPI", value)])

    def test_a_station_twice_is_refused(self):
        with pytest.raises(ReadingError, match="two readings"):
            network_magnitude([Reading("A", 5.0), Reading("A", 5.1)])

    def test_a_level_that_is_no_probability_is_refused(self):
        with pytest.raises(ReadingError, match="level"):
            network_magnitude([Reading("A", 5.0)], level=1.0)

    def test_a_deviation_of_zero_is_refused(self):
        with pytest.raises(ReadingError, match="standard deviation"):
            network_magnitude([Reading("A", 5.0)], station_sd=0.0)
