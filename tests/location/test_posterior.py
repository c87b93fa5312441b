"""The answer on noisy arrivals against the posterior by importance sampling, to 5 % of the ellipse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthetic_arrivals import PLACE, readings_at
from testban.geodesy import offset_km
from testban.location.ellipse import coverage_ellipse
from testban.location.error_model import ErrorModel, model_error_sd
from testban.location.readings import ReadingArrays
from testban.location.solve import Fit, fit_at_depth

from .brute_force import Posterior, sample_posterior

AXES = 0.05  # share of the axes of the 90 % ellipse


def network(
    rng: np.random.Generator, size: int, factor: float, *, heavy: bool
) -> tuple[ReadingArrays, np.ndarray]:
    """Distant stations all around, with model errors and with reading errors of heavy or of no tails."""
    azimuth, distance = np.sort(rng.uniform(0.0, 360.0, size)), rng.uniform(30.0, 85.0, size)
    readings = readings_at(PLACE, distance, azimuth)
    model_sd = factor * model_error_sd(readings.phase, distance)
    draw = rng.standard_t(4.0, size) if heavy else np.clip(rng.standard_normal(size), -2.0, 2.0)
    late = model_sd * rng.standard_normal(size) + np.hypot(readings.sd_s, 0.4) * draw
    return replace(readings, time_s=readings.time_s + late), model_sd


def fitted(readings: ReadingArrays, factor: float, range_deg: float) -> Fit:
    errors = ErrorModel().only(factor, factor, range_deg)
    return fit_at_depth(
        readings, latitude_deg=PLACE[0] + 0.3, longitude_deg=PLACE[1] - 0.4, depth_km=0.0, errors=errors
    )


def differences(fit: Fit, brute: Posterior) -> np.ndarray:
    """Of the mean and of both axes, as shares of the axes; of the strike, as what it moves the ends by."""
    mean = np.ravel(offset_km(*PLACE, fit.latitude_deg, fit.longitude_deg)) - brute.mean[:2]
    theirs, ours = coverage_ellipse(brute.covariance[:2, :2]), coverage_ellipse(fit.covariance[:2, :2])
    turn = np.radians((ours.strike_deg - theirs.strike_deg + 90.0) % 180.0 - 90.0)
    strike = np.radians(theirs.strike_deg)
    along, across = mean @ [np.sin(strike), np.cos(strike)], mean @ [np.cos(strike), -np.sin(strike)]
    return np.abs([
        np.hypot(along / theirs.major_km, across / theirs.minor_km),
        ours.major_km / theirs.major_km - 1.0,
        ours.minor_km / theirs.minor_km - 1.0,
        # A circle has no strike: what counts is how far the turn moves the outline.
        np.sin(turn) * (1.0 - theirs.minor_km / theirs.major_km),
    ])  # fmt: skip


class TestIndependentErrors:
    @settings(max_examples=6, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 2**31), size=st.integers(18, 24))
    def test_place_axes_and_strike_are_those_of_the_posterior(self, seed: int, size: int) -> None:
        readings, model_sd = network(np.random.default_rng(seed), size, 1.0, heavy=False)
        brute = sample_posterior(readings, PLACE, model_sd, seed=seed)
        assert brute.samples > 1500.0
        assert (differences(fitted(readings, 1.0, 0.01), brute) < AXES).all()

    @pytest.mark.parametrize("factor", [0.5, 1.0])
    def test_of_readings_with_gross_errors_most_agree_too(self, factor: float) -> None:
        """Where two readings contradict each other the posterior is no ellipse: not every draw agrees."""
        off = []
        for seed in range(8):
            readings, model_sd = network(np.random.default_rng(seed), 16, factor, heavy=True)
            brute = sample_posterior(readings, PLACE, model_sd, size=1500, seed=seed)
            off.append(differences(fitted(readings, factor, 0.01), brute))
        assert (np.median(off, axis=0) < AXES).all()
        assert (np.percentile(off, 75, axis=0) < 1.5 * AXES).all()

    def test_origin_time_and_its_deviation_are_those_of_the_posterior(self) -> None:
        readings, model_sd = network(np.random.default_rng(3), 20, 1.0, heavy=False)
        brute = sample_posterior(readings, PLACE, model_sd)
        fit = fitted(readings, 1.0, 0.01)
        sd = np.sqrt(brute.covariance[2, 2])
        assert abs(fit.time_s - brute.mean[2]) < AXES * sd
        assert np.sqrt(fit.covariance[2, 2]) == pytest.approx(sd, rel=AXES)


class TestSharedErrors:
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_clusters_of_stations_are_weighed_as_the_posterior_weighs_them(self, seed: int) -> None:
        """Six clusters of one, two, four stations: the errors of a cluster are one and the same."""
        rng = np.random.default_rng(seed)
        groups = np.repeat(np.arange(7), [1, 2, 4, 1, 2, 4, 2])
        azimuth = np.sort(rng.uniform(0.0, 360.0, 7))[groups] + rng.uniform(-0.01, 0.01, groups.size)
        distance = rng.uniform(35.0, 80.0, 7)[groups] + rng.uniform(-0.01, 0.01, groups.size)
        readings = readings_at(PLACE, distance, azimuth)
        model_sd = model_error_sd(readings.phase, distance)
        late = model_sd * rng.standard_normal(7)[groups]
        late += np.hypot(readings.sd_s, 0.4) * np.clip(rng.standard_normal(groups.size), -2.0, 2.0)
        readings = replace(readings, time_s=readings.time_s + late)
        brute = sample_posterior(readings, PLACE, model_sd, groups=groups)
        off = differences(fitted(readings, 1.0, 1.5), brute)
        assert (off < AXES).all()
