"""What goes to standard error can be read, and a reader who leaves early is no fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from testban.cli.envelope import envelope, print_json
from testban.cli.main import READER_LEFT, run
from testban.cli.messages import print_message


class TestMessages:
    def test_what_steers_a_terminal_is_not_passed_on(self, capsys):
        assert run(["assess", "\x1b[31mred\u202e"]) == 2
        said = capsys.readouterr().err
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert "no such file" in said

    def test_a_name_of_any_length_leaves_the_reason_readable(self, capsys):
        assert run(["assess", "/" + 5000 * "x"]) == 2
        said = capsys.readouterr().err
        assert len(said) < 700
        assert said.startswith("testban: /xxx")
        assert said.endswith("File name too long\n")

    def test_a_terminal_gets_lines_of_its_width(self, capsys, monkeypatch):
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", "50")
        print_message("word " * 40)
        lines = capsys.readouterr().err.splitlines()
        assert max(map(len, lines)) <= 50
        assert all(line.startswith("  ") for line in lines[1:])

    def test_elsewhere_a_message_is_one_line(self, capsys):
        print_message("word\n" * 40)
        assert capsys.readouterr().err.count("\n") == 1


class TestEnvelope:
    def test_half_a_character_and_controls_are_escaped(self, capsys):
        print_json(envelope("x", status="answered", result="\ud800 \u202e \x9b Näsholm"))
        text = capsys.readouterr().out
        assert json.loads(text)["result"] == "\ud800 \u202e \x9b Näsholm"
        assert "Näsholm" in text
        text.encode("utf-8")
        assert "\u202e" not in text

    def test_a_command_of_any_length_is_cut(self, capsys):
        assert run([5000 * "y", "--json"]) == 2
        assert len(json.loads(capsys.readouterr().out)["command"]) <= 60


@pytest.mark.parametrize("command", [["obligations"], ["obligations", "--json"], ["yield", "--mb", "5"]])
def test_a_reader_who_left_is_no_fault_and_no_answer(command):
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-c", "from testban.cli.main import main; main()", *command],
        stdout=writes,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writes)
    assert done.returncode == READER_LEFT
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr
