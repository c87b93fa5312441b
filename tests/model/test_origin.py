"""What a reader is told of an origin whose sites are few or contradict each other."""

from __future__ import annotations

import pytest

from dossier import builders
from testban.model import Origin, SiteJackknife


def origin(*sites: SiteJackknife, separate: int = 6) -> Origin:
    update = {"separate_sites": separate, "sites_left_out": sites}
    return builders.event().origin.model_copy(update=update)


def site(*stations: str, wrong: float, distance_km: float | None = None) -> SiteJackknife:
    place = {}
    if distance_km is not None:
        place = {
            "latitude": 66.3,
            "longitude": 78.5,
            "distance_km": distance_km,
            "ellipse": builders.event().origin.ellipse,
        }
    return SiteJackknife(stations=stations, probability_wrong=wrong, late_s=-12.0, late_sd_s=1.5, **place)


class TestDoubtful:
    def test_sites_that_may_be_wrong_are_named_with_where_the_event_would_be(self) -> None:
        said = origin(site("LOF", wrong=0.7, distance_km=1830.0), site("A", "B", wrong=0.2)).network_warning
        assert "the times of one are wrong with a probability of 90 %" in said
        assert "LOF, 12 s early (70 %): without LOF it would be 1,830 km away at 66.30, 78.50" in said
        assert (
            "A and 1 next to it, 12 s early (20 %): without A and 1 next to it "
            "the others leave the place open" in said
        )

    def test_a_site_that_hardly_can_be_wrong_is_not_named(self) -> None:
        assert "NSS" not in origin(site("LOF", wrong=0.9), site("NSS", wrong=0.01)).network_warning

    def test_a_place_inside_the_ellipse_casts_no_doubt(self) -> None:
        near = site("LOF", wrong=0.9, distance_km=1.0).model_copy(update={"outside": False})
        assert origin(near).network_warning == ""

    def test_certainty_is_never_claimed(self) -> None:
        assert "more than 99 %" in origin(site("LOF", wrong=0.9999)).network_warning


class TestFew:
    @pytest.mark.parametrize(("separate", "warned"), [(4, True), (5, False)])
    def test_the_site_that_weighs_most_is_named_where_sites_are_few(
        self, separate: int, warned: bool
    ) -> None:
        sites = (site("KTK", wrong=0.01, distance_km=380.0), site("LOF", wrong=0.005, distance_km=743.0))
        said = origin(*sites, separate=separate).network_warning
        assert bool(said) is warned
        assert ("without LOF it would be 743 km away" in said) is warned
