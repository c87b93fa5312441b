"""What -v, -vv and --log show, and that the library itself stays quiet."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from testban.cli.logs import start_logging, stop_logging
from testban.cli.main import run

LOG = logging.getLogger("testban.processing._windows")


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    yield
    stop_logging()


class TestStderr:
    def test_is_quiet_without_v(self, capsys):
        start_logging(0, None)
        LOG.info("3 windows")
        assert capsys.readouterr().err == ""

    def test_v_shows_what_was_done_by_room(self, capsys):
        start_logging(1, None)
        LOG.info("3 windows")
        LOG.debug("window 1")
        assert capsys.readouterr().err == "testban.processing: 3 windows\n"

    def test_vv_shows_details(self, capsys):
        start_logging(2, None)
        LOG.debug("window 1")
        assert capsys.readouterr().err == "testban.processing: window 1\n"

    def test_what_steers_a_terminal_is_not_passed_on(self, capsys):
        start_logging(1, None)
        LOG.info("file %s", "\x1b[31mred\nforged line")
        line = capsys.readouterr().err
        assert line.startswith("testban.processing: file ")
        assert line.removesuffix("\n").isprintable()

    def test_other_packages_are_not_shown(self, capsys):
        start_logging(2, None)
        logging.getLogger("matplotlib").info("font")
        assert capsys.readouterr().err == ""


class TestFile:
    def test_holds_details_with_the_time_and_the_messages_of_the_program(self, tmp_path: Path, capsys):
        file = tmp_path / "new" / "run.log"
        assert run(["--log", str(file), "locate", "no-such-file"]) == 2
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines[-1].split(" ", 1)[0].endswith("Z")
        assert "WARNING testban.cli: " in lines[-1]
        assert "no-such-file" in lines[-1]
        assert any("INFO testban.cli: testban " in line for line in lines)

    def test_is_appended_to(self, tmp_path: Path):
        file = tmp_path / "run.log"
        file.write_text("before\n")
        assert run(["--log", str(file), "cases"]) == 0
        assert file.read_text().startswith("before\n")

    def test_every_record_is_one_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        # The runner keeps records for its report, and what is no UTF-8 cannot travel between its processes.
        monkeypatch.setattr(logging.getLogger("testban"), "propagate", False)
        file = tmp_path / "run.log"
        start_logging(0, file)
        LOG.info("file %s", "a\nb \x9b \udc80")
        stop_logging()
        lines = file.read_text(encoding="utf-8").splitlines()
        assert "INFO testban.processing: file a b" in lines[-1]
        assert lines[-1].isprintable()

    def test_that_cannot_be_written_leaves_with_2(self, tmp_path: Path, capsys):
        (tmp_path / "file").touch()
        assert run(["--log", str(tmp_path / "file" / "run.log"), "cases"]) == 2
        assert str(tmp_path / "file") in capsys.readouterr().err

    def test_a_run_leaves_no_handler_behind(self, tmp_path: Path):
        before = list(logging.getLogger("testban").handlers)
        assert run(["-vv", "--log", str(tmp_path / "run.log"), "cases"]) == 0
        assert logging.getLogger("testban").handlers == before
        assert logging.getLogger("testban").level == logging.NOTSET


def test_the_library_prints_nothing_by_itself():
    code = "import logging, testban; logging.getLogger('testban.location').warning('x'); print('done')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


class TestRooms:
    def test_what_was_done_to_a_case_is_logged_by_room(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ):
        file = tmp_path / "run.log"
        assert run(["--log", str(file), "assess", "dprk-2006"]) == 0
        text = file.read_text(encoding="utf-8")
        assert "INFO testban.pipeline: dprk-2006: case" in text
        assert "DEBUG testban.location: located at 41." in text
        assert "by model ak135" in text
        assert capsys.readouterr().err == ""

    def test_the_answer_is_the_same_with_and_without(self, capsys: pytest.CaptureFixture[str]):
        assert run(["assess", "dprk-2006", "--json"]) == 0
        quiet = capsys.readouterr().out
        assert run(["-vv", "assess", "dprk-2006", "--json"]) == 0
        shown = capsys.readouterr()
        assert shown.out == quiet
        assert "testban.location: located at" in shown.err
