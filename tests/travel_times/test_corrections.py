"""Corrections to the real Earth: ellipticity, elevation, surface reflections."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.travel_times import DistanceDepthError, ModelFileError, TravelTimes, UnknownPhaseError
from testban.travel_times.ellipticity import _coefficients, _interpolate, ellipticity_s
from testban.travel_times.flattening import Leg, coefficients, figure
from testban.travel_times.velocity_model import parse_velocity_model

from .toy import ROWS, tvel

MS = 1e-3


class TestFigure:
    def test_a_uniform_earth_has_the_flattening_of_maclaurin(self) -> None:
        rows = [" ".join([*row.split()[:3], "5.515"]) for row in ROWS]
        radius, e = figure(parse_velocity_model(tvel(rows), name="toy", suffix=".tvel"))
        # 5/4 of the ratio of centrifugal force to gravity, 1/289 (Maclaurin), all the way down
        assert 1 / e[-1] == pytest.approx(231.7, rel=0.01)
        assert np.ptp(e) < 1e-3 * e[-1]
        assert radius[-1] == 6371.0

    def test_model_without_densities_says_so(self) -> None:
        rows = [" ".join(row.split()[:3]) for row in ROWS]
        with pytest.raises(ModelFileError, match="no densities"):
            figure(parse_velocity_model(tvel(rows), name="toy", suffix=".tvel"))


class TestEllipticity:
    def test_chord_in_a_uniform_sphere_changes_as_its_length(self) -> None:
        # both ends ride on the surface r (1 - 2/3 e P2): the chord changes by the displacement of its ends
        speed, e, radius = 8.0, 1 / 300, 6371.0
        edges = np.linspace(0, radius, 1500)
        slow = (radius - edges) / speed
        layers = np.column_stack([edges[:-1], edges[1:], slow[:-1], slow[1:]])
        half = np.radians(35.0)
        p = radius / speed * np.cos(half)
        shape = (np.array([0.0, radius]), np.array([e, e]))
        found = coefficients(
            [Leg(layers, 0.0, None, False), Leg(layers, np.inf, 0.0, True)], p, radius, shape
        )
        # source at the pole: only tau_0 counts, P2 is 1 there and P2(cos 70) at the receiver
        ends = -2 / 3 * e * radius * np.array([1.0, 0.25 * (1 + 3 * np.cos(4 * half))])
        assert found[0] == pytest.approx(ends.sum() * np.sin(half) / speed, abs=1 * MS)

    @pytest.mark.parametrize(
        ("phase", "file"),
        [
            ("P", "P"),
            ("PcP", "PcP"),
            ("PKPdf", "PKPdf"),
            ("PKPab", "PKPab"),
            ("PP", "bigP_bigP"),
            ("ScP", "ScP"),
        ],
    )
    def test_coefficients_agree_with_the_published_table(self, shared: Path, phase: str, file: str) -> None:
        text = (
            shared / f"tables/gms/config/ellipticity-correction/dziewonski-gilbert/el_ak135_{file}"
        ).read_text()
        lines = [line for line in text.splitlines() if line.strip()]
        numbers = [float(v) for line in lines[4:] if not line.startswith("#") for v in line.split()]
        count = int(lines[3].split()[0])
        distances, rest = np.array(numbers[:count]), numbers[count:]
        surface = np.array(rest[: 3 * count]).reshape(count, 3)
        # away from the ends of the branches, and for P from where it is direct
        keep = (distances >= (30 if phase == "P" else distances[0] + 5)) & (
            distances <= (90 if phase == "P" else distances[-1] - 5)
        )
        mine = _interpolate(*_coefficients(phase), distances[keep], np.zeros(keep.sum()))
        assert keep.sum() >= 4
        assert np.abs(mine - surface[keep]).max() < 20 * MS

    def test_azimuths_east_and_west_are_alike(self) -> None:
        east, west = ellipticity_s("P", 50.0, 10.0, [70.0, -70.0], 30.0)
        assert east == pytest.approx(west)

    def test_at_the_pole_azimuth_does_not_matter(self) -> None:
        values = ellipticity_s("S", 50.0, 10.0, np.arange(0, 360, 30.0), 90.0)
        assert np.ptp(values) < 1e-9

    def test_p_between_equatorial_points_is_late_and_polar_paths_early(self) -> None:
        assert float(ellipticity_s("P", 60.0, 0.0, 90.0, 0.0)) > 0.3
        assert float(ellipticity_s("P", 30.0, 0.0, 0.0, 90.0)) < -0.5

    @settings(deadline=None, max_examples=60)
    @given(st.floats(0, 180), st.floats(0, 700), st.floats(-360, 360), st.floats(-90, 90))
    def test_north_and_south_are_alike_and_corrections_small(
        self, x: float, z: float, az: float, lat: float
    ) -> None:
        here = float(ellipticity_s("P", x, z, az, lat))
        assert here == pytest.approx(float(ellipticity_s("P", x, z, 180.0 - az, -lat)), abs=1e-9)
        assert abs(here) < 2.0

    def test_bad_input(self) -> None:
        with pytest.raises(DistanceDepthError, match="latitude 91"):
            ellipticity_s("P", 10.0, 0.0, 0.0, 91.0)
        with pytest.raises(UnknownPhaseError, match="LR"):
            ellipticity_s("LR", 10.0, 0.0, 0.0, 0.0)
        assert np.isnan(ellipticity_s("P", np.nan, 0.0, 0.0, 10.0))


class TestElevation:
    def test_vertical_ray_takes_height_over_velocity(self, tt: TravelTimes) -> None:
        assert float(tt.elevation_s("PKPdf", 0.0, 1000.0)) == pytest.approx(1 / 5.8)
        assert float(tt.elevation_s("S", 0.0, 1000.0)) == pytest.approx(1 / 3.46)

    @pytest.mark.parametrize(
        ("phase", "speed"),
        [
            ("ScP", 5.8),
            ("PcS", 3.46),
            ("Pdiff", 5.8),
            ("Sdiff", 3.46),
            ("Lg", 3.46),
            ("pP", 5.8),
            ("PKiKP", 5.8),
        ],
    )
    def test_last_leg_decides_the_velocity(self, tt: TravelTimes, phase: str, speed: float) -> None:
        assert float(tt.elevation_s(phase, 0.0, 1000.0)) == pytest.approx(1 / speed)

    def test_flat_ray_takes_no_longer(self, tt: TravelTimes) -> None:
        assert float(tt.elevation_s("Pg", 50.0, 2000.0)) == 0.0

    def test_a_hole_is_earlier(self, tt: TravelTimes) -> None:
        assert float(tt.elevation_s("P", 8.0, -500.0)) < 0

    def test_bad_input(self, tt: TravelTimes) -> None:
        with pytest.raises(DistanceDepthError, match="elevation 90000"):
            tt.elevation_s("P", 8.0, 90_000.0)
        with pytest.raises(UnknownPhaseError, match="no leg"):
            tt.elevation_s("???", 8.0, 0.0)
        assert np.isnan(tt.elevation_s("P", np.nan, 100.0))


class TestBounce:
    def test_pp_of_a_surface_source_is_reflected_half_way(self, tt: TravelTimes) -> None:
        assert float(tt.bounce_distance_deg("PP", 80.0, 0.0)) == pytest.approx(40.0, abs=1e-3)

    def test_pp_reflection_moves_toward_a_deep_source(self, tt: TravelTimes) -> None:
        assert 35.0 < float(tt.bounce_distance_deg("PP", 80.0, 300.0)) < 39.9

    def test_sp_is_reflected_nearer_than_pp(self, tt: TravelTimes) -> None:
        assert (
            0
            < float(tt.bounce_distance_deg("sP", 60.0, 100.0))
            < float(tt.bounce_distance_deg("pP", 60.0, 100.0))
        )

    def test_sea_floor_makes_pp_early(self, tt: TravelTimes) -> None:
        assert float(tt.bounce_s("pP", 0.0, -2900.0)) == pytest.approx(-1.0)
        assert float(tt.bounce_s("sP", 0.0, 1000.0)) == pytest.approx(1 / 3.46 + 1 / 5.8)

    def test_bad_input(self, tt: TravelTimes) -> None:
        with pytest.raises(UnknownPhaseError, match="not reflected"):
            tt.bounce_s("PcP", 3.0, 100.0)
        assert np.isnan(tt.bounce_distance_deg("pP", 150.0, 100.0))
