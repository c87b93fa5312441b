"""The network's P/S: against truth it was drawn from, bounds, neighbours, and what cannot be combined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.discrimination import DiscriminationError, distance_model, network_ratio
from testban.discrimination._network_ratio import _truncated, error_covariance
from testban.measurements import NotMeasurableError, StationRatio

BAND = (4.0, 8.0)
MODEL = distance_model(BAND)


def ratios(values, distances, azimuths=None, kinds=None) -> list[StationRatio]:
    n = len(values)
    azimuths = azimuths if azimuths is not None else np.linspace(0.0, 360.0, n, endpoint=False)
    kinds = kinds or ["measured"] * n
    return [
        StationRatio(f"S{k}", BAND, float(distances[k]), float(azimuths[k]), float(values[k]), kinds[k])
        for k in range(n)
    ]


class TestValue:
    @settings(deadline=None, max_examples=20)
    @given(st.floats(-1.0, 1.0))
    def test_equal_stations_at_the_reference_distance_give_their_value(self, value: float) -> None:
        found = network_ratio(ratios([value] * 8, [300.0] * 8))
        assert found.log10_ratio == pytest.approx(value, abs=1e-3)
        assert found.low < value < found.high

    def test_a_slope_in_distance_is_taken_out(self) -> None:
        distances = np.linspace(200.0, 1200.0, 20)
        found = network_ratio(ratios(0.3 + 1.0 * (distances - 300.0) / 1000.0, distances))
        assert found.log10_ratio == pytest.approx(0.3, abs=0.15)
        assert found.slope_per_1000_km == pytest.approx(0.95, abs=0.2)
        assert found.as_measured > found.log10_ratio

    def test_the_interval_covers_the_truth_as_often_as_it_says(self) -> None:
        rng = np.random.default_rng(0)
        inside, trials = 0, 200
        for _ in range(trials):
            n = int(rng.integers(4, 20))
            distances, azimuths = rng.uniform(100.0, 1100.0, n), rng.uniform(0.0, 360.0, n)
            slope = MODEL.slope_per_1000_km + MODEL.slope_sd * rng.normal()
            errors = np.linalg.cholesky(error_covariance(distances, azimuths, MODEL)) @ rng.normal(size=n)
            values = 0.2 + slope * (distances - 300.0) / 1000.0 + errors
            found = network_ratio(ratios(values, distances, azimuths))
            inside += found.low <= 0.2 <= found.high
        assert 0.91 <= inside / trials <= 0.995

    def test_neighbours_in_one_direction_count_less_than_stations_all_round(self) -> None:
        values, distances = [0.3] * 10, [800.0] * 10
        around = network_ratio(ratios(values, distances))
        together = network_ratio(ratios(values, distances, np.full(10, 90.0)))
        assert together.sd > 1.3 * around.sd

    def test_the_order_of_stations_does_not_matter(self) -> None:
        rng = np.random.default_rng(1)
        made = ratios(rng.normal(0.3, 0.3, 9), rng.uniform(100, 1000, 9))
        turned = network_ratio(made[::-1])
        assert network_ratio(made).log10_ratio == pytest.approx(turned.log10_ratio, abs=1e-6)


class TestBounds:
    def test_s_in_the_noise_raises_the_value_and_never_lowers_it(self) -> None:
        made = ratios([0.2, 0.3, 0.25, 0.2], [300.0] * 4)
        bound = replace(made[0], station="B", log10_ratio=0.9, kind="lower bound", azimuth_deg=45.0)
        weak = replace(bound, log10_ratio=-2.0)
        plain = network_ratio(made).log10_ratio
        assert network_ratio([*made, bound]).log10_ratio > plain + 0.05
        assert network_ratio([*made, weak]).log10_ratio == pytest.approx(plain, abs=5e-3)

    def test_p_in_the_noise_lowers_it(self) -> None:
        made = ratios([0.2, 0.3, 0.25, 0.2], [300.0] * 4)
        bound = replace(made[0], station="B", log10_ratio=-0.5, kind="upper bound", azimuth_deg=45.0)
        assert network_ratio([*made, bound]).log10_ratio < network_ratio(made).log10_ratio - 0.05

    def test_leaving_bounds_out_would_be_biased_and_counting_them_is_not(self) -> None:
        rng = np.random.default_rng(3)
        with_bounds, without = [], []
        for _ in range(30):
            truth = 0.5 + MODEL.station_sd * rng.normal(size=16)
            limit = 0.5 + 0.2 * rng.normal(size=16)  # the largest ratio each station can measure
            kinds = np.where(truth < limit, "measured", "lower bound")
            made = ratios(np.minimum(truth, limit), [300.0] * 16, kinds=list(kinds))
            if (kinds == "measured").sum() < 2:
                continue
            with_bounds.append(network_ratio(made).log10_ratio)
            without.append(network_ratio([one for one in made if one.kind == "measured"]).log10_ratio)
        assert abs(np.mean(with_bounds) - 0.5) < 0.05
        assert np.mean(without) < 0.42

    @settings(deadline=None, max_examples=60)
    @given(st.floats(-3.0, 3.0), st.floats(0.1, 2.0), st.floats(-3.0, 3.0), st.sampled_from([1, -1]))
    def test_truncated_moments_agree_with_draws(
        self, mean: float, sd: float, bound: float, side: int
    ) -> None:
        if side * (bound - mean) / sd > 2.0:
            return
        draws = np.random.default_rng(0).normal(mean, sd, 200_000)
        kept = draws[side * (draws - bound) > 0]
        found = _truncated(mean, sd**2, bound, side)
        assert found[0] == pytest.approx(kept.mean(), abs=0.03 * sd + 0.01)
        assert found[1] == pytest.approx(kept.var(), rel=0.15, abs=0.01)


class TestBadInput:
    def test_two_bands_are_not_mixed(self) -> None:
        made = ratios([0.1, 0.2], [300.0, 300.0])
        with pytest.raises(DiscriminationError, match="2 bands"):
            network_ratio([made[0], replace(made[1], band_hz=(1.0, 2.0))])

    def test_one_station_is_no_network(self) -> None:
        with pytest.raises(NotMeasurableError, match="measured at 1 stations and bounded at 0"):
            network_ratio(ratios([0.1], [300.0]))

    def test_bounds_alone_are_no_value(self) -> None:
        with pytest.raises(NotMeasurableError, match="measured at 0 stations and bounded at 2"):
            network_ratio(ratios([0.1, 0.2], [300.0, 300.0], kinds=["lower bound"] * 2))

    def test_a_band_without_a_model_is_refused(self) -> None:
        with pytest.raises(DiscriminationError, match="no distance model for 3-5 Hz"):
            distance_model((3.0, 5.0))
