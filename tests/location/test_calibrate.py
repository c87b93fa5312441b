"""Path corrections: what one test teaches about the place of another."""

from __future__ import annotations

import pytest

from testban.cases import load_case, read_case
from testban.geodesy import geodesic
from testban.location import locate, locate_with_references
from testban.model import Missing, Origin

KM = 1.0


@pytest.fixture(scope="module")
def sixth():  # type: ignore[no-untyped-def]
    observed = load_case("dprk-2017")
    return observed, locate(observed.stations, observed.arrivals).origin


def test_five_tests_place_the_sixth_within_half_a_kilometre(sixth) -> None:  # type: ignore[no-untyped-def]
    observed, near = sixth
    origin = locate_with_references(observed.stations, observed.arrivals, observed.references, near=near)
    truth = read_case("dprk-2017").published["position"]
    assert isinstance(origin, Origin)
    distance, _ = geodesic(origin.latitude, origin.longitude, truth["latitude"], truth["longitude"])
    assert distance < 0.5 * KM
    assert all(one.startswith(("external:reference:", "arrival:")) for one in origin.inputs)


def test_one_reference_gives_a_wider_ellipse_than_five(sixth) -> None:  # type: ignore[no-untyped-def]
    observed, near = sixth
    five = locate_with_references(observed.stations, observed.arrivals, observed.references, near=near)
    one = locate_with_references(observed.stations, observed.arrivals, observed.references[:1], near=near)
    assert isinstance(one, Origin)
    assert isinstance(five, Origin)
    assert one.ellipse.area_km2 > 2.0 * five.ellipse.area_km2


def test_error_of_the_reference_enters_the_ellipse(sixth) -> None:  # type: ignore[no-untyped-def]
    observed, near = sixth
    vague = [one.model_copy(update={"sigma_km": 2.0}) for one in observed.references]
    origin = locate_with_references(observed.stations, observed.arrivals, vague, near=near)
    assert isinstance(origin, Origin)
    assert origin.ellipse.major_km > 1.0 * KM


def test_no_reference_is_said(sixth) -> None:  # type: ignore[no-untyped-def]
    observed, near = sixth
    missing = locate_with_references(observed.stations, observed.arrivals, (), near=near)
    assert isinstance(missing, Missing)
    assert missing.status == "not_considered"


def test_withheld_positions_are_said(sixth) -> None:  # type: ignore[no-untyped-def]
    observed, near = sixth
    blank = [one.model_copy(update={"latitude": None, "longitude": None}) for one in observed.references]
    missing = locate_with_references(observed.stations, observed.arrivals, blank, near=near)
    assert isinstance(missing, Missing)
    assert missing.status == "input_withheld"


def test_reference_far_away_is_out_of_reach(sixth) -> None:  # type: ignore[no-untyped-def]
    observed, near = sixth
    far = [one.model_copy(update={"longitude": 139.0}) for one in observed.references]
    missing = locate_with_references(observed.stations, observed.arrivals, far, near=near)
    assert isinstance(missing, Missing)
    assert "km away" in missing.reason
