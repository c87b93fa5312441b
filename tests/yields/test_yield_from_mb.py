"""Yields from mb: laws they must obey, the six tests of the DPRK, and bad input."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.model import Measured
from testban.yields import (
    DepthRangeError,
    MagnitudeRangeError,
    SiteInputError,
    UnknownRockError,
    UnknownSiteError,
    all_rocks,
    compare_with_chemical,
    estimate_yield,
    find_site,
    load_posterior,
    load_relations,
    site_at,
    yield_from_reference,
)

magnitudes = st.floats(3.0, 7.0)
deviations = st.floats(0.0, 0.5)


class TestLaws:
    @given(mb=magnitudes, sd=deviations, step=st.floats(0.01, 0.5))
    @settings(deadline=None, max_examples=20)
    def test_a_larger_magnitude_never_gives_a_smaller_yield(self, mb, sd, step):
        small, large = (estimate_yield(m, mb_sd=sd).explosive_yield for m in (mb, mb + step))
        assert small.low < large.low
        assert small.value < large.value
        assert small.high < large.high

    @given(mb=magnitudes, sd=st.floats(0.0, 0.3))
    @settings(deadline=None, max_examples=20)
    def test_a_worse_magnitude_never_narrows_the_interval(self, mb, sd):
        assert estimate_yield(mb, mb_sd=sd).factor < estimate_yield(mb, mb_sd=sd + 0.1).factor

    @given(mb=magnitudes, level=st.floats(0.1, 0.98))
    @settings(deadline=None, max_examples=20)
    def test_a_higher_level_widens_the_interval(self, mb, level):
        narrow, wide = (estimate_yield(mb, mb_sd=0.1, level=p).explosive_yield for p in (level, level + 0.01))
        assert wide.low < narrow.low < narrow.value < narrow.high < wide.high

    def test_knowing_the_place_never_widens_the_interval(self):
        factors = [
            estimate_yield(5.5, mb_sd=0.1, **place).factor
            for place in ({"site": "semipalatinsk"}, {"site": "punggye-ri"}, {})
        ]
        assert factors == sorted(factors)

    def test_an_ordinary_interval_is_never_better_than_a_factor_of_three(self):
        assert estimate_yield(6.0, mb_sd=0.0, site="nevada").factor > 3.0


class TestPlace:
    def test_a_place_within_a_calibrated_site_uses_it(self):
        by_name = estimate_yield(5.5, mb_sd=0.1, site="NTS").explosive_yield
        by_place = estimate_yield(5.5, mb_sd=0.1, latitude_deg=37.1, longitude_deg=-116.1).explosive_yield
        assert by_name == by_place

    def test_a_place_just_outside_every_radius_is_a_new_site(self):
        assert site_at(latitude_deg=39.0, longitude_deg=-116.1) is None

    def test_the_same_magnitude_means_more_yield_in_nevada_than_at_semipalatinsk(self):
        nevada, shagan = (
            estimate_yield(5.5, mb_sd=0.1, site=s).explosive_yield.value for s in ("nevada", "shagan")
        )
        assert 2.0 < nevada / shagan < 10.0

    def test_an_uncalibrated_site_says_why(self):
        caveats = estimate_yield(6.1, mb_sd=0.1, site="punggye-ri").caveats
        assert any("no yield of its six tests was announced" in c for c in caveats)

    def test_published_relations_of_the_site_come_along_for_comparison(self):
        published = estimate_yield(6.0, mb_sd=0.1, site="semipalatinsk").published
        assert {r.id for r in published} == {"sykes-1991", "ringdal-1992"}
        assert load_relations()["sykes-1991"].yield_kt(4.48) == pytest.approx(1.0)


class TestDprk:
    @pytest.mark.parametrize(
        ("mb_usgs", "low_kt", "high_kt"),
        [(4.3, 0.5, 4.6), (4.7, 2.2, 8.5), (5.1, 7.4, 19.9), (5.1, 11, 21), (5.3, 18, 25), (6.3, 109, 337)],
    )
    def test_interval_overlaps_the_published_range(self, mb_usgs, low_kt, high_kt):
        result = estimate_yield(mb_usgs, mb_sd=0.1, site="punggye-ri", agency="USGS").explosive_yield
        assert result.low <= high_kt
        assert result.high >= low_kt

    def test_idc_and_usgs_magnitudes_of_the_2017_test_agree(self):
        usgs = estimate_yield(6.3, mb_sd=0.1, site="punggye-ri", agency="USGS").explosive_yield
        idc = estimate_yield(6.1, mb_sd=0.1, site="punggye-ri", agency="IDC").explosive_yield
        assert idc.value == pytest.approx(usgs.value, rel=0.02)
        assert idc.high / idc.low > usgs.high / usgs.low


class TestDepth:
    def test_a_shot_deeper_than_customary_was_larger(self):
        shallow, deep = (
            estimate_yield(4.5, mb_sd=0.1, site="punggye-ri", depth_m=d).explosive_yield.value
            for d in (150.0, 800.0)
        )
        assert 1.1 < deep / shallow < 3.0

    def test_the_depth_table_is_named_as_evidence(self):
        assert "table:depth-scaling" in estimate_yield(5.0, mb_sd=0.1, depth_m=500.0).explosive_yield.inputs

    def test_a_shot_too_shallow_to_be_contained_is_said_to_crater(self):
        caveats = estimate_yield(6.0, mb_sd=0.1, depth_m=20.0).caveats
        assert any("crater" in c for c in caveats)

    @pytest.mark.parametrize("depth_m", [0.0, -5.0, math.nan, math.inf, 6000.0])
    def test_an_impossible_depth_is_refused(self, depth_m):
        with pytest.raises(DepthRangeError, match="burial depth"):
            estimate_yield(5.0, mb_sd=0.1, depth_m=depth_m)


class TestRock:
    def test_dry_porous_rock_hides_part_of_the_yield_and_widens_the_interval(self):
        plain = estimate_yield(5.1, mb_sd=0.1, site="punggye-ri")
        dry = estimate_yield(5.1, mb_sd=0.1, site="punggye-ri", rock="alluvium")
        # Half a magnitude unit at the slope of the relation, within what the wider interval moves the median.
        decades = math.log10(dry.explosive_yield.value / plain.explosive_yield.value)
        assert decades == pytest.approx(0.5 / plain.slope, rel=0.05)
        assert dry.factor > plain.factor
        assert "table:rocks" in dry.explosive_yield.inputs

    @pytest.mark.parametrize("rock", ["granite", "Salt", "wet-tuff"])
    def test_rock_that_couples_well_changes_nothing_and_is_named(self, rock):
        plain = estimate_yield(5.1, mb_sd=0.1, site="punggye-ri")
        named = estimate_yield(5.1, mb_sd=0.1, site="punggye-ri", rock=rock)
        assert named.explosive_yield.value == plain.explosive_yield.value
        assert any("no correction" in one for one in named.caveats)
        assert any("rock not given" in one for one in plain.caveats)

    def test_at_a_calibrated_site_dry_rock_counts_by_none_to_the_whole(self):
        def move(site):
            plain = estimate_yield(5.0, mb_sd=0.1, site=site).explosive_yield.value
            return estimate_yield(5.0, mb_sd=0.1, site=site, rock="dry tuff").explosive_yield.value / plain

        assert 1.0 < move("nevada") < move("punggye-ri")

    def test_salt_couples_as_the_other_rocks_of_the_calibration(self):
        # The claim of the table, from the site terms themselves: magnitude units.
        posterior = load_posterior()
        mean = posterior.average(posterior.at_new_site["elsewhere"].mean[:, 0])
        for site in ("azgir", "astrakhan"):
            assert abs(posterior.average(posterior.at_site[site].mean[:, 0]) - mean) < 0.1

    def test_a_misspelt_rock_gets_near_matches_and_a_strange_one_the_list(self):
        with pytest.raises(UnknownRockError, match="did you mean granite"):
            estimate_yield(5.0, mb_sd=0.1, rock="granit")
        with pytest.raises(UnknownRockError, match="known: granite"):
            estimate_yield(5.0, mb_sd=0.1, rock="cheese")

    def test_every_rock_has_a_source_and_a_flag(self):
        for rock in all_rocks():
            assert rock.source
            assert isinstance(rock.verified, bool)


class TestReference:
    REFERENCE = Measured(value=10.0, low=9.0, high=11.0, level=0.9, unit="kt", inputs=("external:yield",))

    def test_no_difference_returns_the_reference_with_the_scatter_of_the_site(self):
        result = yield_from_reference(
            0.0, difference_sd=0.02, reference=self.REFERENCE, inputs=("measured:dm",)
        )
        assert result.value == pytest.approx(10.0)
        assert 4.0 < result.high / result.value < 8.0

    def test_a_reference_in_another_unit_is_refused(self):
        wrong = self.REFERENCE.model_copy(update={"unit": "t"})
        with pytest.raises(MagnitudeRangeError, match="not a positive yield in kt"):
            yield_from_reference(0.1, difference_sd=0.1, reference=wrong, inputs=("x",))

    @pytest.mark.parametrize("difference", [math.nan, 4.0, -math.inf])
    def test_an_absurd_difference_is_refused(self, difference):
        with pytest.raises(MagnitudeRangeError, match="relative magnitude"):
            yield_from_reference(difference, difference_sd=0.1, reference=self.REFERENCE, inputs=("x",))

    def test_a_negative_deviation_is_refused(self):
        with pytest.raises(MagnitudeRangeError, match="standard deviation"):
            yield_from_reference(0.1, difference_sd=-0.1, reference=self.REFERENCE, inputs=("x",))


class TestChemical:
    @pytest.mark.parametrize(
        ("low", "high", "notice", "largest"),
        [
            (40.0, 600.0, "above", "above"),
            (1.0, 9.0, "above", "cannot tell"),
            (0.1, 0.9, "cannot tell", "below"),
            (0.01, 0.1, "below", "below"),
        ],
    )
    def test_both_bounds(self, low, high, notice, largest):
        shot = Measured(value=low, low=low, high=high, level=0.9, unit="kt", inputs=("external:mb",))
        result = compare_with_chemical(shot)
        assert (result.notice, result.largest) == (notice, largest)

    def test_tonnes_are_refused(self):
        shot = Measured(value=1.0, low=1.0, high=1.0, level=0.9, unit="t", inputs=("external:mb",))
        with pytest.raises(MagnitudeRangeError, match="kilotons"):
            compare_with_chemical(shot)


class TestBadInput:
    @pytest.mark.parametrize("mb", [math.nan, math.inf, -1.0, 0.0, 9.5])
    def test_an_absurd_magnitude_is_refused_with_its_value(self, mb):
        with pytest.raises(MagnitudeRangeError, match=str(mb).replace(".0", "")):
            estimate_yield(mb, mb_sd=0.1)

    @pytest.mark.parametrize("mb_sd", [math.nan, -0.1, 1.5, math.inf])
    def test_an_unusable_deviation_is_refused(self, mb_sd):
        with pytest.raises(MagnitudeRangeError, match="standard deviation"):
            estimate_yield(5.0, mb_sd=mb_sd)

    @pytest.mark.parametrize("level", [0.0, 1.0, -1.0, 90.0, math.nan])
    def test_a_level_that_is_no_probability_is_refused(self, level):
        with pytest.raises(MagnitudeRangeError, match="level"):
            estimate_yield(5.0, mb_sd=0.1, level=level)

    def test_a_misspelt_site_gets_near_matches(self):
        with pytest.raises(UnknownSiteError, match="did you mean punggye-ri"):
            find_site("pungye-ri")

    def test_a_strange_site_gets_the_list(self):
        with pytest.raises(UnknownSiteError, match=r"known: .*nevada"):
            find_site("zzzz")

    def test_half_a_place_is_refused(self):
        with pytest.raises(SiteInputError, match="belong together"):
            estimate_yield(5.0, mb_sd=0.1, latitude_deg=41.0)

    def test_name_and_place_together_are_refused(self):
        with pytest.raises(SiteInputError, match="both given"):
            estimate_yield(5.0, mb_sd=0.1, site="nevada", latitude_deg=41.0, longitude_deg=129.0)

    @pytest.mark.parametrize(("latitude", "longitude"), [(91.0, 0.0), (math.nan, 0.0), (0.0, 200.0)])
    def test_a_place_off_the_globe_is_refused(self, latitude, longitude):
        with pytest.raises(SiteInputError, match="is not between"):
            estimate_yield(5.0, mb_sd=0.1, latitude_deg=latitude, longitude_deg=longitude)

    def test_an_unknown_agency_gets_the_list(self):
        with pytest.raises(MagnitudeRangeError, match="known: ISC, USGS, IDC"):
            estimate_yield(5.0, mb_sd=0.1, agency="KGB")

    @given(name=st.text(max_size=30))
    @settings(deadline=None, max_examples=50)
    def test_any_text_as_a_site_is_found_or_refused_cleanly(self, name):
        with contextlib.suppress(UnknownSiteError):
            assert find_site(name).name
