"""Findings of every schema version are read, and what is none is refused with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from testban.model import SCHEMA_VERSION, Finding, SeismicEvent
from testban.safe_io import ForeignFileError, read_finding, schema_version_of

FIRST = Path(__file__).parents[1] / "model" / "data" / "finding-1-dprk-2006.json"


@pytest.fixture
def first() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FIRST.read_text(encoding="utf-8"))
    return content


class TestFirstSchema:
    def test_its_event_becomes_a_seismic_one_with_the_name_of_the_finding(self) -> None:
        finding = read_finding(FIRST)
        assert finding.schema_version == SCHEMA_VERSION
        (event,) = finding.events
        assert isinstance(event, SeismicEvent)
        assert event.id == finding.id == "dprk-2006"

    def test_nothing_of_it_is_lost(self, first: dict[str, Any]) -> None:
        upgraded = json.loads(read_finding(FIRST).to_json())
        for event in upgraded["events"]:
            assert event.pop("kind") == "seismic"
            assert event.pop("id")
        assert upgraded | {"schema_version": "testban.finding/1"} == first

    def test_several_events_are_numbered(self, first: dict[str, Any]) -> None:
        finding = read_finding(json.dumps(first | {"events": first["events"] * 2}))
        assert [event.id for event in finding.events] == ["event 1", "event 2"]

    def test_what_is_written_after_is_read_again(self) -> None:
        finding = read_finding(FIRST)
        assert read_finding(finding.to_json()) == finding
        assert read_finding(finding.to_json().encode()) == finding

    def test_the_version_that_was_written_can_be_asked(self) -> None:
        assert schema_version_of(FIRST.read_bytes()) == "testban.finding/1"
        assert schema_version_of(read_finding(FIRST).to_json()) == SCHEMA_VERSION


class TestEnvelope:
    def test_what_json_prints_is_read(self, first: dict[str, Any]) -> None:
        envelope = {"schema": "testban.envelope/1", "command": "assess", "result": first}
        assert isinstance(read_finding(json.dumps(envelope)), Finding)

    def test_an_envelope_without_a_finding_is_refused(self) -> None:
        with pytest.raises(ForeignFileError, match="is not a finding"):
            read_finding('{"schema": "testban.envelope/1", "result": null}')


class TestRefused:
    @pytest.mark.parametrize("text", ["", "[]", "{}", "null", "{", '"a"', "[" * 100_000, '{"a": NaN}'])
    def test_other_content_is_not_a_finding(self, text: str) -> None:
        with pytest.raises(ForeignFileError, match="finding: is not a finding"):
            read_finding(text)
        assert schema_version_of(text) is None

    def test_a_version_of_the_future_is_named_with_those_that_are_read(self, first: dict[str, Any]) -> None:
        with pytest.raises(ForeignFileError, match=r"'testban\.finding/3', and testban\.finding/1, .*/2 can"):
            read_finding(json.dumps(first | {"schema_version": "testban.finding/3"}))

    @pytest.mark.parametrize("events", [None, 3, "a", [3], [None], {"0": {}}])
    def test_events_that_are_none_are_named(self, first: dict[str, Any], events: object) -> None:
        with pytest.raises(ForeignFileError, match="is not a whole finding: 'events"):
            read_finding(json.dumps(first | {"events": events}))

    def test_a_part_that_is_absent_is_named_with_its_place(self, first: dict[str, Any]) -> None:
        del first["events"][0]["origin"]
        with pytest.raises(ForeignFileError, match=r"'events\.0\.origin': Field required"):
            read_finding(json.dumps(first))

    def test_a_file_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text("{}")
        with pytest.raises(ForeignFileError, match=r"^a\.json: is not a finding"):
            read_finding(tmp_path / "a.json")
        with pytest.raises(ForeignFileError, match=r"^b\.json: No such file"):
            read_finding(tmp_path / "b.json")
