"""Depth from a profile of the evidence: against closed forms, and where phases tell it to the kilometre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import testban.location.depth as depth_module
from testban.geodesy import epicentral
from testban.location import locate
from testban.location.depth import _between, _interval, _log_prior, resolve_depth
from testban.location.error_model import ErrorModel
from testban.model import Arrival, Station
from testban.travel_times import TravelTimes

KM = 1.0
EVERY_KM = np.arange(701.0)
NORMAL = {0.9: 1.6449, 0.6: 0.8416}  # half width of an interval at a level, in standard deviations


def trial(depth_km: float, log_evidence: float) -> Any:
    """A fit as far as depth is concerned."""
    return SimpleNamespace(
        depth_km=depth_km, log_evidence=log_evidence, latitude_deg=10.0, longitude_deg=20.0,
        regional_factor=0.6, teleseismic_factor=1.4, range_deg=30.0,
    )  # fmt: skip


@dataclass
class Profile:
    """Stands for the locator: the evidence is a function of depth, and what was asked is kept."""

    evidence: Callable[[float], float]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, _: object, *, depth_km: float, **given: Any) -> Any:
        self.asked.append({"depth_km": depth_km, **given})
        return trial(depth_km, self.evidence(depth_km))

    def resolve(self, monkeypatch: pytest.MonkeyPatch, *, level: float = 0.9) -> tuple[Any, Any]:
        monkeypatch.setattr(depth_module, "fit_at_depth", self)
        surface = trial(0.0, self.evidence(0.0))
        readings: Any = None
        return resolve_depth(readings, surface, errors=ErrorModel(), level=level), surface


def bell(centre_km: float, sd_km: float) -> Callable[[float], float]:
    return lambda depth_km: -0.5 * ((depth_km - centre_km) / sd_km) ** 2


class TestPrior:
    def test_three_in_four_earthquakes_lie_above_70_km_and_one_in_twenty_below_300(self) -> None:
        density = np.exp(_log_prior(np.arange(0.5, 700.0)))
        assert density[:70].sum() == pytest.approx(0.75)
        assert density[70:300].sum() == pytest.approx(0.20)
        assert density[300:].sum() == pytest.approx(0.05)

    def test_a_boundary_belongs_to_the_layer_above_it(self) -> None:
        at = np.exp(_log_prior(np.array([0.0, 70.0, 300.0, 700.0])))
        assert at == pytest.approx([0.75 / 70, 0.75 / 70, 0.20 / 230, 0.05 / 400])


class TestInterval:
    @pytest.mark.parametrize("level", [0.9, 0.6])
    @pytest.mark.parametrize("offset", [0.0, 1000.0, -1000.0])
    def test_a_normal_profile_gives_its_quantiles_whatever_its_height(
        self, level: float, offset: float
    ) -> None:
        log = np.array([bell(141.0, 8.0)(z) for z in EVERY_KM]) + offset
        low, high, best = _interval(EVERY_KM, log, level)
        assert best == pytest.approx(141.0 * KM, abs=1e-9)
        assert low == pytest.approx(141.0 - NORMAL[level] * 8.0, abs=0.1 * KM)
        assert high == pytest.approx(141.0 + NORMAL[level] * 8.0, abs=0.1 * KM)

    def test_shallow_earthquakes_are_likelier_than_deep_ones_of_the_same_fit(self) -> None:
        log = np.maximum([bell(50.0, 5.0)(z) for z in EVERY_KM], [bell(200.0, 5.0)(z) for z in EVERY_KM])
        low, high, best = _interval(EVERY_KM, log, 0.6)
        assert best == 50.0
        assert low < 50.0 < high < 60.0

    def test_a_profile_that_falls_from_the_surface_is_one_sided(self) -> None:
        low, high, best = _interval(EVERY_KM, -EVERY_KM / 5.0, 0.9)
        assert (low, best) == (0.0, 0.0)
        assert high == pytest.approx(5.0 * np.log(10.0), abs=0.1 * KM)

    def test_the_evidence_runs_straight_between_the_depths_tried(self) -> None:
        coarse = np.array([0.0, 5.0, 40.0, 60.0])
        few = _interval(coarse, np.array([-30.0, -25.0, 0.0, -20.0]), 0.9)
        whole = np.arange(61.0)
        assert few == pytest.approx(
            _interval(whole, np.interp(whole, coarse, [-30.0, -25.0, 0.0, -20.0]), 0.9)
        )
        assert few[2] == pytest.approx(40.0)

    def test_a_flat_profile_is_cut_where_the_depths_end(self) -> None:
        _, high, _ = _interval(np.array([650.0, 700.0]), np.zeros(2), 0.9)
        assert high == pytest.approx(695.0, abs=1e-6)

    @pytest.mark.parametrize(("level", "one_sided"), [(0.9, True), (0.95, True), (0.98, False)])
    def test_a_mode_above_nearly_all_of_the_evidence_is_one_sided(
        self, level: float, one_sided: bool
    ) -> None:
        # The mode at 3 km has 1.7 % of the evidence above it, and the surface is excluded by its own height.
        log = np.where(EVERY_KM < 3.0, -10.0, -(EVERY_KM - 3.0) / 30.0)
        low, high, best = _interval(EVERY_KM, log, level)
        assert best == 3.0
        assert (low == 0.0) == one_sided
        assert low < 3.0 < high

    def test_a_sharp_mode_at_one_kilometre_is_two_sided(self) -> None:
        low, high, best = _interval(EVERY_KM, np.where(EVERY_KM == 1.0, 0.0, -9.0 - EVERY_KM), 0.9)
        assert best == 1.0
        assert 0.0 < low < 1.0 < high

    @pytest.mark.parametrize(("times", "inside"), [(19.0, True), (21.0, False), (39.0, False)])
    def test_the_surface_is_inside_until_it_is_twenty_times_less_likely(
        self, times: float, inside: bool
    ) -> None:
        log = np.array([bell(30.0, 3.0)(z) for z in EVERY_KM])
        log[0] = -np.log(times)
        low, high, best = _interval(EVERY_KM, log, 0.9)
        assert best == 30.0
        assert (low == 0.0) == inside
        assert high == pytest.approx(30.0 + NORMAL[0.9] * 3.0, abs=0.5 * KM)

    def test_only_the_surface_itself_puts_the_surface_inside(self) -> None:
        log = np.array([bell(30.0, 3.0)(z) for z in EVERY_KM])
        log[1] = -1.0
        assert _interval(EVERY_KM, log, 0.9)[0] > 0.0


class TestBetween:
    def test_both_sides_of_the_best_are_halved(self) -> None:
        fits = [trial(z, v) for z, v in ((0, -9), (5, -4), (10, 0), (20, -3), (33, -8))]
        assert _between(fits) == [7.5, 15.0]

    @pytest.mark.parametrize(("best", "expected"), [(0, [2.5]), (1, [2.5, 7.5]), (2, [7.5])])
    def test_at_the_ends_there_is_one_side(self, best: int, expected: list[float]) -> None:
        fits = [trial(5.0 * k, -3.0 * abs(k - best)) for k in range(3)]
        assert _between(fits) == expected

    @pytest.mark.parametrize(("apart_km", "halved"), [(1.0, False), (1.5, True), (3.0, True)])
    def test_depths_one_kilometre_apart_are_close_enough(self, apart_km: float, halved: bool) -> None:
        assert bool(_between([trial(10.0, 5.0), trial(10.0 + apart_km, 1.0)])) == halved

    @pytest.mark.parametrize(("step", "halved"), [(0.05, False), (0.1, False), (0.15, True), (-0.15, True)])
    def test_evidence_that_hardly_changes_is_known_well_enough(self, step: float, halved: bool) -> None:
        assert bool(_between([trial(10.0, step), trial(20.0, 0.0)])) == halved
        far_up = [trial(10.0, 64.0), trial(20.0, 64.0 + step + 1e-9 * np.sign(step))]
        assert bool(_between(far_up)) == (abs(step) > 0.05)


class TestProfile:
    def test_depths_are_tried_from_the_surface_down_each_from_the_fit_before(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        profile = Profile(lambda _: 0.0)
        _, surface = profile.resolve(monkeypatch)
        tried = [one["depth_km"] for one in profile.asked]
        assert (tried[0], tried[-1]) == (0.0, 700.0)
        assert all(0.0 < b - a <= max(5.0, 0.66 * a) for a, b in pairwise(tried))
        assert all(b - a <= 100.0 for a, b in pairwise(tried))
        assert profile.asked[0]["start"] is surface
        assert [one["start"].depth_km for one in profile.asked[1:]] == tried[:-1]
        assert all(one["rough"] and one["model"] == "ak135" for one in profile.asked)

    def test_depths_are_compared_under_the_error_model_of_the_surface(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        profile = Profile(lambda _: 0.0)
        profile.resolve(monkeypatch)
        for one in profile.asked:
            same = one["errors"]
            settings = (same.regional_factors, same.teleseismic_factors, same.ranges_deg)
            assert settings == ((0.6,), (1.4,), (30.0,))

    @pytest.mark.parametrize(("per_km", "deepest_km"), [(0.115, 150.0), (0.116, 100.0), (0.06, 200.0)])
    def test_deeper_is_not_tried_once_the_evidence_has_fallen_by_a_factor_of_1e5(
        self, per_km: float, deepest_km: float, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        profile = Profile(lambda depth_km: -per_km * depth_km)
        profile.resolve(monkeypatch)
        assert max(one["depth_km"] for one in profile.asked) == deepest_km

    def test_depths_are_added_beside_the_best_starting_from_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        profile = Profile(bell(40.0, 1.0))
        (answer, _) = profile.resolve(monkeypatch)
        trials = profile.asked[:-1]  # the last is the answer
        added = [one for one in trials if one["depth_km"] not in depth_module.DEPTHS_KM]
        assert added
        off_km = [abs(one["depth_km"] - 40.0) for one in trials]
        for count in range(len(trials) - len(added), len(trials)):
            # Two depths may be added at a time, both from the best of those before.
            assert abs(trials[count]["start"].depth_km - 40.0) <= min(off_km[: count - 1])
        assert answer.depth.value == pytest.approx(40.0, abs=0.6 * KM)

    def test_a_surface_that_is_allowed_is_kept_with_its_fit_and_says_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer, surface = Profile(lambda depth_km: -depth_km / 5.0).resolve(monkeypatch, level=0.6)
        depth = answer.depth
        assert answer.fit is surface
        assert (depth.value, depth.low, depth.level, depth.fixed) == (0.0, 0.0, 0.6, True)
        assert depth.high == pytest.approx(-5.0 * np.log(0.4), abs=0.5 * KM)
        assert f"60 % interval 0-{depth.high:.0f} km" in depth.reason

    def test_a_surface_that_is_excluded_frees_the_depth_under_all_error_models(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        profile = Profile(bell(40.0, 2.0))
        answer, _ = profile.resolve(monkeypatch)
        final = profile.asked[-1]
        assert not final.get("rough", False)
        assert final["errors"] == ErrorModel()
        assert final["depth_km"] == answer.fit.depth_km == answer.depth.value
        assert abs(final["start"].depth_km - answer.depth.value) <= 1.0 * KM
        assert not answer.depth.fixed
        assert answer.depth.low == pytest.approx(40.0 - NORMAL[0.9] * 2.0, abs=0.5 * KM)
        assert answer.depth.high == pytest.approx(40.0 + NORMAL[0.9] * 2.0, abs=0.5 * KM)

    def test_half_a_kilometre_that_excludes_the_surface_is_no_surface(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer, _ = Profile(lambda depth_km: -9.0 * abs(depth_km - 1.0)).resolve(monkeypatch)
        assert not answer.depth.fixed
        assert 0.0 < answer.depth.low < 1.0

    def test_a_mode_beyond_the_quantiles_is_inside_the_interval(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer, _ = Profile(lambda depth_km: 0.01 * depth_km - 12.0 * (depth_km < 2.5)).resolve(monkeypatch)
        assert answer.depth.low <= answer.depth.value <= answer.depth.high


@pytest.mark.parametrize("depth_km", [41.0, 123.0, 244.0, 523.0])
def test_depth_phases_tell_a_depth_between_those_tried_first(depth_km: float) -> None:
    table, start = TravelTimes.load("ak135"), datetime(2020, 1, 1, tzinfo=UTC)
    rng = np.random.default_rng(8)
    latitude, longitude = rng.uniform(-60.0, 70.0, 40), rng.uniform(-20.0, 120.0, 40)
    distance, azimuth = epicentral(11.0, 50.0, latitude, longitude)
    stations, arrivals = [], []
    for k in np.flatnonzero((distance > 28.0) & (distance < 90.0)):
        stations.append(Station(id=f"S{k}", latitude=latitude[k], longitude=longitude[k]))
        for phase in ("P", "pP"):
            late = float(table.phase(phase, distance[k], depth_km).time_s)
            late += float(table.ellipticity_s(phase, distance[k], depth_km, azimuth[k], 11.0))
            late += 0.2 * rng.standard_normal()
            time = start + timedelta(seconds=late)
            arrivals.append(Arrival(id=f"S{k}/{phase}", station=f"S{k}", phase=phase, time=time))
    depth = locate(stations, arrivals).origin.depth_km
    assert depth.value == pytest.approx(depth_km, abs=3 * KM)
    assert depth.low <= depth_km + KM
    assert depth.high >= depth_km - KM
