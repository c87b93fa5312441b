"""The packaged cases, and what can be wrong with one."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from testban.cases import CaseError, case_ids, load_case, read_case

HOME = Path(str(files("testban.cases")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOME / "dprk-2017", tmp_path / "case"))


def change(folder: Path, **fields: object) -> None:
    definition = yaml.safe_load((folder / "case.yaml").read_text())
    (folder / "case.yaml").write_text(yaml.safe_dump(definition | fields))


class TestPackaged:
    def test_counts_are_those_of_the_supplement(self) -> None:
        counts = {case: len(load_case(case).arrivals) for case in case_ids()}
        assert counts == {
            "dprk-2006": 55,
            "dprk-2009": 79,
            "dprk-2013": 89,
            "dprk-2016-01": 91,
            "dprk-2016-09": 86,
            "dprk-2017": 49,
        }

    @pytest.mark.parametrize("case", case_ids())
    def test_no_case_is_its_own_reference(self, case: str) -> None:
        assert case not in {one.id for one in load_case(case).references}
        assert len(load_case(case).references) == 5

    @pytest.mark.parametrize("case", case_ids())
    def test_every_fact_has_its_source(self, case: str) -> None:
        definition = read_case(case)
        assert all(held.source for held in definition.holds.values())
        assert all(one.source for one in definition.external_inputs)

    def test_times_agree_with_the_published_pairs(self, shared: Path) -> None:
        lines = (shared / "dprk" / "differential_times" / "DPRK_clean_allCC.txt").read_text().splitlines()
        names = dict(zip([f"DPRK{n}" for n in range(1, 7)], case_ids(), strict=True))
        times = {case: {one.id: one.time for one in load_case(case).arrivals} for case in case_ids()}
        for line in lines:
            first, second, first_time, second_time, station, phase, _ = line.split()
            for event, text in ((first, first_time), (second, second_time)):
                found = times[names[event]][f"{station}/{phase}"]
                assert found == datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestBadCases:
    def test_unknown_case_lists_the_known(self) -> None:
        with pytest.raises(CaseError, match="dprk-2006"):
            load_case("dprk-1999")

    def test_definition_that_is_no_yaml(self, folder: Path) -> None:
        (folder / "case.yaml").write_text("id: [")
        with pytest.raises(CaseError, match=r"case\.yaml"):
            load_case(folder)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("id: x\ntitle: 2017-13-45\n", "cannot be read"),
            ("id: " + 10_000 * "9", "cannot be read"),
            (50_000 * "[", "nested deeper"),
            ("id: &a [1]\ntitle: *a\n", "aliases"),
            ("id: x\nid: y\n", "twice"),
            (2_000_000 * "x", "more than the"),
        ],
    )
    def test_hostile_definition_is_refused_by_name(self, folder: Path, text: str, reason: str) -> None:
        (folder / "case.yaml").write_text(text)
        with pytest.raises(CaseError, match=rf"case\.yaml.*{reason}"):
            load_case(folder)

    def test_missing_field_is_named(self, folder: Path) -> None:
        change(folder, title="")
        with pytest.raises(CaseError, match="title"):
            load_case(folder)

    def test_missing_table_is_named(self, folder: Path) -> None:
        (folder / "arrivals.csv").unlink()
        with pytest.raises(CaseError, match=r"arrivals\.csv is missing"):
            load_case(folder)

    def test_file_outside_the_folder_is_refused(self, folder: Path) -> None:
        definition = yaml.safe_load((folder / "case.yaml").read_text())
        definition["holds"]["arrivals"]["file"] = "../../etc/passwd"
        (folder / "case.yaml").write_text(yaml.safe_dump(definition))
        with pytest.raises(CaseError, match="file"):
            load_case(folder)

    def test_position_that_is_no_position_is_named(self, folder: Path) -> None:
        definition = yaml.safe_load((folder / "case.yaml").read_text())
        definition["external_inputs"][3]["value"] = "somewhere"
        (folder / "case.yaml").write_text(yaml.safe_dump(definition))
        with pytest.raises(CaseError, match="somewhere"):
            load_case(folder)

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"name": "mbb", "value": 4.5}, "'mbb' is none of mb, mb_idc"),
            ({"name": "mb", "value": "four"}, "mb: 'four' is not a number"),
            ({"name": "ms", "value": 62.0}, "ms: '62.0' is not a number from -5 to 10"),
            ({"name": "source_type_latitude", "value": 91.0}, "is not a number from -90 to 90"),
        ],
    )
    def test_external_input_nobody_could_use_is_named(
        self, folder: Path, fields: dict[str, object], reason: str
    ) -> None:
        change(folder, external_inputs=[{"source": "somebody", **fields}])
        with pytest.raises(CaseError, match=rf"case\.yaml of .*external_inputs: .*{reason}"):
            load_case(folder)

    def test_external_input_given_twice_is_refused(self, folder: Path) -> None:
        twice = {"name": "mb", "value": 4.5, "source": "somebody"}
        change(folder, external_inputs=[twice, twice | {"value": 5.5}])
        with pytest.raises(CaseError, match="mb is given twice"):
            load_case(folder)

    def test_table_of_an_unknown_kind_is_refused(self, folder: Path) -> None:
        definition = yaml.safe_load((folder / "case.yaml").read_text())
        change(folder, holds=definition["holds"] | {"measurement": dict(definition["holds"]["stations"])})
        with pytest.raises(CaseError, match="holds: 'measurement' is none of arrivals"):
            load_case(folder)

    def test_event_is_no_reference_for_itself_under_another_name(self, folder: Path) -> None:
        itself = {"name": "reference:dprk-2017", "value": "41.3, 129.1", "sd": 0.3, "source": "somebody"}
        change(folder, id="another-name", external_inputs=[itself])
        observed = load_case(folder)
        assert observed.references == ()
        assert any("never used for itself" in one.reason for one in observed.not_used)

    def test_reference_without_a_packaged_case_is_reported(self, folder: Path) -> None:
        definition = yaml.safe_load((folder / "case.yaml").read_text())
        definition["external_inputs"][3]["name"] = "reference:nowhere"
        (folder / "case.yaml").write_text(yaml.safe_dump(definition))
        observed = load_case(folder)
        assert any("nowhere" in one.reason for one in observed.not_used)
        assert len(observed.references) == 4
