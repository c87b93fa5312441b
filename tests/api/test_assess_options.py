"""What `assess` may be given beyond observations, and that a dossier gives it again."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

import testban as tb

CASE = Path(str(files("testban.cases") / "dprk-2013"))
ARRIVALS, STATIONS = CASE / "arrivals.csv", CASE / "stations.csv"
OTHER = Path(str(files("testban.cases") / "dprk-2009"))


def assess(**options: object) -> tb.FindingResult:
    return tb.assess(ARRIVALS, stations=STATIONS, **options)


@pytest.fixture(scope="module")
def calibration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    learned = tb.calibrate(
        OTHER / "arrivals.csv", {"arrivals": (41.2952, 129.0840, 0.3)}, stations=OTHER / "stations.csv"
    )
    return learned.write(tmp_path_factory.mktemp("calibration") / "known.json")


def rerun_of(result: tb.FindingResult, folder: Path) -> str:
    result.write(folder / "dossier")
    answer = tb.verify(folder / "dossier", rerun=True)
    assert answer.problems == ()
    return str(answer.to_dict()["rerun"]["result"])


def test_a_magnitude_of_others_gives_the_yield_and_is_named_as_given(tmp_path):
    result = assess(mb=5.1, mb_sd=0.1, mb_source="a network")
    (row,) = result.to_rows()
    assert row["mb"] == 5.1
    assert row["yield_kt"] == pytest.approx(
        tb.yield_from_mb(5.1, site="punggye-ri").explosive_yield.value, rel=0.01
    )
    (external,) = result.finding.provenance.external_inputs
    assert (external.name, external.source) == ("mb", "a network")
    assert rerun_of(result, tmp_path) == "identical"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"mb": 16.0, "mb_source": "a network"}, "mb 16 is not between -2 and 10"),
        ({"mb": 5.0, "mb_sd": 3.0, "mb_source": "a network"}, "standard deviation of mb 3 is not"),
        ({"mb": 5.0}, "mb 5 of others needs its source"),
        ({"mb_sd": 0.1}, "and mb is not"),
    ],
)
def test_a_magnitude_outside_its_bounds_or_without_source_is_refused(given, reason):
    with pytest.raises(tb.BadInputError, match=reason):
        assess(**given)


def test_one_magnitude_for_several_events_is_refused():
    observed = (*tb.read("dprk-2013"), *tb.read("dprk-2009"))
    with pytest.raises(tb.BadInputError, match="one magnitude, and 2 events"):
        tb.assess(observed, mb=5.1, mb_source="a network")


def test_a_calibration_gives_path_corrections_and_travels(calibration, tmp_path):
    result = assess(calibration=calibration)
    event = result.events[0]
    assert event.calibrated_origin.label == "with path corrections from reference events"
    assert event.calibrated_origin.ellipse.area_km2 < event.origin.ellipse.area_km2
    assert "reference:arrivals" in {external.name for external in result.finding.provenance.external_inputs}
    assert (calibration.name) in {file.name for file in result.finding.provenance.inputs}
    assert rerun_of(result, tmp_path) == "identical"


def test_an_event_is_never_its_own_reference():
    own = tb.calibrate(ARRIVALS, {"arrivals": (41.29, 129.08, 0.3)}, stations=STATIONS)
    result = assess(calibration=own)
    assert not hasattr(result.events[0].calibrated_origin, "latitude")


def test_a_calibration_in_memory_corrects_as_its_file_and_does_not_travel(calibration):
    learned = tb.calibrate(
        OTHER / "arrivals.csv", {"arrivals": (41.2952, 129.0840, 0.3)}, stations=OTHER / "stations.csv"
    )
    result, from_file = assess(calibration=learned), assess(calibration=calibration)
    assert result.events == from_file.events
    assert "cannot be computed again" in result.dossier_warnings()[0]


def test_criteria_that_are_missed_are_warned_of_and_change_nothing_else(tmp_path):
    strict = tmp_path / "strict.yaml"
    strict.write_text(
        "least_stations: 500\nleast_weight: 1.0\nsource: test\nverified: false\n"
        "weights: {first_p: 1.0, other_phase: 0.5}\n"
    )
    result, plain = assess(criteria=strict), assess()
    assert any("criteria strict.yaml not met" in warning for warning in result.warnings)
    assert result.finding.provenance.parameters["criteria.met"] is False
    notes = result.events[0].origin.notes
    origin = result.events[0].origin.model_copy(update={"notes": notes[:-1]})
    assert origin == plain.events[0].origin
    assert rerun_of(result, tmp_path) == "identical"


def test_criteria_that_are_met_are_no_warning():
    result = assess(criteria="idc-reb")
    assert result.finding.provenance.parameters["criteria"] == "idc-reb"
    assert not any("not met" in warning for warning in result.warnings)


def test_a_name_that_is_no_model_is_refused():
    with pytest.raises(tb.BadInputError, match="nonsense"):
        assess(model="nonsense")


def test_a_calibration_that_changed_since_is_not_written_as_what_was_used(calibration, tmp_path):
    copy = tmp_path / "known.json"
    copy.write_bytes(calibration.read_bytes())
    result = assess(calibration=copy)
    copy.write_bytes(calibration.read_bytes() + b"\n")
    with pytest.raises(tb.BadInputError, match=r"known.json changed while it was in use"):
        result.write(tmp_path / "dossier")


@pytest.mark.parametrize("verb", [tb.assess, tb.locate])
def test_a_name_that_is_no_model_is_refused_before_anything_is_read(verb):
    with pytest.raises(tb.BadInputError, match="'iasp91' is neither a file nor the packaged model, ak135"):
        verb("no-such-bulletin.csv", model="iasp91")


def test_locate_lists_the_files_of_its_options(calibration):
    answer = tb.locate(ARRIVALS, stations=STATIONS, calibration=calibration, criteria="idc-reb").to_dict()
    names = [row["name"] for row in answer["inputs"]]
    assert names[-1] == calibration.name
    assert "idc-reb" not in names
