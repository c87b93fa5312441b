"""Evidence from depth and from a mechanism published by others, all the way to the finding."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from testban.cases import load_case
from testban.geodesy import destination
from testban.location.predict import predict
from testban.location.readings import make_readings
from testban.model import (
    Arrival,
    BadInputError,
    ExternalInput,
    Finding,
    SeismicEvent,
    SeismicObservations,
    Station,
)
from testban.pipeline import assess

DEPTH_KM = 150.0
MECHANISM = "source_type_latitude"


def deep_event() -> SeismicObservations:
    """P and pP of a source at 150 km, read to 0.3 s at 16 stations."""
    distances = np.array([25, 40, 55, 70, 85, 30, 50, 65, 80, 45, 33, 58, 73, 48, 62, 38], dtype=float)
    azimuths = np.arange(distances.size) * 360.0 / distances.size + 7.0
    latitude, longitude = destination(36.5, 71.0, distances, azimuths)
    stations = tuple(
        Station(id=f"S{number:02d}", latitude=float(a), longitude=float(b))
        for number, (a, b) in enumerate(zip(latitude, longitude, strict=True))
    )
    epoch = datetime(2020, 1, 1, tzinfo=UTC)
    blank = [
        Arrival(id=f"{one.id}/{phase}", station=one.id, phase=phase, time=epoch)
        for one in stations
        for phase in ("P", "pP")
    ]
    readings, _ = make_readings(stations, blank)
    assert readings is not None
    times = predict(readings, latitude_deg=36.5, longitude_deg=71.0, depth_km=DEPTH_KM).time_s
    times = times + 0.3 * np.random.default_rng(3).standard_normal(times.size)
    return SeismicObservations(
        id="deep",
        stations=stations,
        arrivals=tuple(
            one.model_copy(update={"time": epoch + timedelta(seconds=float(time))})
            for one, time in zip(readings.arrivals, times, strict=True)
        ),
    )


@pytest.fixture(scope="module")
def deep() -> SeismicEvent:
    return assess([deep_event()]).events[0]


class TestDepth:
    def test_an_earthquake_is_answered_from_arrival_times_alone(self, deep: SeismicEvent) -> None:
        assert deep.origin.depth_km.low > 100.0
        assert deep.hypotheses.status == "answered"
        assert deep.hypotheses.items[0].name == "earthquake"
        assert [term.name for term in deep.hypotheses.items[0].terms] == ["depth"]
        assert deep.hypotheses.items[0].terms[0].inputs == ("event:origin",)

    def test_it_is_screened_out_too(self, deep: SeismicEvent) -> None:
        (by_depth,) = (row for row in deep.screening if row.test == "depth")
        assert by_depth.result == "screened out"

    def test_a_surface_event_says_why_depth_is_not_weighed(self) -> None:
        event = assess([load_case("dprk-2013")]).events[0]
        reasons = {one.id: one.reason for one in event.hypotheses.not_weighed}
        assert "allow the surface" in reasons["depth"]
        assert event.hypotheses.status == "insufficient_data"


def with_mechanism(value: float | str | None, sd: float | None = 10.0) -> SeismicObservations:
    observed = load_case("dprk-2017")
    external = ExternalInput(
        name=MECHANISM, value=value, sd=sd, unit="deg", source="full moment tensor of a test of this path"
    )
    return observed.model_copy(update={"external": (*observed.external, external)})


class TestMechanism:
    def test_one_like_an_explosion_adds_to_p_over_s(self) -> None:
        finding = assess([with_mechanism(62.0)])
        first = finding.events[0].hypotheses.items[0]
        terms = {term.name: term for term in first.terms}
        assert first.name == "explosion"
        assert {"P/S 4-8 Hz", "mechanism"} <= set(terms)
        assert terms["mechanism"].inputs == (f"external:{MECHANISM}",)
        assert terms["mechanism"].probability_without is not None
        assert (first.probability or 0.0) > terms["mechanism"].probability_without
        assert MECHANISM in {one.name for one in finding.provenance.external_inputs}

    def test_one_like_a_collapse_speaks_against_an_explosion(self) -> None:
        hypotheses = assess([with_mechanism(-55.0)]).events[0].hypotheses
        terms = {item.name: item.terms[-1].log10_likelihood_ratio for item in hypotheses.items}
        assert terms["collapse"] > 0.0 > terms["explosion"]
        assert hypotheses.status == "insufficient_data"

    def test_withheld_it_changes_nothing_but_what_is_not_weighed(self) -> None:
        def content(finding: Finding) -> dict[str, object]:
            found = json.loads(finding.to_json())
            del found["provenance"]
            del found["events"][0]["hypotheses"]["not_weighed"]
            return dict(found)

        plain, withheld = assess([load_case("dprk-2017")]), assess([with_mechanism(None)])
        assert content(plain) == content(withheld)
        reasons = [one.reason for one in withheld.events[0].hypotheses.not_weighed]
        assert f"external input {MECHANISM} is withheld" in reasons

    @pytest.mark.parametrize(
        ("value", "said"), [("deep", "is not a number"), (120.0, "not between -90 and 90")]
    )
    def test_what_is_no_latitude_is_refused_by_name(self, value: float | str, said: str) -> None:
        with pytest.raises(BadInputError, match=said):
            assess([with_mechanism(value)])
