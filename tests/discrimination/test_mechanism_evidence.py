"""A published mechanism as evidence: the three reference events, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testban.discrimination import DiscriminationError, explain, load_populations, mechanism_evidence
from testban.discrimination.populations import load_mechanisms

DEG = 1.0
OF = ("external:source_type_latitude",)


class TestReferenceEvents:
    # Solutions of one program for a dam-building explosion, a mine collapse and an earthquake; the
    # populations were made without them.
    @pytest.mark.parametrize(
        ("latitude_deg", "kind"), [(60.0, "explosion"), (-53.0, "collapse"), (7.7, "earthquake")]
    )
    def test_lead_to_what_they_were(self, latitude_deg: float, kind: str) -> None:
        found = mechanism_evidence(latitude_deg, sd_deg=10.0 * DEG, inputs=OF)
        assert max(found.log_likelihood, key=lambda name: found.log_likelihood[name]) == kind

    def test_a_collapse_leads_and_is_not_answered_from_the_mechanism_alone(self) -> None:
        # One in twenty a priori: a mechanism alone does not carry that against an earthquake.
        found = explain((mechanism_evidence(-53.0, sd_deg=10.0, inputs=OF),))
        assert found.reason.startswith(
            "mechanism does not decide: collapse is the most probable, but earthquake"
        )

    def test_spuriously_explosive_earthquake_is_left_open(self) -> None:
        # The earthquake above turns to +33 with an Earth model that does not fit its band.
        assert explain((mechanism_evidence(33.0, sd_deg=10.0, inputs=OF),)).status == "insufficient_data"


class TestPopulations:
    def test_earthquakes_and_collapses_are_apart_as_published(self) -> None:
        # 3 % either way: 2 x 1.88 standard deviations.
        _, earthquake, collapse = load_mechanisms().kinds
        assert (earthquake.mean - collapse.mean) / earthquake.event_sd == pytest.approx(3.76, abs=0.05)

    @given(st.floats(-90.0, 90.0), st.floats(0.1, 90.0))
    def test_no_latitude_is_beyond_its_outliers(self, latitude_deg: float, sd_deg: float) -> None:
        found = mechanism_evidence(latitude_deg, sd_deg=sd_deg, inputs=OF)
        assert max(found.log_likelihood.values()) - min(found.log_likelihood.values()) < 5.0

    def test_it_shares_scatter_with_surface_waves(self) -> None:
        assert load_populations().correlation_of("mechanism", "Ms:mb") > 0.0


class TestBadInput:
    @pytest.mark.parametrize(("latitude_deg", "sd_deg"), [(91.0, 5.0), (-90.5, 5.0), (float("nan"), 5.0)])
    def test_no_latitude(self, latitude_deg: float, sd_deg: float) -> None:
        with pytest.raises(DiscriminationError, match="not between -90 and 90"):
            mechanism_evidence(latitude_deg, sd_deg=sd_deg)

    @pytest.mark.parametrize("sd_deg", [0.0, -1.0, 91.0, float("nan")])
    def test_no_standard_deviation(self, sd_deg: float) -> None:
        with pytest.raises(DiscriminationError, match="standard deviation"):
            mechanism_evidence(0.0, sd_deg=sd_deg)

    def test_withheld_keeps_its_reason(self) -> None:
        found = mechanism_evidence(None, sd_deg=None, reason="external input x is withheld")
        assert found.reason == "external input x is withheld"

    def test_without_a_stated_error_it_says_less(self) -> None:
        def span(sd_deg: float | None) -> float:
            found = mechanism_evidence(60.0, sd_deg=sd_deg, inputs=OF).log_likelihood
            return found["explosion"] - found["earthquake"]

        assert span(None) < span(5.0)
