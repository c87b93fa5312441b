"""Reading the register: every fault of a contributor's file is named with its place."""

import random
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import testban.regime
from testban.model import BadInputError
from testban.regime.errors import RegisterError, UnknownNameError
from testban.regime.lint import check_register, count_verification
from testban.regime.register import load_register, read_register
from testban.safe_io import read_yaml

PACKAGED = sorted((Path(testban.regime.__file__).parent / "data" / "register").glob("*.yaml"))
GOOD = """
instrument:
  id: res-1
  symbol: S/RES/9001 (2030)
  title: An example
  kind: resolution
  adopted: 2030-01-01
  in_force_from: 2030-01-01
  in_force_to: null
  chapter_vii: true
  verification: {substance: verified}
  source: [an example]
paragraphs:
  - id: res-1-2
    paragraph: '2'
    role: prohibition
    force: decides
    addressees: [DPRK]
    topics: [nuclear_test]
    paraphrase: Conduct no nuclear test.
    triggers: [nuclear_test.any]
    verification: {substance: verified, paragraph_number: verified}
    source: [an example]
"""


def write(folder: Path, text: str, name: str = "example.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


class TestPackaged:
    def test_the_packaged_register_has_no_fault(self):
        assert check_register(load_register()) == ()

    def test_every_entry_has_a_source(self):
        assert all(entry.paragraph.source for entry in load_register())

    def test_what_the_draft_lacked_is_there(self):
        symbols = {instrument.symbol for instrument in load_register().instruments.values()}
        assert {"S/RES/1172 (1998)", "PTBT", "CANWFZ", "TPNW", "S/PRST/2006/41"} <= symbols

    def test_no_entry_of_the_draft_is_lost(self, shared):
        draft = yaml.safe_load((shared / "regime" / "register_draft.yaml").read_text(encoding="utf-8"))
        register = load_register()
        assert {entry["id"] for entry in draft["obligations"]} <= set(register.entries)
        assert {instrument["id"] for instrument in draft["instruments"]} <= set(register.instruments)

    def test_no_flag_was_upgraded_without_a_source_besides_memory(self, shared):
        draft = yaml.safe_load((shared / "regime" / "register_draft.yaml").read_text(encoding="utf-8"))
        register = load_register()
        for old in draft["obligations"]:
            new = register.entry(old["id"]).paragraph
            if old["verification"]["substance"] == "memory" and new.verification.substance == "verified":
                assert set(new.source) - set(old["source"]), old["id"]

    def test_a_veto_leaves_nothing_in_force(self):
        register = load_register()
        assert register.instruments["draft-2022-05-26"].in_force_from is None

    def test_the_counts_add_up(self):
        counts = count_verification(load_register())
        assert counts.conflict >= 1
        assert counts.neither > 0


class TestForce:
    def test_a_replaced_paragraph_names_the_one_that_replaced_it(self):
        register = load_register()
        force = register.force(register.entry("1874-11"), date(2016, 3, 2))
        assert not force.in_force
        assert "paragraph 18 of S/RES/2270 (2016)" in force.reason

    def test_a_replaced_paragraph_held_until_the_day_before(self):
        register = load_register()
        assert register.force(register.entry("1874-11"), date(2016, 3, 1)).in_force

    def test_unknown_entry_names_the_near_one(self):
        with pytest.raises(UnknownNameError, match="did you mean 1718-2"):
            load_register().entry("1718_2")


class TestBadFiles:
    def test_a_good_file_has_no_fault(self, tmp_path):
        assert check_register(read_register(write(tmp_path, GOOD))) == ()

    def test_missing_field_names_file_entry_and_field(self, tmp_path):
        text = GOOD.replace("    paraphrase: Conduct no nuclear test.\n", "")
        with pytest.raises(
            RegisterError, match=r"example\.yaml: entry 'res-1-2', field paraphrase: .*required"
        ):
            read_register(write(tmp_path, text))

    def test_impossible_date_names_its_field(self, tmp_path):
        with pytest.raises(RegisterError, match=r"example\.yaml: instrument, field adopted"):
            read_register(write(tmp_path, GOOD.replace("adopted: 2030-01-01", "adopted: 2030-02-30")))

    def test_unknown_field_is_refused(self, tmp_path):
        with pytest.raises(RegisterError, match="field urgency"):
            read_register(write(tmp_path, GOOD + "    urgency: high\n"))

    def test_a_flag_outside_the_three_is_refused(self, tmp_path):
        with pytest.raises(RegisterError, match=r"verification\.substance"):
            read_register(write(tmp_path, GOOD.replace("{substance: verified, p", "{substance: memory, p")))

    def test_bad_yaml_names_line_and_column(self, tmp_path):
        with pytest.raises(RegisterError, match=r"example\.yaml line \d+, column \d+"):
            read_register(write(tmp_path, GOOD + "  - [unclosed\n"))

    def test_repeated_key_is_named(self, tmp_path):
        with pytest.raises(RegisterError, match="gives 'title' twice"):
            read_register(write(tmp_path, GOOD.replace("  title:", "  title: One\n  title:")))

    def test_aliases_are_refused(self, tmp_path):
        with pytest.raises(RegisterError, match="holds YAML aliases"):
            read_register(write(tmp_path, "a: &x [1]\nb: [*x, *x]\n"))

    def test_tags_that_build_objects_are_refused(self, tmp_path):
        with pytest.raises(RegisterError, match="could not determine a constructor"):
            read_register(write(tmp_path, "a: !!python/object/apply:os.getcwd []\n"))

    def test_a_list_is_no_register_file(self, tmp_path):
        with pytest.raises(RegisterError, match="holds a list"):
            read_register(write(tmp_path, "- a\n"))

    def test_a_huge_file_is_refused_unread(self, tmp_path):
        with pytest.raises(RegisterError, match="more than the 1000000 bytes"):
            read_register(write(tmp_path, "a: b\n" * 300_000))

    def test_bytes_that_are_not_utf8_are_named(self, tmp_path):
        (tmp_path / "example.yaml").write_bytes(b"a: \xff\xfe\n")
        with pytest.raises(RegisterError, match="byte 3 is not UTF-8"):
            read_register(tmp_path)

    def test_deep_nesting_is_refused(self, tmp_path):
        with pytest.raises(RegisterError):
            read_register(write(tmp_path, "a: " + "[" * 5000 + "]" * 5000))

    def test_an_empty_folder_is_named(self, tmp_path):
        with pytest.raises(RegisterError, match=r"holds no \.yaml file"):
            read_register(tmp_path)

    @pytest.mark.parametrize("seed", range(40))
    def test_a_damaged_file_is_read_or_refused_by_name(self, tmp_path, seed):
        draw = random.Random(seed)
        whole = draw.choice(PACKAGED).read_text(encoding="utf-8")
        for _ in range(draw.randint(1, 4)):
            place = draw.randrange(len(whole))
            end = place + draw.randint(0, 40)
            whole = (
                whole[:place]
                + draw.choice(["", "{", ":", "\n", "- ", "'", whole[place:end] * 2])
                + whole[end:]
            )
        try:
            check_register(read_register(write(tmp_path, whole)))
        except RegisterError as error:
            fault = str(error)
        else:
            fault = "example.yaml"
        assert "example.yaml" in fault

    @given(st.text(max_size=200))
    @settings(deadline=None, max_examples=100)
    def test_any_text_is_read_or_refused_by_name(self, tmp_path_factory, text):
        path = tmp_path_factory.mktemp("fuzz") / "example.yaml"
        path.write_text(text, encoding="utf-8", errors="replace")
        with suppress(BadInputError):
            assert isinstance(read_yaml(path), dict)


class TestLinter:
    def faults(self, folder: Path, text: str) -> dict[str, str]:
        return {fault.field: fault.message for fault in check_register(read_register(write(folder, text)))}

    def test_dangling_reference(self, tmp_path):
        assert "superseded_by" in self.faults(tmp_path, GOOD + "    superseded_by: res-9\n")

    def test_circle_of_supersession(self, tmp_path):
        assert "circle" in self.faults(tmp_path, GOOD + "    superseded_by: res-1-2\n")["superseded_by"]

    def test_entry_without_source(self, tmp_path):
        text = GOOD.replace(
            "paragraph_number: verified}\n    source: [an example]",
            "paragraph_number: verified}\n    source: []",
        )
        assert self.faults(tmp_path, text)["source"] == "none given"

    def test_verified_from_memory_alone(self, tmp_path):
        text = GOOD.replace(
            "number: verified}\n    source: [an example]",
            "number: verified}\n    source: ['from memory, unchecked']",
        )
        assert "memory" in self.faults(tmp_path, text)["verification.substance"]

    def test_force_before_adoption(self, tmp_path):
        text = GOOD.replace("in_force_from: 2030-01-01", "in_force_from: 2029-01-01")
        assert "in_force_from" in self.faults(tmp_path, text)

    def test_draft_in_force(self, tmp_path):
        assert (
            "never enters"
            in self.faults(tmp_path, GOOD.replace("kind: resolution", "kind: draft"))["in_force_from"]
        )

    def test_date_before_the_charter(self, tmp_path):
        assert "Charter" in self.faults(tmp_path, GOOD.replace("2030-01-01", "1930-01-01"))["adopted"]

    def test_word_outside_the_taxonomy(self, tmp_path):
        assert (
            "taxonomy"
            in self.faults(tmp_path, GOOD.replace("nuclear_test.any", "nuclear_test.some"))["triggers"]
        )

    def test_reversed_window_of_a_cap(self, tmp_path):
        cap = (
            "    caps:\n      - {commodity: coal, limits: [{maximum: 1, unit: tonnes}], "
            "from: 2031-01-01, to: 2030-06-01, recurs: false, verification: verified}\n"
        )
        assert "caps.0.to" in self.faults(tmp_path, GOOD + cap)

    def test_same_identifier_in_two_files(self, tmp_path):
        write(tmp_path, GOOD, "a.yaml")
        found = check_register(read_register(write(tmp_path, GOOD, "b.yaml")))
        assert {fault.file for fault in found} == {"a.yaml", "b.yaml"}

    def test_measure_without_a_kind(self, tmp_path):
        assert "kind" in self.faults(tmp_path, GOOD.replace("role: prohibition", "role: measure"))["measures"]

    def test_conflict_without_what_the_sources_say(self, tmp_path):
        text = GOOD.replace("paragraph_number: verified", "paragraph_number: conflict")
        assert "conflict" in self.faults(tmp_path, text)["verification.note"]


def test_the_documentation_counts_what_the_register_holds():
    page = Path(__file__).resolve().parents[2] / "docs" / "obligations.md"
    counts = count_verification(load_register())
    said = " ".join(page.read_text(encoding="utf-8").split())
    assert (
        f"{counts.paragraphs} paragraphs of {counts.instruments} instruments. "
        f"{counts.substance_and_number_verified} are verified in substance and number, "
        f"{counts.substance_only} in substance only, {counts.neither} are from memory, "
        f"{counts.conflict} is in conflict"
    ) in said
