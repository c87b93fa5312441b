"""Help: an example for each command that the command line accepts, within 80 columns."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import typer

from testban.cli.app import app
from testban.cli.examples import EXAMPLES
from testban.cli.main import run


def commands() -> list[str]:
    top: Any = typer.main.get_command(app)
    found = []
    for name, one in top.commands.items():
        if one.hidden:
            continue
        below = getattr(one, "commands", None)
        found += [f"{name} {inner}" for inner in below] if below else [name]
    return found


def test_every_command_has_examples_and_no_other_name_has():
    assert sorted(commands()) == sorted(EXAMPLES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_help_shows_them_on_80_columns(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*name.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for example in EXAMPLES[name]:
        assert example in shown


@pytest.mark.parametrize("example", [one for several in EXAMPLES.values() for one in several])
def test_an_example_is_accepted_by_the_command_line(example, tmp_path, monkeypatch):
    program, *arguments = shlex.split(example)
    assert program == "testban"
    monkeypatch.chdir(tmp_path)
    for one in arguments:
        if one.endswith((".txt", ".csv", ".xml", ".zip", ".pem", ".json", ".yaml")):
            (tmp_path / one).touch()
        elif one.endswith("/"):
            (tmp_path / one).mkdir()
    command: Any = typer.main.get_command(app)
    while arguments and arguments[0] in getattr(command, "commands", {}):
        command = command.commands[arguments.pop(0)]
    command.make_context(program, arguments)  # raises for an option or value that it does not take


def test_a_switch_is_not_shown_as_taking_a_value(capsys):
    assert run(["keygen", "--help"]) == 0
    assert "bool" not in capsys.readouterr().out.lower()
