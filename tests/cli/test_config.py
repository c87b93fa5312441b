"""Defaults from the user's file: named whenever one is used, and never taken from a folder by chance."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from testban.cli.app import click_command
from testban.cli.defaults import COMMANDS, KEYS, Defaults, read_defaults, user_file
from testban.cli.main import run

CASE = Path(str(files("testban.cases"))) / "dprk-2006"


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own file, not there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TESTBAN_CONFIG", raising=False)
    return tmp_path / "home" / "testban" / "config.toml"


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def answered(capsys, *arguments: str) -> dict:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


class TestWhichFile:
    def test_the_users_own_by_default(self, user):
        assert user_file() == user

    def test_one_in_the_working_folder_changes_nothing(self, user, tmp_path, monkeypatch, capsys):
        before = answered(capsys, "yield", "--mb", "5")
        for name in ("testban.toml", "config.toml", ".testban.toml"):
            write(tmp_path / name, "level = 0.6\n")
        monkeypatch.chdir(tmp_path)
        assert answered(capsys, "yield", "--mb", "5") == before

    def test_a_relative_folder_of_the_environment_is_none(self, user, monkeypatch):
        monkeypatch.setenv("XDG_CONFIG_HOME", "somewhere")
        assert user_file() == Path.home() / ".config" / "testban" / "config.toml"

    def test_one_named_by_the_environment_replaces_the_users(self, user, tmp_path, monkeypatch, capsys):
        write(user, "level = 0.6\n")
        other = write(tmp_path / "testban.toml", "level = 0.7\n")
        monkeypatch.setenv("TESTBAN_CONFIG", str(other))
        assert answered(capsys, "yield", "--mb", "5")["result"]["yield"]["level"] == 0.7

    def test_one_named_by_the_option_replaces_both(self, user, tmp_path, monkeypatch, capsys):
        monkeypatch.setenv("TESTBAN_CONFIG", str(write(tmp_path / "a.toml", "level = 0.7\n")))
        named = write(tmp_path / "b.toml", "level = 0.8\n")
        content = answered(capsys, "--config", str(named), "yield", "--mb", "5")
        assert content["result"]["yield"]["level"] == 0.8

    def test_an_empty_variable_means_none(self, user, monkeypatch):
        write(user, "level = 0.6\n")
        monkeypatch.setenv("TESTBAN_CONFIG", "")
        assert read_defaults() == Defaults(None, {})

    def test_one_that_is_named_must_be_there(self, user, capsys):
        assert run(["--config", "no-such.toml", "yield", "--mb", "5"]) == 2
        assert "no-such.toml: no such file, named by --config" in capsys.readouterr().err


class TestUse:
    def test_a_default_that_is_used_is_named_on_stderr_and_in_json(self, user, capsys):
        write(user, "level = 0.6\n")
        assert run(["yield", "--mb", "5", "--json"]) == 0
        printed = capsys.readouterr()
        note = f"defaults from {user}: --level 0.6"
        assert f"testban: {note}\n" in printed.err
        assert json.loads(printed.out)["warnings"][0] == note

    def test_an_option_given_is_taken_instead_and_nothing_is_said(self, user, capsys):
        write(user, "level = 0.6\n")
        assert run(["yield", "--mb", "5", "--level", "0.9", "--json"]) == 0
        printed = capsys.readouterr()
        assert "defaults" not in printed.err + printed.out
        assert json.loads(printed.out)["result"]["yield"]["level"] == 0.9

    def test_the_note_of_one_run_is_not_in_the_next(self, user, capsys):
        write(user, "level = 0.6\n")
        run(["yield", "--mb", "5", "--json"])
        user.unlink()
        capsys.readouterr()
        assert run(["yield", "--mb", "5", "--json"]) == 0
        assert "defaults" not in capsys.readouterr().out

    def test_paths_count_from_the_folder_of_the_file(self, user, capsys):
        write(user, 'stations = "stations.csv"\n')
        (user.parent / "stations.csv").write_bytes((CASE / "stations.csv").read_bytes())
        content = answered(capsys, "locate", str(CASE / "arrivals.csv"))
        assert str(user.parent / "stations.csv") in content["warnings"][0]

    def test_a_station_file_is_not_forced_on_a_case(self, user, capsys):
        write(user, 'stations = "stations.csv"\nresponses = "responses"\n')
        assert run(["assess", "dprk-2006"]) == 0
        assert capsys.readouterr().err == ""

    def test_responses_are_not_forced_on_arrivals(self, user, capsys):
        write(user, f'stations = "{CASE / "stations.csv"}"\nresponses = "responses"\n')
        assert run(["assess", str(CASE / "arrivals.csv")]) == 0
        assert "--responses" not in capsys.readouterr().err

    def test_every_default_belongs_to_an_option(self):
        top = click_command()
        for command, keys in COMMANDS.items():
            names = {parameter.name for parameter in top.commands[command].params}
            assert set(keys) - {"trust", "model", "level"} <= names
        assert set(KEYS) == {"log"} | {key for keys in COMMANDS.values() for key in keys}


class TestBadFile:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("levle = 0.9\n", "'levle' is not a key; keys are stations"),
            ("level = 2\n", "level 2 is not a number between 0.5 and 0.999"),
            ("level = true\n", "level True is not a number"),
            ("level = nan\n", "level nan is not a number"),
            ("stations = 3\n", "stations is not a text"),
            ('stations = "a\\u001bb"\n', "stations is not a text of printable characters"),
            ("level = \n", "is not TOML"),
            (f"a = {'[' * 5000}\n", "is not TOML"),
            (f"# {'x' * 70_000}\n", "larger than 65,536 bytes"),
        ],
    )
    def test_is_refused_by_name(self, user, capsys, text, message):
        write(user, text)
        assert run(["yield", "--mb", "5"]) == 2
        error = capsys.readouterr().err
        assert str(user) in error.replace("\n  ", " ")
        assert message in error

    def test_help_and_config_work_all_the_same(self, user, capsys):
        write(user, "levle = 0.9\n")
        assert run(["yield", "--help"]) == 0
        assert run(["config", "path"]) == 0
        assert run(["config", "unset", "levle"]) == 0


class TestCommand:
    def test_what_is_set_is_shown_and_used(self, user, capsys):
        assert run(["config", "set", "level", "0.95"]) == 0
        capsys.readouterr()
        assert answered(capsys, "config", "show")["result"] == {
            "file": str(user),
            "defaults": {"level": 0.95},
        }
        assert answered(capsys, "yield", "--mb", "5")["result"]["yield"]["level"] == 0.95

    def test_other_lines_stay_as_they_are(self, user, capsys):
        write(user, '# mine\nlevel = 0.9 # usual\nmodel = "ak135"\n')
        assert run(["config", "set", "level", "0.95"]) == 0
        assert user.read_text() == '# mine\nmodel = "ak135"\nlevel = 0.95\n'
        assert run(["config", "unset", "level"]) == 0
        assert user.read_text() == '# mine\nmodel = "ak135"\n'

    @pytest.mark.parametrize("name", ['quo"te.csv', "back\\slash.csv", "ünï.csv", "[table].csv", "a = 1.csv"])
    def test_any_name_of_a_file_survives(self, user, tmp_path, capsys, name):
        (tmp_path / name).touch()
        assert run(["config", "set", "stations", str(tmp_path / name)]) == 0
        assert tomllib.loads(user.read_text(encoding="utf-8")) == {"stations": str(tmp_path / name)}

    def test_a_file_that_is_not_there_is_refused(self, user, capsys):
        assert run(["config", "set", "stations", "no-such.csv"]) == 2
        assert "no-such.csv: no such file" in capsys.readouterr().err
        assert not user.exists()

    def test_a_path_is_kept_as_an_absolute_one(self, user, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "mine.csv").touch()
        assert run(["config", "set", "stations", "mine.csv"]) == 0
        assert tomllib.loads(user.read_text()) == {"stations": str(tmp_path / "mine.csv")}

    def test_nothing_else_is_changed_by_a_line_that_looks_like_the_key(self, user, capsys):
        before = write(user, 'model = """\nlevel = 1\n"""\n').read_text()
        assert run(["config", "set", "level", "0.95"]) == 2
        assert "edit the file" in capsys.readouterr().err
        assert user.read_text() == before

    def test_path_is_printed_whether_it_is_there_or_not(self, user, capsys):
        assert run(["config", "path"]) == 0
        assert capsys.readouterr().out == f"{user}\n"
