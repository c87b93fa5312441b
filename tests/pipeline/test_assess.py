"""The main job, and the rule that the published answer is never an input."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from testban.cases import case_ids, load_case
from testban.geodesy import geodesic, wrap_longitude
from testban.model import BadInputError, Finding, Missing, Origin, SeismicObservations, finding_schema
from testban.pipeline import assess

CASE = "dprk-2013"
KM, S = 1.0, 1.0


@pytest.fixture(scope="module")
def observed() -> SeismicObservations:
    return load_case(CASE)


@pytest.fixture(scope="module")
def finding(observed: SeismicObservations) -> Finding:
    return assess([observed])


def blank(observations: SeismicObservations, name: str) -> SeismicObservations:
    """Withhold one external input as a case file would: the value becomes null."""
    external = tuple(
        one.model_copy(update={"value": None}) if one.name == name else one for one in observations.external
    )
    references = tuple(
        one.model_copy(update={"latitude": None, "longitude": None}) if name == f"reference:{one.id}" else one
        for one in observations.references
    )
    return observations.model_copy(update={"external": external, "references": references})


def without_provenance(finding: Finding) -> dict[str, object]:
    content = json.loads(finding.to_json())
    del content["provenance"]
    return content


class TestFinding:
    def test_fits_its_published_schema(self, finding: Finding) -> None:
        jsonschema.validate(json.loads(finding.to_json()), finding_schema())

    def test_reads_back_to_itself(self, finding: Finding) -> None:
        assert Finding.model_validate_json(finding.to_json()) == finding

    def test_is_the_same_to_the_byte_when_made_again(
        self, observed: SeismicObservations, finding: Finding
    ) -> None:
        assert assess([observed]).to_json() == finding.to_json()

    def test_every_number_leads_to_its_inputs(self, finding: Finding) -> None:
        event = finding.events[0]
        known = {f"arrival:{one.id}" for one in event.arrivals}
        known |= {f"external:{one.name}" for one in finding.provenance.external_inputs}
        known |= {f"input:{one.name}" for one in finding.provenance.inputs}
        known |= {f"magnitude:{one.kind}/{row.channel}" for one in event.magnitudes for row in one.readings}
        known |= {"event:origin", "event:calibrated_origin"}
        cited = set(event.origin.inputs)
        assert isinstance(event.calibrated_origin, Origin)
        cited |= set(event.calibrated_origin.inputs)
        for quantity in [
            event.explosive_yield,
            *(one.magnitude for one in event.magnitudes),
            *(one.distance for one in event.similar_events),
        ]:
            cited |= set(getattr(quantity, "inputs", ()))
        assert {one for one in cited if not one.startswith("table:")} <= known

    def test_nothing_is_engaged_while_no_discriminant_is_measured(self, finding: Finding) -> None:
        event = finding.events[0]
        assert event.hypotheses.status == "insufficient_data"
        assert all(item.probability is None for item in event.hypotheses.items)
        outcomes = {one.outcome for one in event.obligations}
        assert "not assessed" in outcomes
        assert not any("engaged" in outcome for outcome in outcomes)

    def test_law_is_that_of_the_event_and_says_so(self, finding: Finding) -> None:
        assert finding.as_of == date(2013, 2, 12)
        assert "date of the event" in finding.as_of_basis

    def test_later_law_is_not_applied_to_an_earlier_date(
        self, observed: SeismicObservations, finding: Finding
    ) -> None:
        then = {one.id: one.outcome for one in finding.events[0].obligations}
        later = assess([observed], as_of=date(2018, 1, 1))
        now = {one.id: one.outcome for one in later.events[0].obligations}
        changed = {key for key in now if now[key] != then.get(key)}
        assert any("2397" in key for key in changed)
        assert later.as_of_basis == "given by the user"

    def test_law_older_than_the_event_is_said_to_be(self, observed: SeismicObservations) -> None:
        assert "earlier than the event" in assess([observed], as_of=date(2010, 1, 1)).as_of_basis


class TestPublishedAnswerIsNoInput:
    @pytest.mark.parametrize("case", case_ids())
    def test_removing_what_others_published_changes_nothing(self, case: str, tmp_path: Path) -> None:
        folder = tmp_path / case
        shutil.copytree(Path(str(files("testban.cases"))) / case, folder)
        definition = yaml.safe_load((folder / "case.yaml").read_text())
        del definition["published"]
        (folder / "case.yaml").write_text(yaml.safe_dump(definition))
        bare, full = load_case(folder), load_case(case)
        assert bare.model_copy(update={"inputs": ()}) == full.model_copy(update={"inputs": ()})

    def test_withheld_magnitude_takes_the_yield_and_nothing_else(
        self, observed: SeismicObservations, finding: Finding
    ) -> None:
        other = assess([blank(observed, "mb")])
        assert isinstance(other.events[0].explosive_yield, Missing)
        assert other.events[0].explosive_yield.status == "input_withheld"
        before, after = without_provenance(finding), without_provenance(other)
        for content in (before, after):
            del content["statement"]
            event = content["events"][0]  # type: ignore[index]
            del event["yield"]
            event["magnitudes"] = [one for one in event["magnitudes"] if one["kind"] != "mb"]
        assert before == after

    def test_withheld_declaration_takes_the_nuclear_basis(
        self, observed: SeismicObservations, finding: Finding
    ) -> None:
        other = assess([blank(observed, "declaration")])
        assert other.events[0].nuclear_basis.kind == "none"
        assert other.events[0].origin == finding.events[0].origin
        assert other.events[0].calibrated_origin == finding.events[0].calibrated_origin
        assert other.events[0].explosive_yield == finding.events[0].explosive_yield

    def test_withheld_references_take_the_path_corrections(
        self, observed: SeismicObservations, finding: Finding
    ) -> None:
        other = observed
        for reference in observed.references:
            other = blank(other, f"reference:{reference.id}")
        event = assess([other]).events[0]
        assert isinstance(event.calibrated_origin, Missing)
        assert event.calibrated_origin.status == "input_withheld"
        assert event.origin == finding.events[0].origin
        assert event.territory == finding.events[0].territory
        assert all(isinstance(one.distance, Missing) for one in event.similar_events)

    def test_shifting_all_times_by_a_day_shifts_the_answer_by_a_day(
        self, observed: SeismicObservations, finding: Finding
    ) -> None:
        day = timedelta(days=1)
        later = [one.model_copy(update={"time": one.time + day}) for one in observed.arrivals]
        origin = assess([observed.model_copy(update={"arrivals": tuple(later)})]).events[0].origin
        before = finding.events[0].origin
        assert abs((origin.time - before.time - day).total_seconds()) < 1e-3 * S
        assert (origin.latitude, origin.longitude) == pytest.approx(
            (before.latitude, before.longitude), abs=1e-6
        )

    def test_rotating_all_longitudes_rotates_the_answer(
        self, observed: SeismicObservations, finding: Finding
    ) -> None:
        turned = [
            one.model_copy(update={"longitude": float(wrap_longitude(one.longitude + 70.0))})
            for one in observed.stations
        ]
        event = assess([observed.model_copy(update={"stations": tuple(turned)})]).events[0]
        before = finding.events[0].origin
        back = float(wrap_longitude(event.origin.longitude - 70.0))
        moved, _ = geodesic(event.origin.latitude, back, before.latitude, before.longitude)
        assert moved < 0.05 * KM
        assert event.origin.ellipse.area_km2 == pytest.approx(before.ellipse.area_km2, rel=0.01)
        # The references did not turn with it: too far away now.
        assert isinstance(event.calibrated_origin, Missing)
        assert [one.state for one in event.territory] != [one.state for one in finding.events[0].territory]

    def test_half_the_stations_give_another_answer_with_a_larger_ellipse(
        self, observed: SeismicObservations, finding: Finding
    ) -> None:
        half = assess([observed.model_copy(update={"arrivals": observed.arrivals[::2]})]).events[0].origin
        before = finding.events[0].origin
        moved, _ = geodesic(half.latitude, half.longitude, before.latitude, before.longitude)
        assert 0.0 < moved < half.ellipse.major_km
        assert half.arrivals_used < before.arrivals_used
        assert half.ellipse.area_km2 > before.ellipse.area_km2


class TestBadInput:
    def test_nothing_at_all_is_refused(self) -> None:
        with pytest.raises(BadInputError, match="no observations"):
            assess([])

    def test_event_that_cannot_be_located_says_why(self, observed: SeismicObservations) -> None:
        finding = assess([observed.model_copy(update={"arrivals": observed.arrivals[:2]})])
        assert finding.events == ()
        assert finding.statement.startswith("Not located, because 2 of at least 4 defining")

    def test_one_event_of_several_that_cannot_be_located_leaves_the_others(
        self, observed: SeismicObservations
    ) -> None:
        poor = observed.model_copy(update={"id": "poor", "arrivals": observed.arrivals[:2]})
        finding = assess([observed, poor])
        assert len(finding.events) == 1
        assert any(one.id == "poor" and "not located" in one.reason for one in finding.not_used)

    def test_a_magnitude_beyond_the_calibration_leaves_the_event_and_says_why_it_has_no_yield(
        self, observed: SeismicObservations
    ) -> None:
        external = tuple(
            one.model_copy(update={"value": 0.9}) if one.name == "mb" else one for one in observed.external
        )
        event = assess([observed.model_copy(update={"external": external})]).events[0]
        assert isinstance(event.explosive_yield, Missing)
        assert "external:mb: mb 0.9 is outside" in event.explosive_yield.reason


class TestDeclaration:
    def test_declaration_of_another_day_is_not_of_this_event(self, observed: SeismicObservations) -> None:
        later = [one.model_copy(update={"time": one.time + timedelta(days=9)}) for one in observed.arrivals]
        basis = assess([observed.model_copy(update={"arrivals": tuple(later)})]).events[0].nuclear_basis
        assert basis.kind == "none"
        assert "2013-02-12" in basis.source

    def test_declaration_that_is_no_date_is_named(self, observed: SeismicObservations) -> None:
        external = tuple(
            one.model_copy(update={"value": "soon"}) if one.name == "declaration" else one
            for one in observed.external
        )
        basis = assess([observed.model_copy(update={"external": external})]).events[0].nuclear_basis
        assert basis.kind == "none"
        assert "soon" in basis.source


class TestNuclearBySize:
    def test_an_explosion_too_large_for_chemicals_is_called_nuclear_without_a_declaration(self) -> None:
        event = assess([blank(load_case("dprk-2017"), "declaration")]).events[0]
        assert event.hypotheses.items[0].name == "explosion"
        assert event.nuclear_basis.kind == "size implausible for a chemical shot"
        assert "the largest chemical one had 4 kt" in event.nuclear_basis.source
        assert "unverified" in event.nuclear_basis.source

    def test_size_says_nothing_where_it_is_open_what_the_event_was(self) -> None:
        # Arrival times alone: as large as the others of its size, and perhaps an earthquake.
        case = load_case("dprk-2016-09")
        event = assess([blank(case, "declaration")]).events[0]
        assert event.hypotheses.status == "insufficient_data"
        assert event.nuclear_basis.kind == "none"

    def test_a_small_explosion_is_not_called_nuclear_by_its_size(self) -> None:
        case = blank(load_case("dprk-2017"), "declaration")
        external = tuple(
            one.model_copy(update={"value": 4.2}) if one.name.startswith("mb") else one
            for one in case.external
        )
        small = case.model_copy(update={"external": external})
        assert assess([small]).events[0].nuclear_basis.kind == "none"

    def test_without_a_magnitude_size_says_nothing(self) -> None:
        case = blank(blank(load_case("dprk-2017"), "declaration"), "mb")
        assert assess([case]).events[0].nuclear_basis.source == "external input declaration is withheld"
