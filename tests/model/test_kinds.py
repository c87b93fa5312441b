"""Observations and events are read as the kind that they say they are."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from testban.model import (
    Bound,
    Event,
    Finding,
    FindingKindError,
    InfrasoundDetection,
    InfrasoundEvent,
    LaunchEvent,
    LaunchObservations,
    LaunchReport,
    Measured,
    Missing,
    NuclearBasis,
    Observations,
    Provenance,
    RadionuclideEvent,
    RadionuclideSample,
    SizeLimit,
    WatchedPlace,
)

TIME = datetime(2017, 11, 28, 18, 17, tzinfo=UTC)
NOT_REPORTED = Missing(status="not_measured", reason="not reported")
NO_BASIS = NuclearBasis(kind="none", source="no radionuclides were measured")
REPORT = LaunchReport(
    source="a State",
    time=TIME,
    latitude=NOT_REPORTED,
    longitude=NOT_REPORTED,
    apogee=Measured(value=4475.0, low=4400.0, high=4550.0, level=0.9, unit="km", inputs=("external:apogee",)),
    distance=NOT_REPORTED,
    flight_time=NOT_REPORTED,
    azimuth=NOT_REPORTED,
)
EVENTS: tuple[Any, ...] = (
    InfrasoundEvent(
        id="i",
        detections=(
            InfrasoundDetection(
                id="1", station="I30JP", time=TIME, back_azimuth=NOT_REPORTED, apparent_velocity=NOT_REPORTED
            ),
        ),
        origin=NOT_REPORTED,
        nuclear_basis=NO_BASIS,
    ),
    LaunchEvent(id="l", reports=(REPORT,), vehicle="not known", vehicle_basis="no report names it"),
    RadionuclideEvent(
        id="r",
        samples=(
            RadionuclideSample(
                id="1",
                station="JPX38",
                collection_start=TIME,
                collection_stop=TIME + timedelta(hours=12),
                activities={"Xe-133": NOT_REPORTED},
            ),
        ),
        nuclear_basis=NO_BASIS,
    ),
    Bound(
        id="b",
        place=WatchedPlace(
            latitude=41.3, longitude=129.1, radius_km=10.0, start=TIME, end=TIME + timedelta(days=1)
        ),
        limits=(SizeLimit(probability=0.9, magnitude=NOT_REPORTED),),
    ),
)


def finding(*events: Any, kind: str) -> Finding:
    return Finding(
        kind=kind,
        id="a",
        as_of=date(2017, 11, 28),
        as_of_basis="given by the user",
        statement="A test.",
        events=events,
        provenance=Provenance(inputs=(), external_inputs=(), version="0", parameters={}),
    )


class TestEvents:
    @pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
    def test_an_event_is_read_back_as_its_own_class(self, event: Any) -> None:
        made = finding(event, kind=event.kind)
        assert Finding.model_validate_json(made.to_json()) == made

    @pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
    def test_an_event_of_another_kind_than_its_finding_is_refused(self, event: Any) -> None:
        with pytest.raises(ValidationError, match=f"is of kind {event.kind}, the finding of kind seismic"):
            finding(event, kind="seismic")

    @pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
    def test_a_reader_of_seismic_findings_does_not_pass_over_another(self, event: Any) -> None:
        with pytest.raises(FindingKindError, match=f"finding a is of kind {event.kind}"):
            _ = finding(event, kind=event.kind).seismic_events

    def test_an_event_of_no_kind_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="does not match any of the expected tags"):
            TypeAdapter(Event).validate_json('{"kind": "hydroacoustic", "id": "h"}')

    def test_a_bound_asks_no_obligation(self) -> None:
        assert EVENTS[-1].register_kind == ""

    def test_a_sample_collected_backwards_is_refused(self) -> None:
        sample = EVENTS[2].samples[0].model_dump()
        with pytest.raises(ValidationError, match="sample 1: its collection stops at or before its start"):
            RadionuclideSample.model_validate(sample | {"collection_stop": TIME})

    def test_a_place_watched_backwards_is_refused(self) -> None:
        place = EVENTS[3].place.model_dump()
        with pytest.raises(ValidationError, match="at or before its start"):
            WatchedPlace.model_validate(place | {"end": TIME})


class TestObservations:
    def test_they_are_read_as_their_own_class(self) -> None:
        content = {"kind": "launch", "id": "a", "reports": [json.loads(REPORT.model_dump_json())]}
        read: object = TypeAdapter(Observations).validate_python(content)
        assert isinstance(read, LaunchObservations)
        assert read.reports == (REPORT,)
