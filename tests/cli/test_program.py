"""The process: an interrupt at any moment, streams that are closed, completion, panels, the former name."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import typer

from testban.cli.app import app
from testban.cli.main import INTERRUPTED, READER_LEFT, run

PROGRAM = "from testban.cli.main import main; main()"
# Interrupts itself when the module of this name is looked for: a moment that does not depend on a clock.
INTERRUPTS = textwrap.dedent("""
    import os, signal, sys
    from testban.cli.main import main

    class Interrupting:
        def find_spec(self, name, path=None, target=None):
            if name == {module!r}:
                os.kill(os.getpid(), signal.SIGINT)

    sys.meta_path.insert(0, Interrupting())
    main()
""")
SWALLOWED = """try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:
                pass
            os.kill(os.getpid(), signal.SIGINT)"""
posix = pytest.mark.skipif(os.name == "nt", reason="signals and numbered streams of POSIX")


def program(*arguments: str, code: str = PROGRAM, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, **options
    )


@posix
class TestInterrupt:
    @pytest.mark.parametrize("module", ["testban.cli.app", "typer", "testban.cli.locate"])
    def test_while_the_program_is_loaded_ends_without_a_traceback(self, module):
        done = program("cases", code=INTERRUPTS.format(module=module))
        assert done.returncode == INTERRUPTED
        assert done.stderr == "testban: interrupted\n"
        assert done.stdout == ""

    @pytest.mark.parametrize("module", ["testban.cases.case", "pydantic", "numpy", "yaml"])
    def test_while_a_command_loads_what_it_needs_ends_without_a_traceback(self, module):
        done = program("cases", "--json", code=INTERRUPTS.format(module=module))
        assert "Traceback" not in done.stderr
        assert done.returncode in (INTERRUPTED, -signal.SIGINT)
        if done.returncode == INTERRUPTED:
            assert json.loads(done.stdout)["errors"] == ["interrupted"]

    def test_one_that_was_swallowed_does_not_keep_the_process_from_ending(self):
        code = INTERRUPTS.format(module="pydantic").replace("os.kill(os.getpid(), signal.SIGINT)", SWALLOWED)
        done = program("cases", code=code)
        assert "Traceback" not in done.stderr
        assert done.returncode == -signal.SIGINT

    def test_before_the_package_is_loaded_ends_without_a_word(self):
        code = INTERRUPTS.format(module="testban").replace(
            "testban.cli.main import", "testban_program import"
        )
        done = program("cases", code=code)
        assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


@posix
class TestClosedStreams:
    def run_closed(self, *arguments: str, closed: str) -> subprocess.CompletedProcess[str]:
        line = f'exec "$0" -c "$1" {" ".join(arguments)} {closed}'
        return subprocess.run(
            ["sh", "-c", line, sys.executable, PROGRAM], capture_output=True, text=True, check=False
        )

    @pytest.mark.parametrize("arguments", [("cases",), ("cases", "--json"), ("--help",), ("--version",)])
    def test_an_answer_that_nobody_can_take_is_none(self, arguments):
        done = self.run_closed(*arguments, closed=">&-")
        assert done.returncode == READER_LEFT
        assert done.stderr == ""

    def test_messages_never_go_to_stdout_instead(self):
        done = self.run_closed("locate", "no-such-file", "--json", closed="2>&-")
        assert done.returncode == 2
        assert json.loads(done.stdout)["status"] == "bad input"

    def test_a_file_never_takes_the_place_of_stdout(self, tmp_path: Path):
        done = self.run_closed("keygen", str(tmp_path / "key.pem"), closed="<&- >&- 2>&-")
        assert done.returncode == READER_LEFT
        assert (tmp_path / "key.pem").read_text().endswith("-----END PRIVATE KEY-----\n")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
    def test_a_full_disk_is_named(self):
        done = self.run_closed("cases", closed=">/dev/full")
        assert done.returncode == 2
        assert done.stderr == "testban: output: No space left on device\n"


class TestFormerName:
    def test_measures_answers_as_sanctions_does(self, capsys):
        assert run(["sanctions", "--as-of", "2018-01-01", "--json"]) == 0
        answer = capsys.readouterr().out
        assert run(["measures", "--as-of", "2018-01-01", "--json"]) == 0
        printed = capsys.readouterr()
        assert printed.out == answer
        assert "called 'testban sanctions' now" in printed.err

    def test_is_not_in_the_help(self, capsys):
        assert run(["--help"]) == 0
        assert "measures" not in capsys.readouterr().out


class TestHelp:
    def test_every_command_stands_in_a_panel(self):
        for command in [*app.registered_commands, *app.registered_groups]:
            assert isinstance(command.rich_help_panel, str), command.name

    def test_every_option_of_a_command_stands_in_a_panel_or_is_help(self):
        top: Any = typer.main.get_command(app)
        for name, command in top.commands.items():
            for parameter in command.params:
                if parameter.param_type_name == "option":
                    assert parameter.rich_help_panel, f"{name} {parameter.name}"

    def test_an_option_of_the_program_after_the_command_says_where_it_belongs(self, capsys):
        assert run(["cases", "-v"]) == 2
        assert "it stands before the command: testban -v cases" in capsys.readouterr().err


class TestCompletion:
    @pytest.mark.parametrize(("typed", "offered"), [("testban loc", "locate"), ("testban sanc", "sanctions")])
    def test_a_shell_is_offered_commands(self, typed, offered):
        environment = {
            **os.environ,
            "_TESTBAN_COMPLETE": "complete_bash",
            "COMP_WORDS": typed,
            "COMP_CWORD": "1",
        }
        done = program(env=environment)
        assert done.stdout.split() == [offered]

    def test_can_be_installed(self, capsys):
        assert run(["--help"]) == 0
        assert "--install-completion" in capsys.readouterr().out
