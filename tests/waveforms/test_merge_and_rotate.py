"""Segments on one time line; components turned by azimuth and dip."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.waveforms import OrientationError, Segment, merge_segments, rotate_to_zne, rotate_to_zrt


class TestMerge:
    def test_order_does_not_matter(self) -> None:
        x = np.random.default_rng(0).normal(size=300)
        pieces = [Segment(k / 20.0, 20.0, x[k : k + 100]) for k in (200, 0, 100)]
        merged = merge_segments(pieces)
        assert np.array_equal(merged.samples, x)
        assert merged.present.all()
        assert merged.notes == ("segments out of order, sorted",)

    def test_a_gap_is_not_present(self) -> None:
        merged = merge_segments([Segment(0.0, 1.0, np.ones(3)), Segment(5.0, 1.0, np.ones(2))])
        assert merged.present.tolist() == [True, True, True, False, False, True, True]

    def test_overlaps_that_agree_are_kept(self) -> None:
        x = np.arange(10.0)
        merged = merge_segments([Segment(0.0, 1.0, x[:7]), Segment(4.0, 1.0, x[4:])])
        assert np.array_equal(merged.samples, x)
        assert merged.present.all()
        assert "in agreement" in merged.notes[0]

    def test_overlaps_that_disagree_are_not_believed(self) -> None:
        merged = merge_segments([Segment(0.0, 1.0, np.zeros(6)), Segment(4.0, 1.0, np.ones(6))])
        assert merged.present.tolist() == [True] * 4 + [False] * 2 + [True] * 4

    def test_another_rate_is_left_out_and_said(self) -> None:
        merged = merge_segments([Segment(0.0, 20.0, np.ones(100)), Segment(1.0, 40.0, np.ones(10))])
        assert merged.sampling_rate_hz == 20.0
        assert "another rate" in merged.notes[0]

    def test_a_piece_days_away_does_not_fill_the_memory(self) -> None:
        merged = merge_segments([Segment(0.0, 20.0, np.ones(100)), Segment(9e6, 20.0, np.ones(10))])
        assert merged.samples.size == 100
        assert "more than 1 h away" in merged.notes[0]


def axis(azimuth: float, dip: float) -> np.ndarray:
    a, d = np.radians([azimuth, dip])
    return np.array([-np.sin(d), np.cos(d) * np.cos(a), np.cos(d) * np.sin(a)])


class TestRotation:
    @settings(deadline=None, max_examples=60)
    @given(st.floats(0.0, 360.0), st.booleans(), st.booleans(), st.permutations(range(3)))
    def test_ground_motion_comes_back_whatever_the_sensor(
        self, turn: float, mirrored: bool, down: bool, order: list[int]
    ) -> None:
        motion = np.random.default_rng(1).normal(size=(3, 50))
        angles = [(0.0, 90.0 if down else -90.0), (turn, 0.0), (turn + (270.0 if mirrored else 90.0), 0.0)]
        angles = [angles[k] for k in order]
        recorded = np.vstack([axis(*angle) for angle in angles]) @ motion
        back = rotate_to_zne(recorded, azimuths_deg=[a for a, _ in angles], dips_deg=[d for _, d in angles])
        assert np.abs(back - motion).max() < 1e-9

    def test_three_axes_in_a_plane_are_refused(self) -> None:
        with pytest.raises(OrientationError, match=r"volume of 0\.00"):
            rotate_to_zne(np.ones((3, 4)), azimuths_deg=[0, 90, 45], dips_deg=[0, 0, 0])

    @settings(deadline=None, max_examples=30)
    @given(st.floats(0.0, 360.0))
    def test_radial_motion_points_away_from_the_source(self, back_azimuth: float) -> None:
        away = np.radians(back_azimuth + 180.0)
        zne = np.array([[0.0], [np.cos(away)], [np.sin(away)]])
        z, radial, transverse = rotate_to_zrt(zne, back_azimuth_deg=back_azimuth)[:, 0]
        assert np.allclose([z, radial, transverse], [0.0, 1.0, 0.0], atol=1e-9)


class TestRates:
    def test_rates_that_differ_by_rounding_are_one(self):
        whole = np.arange(6000.0)
        parts = [
            Segment(0.0, 20.0 * (1.0 - 3e-7), whole[:3500]),
            Segment(175.0, 20.0 * (1.0 + 3e-7), whole[3500:]),
        ]
        merged = merge_segments(parts)
        assert merged.present.all()
        assert np.array_equal(merged.samples, whole)
        assert not any("another rate" in note for note in merged.notes)

    def test_a_rate_at_which_the_end_would_lie_elsewhere_is_another(self):
        parts = [Segment(0.0, 20.0, np.arange(6000.0)), Segment(300.0, 20.01, np.arange(2000.0))]
        assert "2000 samples at another rate than 20 Hz left out" in merge_segments(parts).notes
