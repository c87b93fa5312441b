"""Magnitudes on their way into the finding: whose they are, what they screen, and what depends on each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synthetic_records import network, quake
from testban.cases import load_case
from testban.model import Magnitude, Measured, Missing, Screening, SeismicObservations, StationMagnitude
from testban.pipeline import assess, observe
from testban.pipeline.size import event_magnitudes

CONTENT = ("magnitudes", "screening", "hypotheses", "obligations")


@pytest.fixture(scope="module")
def first_test() -> SeismicObservations:
    return load_case("dprk-2006")


def withheld(observations: SeismicObservations, name: str) -> SeismicObservations:
    external = tuple(
        one.model_copy(update={"value": None}) if one.name == name else one for one in observations.external
    )
    return observations.model_copy(update={"external": external})


def ms_mb(observations: SeismicObservations) -> Screening:
    (event,) = assess([observations]).events
    return next(one for one in event.screening if one.test == "Ms:mb")


def own(kind: str, value: float, stations: int) -> Magnitude:
    row = StationMagnitude(station="XX.A", channel="XX.A..BHZ", kind="measured", value=value)
    quantity = Measured(
        value=value,
        low=value - 0.1,
        high=value + 0.1,
        level=0.9,
        unit="magnitude",
        inputs=("magnitude:mb/XX.A..BHZ",),
    )
    return Magnitude(
        kind=kind, magnitude=quantity, stations=stations, external=False, source="own", readings=(row,)
    )


def with_own(observations: SeismicObservations, *magnitudes: Magnitude) -> SeismicObservations:
    measured = load_case("dprk-2009").discriminants
    return observations.model_copy(
        update={"discriminants": measured.model_copy(update={"magnitudes": magnitudes})}
    )


class TestOfOthers:
    def test_published_magnitudes_of_the_first_test_do_not_screen_it_out(self, first_test) -> None:
        found = ms_mb(first_test)
        assert found.result == "not screened out"
        assert found.value == pytest.approx(4.1 - 2.94)
        assert "taken from others" in found.reason

    @pytest.mark.parametrize("name", ["ms", "mb_idc"])
    def test_withholding_one_takes_what_hangs_on_it_and_nothing_else(self, first_test, name: str) -> None:
        both = (first_test, withheld(first_test, name))
        before, after = (json.loads(assess([one]).to_json())["events"][0] for one in both)
        assert {key for key in before if before[key] != after[key]} <= set(CONTENT)
        (found,) = [one for one in after["screening"] if one["test"] == "Ms:mb"]
        assert found["result"] == "insufficient data"
        assert f"external input {name} is withheld" in found["reason"]
        unchanged = [one for one in before["screening"] if one["test"] != "Ms:mb"]
        assert [one for one in after["screening"] if one["test"] != "Ms:mb"] == unchanged

    def test_of_several_events_each_has_names_of_its_own(self, first_test) -> None:
        finding = assess([first_test, load_case("dprk-2009")])
        names = [one.name for one in finding.provenance.external_inputs]
        assert len(set(names)) == len(names)
        assert "dprk-2006/ms" in names
        ms = next(one for one in finding.events[0].magnitudes if one.kind == "Ms")
        assert ms.magnitude.inputs == ("external:dprk-2006/ms",)
        assert finding.events[0].explosive_yield.inputs[0] == "external:dprk-2006/mb"


class TestMeasured:
    @pytest.mark.parametrize(
        ("case", "result", "stations"),
        [
            ("dprk-2009", "not considered", 1),
            ("dprk-2013", "not considered", 1),
            ("dprk-2016-01", "not screened out", 2),
            ("dprk-2017", "not screened out", 2),
        ],
    )
    def test_cases_carry_the_ms_of_their_records(self, case: str, result: str, stations: int) -> None:
        observed = load_case(case)
        (ms,) = [one for one in event_magnitudes(observed) if one.kind == "Ms(VMAX)"]
        assert not ms.external
        assert ms.stations == stations
        assert ms_mb(observed).result == result

    def test_an_own_mb_comes_before_that_of_others_and_gives_the_yield(self, first_test) -> None:
        (event,) = assess([with_own(first_test, own("mb", 5.0, 12))]).events
        assert [one.kind for one in event.magnitudes][:2] == ["mb", "mb"]
        assert not event.magnitudes[0].external
        assert "magnitude:mb/XX.A..BHZ" in event.explosive_yield.inputs
        assert "external:mb" not in event.explosive_yield.inputs

    def test_an_mb_that_could_not_be_measured_leaves_the_yield_to_others(self, first_test) -> None:
        missing = Missing(status="not_measured", reason="all stations nearer than 20 degrees")
        absent = Magnitude(kind="mb", magnitude=missing, stations=0, external=False, source="own")
        (event,) = assess([with_own(first_test, absent)]).events
        assert "external:mb" in event.explosive_yield.inputs
        alone = with_own(first_test, absent).model_copy(update={"external": ()})
        (event,) = assess([alone]).events
        assert "all stations nearer than 20 degrees" in event.explosive_yield.reason

    def test_records_without_responses_say_so_in_every_place(self, tmp_path: Path) -> None:
        made = quake(network(count=6), latitude=40.3, longitude=100.2)
        (event,) = assess(observe(str(made.write(tmp_path / "records")))).events
        assert {one.kind for one in event.magnitudes} == {"mb", "Ms(VMAX)"}
        for one in event.magnitudes:
            assert "no instrument response" in one.magnitude.reason
        found = next(one for one in event.screening if one.test == "Ms:mb")
        assert found.result == "insufficient data"
        assert "no instrument response" in found.reason
