"""Depth as evidence: only a depth that no borehole reaches speaks, and only against an explosion."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testban.discrimination import depth_evidence, explain
from testban.model import Depth

KM = 1.0


def depth(value: float, low: float, high: float, *, fixed: bool = False) -> Depth:
    return Depth(value=value, low=low, high=high, level=0.9, fixed=fixed)


class TestAllowsTheSurface:
    @given(st.floats(0.0, 700.0))
    def test_is_no_evidence_however_deep_it_reaches(self, high: float) -> None:
        found = depth_evidence(depth(0.0, 0.0, high, fixed=True))
        assert not found.log_likelihood
        assert "allow the surface" in found.reason

    def test_leaves_the_answer_open(self) -> None:
        found = explain((depth_evidence(depth(0.0, 0.0, 48.0, fixed=True)),))
        assert found.status == "insufficient_data"
        assert [one.id for one in found.not_weighed] == ["depth"]


class TestBelowTheSurface:
    def test_a_deep_event_is_an_earthquake_and_never_certain(self) -> None:
        found = explain((depth_evidence(depth(120.0 * KM, 110.0, 130.0)),))
        assert found.items[0].name == "earthquake"
        assert 0.9 < (found.items[0].probability or 0.0) < 0.99
        assert found.items[0].terms[0].inputs == ("event:origin",)

    def test_an_interval_in_twenty_may_be_wrong(self) -> None:
        found = depth_evidence(depth(300.0, 290.0, 310.0))
        assert found.log_likelihood["explosion"] == pytest.approx(math.log(0.05))
        assert found.log_likelihood["collapse"] == found.log_likelihood["explosion"]

    def test_just_below_the_surface_says_nothing(self) -> None:
        assert depth_evidence(depth(3.0, 1.0, 5.0)).log_likelihood["explosion"] == pytest.approx(0.0)

    @given(st.floats(0.1, 600.0), st.floats(0.0, 50.0), st.floats(0.0, 50.0))
    def test_never_speaks_for_an_explosion(self, low: float, below: float, above: float) -> None:
        found = depth_evidence(depth(low + below, low, low + below + above))
        assert found.log_likelihood["explosion"] <= 1e-12

    @given(st.floats(5.0, 100.0), st.floats(0.0, 100.0))
    def test_deeper_never_moves_toward_an_explosion(self, value: float, more: float) -> None:
        def shallow(deeper: float) -> float:
            here = value + deeper
            return depth_evidence(depth(here, here - 4.0, here + 4.0)).log_likelihood["explosion"]

        assert shallow(more) <= shallow(0.0) + 1e-12
