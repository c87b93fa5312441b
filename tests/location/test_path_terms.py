"""Corrections of paths from events of known position."""

from __future__ import annotations

import numpy as np
import pytest

from testban.cases import load_case
from testban.location import path_terms


@pytest.fixture(scope="module")
def terms() -> dict[tuple[str, str], float]:
    observed = load_case("dprk-2013")
    made = path_terms(observed.stations, observed.references)
    return {(one.station, one.phase): one.correction_s for one in made}


def test_terms_are_seconds_around_a_zero_median(terms: dict[tuple[str, str], float]) -> None:
    values = np.array(list(terms.values()))
    assert abs(np.median(values)) < 1e-6
    assert 0.3 < np.percentile(np.abs(values), 75) < 5.0


def test_order_of_references_does_not_matter(terms: dict[tuple[str, str], float]) -> None:
    observed = load_case("dprk-2013")
    again = path_terms(observed.stations, observed.references[::-1])
    for one in again:
        assert one.correction_s == pytest.approx(terms[one.station, one.phase], abs=0.02)


def test_uncertain_references_widen_every_term() -> None:
    observed = load_case("dprk-2013")
    loose = [one.model_copy(update={"sigma_km": 20.0}) for one in observed.references]
    near, far = path_terms(observed.stations, observed.references), path_terms(observed.stations, loose)
    assert all(a.sd_s < b.sd_s for a, b in zip(near, far, strict=True))


def test_no_reference_gives_no_term() -> None:
    observed = load_case("dprk-2013")
    assert path_terms(observed.stations, ()) == ()
