"""Times by phase name against TauP, against themselves, and with bad input."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.travel_times import DistanceDepthError, TravelTimes, UnknownModelError, UnknownPhaseError

MS = 1e-3
FIRST = "first P"


def taup_rows() -> list[dict[str, str]]:
    text = (Path(__file__).parent / "taup_ak135.csv").read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def answer(tt: TravelTimes, phase: str, x: object, z: object):  # type: ignore[no-untyped-def]
    return tt.first_p(x, z) if phase == FIRST else tt.phase(phase, x, z)


class TestAgainstTaup:
    def test_first_p_is_within_a_millisecond_crossings_included(self, tt: TravelTimes) -> None:
        rows = [row for row in taup_rows() if row["phase"] == FIRST]
        x, z, wanted = (
            np.array([float(row[key]) for row in rows]) for key in ("distance_deg", "depth_km", "time_s")
        )
        error = np.abs(tt.first_p(x, z).time_s - wanted)
        assert len(rows) > 60
        assert error.max() < 1 * MS

    @pytest.mark.parametrize("phase", sorted({row["phase"] for row in taup_rows()} - {FIRST}))
    def test_named_phase_is_within_two_milliseconds(self, tt: TravelTimes, phase: str) -> None:
        for row in taup_rows():
            if row["phase"] != phase:
                continue
            found = tt.phase(phase, float(row["distance_deg"]), float(row["depth_km"]))
            assert abs(float(found.time_s) - float(row["time_s"])) < 2 * MS, row
            # TauP interpolates its ray parameter between samples
            wanted = float(row["ray_parameter_s_per_deg"])
            assert float(found.ray_parameter_s_per_deg) == pytest.approx(wanted, abs=0.02), row


class TestDerivatives:
    @pytest.mark.parametrize(
        "phase", ["P", "S", "PKPab", "PKPbc", "PKPdf", "PcP", "ScP", "pP", "sP", "PP", "Pdiff"]
    )
    def test_ray_parameter_and_depth_derivative_are_slopes_of_time(self, tt: TravelTimes, phase: str) -> None:
        x0 = {"PKPab": 150.0, "PKPbc": 150.0, "PKPdf": 150.0, "Pdiff": 110.0, "PP": 100.0, "ScP": 40.0}.get(
            phase, 60.0
        )
        for z in (7.0, 33.0, 150.0, 512.0):
            h, k = 1e-3, 1e-2
            here = tt.phase(phase, x0, z)
            along = tt.phase(phase, [x0 - h, x0 + h], z).time_s
            down = tt.phase(phase, x0, [z - k, z + k]).time_s
            assert float(here.ray_parameter_s_per_deg) == pytest.approx(np.diff(along)[0] / (2 * h), abs=2e-4)
            assert float(here.depth_derivative_s_per_km) == pytest.approx(
                np.diff(down)[0] / (2 * k), abs=2e-4
            )

    def test_pkp_ab_and_pcp_have_ray_parameters_that_rise_with_distance(self, tt: TravelTimes) -> None:
        assert np.all(np.diff(tt.phase("PKPab", np.arange(146, 177.0), 10).ray_parameter_s_per_deg) > 0)
        assert np.all(np.diff(tt.phase("PcP", np.arange(1, 95.0), 10).ray_parameter_s_per_deg) > 0)


class TestLaws:
    @settings(deadline=None, max_examples=60)
    @given(st.floats(0.0, 179.0), st.floats(0.001, 1.0), st.floats(0.0, 700.0))
    def test_first_p_is_never_earlier_further_away(
        self, tt: TravelTimes, x: float, dx: float, z: float
    ) -> None:
        # at 140 degrees Pdiff ends by convention and the first P jumps later
        near, far = tt.first_p([x, x + dx], z, pdiff_limit_deg=180.0).time_s
        if not np.isnan(far):
            assert far >= near - 1 * MS

    @settings(deadline=None, max_examples=40)
    @given(st.floats(0.0, 95.0), st.floats(0.0, 690.0))
    def test_s_is_later_than_p_and_pp_later_than_p(self, tt: TravelTimes, x: float, z: float) -> None:
        p, s, pp = (tt.phase(name, x, z).time_s for name in ("P", "S", "PP"))
        assert float(s) >= float(p) * 1.5 or x == z == 0
        assert np.isnan(pp) or float(pp) > float(p) - 1 * MS

    def test_vertical_time_is_the_integral_of_slowness(self, tt: TravelTimes) -> None:
        # ak135: 20 km at 5.8, then 6.5 km/s (Kennett, Engdahl & Buland 1995)
        assert float(tt.phase("P", 0.0, 10.0).time_s) == pytest.approx(10 / 5.8, abs=0.1 * MS)
        assert float(tt.phase("P", 0.0, 35.0).time_s) == pytest.approx(20 / 5.8 + 15 / 6.5, abs=0.1 * MS)

    def test_straight_ray_in_the_upper_crust(self, tt: TravelTimes) -> None:
        angle, r = np.radians(0.4), 6371.0 - 8.0
        chord = np.sqrt(r**2 + 6371.0**2 - 2 * r * 6371.0 * np.cos(angle))
        assert float(tt.phase("Pg", 0.4, 8.0).time_s) == pytest.approx(chord / 5.8, abs=0.1 * MS)

    def test_pn_is_the_first_p_at_regional_range(self, tt: TravelTimes) -> None:
        x = np.arange(3.0, 14.0)
        np.testing.assert_allclose(tt.phase("Pn", x, 10.0).time_s, tt.first_p(x, 10.0).time_s, atol=1 * MS)

    def test_pdiff_continues_p_with_its_slope(self, tt: TravelTimes) -> None:
        diffracted = tt.phase("Pdiff", [100.0, 120.0], 0.0)
        assert np.diff(diffracted.time_s)[0] / 20 == pytest.approx(diffracted.ray_parameter_s_per_deg[0])
        assert float(tt.first_p(139.9, 0.0).time_s) == pytest.approx(
            float(tt.phase("Pdiff", 139.9, 0.0).time_s)
        )
        assert float(tt.first_p(140.1, 0.0).time_s) == pytest.approx(
            float(tt.phase("PKPdf", 140.1, 0.0).time_s)
        )


class TestNearTheSource:
    def test_straight_rays_where_source_and_receiver_almost_meet(self, tt: TravelTimes) -> None:
        rng = np.random.default_rng(4)
        z, x = rng.uniform(0, 2, 2000), np.radians(rng.uniform(0, 0.05, 2000))
        r, a = 6371.0, 6371.0 - z
        chord = np.sqrt(z**2 + 4 * a * r * np.sin(x / 2) ** 2)
        found = tt.first_p(np.degrees(x), z)
        np.testing.assert_allclose(found.time_s, chord / 5.8, atol=0.01 * MS)
        slope = np.radians(1) * a * r * np.sin(x) / chord / 5.8
        np.testing.assert_allclose(found.ray_parameter_s_per_deg, slope, atol=1e-3)
        np.testing.assert_allclose(
            found.depth_derivative_s_per_km, (r * np.cos(x) - a) / chord / 5.8, atol=1e-4
        )


class TestCrustalWavesFarAway:
    def test_pg_goes_on_with_the_velocity_of_the_upper_crust(self, tt: TravelTimes) -> None:
        found = tt.phase("Pg", [9.0, 9.2, 15.0], 0.0)
        assert np.diff(found.time_s)[1] / 5.8 == pytest.approx(np.radians(1) * 6351 / 5.8, rel=1e-4)
        assert np.diff(found.time_s)[0] / 0.2 == pytest.approx(found.ray_parameter_s_per_deg[0], rel=1e-4)

    def test_pg_has_an_end_by_convention(self, tt: TravelTimes) -> None:
        assert np.isnan(tt.phase("Pg", [20.5, 9.5], [5.0, 25.0]).time_s).all()


class TestLg:
    def test_lg_runs_at_three_and_a_half_km_s(self, tt: TravelTimes) -> None:
        found = tt.phase("Lg", 10.0, 0.0)
        assert float(found.time_s) == pytest.approx(np.radians(10.0) * 6371 / 3.5)
        # the table of SNL-GMS: 15.9491 s at half a degree from 5 km
        assert float(tt.phase("Lg", 0.5, 5.0).time_s) == pytest.approx(15.9491, abs=2 * MS)

    def test_lg_is_not_given_from_the_mantle_or_across_oceans(self, tt: TravelTimes) -> None:
        assert np.isnan(tt.phase("Lg", [10.0, 60.0], [80.0, 5.0]).time_s).all()


class TestShapes:
    def test_arguments_broadcast(self, tt: TravelTimes) -> None:
        found = tt.phase("P", np.zeros((3, 1)) + 40.0, [0.0, 100.0])
        assert found.time_s.shape == found.depth_derivative_s_per_km.shape == (3, 2)
        assert tt.phase("P", 40, 10).time_s.shape == ()
        assert tt.phase("P", [], 10.0).time_s.shape == (0,)

    def test_many_queries_get_the_answer_of_few(self, tt: TravelTimes) -> None:
        rng = np.random.default_rng(2)
        x, z = rng.uniform(0, 180, 25_000), rng.uniform(0, 700, 25_000)
        many = tt.first_p(x, z)
        few = tt.first_p(x[:5000], z[:5000])
        np.testing.assert_array_equal(np.isnan(many.time_s[:5000]), np.isnan(few.time_s))
        assert np.nanmax(np.abs(many.time_s[:5000] - few.time_s)) < 0.15 * MS
        assert np.nanmax(np.abs(many.ray_parameter_s_per_deg[:5000] - few.ray_parameter_s_per_deg)) < 6e-3

    def test_each_query_its_own_phase(self, tt: TravelTimes) -> None:
        names = ["first P", "Pn", "PcP", "Pdiff", "nonsense", "PKIKP"]
        x, z = np.array([50.0, 5.0, 40.0, 120.0, 30.0, 160.0]), np.full(6, 33.0)
        out = np.empty((3, 6))
        tt.fill_mixed(tt.codes(names), x, z, out)
        wanted = [
            answer(tt, name, xi, 33.0).time_s if name != "nonsense" else np.nan
            for name, xi in zip(names, x, strict=True)
        ]
        np.testing.assert_array_equal(out[0], np.array(wanted, dtype=float))

    def test_fill_gives_nan_outside_the_table(self, tt: TravelTimes) -> None:
        out = np.empty((3, 4))
        tt.fill("P", np.array([-1.0, 181.0, 10.0, np.nan]), np.array([1.0, 1.0, 701.0, 1.0]), out)
        assert np.isnan(out).all()


class TestBadInput:
    @pytest.mark.parametrize(
        ("x", "z"), [(-0.1, 10), (180.1, 10), (10, -1), (10, 700.5), (np.inf, 0), (5, np.inf)]
    )
    def test_out_of_range_names_the_value(self, tt: TravelTimes, x: float, z: float) -> None:
        with pytest.raises(DistanceDepthError, match="is outside 0 to"):
            tt.phase("P", [x, 20.0], z)

    def test_nan_in_gives_nan_out(self, tt: TravelTimes) -> None:
        found = tt.first_p([np.nan, 30.0, 30.0], [10.0, np.nan, 10.0])
        assert np.isnan(found.time_s).tolist() == [True, True, False]

    def test_unknown_phase_names_the_known_ones(self, tt: TravelTimes) -> None:
        with pytest.raises(UnknownPhaseError, match=r"'Rayleigh'.*PKPdf"):
            tt.phase("Rayleigh", 10, 0)

    def test_unknown_model_names_the_packaged_one(self) -> None:
        with pytest.raises(UnknownModelError, match="ak135"):
            TravelTimes.load("nowhere")

    def test_shapes_that_do_not_match_are_refused(self, tt: TravelTimes) -> None:
        with pytest.raises(DistanceDepthError, match="matching shapes"):
            tt.phase("P", [1.0, 2.0], [1.0, 2.0, 3.0])
        with pytest.raises(DistanceDepthError, match="numbers"):
            tt.phase("P", "far", 1.0)

    @pytest.mark.parametrize("phase", ["Pg", "PKPdf", "S", "ScP", "pP"])
    def test_a_phase_that_does_not_exist_there_is_nan(self, tt: TravelTimes, phase: str) -> None:
        x = {"Pg": 40.0, "PKPdf": 60.0, "S": 150.0, "ScP": 90.0, "pP": 130.0}[phase]
        assert np.isnan(tt.phase(phase, x, 10.0)).all()

    def test_antipode_and_zero_distance_have_answers(self, tt: TravelTimes) -> None:
        far = tt.first_p(180.0, 0.0)
        assert 1200 < float(far.time_s) < 1215
        assert float(far.ray_parameter_s_per_deg) == pytest.approx(0.0, abs=1e-6)
        assert float(tt.first_p(0.0, 0.0).time_s) == pytest.approx(0.0, abs=1e-9)
