"""The nouns refuse what cannot be."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from testban.model import Arrival, Ellipse, Hypotheses, Hypothesis, Measured, Missing, Station, finding_schema

NOW = datetime(2017, 9, 3, 3, 30, 1, tzinfo=UTC)


class TestQuantity:
    def test_value_lies_in_its_interval(self) -> None:
        with pytest.raises(ValidationError, match="outside its own interval"):
            Measured(value=5.0, low=1.0, high=3.0, level=0.9, unit="km", inputs=("a",))

    @pytest.mark.parametrize("bad", [float("nan"), float("inf")])
    def test_not_a_number_is_no_value(self, bad: float) -> None:
        with pytest.raises(ValidationError):
            Measured(value=bad, low=bad, high=bad, level=0.9, unit="km", inputs=("a",))

    def test_missing_needs_its_reason(self) -> None:
        with pytest.raises(ValidationError):
            Missing(status="not_measured", reason="")

    def test_value_without_inputs_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            Measured(value=1.0, low=1.0, high=1.0, level=0.9, unit="km", inputs=())


class TestTimes:
    def test_other_zones_become_utc(self) -> None:
        local = NOW.astimezone(timezone(timedelta(hours=9)))
        arrival = Arrival(id="a", station="MDJ", phase="P", time=local)
        assert arrival.model_dump(mode="json")["time"] == "2017-09-03T03:30:01.000000Z"

    def test_time_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            Arrival(id="a", station="MDJ", phase="P", time=NOW.replace(tzinfo=None))


class TestPlaces:
    @pytest.mark.parametrize(("latitude", "longitude"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
    def test_impossible_places_are_refused(self, latitude: float, longitude: float) -> None:
        with pytest.raises(ValidationError):
            Station(id="X", latitude=latitude, longitude=longitude)

    def test_minor_axis_longer_than_major_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="shorter than minor"):
            Ellipse(kind="coverage", level=0.9, major_km=1.0, minor_km=2.0, strike_deg=0.0, area_km2=6.0)

    def test_inspection_limit_cannot_be_claimed(self) -> None:
        ellipse = Ellipse(
            kind="coverage",
            level=0.9,
            major_km=100.0,
            minor_km=50.0,
            strike_deg=0.0,
            area_km2=15708.0,
            within_osi_limit=True,
        )
        assert not ellipse.within_osi_limit


class TestHypotheses:
    def test_insufficient_data_carries_no_probability(self) -> None:
        with pytest.raises(ValidationError, match="no probability"):
            Hypotheses(
                status="insufficient_data",
                reason="one station",
                items=(Hypothesis(name="explosion", probability=0.5),),
            )

    def test_insufficient_data_needs_its_reason(self) -> None:
        with pytest.raises(ValidationError, match="reason"):
            Hypotheses(status="insufficient_data", items=(Hypothesis(name="explosion"),))

    def test_answer_needs_every_probability(self) -> None:
        with pytest.raises(ValidationError, match="probability"):
            Hypotheses(status="answered", items=(Hypothesis(name="explosion"),))


def test_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(finding_schema())


def test_published_schema_is_that_of_the_code() -> None:
    published = Path(__file__).resolve().parents[2] / "docs" / "finding.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == finding_schema()
