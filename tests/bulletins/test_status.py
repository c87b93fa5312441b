"""What a source rejected is not used, and what it names keeps its name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from obspy import UTCDateTime
from obspy.core.event import (
    Catalog,
    Event,
    Magnitude,
    Origin,
    Pick,
    ResourceIdentifier,
    WaveformStreamID,
)

from testban.bulletins import BulletinFileError, read
from testban.bulletins.catalog import read_catalog

TIME = UTCDateTime("2021-03-04T05:06:07")


def quakeml(*events: Event, tmp_path) -> bytes:
    Catalog(events=list(events)).write(str(tmp_path / "x.xml"), format="QUAKEML")
    return (tmp_path / "x.xml").read_bytes()


def pick(station: str, status: str | None) -> Pick:
    return Pick(
        time=TIME + 10.0,
        waveform_id=WaveformStreamID(network_code="AA", station_code=station),
        phase_hint="P",
        evaluation_status=status,
    )


def test_rejected_picks_are_named_and_others_stay(tmp_path):
    event = Event(picks=[pick("ONE", "rejected"), pick("TWO", "confirmed"), pick("SIX", None)])
    (read,) = read_catalog(quakeml(event, tmp_path=tmp_path), "x.xml", kind="QUAKEML").events
    problems = {reading.station: reading.problem for reading in read.readings}
    assert "rejected by its source" in problems["ONE"]
    assert problems["TWO"] == problems["SIX"] == ""


def test_a_rejected_magnitude_is_named_and_not_read(tmp_path):
    rows = [
        Magnitude(mag=7.7, magnitude_type="mb", evaluation_status="rejected"),
        Magnitude(mag=5.5, magnitude_type="Ms", evaluation_status="final"),
    ]
    data = quakeml(Event(magnitudes=rows), tmp_path=tmp_path)
    (read,) = read_catalog(data, "x.xml", kind="QUAKEML").events
    assert [row.kind for row in read.magnitudes] == ["Ms"]
    assert any("mb 7.7" in note and "rejected" in note for note in read.warnings)


def test_events_of_a_service_keep_the_names_that_its_queries_hold(tmp_path):
    home = "quakeml:service.example/fdsnws/event/1/query?eventid={}&format=quakeml"
    events = [Event(resource_id=ResourceIdentifier(home.format(name))) for name in ("xx101", "xx102")]
    read = read_catalog(quakeml(*events, tmp_path=tmp_path), "x.xml", kind="QUAKEML").events
    assert [event.id for event in read] == ["xx101", "xx102"]


def test_a_longitude_from_0_to_360_is_the_same_place(tmp_path):
    origin = Origin(time=TIME, latitude=-17.0, longitude=190.25)
    (read,) = read_catalog(
        quakeml(Event(origins=[origin]), tmp_path=tmp_path), "x.xml", kind="QUAKEML"
    ).events
    assert read.origins[0].longitude == -169.75
    assert read.origins[0].time == datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_gse_2_1_is_called_so(tmp_path):
    (tmp_path / "x.txt").write_text("BEGIN GSE2.1\nMSG_TYPE DATA\nDATA_TYPE BULLETIN GSE2.1:short\n")
    with pytest.raises(BulletinFileError, match=r"is GSE2\.1, which is not read"):
        read(tmp_path / "x.txt")
