"""The commands of the law: exit codes, envelopes, 80 columns, errors that name the place."""

import json
import re
from pathlib import Path

import pytest

from testban.cli.main import run

DEFAULT = ["--as-of", "2017-09-03"]
YEAR_END = ["--as-of", "2018-12-31"]


def answered(capsys, *arguments: str) -> dict:
    assert run([*arguments, "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["schema"] == "testban.envelope/1"
    assert content["status"] == "answered"
    return content["result"]


def refused(capsys, *arguments: str) -> str:
    assert run(list(arguments)) == 2
    return capsys.readouterr().err


class TestText:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["obligations", *DEFAULT],
            ["obligations", "--state", "KP", *DEFAULT],
            ["obligations", "--state", "PRK", "--event", "nuclear_test", *DEFAULT],
            ["obligations", "--event", "artillery", *DEFAULT],
            ["obligations", "--symbol", "S/RES/1718", *DEFAULT],
            ["sanctions", "--as-of", "2024-01-01"],
            ["treaty", "ctbt", "--as-of", "2024-11-01"],
            ["chronology"],
            ["record"],
            ["register", "check"],
        ],
    )
    def test_every_line_fits_80_columns(self, capsys, arguments):
        assert run(arguments) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines
        assert max(map(len, lines)) <= 80

    def test_what_is_from_memory_is_marked_unverified(self, capsys):
        run(["obligations", "--symbol", "S/RES/2094 (2013)", *DEFAULT])
        assert "[unverified: substance, paragraph number]" in re.sub(r"\s+", " ", capsys.readouterr().out)

    def test_every_summary_counts_what_is_unverified(self, capsys):
        for arguments in (["obligations", *DEFAULT], ["sanctions", *DEFAULT], ["register", "check"]):
            run(arguments)
            assert "unverified (from memory)" in re.sub(r"\s+", " ", capsys.readouterr().out)

    def test_no_measure_lapses_by_itself(self, capsys):
        run(["sanctions", *DEFAULT])
        assert "No measure lapses by itself" in capsys.readouterr().out

    def test_conflicts_between_catalogues_are_shown(self, capsys):
        run(["chronology", "--from", "2017-07-04", "--to", "2017-07-04"])
        assert "CONFLICT: CNS copy" in capsys.readouterr().out

    def test_hostile_text_reaches_no_terminal(self, capsys, tmp_path):
        path = tmp_path / "record.txt"
        path.write_text("Mr. \u202eA (Chad): the \u009b31m security ofits people\n", encoding="utf-8")
        code = run(["record", str(path)])
        shown = capsys.readouterr()
        assert code == 2
        assert "control character U+009B" in shown.err
        assert "\u009b" not in shown.out + shown.err


class TestJson:
    def test_a_supposed_test_engages_prohibitions_with_their_conditions(self, capsys):
        result = answered(capsys, "obligations", "--state", "PRK", "--event", "nuclear_test", *DEFAULT)
        engaged = [item for item in result["outcomes"] if item["outcome"] == "prohibition engaged"]
        assert {item["id"] for item in engaged} >= {"1718-2", "1874-2", "2371-2"}
        assert engaged[0]["conditional_on"][-1] == "conducted by the DPRK"

    def test_what_is_in_force_carries_source_and_flags(self, capsys):
        result = answered(capsys, "obligations", "--symbol", "S/RES/2375 (2017)", "--as-of", "2017-12-15")
        for item in result["in_force"]:
            assert item["source"]
            assert item["verification"]["substance"] in ("verified", "unverified", "conflict")

    def test_caps_carry_their_windows(self, capsys):
        result = answered(capsys, "sanctions", "--topic", "petroleum", "--as-of", "2017-12-15")
        caps = [cap for measure in result["measures"] for cap in measure["caps"]]
        refined = [cap for cap in caps if cap["commodity"] == "refined petroleum"]
        assert refined[0]["window"] == {"from": "2017-10-01", "to": "2017-12-31"}
        assert refined[1]["status"] == "begins later"

    def test_deliveries_are_counted(self, capsys, tmp_path):
        path = tmp_path / "deliveries.csv"
        path.write_text("date,amount,unit\n2018-02-01,490000,barrels\n", encoding="utf-8")
        result = answered(
            capsys,
            "sanctions",
            "--cap",
            "refined_petroleum",
            "--deliveries",
            str(path),
            "--as-of",
            "2018-12-31",
        )
        (account,) = result["accounts"]
        assert account["remaining"] == 10_000
        assert account["notices_passed"] == [75.0, 90.0, 95.0]

    def test_treaty_counts(self, capsys):
        result = answered(capsys, "treaty", "ctbt", "--as-of", "2024-11-01")
        assert list(result["counts"].values()) == [35, 5, 1, 3]
        assert not result["in_force"]

    def test_a_date_the_table_cannot_know_is_warned_about(self, capsys):
        assert run(["treaty", "ctbt", "--as-of", "2030-01-01", "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["warnings"]) == 2

    def test_chronology_of_tests(self, capsys):
        assert len(answered(capsys, "chronology", "--kind", "tests")["events"]) == 6

    def test_the_drawing_is_written(self, capsys, tmp_path):
        path = tmp_path / "new" / "line.svg"
        answered(capsys, "chronology", "--kind", "tests", "--svg", str(path))
        assert path.read_text(encoding="utf-8").rstrip().endswith("</svg>")

    def test_the_record_takes_meeting_and_date_when_supplied(self, capsys):
        result = answered(capsys, "record", "--meeting", "S/PV.8137", "--date", "2017-12-15")
        assert (result["meeting"]["value"], result["date"]["value"]) == ("S/PV.8137", "2017-12-15")
        assert len(result["corrections"]) == 3

    def test_the_record_leaves_them_unknown_otherwise(self, capsys):
        result = answered(capsys, "record")
        assert result["meeting"] == {"value": None, "reason": "none was supplied"}

    def test_the_packaged_register_has_no_faults(self, capsys):
        assert answered(capsys, "register", "check")["faults"] == []


class TestBadInput:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["obligations", "--as-of", "2017-02-30"], "date '2017-02-30' does not exist"),
            (["obligations", "--as-of", "1900-01-01"], "before the first instrument"),
            (["obligations", "--state", "Kazahstan"], "did you mean Kazakhstan"),
            (["obligations", "--event", "nuclear_tset"], "did you mean nuclear_test"),
            (["obligations", "--topic", "nuclear_tests"], "did you mean nuclear_test"),
            (["obligations", "--symbol", "S/RES/2379 (2017)"], "did you mean S/RES/2397 (2017)"),
            (["sanctions", "--as-of", "soon"], "date 'soon' does not exist"),
            (["sanctions", "--cap", "crude_oil"], "go together"),
            (["treaty", "ctbt", "--as-of", "1990-01-01"], "adopted on 1996-09-10"),
            (["chronology", "--from", "2018-01-01", "--to", "2017-01-01"], "lies before --from"),
            (["chronology", "--kind", "test"], "did you mean tests"),
            (["record", "no-such-file.txt"], "no-such-file.txt: cannot be read"),
            (["record", "--meeting", "S/RES/2397 (2017)"], "is not a meeting"),
            (["record", "--meeting", "8137"], "not a document symbol"),
        ],
    )
    def test_the_error_names_the_place(self, capsys, arguments, message):
        assert message in refused(capsys, *arguments)

    def test_an_empty_stretch_of_the_chronology_is_not_answered(self, capsys):
        assert run(["chronology", "--from", "1970-01-01", "--to", "1971-01-01"]) == 1
        assert "nothing in the chronology" in capsys.readouterr().err

    def test_a_contributor_s_faults_are_listed_and_the_check_fails(self, capsys, tmp_path: Path):
        (tmp_path / "a.yaml").write_text(
            "instrument: {id: a, symbol: A, title: A, kind: resolution, adopted: 2020-01-01, "
            "in_force_from: 2020-01-01, in_force_to: null, review_clause: gone, "
            "verification: {substance: verified}, source: []}\n",
            encoding="utf-8",
        )
        assert run(["register", "check", str(tmp_path)]) == 1
        shown = capsys.readouterr()
        assert "a.yaml: entry 'a', field review_clause: no entry 'gone'" in shown.out
        assert "field source: none given" in shown.out
        assert run(["register", "check", str(tmp_path), "--json"]) == 1
        assert len(json.loads(capsys.readouterr().out)["result"]["faults"]) == 2

    def test_malformed_yaml_names_line_and_column(self, capsys, tmp_path: Path):
        (tmp_path / "a.yaml").write_text("instrument: [\n", encoding="utf-8")
        assert "a.yaml line 2, column 1" in refused(capsys, "register", "check", str(tmp_path))

    def test_deliveries_with_a_bad_line_name_it(self, capsys, tmp_path: Path):
        path = tmp_path / "d.csv"
        path.write_text("date,amount,unit\n2018-13-01,1,barrels\n", encoding="utf-8")
        message = refused(
            capsys,
            "sanctions",
            "--cap",
            "refined_petroleum",
            "--deliveries",
            str(path),
            "--as-of",
            "2018-12-31",
        )
        assert "d.csv, line 2: date '2018-13-01'" in message
